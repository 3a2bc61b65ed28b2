// Package document takes in the files people upload and shows them to others only
// in a form that can do no harm.
//
// Words: a File is what was received and found good, a Preview is what we made of it
// ourselves, a Transfer is a file on its way in. A file is kept once somebody refers to
// it (Keep); a file nobody refers to is removed after a week. The owner is the account it
// belongs to, a firm for one; a transfer belongs to the person who sends it, and is gone
// after a day.
//
// What is taken in: JPEG, PNG and PDF, told by the content, never by the name. Every
// refusal is a fault that says what to do next.
//
// A picture is decoded and encoded again, and only that is stored: upright, without
// EXIF, made to fit its place. Where a photograph was taken is personal data nobody has
// asked for. A PDF is stored as it came, since it may be signed; its preview is put
// together anew from what its pages show. Several photographs become one PDF.
//
// Basis: 个人信息保护法, arts 6, 51.
//
// Nobody but the owner gets the original until a virus scanner has passed it. Without
// a scanner, that is never: others see the preview, marked as not scanned (未查毒).
//
// Order: the content is received, looked at, and durable in kernel/blob before the row
// is inserted. A crash in between leaves content without a row, which the blob store
// sweeps after a day; the applicant uploads again. A crash after the row loses nothing,
// of a transfer neither.
//
// Who may see which file is decided by the capability that refers to it, application and
// casework for two; this package has no pages of its own.
//
// Tables: document_file, document_upload, document_chunk.
package document

// Package document takes in the files people upload and shows them to others only
// in a form that can do no harm.
//
// Words: a File is what was received and found good, a Preview is what we made of it
// ourselves: a picture without its hidden data, or a PDF put together anew from what
// its pages show. A file is kept once somebody refers to it (Keep); a file nobody
// refers to is removed after a week. The owner is the account that uploaded it.
//
// What is taken in: JPEG, PNG and PDF, told by the content, never by the name. Every
// refusal is a fault that says what to do next.
//
// Nobody but the owner gets the original until a virus scanner has passed it. Without
// a scanner, that is never: others see the preview, marked as not scanned (未查毒).
//
// Order: the content is received, looked at, and durable in kernel/blob before the row
// is inserted. A crash in between leaves content without a row, which the blob store
// sweeps after a day; the applicant uploads again. A crash after the row loses nothing.
//
// Who may see which file is decided by the capability that refers to it, casework for
// one; this package has no pages of its own.
//
// Table: document_file.
package document

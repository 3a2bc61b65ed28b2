// Package licence keeps electronic licences (电子证照): what a department has granted
// is registered, drawn as a signed PDF, changed by its office and checked by anybody who
// is handed one. Its holder's pages are package wallet's.
//
// Words. A Type says what a kind of licence contains, how long it holds and how it
// looks. A Licence has versions: a change of status is a new version with a new
// identifier (电子证照标识) that names the one before; no version is ever edited. The
// Content of a version is one canonical JSON document; its digest is registered with
// it and signed into the QR code. The code is the licence's unguessable key on the
// public verification page, the same for all versions. The file of a version is the
// PDF drawn from its content; that it exists, and its digest, is a fact of its own.
//
// A licence whose last day is over is expired from that instant; a sweep writes the
// version that says so, and tells holders beforehand. A Proposal is a penalty that waits
// for a second person. A Use is one time a licence was shown, copied, or stood for a
// paper; a Consent is that it may, for one application. A show-code is good for one
// reader and for a minute and a half; nothing is stored until it is read.
//
// Tables: licence_type, licence_entry (one row a licence, with the newest status and when
// it is due), licence_version (content sealed), licence_file, licence_copy,
// licence_proposal, licence_consent, licence_use, licence_sequence (numbers of a day).
//
// Folder: verify is the check without the issuer, for `tongban verify licence`.
//
// What it does not do: decide who gets a licence (casework does and calls Issue in
// its own unit), and seals of legal force. The seal drawn here is a demonstration and
// says so; a real one comes from the national seal system.
//
// Basis: 行政许可法, art. 39, 49, 50, 69, 70; 行政处罚法, art. 9, 57, 58; 国令716, art. 9, 10; GB/T 36901–36906.
package licence

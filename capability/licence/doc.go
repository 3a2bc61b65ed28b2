// Package licence keeps electronic licences (电子证照): what a department has granted
// is registered, drawn as a signed PDF, shown in its holder's wallet and checked by
// anybody who is handed one.
//
// Words. A Type says what a kind of licence contains, how long it holds and how it
// looks. A Licence has versions: a change of status is a new version with a new
// identifier (电子证照标识) that names the one before; no version is ever edited. The
// Content of a version is one canonical JSON document; its digest is registered with
// it and signed into the QR code. The code is the licence's unguessable key on the
// public verification page, the same for all versions. The file of a version is the
// PDF drawn from its content; that it exists, and its digest, is a fact of its own.
//
// Expiry is not stored: a licence whose last day is over is expired.
//
// Tables: licence_type, licence_entry (one row a licence, with the newest status),
// licence_version (content sealed), licence_file, licence_sequence (numbers of a day).
//
// Folder: verify is the check without the issuer, for `tongban verify licence`.
//
// What it does not do: decide who gets a licence (casework does and calls Issue in
// its own unit), and seals of legal force. The seal drawn here is a demonstration and
// says so; a real one comes from the national seal system.
//
// Basis: 行政许可法, art. 39, 69, 70; 国令716, art. 9, 10; GB/T 36901–36906.
package licence

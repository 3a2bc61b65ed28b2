// Package audit writes down what was done, by whom and for whom, so that nobody
// can change it afterwards unseen, not even those who run the server.
//
// Words: an Entry is one thing that happened. Its content is JSON; its commitment
// is SHA-256 over a random salt and that content. The commitments, in the order
// the sequencer gave them, are the leaves of a Merkle tree (RFC 6962). A
// checkpoint is the signed size and root of the tree; tiles are the hashes of the
// tree in files of 256 (C2SP tlog-tiles). A Look is somebody reading another
// person's data; it is an entry that this person can list.
//
// An entry's row holds the salt and, in shorthand, the content; the commitment follows from
// them and is stored only when they are forgotten. Earlier versions stored all three.
//
// Record inserts one row in the caller's unit and nothing else: an entry exists
// exactly when the change it tells of is durable, and no unit waits for another.
// Within a second the sequencer gives waiting rows their index and appends them
// to the tree. It looks for rows without an index, never for rows after the last
// one, since a unit that began early may become durable late.
//
// What the public sees are commitments: they say nothing without their salt.
// Forget deletes content and salt of an entry; the commitment stays and with it
// the tree. Content names accounts and cases by their keys, states and reasons by
// their codes; it holds no names, numbers or addresses of people.
//
// Not here: the log of the program (slog), and the statutory file of a case,
// which casework keeps.
//
// Tables: audit_entry, audit_tile, audit_tree.
//
// Legal basis: 个人信息保护法 art. 51 and 54 (records of handling, audits), art. 47
// (deletion); 网络安全法 art. 21(3) (logs kept for six months and more); GB/T
// 22239-2019 level 3 (protection of audit records).
package audit

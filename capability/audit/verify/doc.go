// Package verify checks the transparency log without the server and without
// trusting it: from a copy of its files, or from a piece of evidence.
//
// Words: the log is a checkpoint, bundles of entries and tiles of hashes, as files
// (C2SP tlog-checkpoint, tlog-tiles; RFC 6962 for the tree). A Finding says what
// is wrong: unsigned, truncated, tampered or forked.
//
// A log that shows different people different histories is forked. Nobody can see
// that from one copy: keep the checkpoints you saw, and compare.
package verify

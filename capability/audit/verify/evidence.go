package verify

import (
	"bytes"
	"crypto/sha256"

	"golang.org/x/mod/sumdb/tlog"
)

// SaltSize is the length of an entry's salt in bytes.
const SaltSize = 16

// Commitment returns what the log holds of an entry: SHA-256 over salt and content.
// Without the salt it says nothing about the content.
func Commitment(salt, content []byte) [sha256.Size]byte {
	salted := make([]byte, 0, len(salt)+len(content))
	return sha256.Sum256(append(append(salted, salt...), content...))
}

// Evidence shows without the log that an entry is in it. Content and Salt are only
// in the copy of somebody who may know them.
type Evidence struct {
	Entry      string   `json:"entry" doc:"id of the entry"`
	Index      int64    `json:"index" doc:"which leaf of the tree it is, from 0"`
	Commitment []byte   `json:"commitment" doc:"SHA-256 over salt and content"`
	Salt       []byte   `json:"salt,omitempty"`
	Content    string   `json:"content,omitempty" doc:"JSON: what happened"`
	Proof      [][]byte `json:"proof" doc:"hashes from the leaf up (RFC 6962, section 2.1.1)"`
	Checkpoint string   `json:"checkpoint" doc:"the signed head of the log"`
}

// Check says whether the evidence holds under key, and returns the checkpoint it
// leads to.
func (e Evidence) Check(key Key) (Checkpoint, error) {
	head, err := key.Open([]byte(e.Checkpoint))
	if err != nil {
		return head, err
	}
	if e.Content != "" || e.Salt != nil {
		if c := Commitment(e.Salt, []byte(e.Content)); !bytes.Equal(c[:], e.Commitment) {
			return head, found(Tampered, "the content is not the one that was committed to")
		}
	}
	proof := make([]tlog.Hash, len(e.Proof))
	for i, h := range e.Proof {
		if len(h) != tlog.HashSize {
			return head, found(Tampered, "hash %d of the proof has %d bytes", i, len(h))
		}
		proof[i] = tlog.Hash(h)
	}
	return head, Inclusion(proof, head.Size, head.Root, e.Index, tlog.RecordHash(e.Commitment))
}

// Inclusion says whether proof shows that leaf is number index of the tree of size
// leaves with root.
func Inclusion(proof []tlog.Hash, size int64, root tlog.Hash, index int64, leaf tlog.Hash) error {
	if index < 0 || index >= size {
		return found(Truncated, "leaf %d is not in a log of %d", index, size)
	}
	if tlog.CheckRecord(proof, size, root, index, leaf) != nil {
		return found(Tampered, "the proof does not lead from leaf %d to the root", index)
	}
	return nil
}

// Consistency says whether proof shows that the tree of size leaves with root
// begins with the tree of oldSize leaves with oldRoot.
func Consistency(proof []tlog.Hash, oldSize int64, oldRoot tlog.Hash, size int64, root tlog.Hash) error {
	switch {
	case oldSize > size:
		return found(Truncated, "the log had %d entries and has %d", oldSize, size)
	case oldSize < 1 || tlog.CheckTree(proof, size, root, oldSize, oldRoot) != nil:
		return found(Forked, "the log of %d entries does not continue the log of %d", size, oldSize)
	}
	return nil
}

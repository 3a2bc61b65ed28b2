package audit

import (
	"crypto"
	"crypto/rand"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tongban/capability/audit/verify"
)

// checkpointSigner signs checkpoints as notes.
type checkpointSigner struct {
	note.Verifier // name and hash of the key
	key           crypto.Signer
	line          string
}

func newSigner(key crypto.Signer, public verify.Key, origin string) (checkpointSigner, error) {
	line, err := public.Line(origin)
	if err != nil {
		return checkpointSigner{}, err
	}
	verifier, err := note.NewVerifier(line)
	return checkpointSigner{verifier, key, line}, err
}

// Sign makes checkpointSigner a note.Signer.
func (s checkpointSigner) Sign(text []byte) ([]byte, error) {
	return s.key.Sign(rand.Reader, text, crypto.Hash(0))
}

// checkpoint signs the tree of size leaves with root.
func (s checkpointSigner) checkpoint(size int64, root tlog.Hash) (string, error) {
	c := verify.Checkpoint{Origin: s.Name(), Size: size, Root: root}
	text, err := note.Sign(&note.Note{Text: c.Body()}, s)
	return string(text), err
}

package verify

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tongban/kernel/crypt"
)

// Key is the public key of a log.
type Key struct {
	origin string // "" fits every log: the bundle of public keys names none
	public ed25519.PublicKey
}

// NewKey returns the key of the log origin.
func NewKey(origin string, public ed25519.PublicKey) Key { return Key{origin, public} }

// ParseKey reads a key as `tongban keys export` writes it, or a line
// "<origin>+<hash>+<key>" as other logs and their tools do.
func ParseKey(text []byte) (Key, error) {
	text = bytes.TrimSpace(text)
	if !bytes.HasPrefix(text, []byte("{")) {
		return parseLine(string(text))
	}
	keys, err := crypt.ParsePublicKeys(text)
	if err != nil {
		return Key{}, err
	}
	for _, k := range keys {
		if public, ok := k.Key.(ed25519.PublicKey); ok && k.Name == crypt.Log {
			return Key{public: public}, nil
		}
	}
	return Key{}, errors.New("the file holds no key of a log")
}

func parseLine(line string) (Key, error) {
	v, err := note.NewVerifier(line)
	if err != nil {
		return Key{}, fmt.Errorf("key of the log: %w", err)
	}
	_, rest, _ := strings.Cut(strings.TrimPrefix(line, v.Name()+"+"), "+")
	public, err := decode(rest)
	if err != nil || len(public) != 1+ed25519.PublicKeySize {
		return Key{}, errors.New("key of the log: not an Ed25519 key")
	}
	return Key{v.Name(), ed25519.PublicKey(public[1:])}, nil
}

// Line returns the key of the log origin as one line, the form other tools take.
func (k Key) Line(origin string) (string, error) {
	return note.NewEd25519VerifierKey(origin, k.public)
}

// Checkpoint is the signed head of a log.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   tlog.Hash
}

// Body returns the text that is signed (C2SP tlog-checkpoint).
func (c Checkpoint) Body() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, encode(c.Root[:]))
}

// Open reads a checkpoint and checks its signature.
func (k Key) Open(text []byte) (Checkpoint, error) {
	origin, _, _ := strings.Cut(string(text), "\n")
	if k.origin != "" && origin != k.origin {
		return Checkpoint{}, found(Unsigned, "the checkpoint is of the log %q, the key of %q", origin, k.origin)
	}
	line, err := k.Line(origin)
	if err != nil {
		return Checkpoint{}, found(Unsigned, "the checkpoint names no log: %v", err)
	}
	verifier, err := note.NewVerifier(line)
	if err != nil {
		return Checkpoint{}, found(Unsigned, "%v", err)
	}
	signed, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return Checkpoint{}, found(Unsigned, "the checkpoint is not signed with this key: %v", err)
	}
	return parseBody(signed.Text)
}

// parseBody reads what Body wrote; further lines are extensions and do not count.
func parseBody(text string) (Checkpoint, error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 {
		return Checkpoint{}, found(Unsigned, "the checkpoint has too few lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || lines[1] != strconv.FormatInt(size, 10) {
		return Checkpoint{}, found(Unsigned, "the checkpoint has no size")
	}
	root, err := decode(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Checkpoint{}, found(Unsigned, "the checkpoint has no root")
	}
	return Checkpoint{lines[0], size, tlog.Hash(root)}, nil
}

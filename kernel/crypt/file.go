package crypt

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// FileName is the key file in the data folder. It belongs in a backup of its own:
// without it every sealed field is lost, with it every sealed field is open.
const FileName = "keys.json"

// ErrDamaged is returned for a key file that cannot be what was once written.
var ErrDamaged = errors.New("damaged, restore it from a backup")

// file is the key file. Everything but the master key is wrapped by the master
// key, so that a changed byte is noticed when the file is read.
type file struct {
	Version int          `json:"version"`
	Master  []byte       `json:"master"`
	Data    []wrappedKey `json:"data"` // oldest first
	Index   wrappedKey   `json:"index"`
	Signers []signerKey  `json:"signers"`
}

// wrappedKey is a key that only the master key opens.
type wrappedKey struct {
	Number  uint16 `json:"number"`
	Suite   Suite  `json:"suite"`
	Wrapped []byte `json:"wrapped"`
}

const (
	fileVersion = 1
	masterSize  = 32
)

// Load reads the key file in dir. The first start makes one with suite
// International.
func Load(dir string) (*Keys, error) { return LoadSuite(dir, International) }

// LoadSuite reads the key file in dir. The first start makes one with suite;
// later the newest data key must be of suite, or an error says to rotate.
//
// A damaged file, one that others may read and one of a later version are errors.
// None of them is ever replaced.
func LoadSuite(dir string, suite Suite) (*Keys, error) {
	path := filepath.Join(dir, FileName)
	f, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		f, err = create(path, suite)
	}
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	keys, err := f.open()
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	if has := f.Data[len(f.Data)-1].Suite; has != suite {
		return nil, fmt.Errorf("key file %s seals with suite %s, the setting says %s: rotate the data key first", path, has, suite)
	}
	return keys, nil
}

// Rotate adds a data key of suite to the key file in dir. Every node needs the
// new file before the first of them is started with it.
func Rotate(dir string, suite Suite) error {
	path := filepath.Join(dir, FileName)
	f, err := read(path)
	if err != nil {
		return fmt.Errorf("rotate %s: %w", path, err)
	}
	if _, err := f.open(); err != nil {
		return fmt.Errorf("rotate %s: %w", path, err)
	}
	next, err := f.newKey("data", f.Data[len(f.Data)-1].Number+1, suite)
	if err != nil {
		return fmt.Errorf("rotate %s: %w", path, err)
	}
	f.Data = append(f.Data, next)
	return store(path, f, os.Rename)
}

// read returns the file at path after the checks that need no key.
func read(path string) (*file, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return nil, fmt.Errorf("others may read it (mode %o): set mode 600", info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var f file
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	switch {
	case f.Version != fileVersion:
		return nil, fmt.Errorf("version %d, this program reads version %d", f.Version, fileVersion)
	case len(f.Master) != masterSize, len(f.Data) == 0:
		return nil, fmt.Errorf("%w: keys are missing", ErrDamaged)
	}
	return &f, nil
}

// create makes the key file, or reads the one another process made meanwhile.
func create(path string, suite Suite) (*file, error) {
	f := &file{Version: fileVersion, Master: make([]byte, masterSize)}
	if _, err := rand.Read(f.Master); err != nil {
		return nil, err
	}
	first, err := f.newKey("data", 1, suite)
	if err != nil {
		return nil, err
	}
	f.Data = []wrappedKey{first}
	if f.Index, err = f.newKey("index", 1, suite); err != nil {
		return nil, err
	}
	if f.Signers, err = f.newSigners(suite); err != nil {
		return nil, err
	}
	// A link fails if the file exists: the first process wins, all read its file.
	if err := store(path, f, os.Link); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return read(path)
}

// store writes f beside path, flushes it and puts it in place by move.
func store(path string, f *file, move func(from, to string) error) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	draft, err := os.CreateTemp(dir, FileName+".*") // mode 600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name()) // no longer there after a rename
	_, err = draft.Write(append(text, '\n'))
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := move(draft.Name(), path); err != nil {
		return err
	}
	return syncFolder(dir)
}

// syncFolder makes a new name in dir durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// open unwraps every key of f.
func (f *file) open() (*Keys, error) {
	k := &Keys{data: map[uint16]cipher.AEAD{}, secret: f.secret}
	for _, w := range f.Data {
		key, a, err := f.unwrap("data", w)
		if err != nil {
			return nil, err
		}
		if k.data[w.Number], err = a.aead(key); err != nil {
			return nil, err
		}
		k.newest = w.Number
	}
	key, a, err := f.unwrap("index", f.Index)
	if err != nil {
		return nil, err
	}
	k.index = indexKey{a, key}
	k.signers, err = f.openSigners()
	return k, err
}

// secret derives the secret for name from the master key.
func (f *file) secret(name string) ([]byte, error) {
	a, err := f.Index.Suite.algorithms()
	if err != nil {
		return nil, err
	}
	return a.derive(f.Master, "secret "+name, 32)
}

// newKey makes a key of suite and wraps it.
func (f *file) newKey(purpose string, number uint16, suite Suite) (wrappedKey, error) {
	a, err := suite.algorithms()
	if err != nil {
		return wrappedKey{}, err
	}
	key := make([]byte, a.keySize)
	if purpose == "index" {
		key = make([]byte, 32) // the size of the digest
	}
	if _, err := rand.Read(key); err != nil {
		return wrappedKey{}, err
	}
	return f.wrap(purpose, number, suite, key)
}

// wrap encrypts key with the master key, bound to what it is for.
func (f *file) wrap(purpose string, number uint16, suite Suite, key []byte) (wrappedKey, error) {
	aead, _, err := f.wrapper(suite)
	if err != nil {
		return wrappedKey{}, err
	}
	nonce := make([]byte, nonceSize)
	if _, err := rand.Read(nonce); err != nil {
		return wrappedKey{}, err
	}
	wrapped := aead.Seal(nonce, nonce, key, wrapLabel(purpose, number, suite))
	return wrappedKey{Number: number, Suite: suite, Wrapped: wrapped}, nil
}

// unwrap is the reverse of wrap.
func (f *file) unwrap(purpose string, w wrappedKey) ([]byte, algorithms, error) {
	aead, a, err := f.wrapper(w.Suite)
	if err != nil {
		return nil, a, err
	}
	damaged := fmt.Errorf("%w: %s key %d does not open", ErrDamaged, purpose, w.Number)
	if len(w.Wrapped) < nonceSize {
		return nil, a, damaged
	}
	key, err := aead.Open(nil, w.Wrapped[:nonceSize], w.Wrapped[nonceSize:], wrapLabel(purpose, w.Number, w.Suite))
	if err != nil {
		return nil, a, damaged
	}
	return key, a, nil
}

// wrapper returns the cipher that wraps keys of suite.
func (f *file) wrapper(suite Suite) (cipher.AEAD, algorithms, error) {
	a, err := suite.algorithms()
	if err != nil {
		return nil, a, err
	}
	key, err := a.derive(f.Master, "wrap", a.keySize)
	if err != nil {
		return nil, a, err
	}
	aead, err := a.aead(key)
	return aead, a, err
}

func wrapLabel(purpose string, number uint16, suite Suite) []byte {
	return fmt.Appendf(nil, "tongban key file %s %d %s", purpose, number, suite)
}

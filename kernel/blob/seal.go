package blob

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// An object is "TBB1", 32 random bytes, then chunks of 64 KiB sealed with AES-256-GCM
// under a key made of the store's root key and the random bytes. The nonce counts the
// chunks and marks the last one, so none can be dropped, repeated or moved; the last
// one is bound to the blob's key, so objects cannot be swapped. (The construction is
// known as STREAM.)
const (
	magic     = "TBB1"
	saltSize  = 32
	chunkSize = 64 << 10
)

// ErrDamaged is returned when an object is not what was written.
var ErrDamaged = errors.New("blob: damaged")

// seal encrypts all of src into dst. It asks for the key after src has ended, when
// the digest is known.
func (s *Store) seal(dst io.Writer, src io.Reader, key func() Key) error {
	header := append([]byte(magic), make([]byte, saltSize)...)
	_, _ = rand.Read(header[len(magic):]) // never fails
	aead, err := s.cipher(header[len(magic):])
	if err != nil {
		return err
	}
	if _, err := dst.Write(header); err != nil {
		return err
	}
	in := bufio.NewReaderSize(src, chunkSize)
	plain := make([]byte, chunkSize)
	sealed := make([]byte, 0, chunkSize+aead.Overhead())
	for n := uint32(0); ; n++ {
		size, last, err := readChunk(in, plain)
		if err != nil {
			return err
		}
		var bound []byte
		if last {
			bound = []byte(key())
		}
		sealed = aead.Seal(sealed[:0], nonce(n, last), plain[:size], bound)
		if _, err := dst.Write(sealed); err != nil || last {
			return err
		}
	}
}

// unseal returns the content of the object that src yields.
func (s *Store) unseal(src io.Reader, key Key) (io.Reader, error) {
	header := make([]byte, len(magic)+saltSize)
	if _, err := io.ReadFull(src, header); err != nil || string(header[:len(magic)]) != magic {
		return nil, ErrDamaged
	}
	aead, err := s.cipher(header[len(magic):])
	if err != nil {
		return nil, err
	}
	return &opener{
		in:    bufio.NewReaderSize(src, chunkSize+aead.Overhead()),
		aead:  aead,
		key:   key,
		chunk: make([]byte, chunkSize+aead.Overhead()),
	}, nil
}

// opener decrypts chunk by chunk.
type opener struct {
	in    *bufio.Reader
	aead  cipher.AEAD
	key   Key
	count uint32
	chunk []byte
	plain []byte // not yet read
	done  bool
}

func (o *opener) Read(p []byte) (int, error) {
	for len(o.plain) == 0 {
		if o.done {
			return 0, io.EOF
		}
		if err := o.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, o.plain)
	o.plain = o.plain[n:]
	return n, nil
}

func (o *opener) next() error {
	size, last, err := readChunk(o.in, o.chunk)
	if err != nil {
		return err
	}
	var bound []byte
	if last {
		bound = []byte(o.key)
	}
	o.plain, err = o.aead.Open(o.chunk[:0], nonce(o.count, last), o.chunk[:size], bound)
	if err != nil {
		return fmt.Errorf("%w: chunk %d", ErrDamaged, o.count)
	}
	o.count++
	o.done = last
	return nil
}

// readChunk fills chunk as far as r goes and tells whether r ends there. Only io.EOF is
// an end: a request cut short says io.ErrUnexpectedEOF.
func readChunk(r *bufio.Reader, chunk []byte) (size int, last bool, err error) {
	for size < len(chunk) {
		n, err := r.Read(chunk[size:])
		size += n
		if errors.Is(err, io.EOF) {
			return size, true, nil
		}
		if err != nil {
			return size, false, err
		}
	}
	if _, err = r.Peek(1); errors.Is(err, io.EOF) {
		return size, true, nil
	}
	return size, false, err
}

// cipher returns the cipher of the object with salt.
func (s *Store) cipher(salt []byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, s.sealing, salt, "blob object", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// nonce is unique under an object's key: the chunk's number and whether it is last.
func nonce(n uint32, last bool) []byte {
	b := make([]byte, 12)
	binary.BigEndian.PutUint32(b[7:], n)
	if last {
		b[11] = 1
	}
	return b
}

// Package crypt keeps the keys of an installation and what is done with them:
// sealing single fields, finding sealed fields again, signing, and secrets for
// the other parts of the kernel.
//
// Words: the master key lies in the key file and wraps every other key. A data
// key seals fields; there may be several, the newest seals and all open. An
// element is the name of a data element such as "person.idNumber"; a value
// sealed as one element does not open as another. A blind index is a keyed
// digest by which a sealed value can be searched exactly.
//
// The package does not decide which elements are sensitive and does not keep
// sealed values. Whoever holds both the key file and the database reads all.
package crypt

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrSealed is returned by Open for a value that was altered, sealed as another
// element or sealed by another installation.
var ErrSealed = errors.New("crypt: value does not open")

// Keys are the keys of an installation. They do not change while it runs and may
// be used by many at once.
type Keys struct {
	data    map[uint16]cipher.AEAD
	newest  uint16
	index   indexKey
	signers map[string]signer
	secret  func(name string) ([]byte, error)
}

type indexKey struct {
	algorithms
	key []byte
}

// A sealed value is a header, a nonce and the ciphertext with its tag. The header
// is the format and the number of the data key.
const (
	format     = 1
	headerSize = 3
	nonceSize  = 12
)

// Seal encrypts plain as a value of element. Sealing twice gives two different
// results. One data key is good for 2^32 values; rotate before.
func (k *Keys) Seal(element string, plain []byte) ([]byte, error) {
	aead := k.data[k.newest]
	sealed := make([]byte, headerSize+nonceSize, headerSize+nonceSize+len(plain)+aead.Overhead())
	sealed[0] = format
	binary.BigEndian.PutUint16(sealed[1:], k.newest)
	nonce := sealed[headerSize:]
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("seal %s: %w", element, err)
	}
	return aead.Seal(sealed, nonce, plain, bound(sealed[:headerSize], element)), nil
}

// Open decrypts what Seal made of a value of element.
func (k *Keys) Open(element string, sealed []byte) ([]byte, error) {
	if len(sealed) < headerSize+nonceSize || sealed[0] != format {
		return nil, fmt.Errorf("open %s: %w", element, ErrSealed)
	}
	header, nonce, text := sealed[:headerSize], sealed[headerSize:headerSize+nonceSize], sealed[headerSize+nonceSize:]
	number := binary.BigEndian.Uint16(header[1:])
	aead, ok := k.data[number]
	if !ok {
		return nil, fmt.Errorf("open %s: data key %d is not in the key file: %w", element, number, ErrSealed)
	}
	plain, err := aead.Open(nil, nonce, text, bound(header, element))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", element, ErrSealed)
	}
	return plain, nil
}

// bound is the data a sealed value is bound to.
func bound(header []byte, element string) []byte {
	return append(append(make([]byte, 0, len(header)+len(element)), header...), element...)
}

// BlindIndex returns 32 bytes that are the same for the same element and value
// and say nothing about the value without the key file. The caller normalises
// value first; it stays the same when data keys rotate.
func (k *Keys) BlindIndex(element, value string) []byte {
	mac := hmac.New(k.index.hash, k.index.key)
	var size [4]byte
	binary.BigEndian.PutUint32(size[:], uint32(len(element)))
	mac.Write(size[:])
	mac.Write([]byte(element))
	mac.Write([]byte(value))
	return mac.Sum(nil)
}

// Secret returns 32 bytes of its own for name, e.g. "sessions", the same at every
// start and on every node that has the key file.
func (k *Keys) Secret(name string) []byte {
	secret, err := k.secret(name)
	if err != nil {
		panic(err) // only for a length that HKDF cannot give
	}
	return secret
}

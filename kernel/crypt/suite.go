package crypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"hash"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// Suite names a family of algorithms.
type Suite string

// The suites.
const (
	// International is AES-256-GCM with SHA-256.
	International Suite = "international"
	// National is SM4-GCM with SM3 (GB/T 32907, GB/T 32905).
	National Suite = "national"
)

// algorithms is what a suite brings.
type algorithms struct {
	keySize int
	block   func(key []byte) (cipher.Block, error)
	hash    func() hash.Hash
}

var suites = map[Suite]algorithms{
	International: {keySize: 32, block: aes.NewCipher, hash: sha256.New},
	National:      {keySize: sm4.BlockSize, block: sm4.NewCipher, hash: sm3.New},
}

// algorithms returns what s stands for.
func (s Suite) algorithms() (algorithms, error) {
	a, ok := suites[s]
	if !ok {
		return a, fmt.Errorf("unknown suite %q, want %q or %q", s, International, National)
	}
	return a, nil
}

// aead returns the suite's authenticated cipher under key.
func (a algorithms) aead(key []byte) (cipher.AEAD, error) {
	block, err := a.block(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// derive returns n bytes for one purpose.
func (a algorithms) derive(master []byte, purpose string, n int) ([]byte, error) {
	return hkdf.Key(a.hash, master, nil, "tongban "+purpose, n)
}

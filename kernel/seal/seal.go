// Package seal puts signatures on what leaves the house, so that any change shows:
// a detached CMS inside a PDF, and a JWS for short texts and lists. Both directions
// stand side by side here; neither needs a database or a network.
//
// It is stricter than the standards ask. A signature is accepted only in the one
// form this package writes, so that not even a byte without meaning (the case of a
// hexadecimal digit, padding) can be changed unseen.
//
// ECDSA P-256 with SHA-256 is the only suite so far. SM2 with SM3 joins as a second
// suite in suiteOf and a second Signer; nothing else names an algorithm.
package seal

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"

	"tongban/kernel/crypt"
)

// What may be wrong with something sealed.
var (
	// ErrForeign means it does not come from this product.
	ErrForeign = errors.New("seal: not one of ours")
	// ErrTampered means it came from this product and was changed since.
	ErrTampered = errors.New("seal: changed after signing")
	// ErrUnknownSigner means it is whole, but signed by a key nobody vouches for.
	ErrUnknownSigner = errors.New("seal: signed by an unknown key")
)

// Signer signs for the holder of a certificate.
type Signer interface {
	Certificate() *x509.Certificate
	// Sign returns the signature over message in the form X.509 uses.
	Sign(message []byte) ([]byte, error)
}

// suite is a set of algorithms and what the formats call them.
type suite struct {
	jose      string // in a JWS
	digest    asn1.ObjectIdentifier
	signature asn1.ObjectIdentifier
	sum       func([]byte) []byte
	verify    func(c *x509.Certificate, message, signature []byte) bool
}

var es256 = suite{
	jose:      "ES256",
	digest:    asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1},
	signature: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2},
	sum:       func(b []byte) []byte { d := sha256.Sum256(b); return d[:] },
	verify: func(c *x509.Certificate, message, signature []byte) bool {
		return c.CheckSignature(x509.ECDSAWithSHA256, message, signature) == nil
	},
}

// suiteOf returns the algorithms that go with a certificate's key.
func suiteOf(c *x509.Certificate) (suite, error) {
	if key, ok := c.PublicKey.(*ecdsa.PublicKey); ok && key.Curve == elliptic.P256() {
		return es256, nil
	}
	return suite{}, fmt.Errorf("seal: no suite for a key of kind %T", c.PublicKey)
}

// keySigner signs with a key of this process or of a module behind crypto.Signer.
type keySigner struct {
	key  crypto.Signer
	cert *x509.Certificate
}

// NewSigner joins a P-256 key and its certificate.
func NewSigner(key crypto.Signer, cert *x509.Certificate) (Signer, error) {
	if _, err := suiteOf(cert); err != nil {
		return nil, err
	}
	public, ok := cert.PublicKey.(*ecdsa.PublicKey)
	if !ok || !public.Equal(key.Public()) {
		return nil, errors.New("seal: the certificate is of another key")
	}
	return keySigner{key, cert}, nil
}

// OfInstallation returns the signer of an installation's licences and notices.
func OfInstallation(keys *crypt.Keys) (Signer, error) {
	key, err := keys.Signer(crypt.Licence)
	if err != nil {
		return nil, err
	}
	cert, err := keys.Certificate(crypt.Licence)
	if err != nil {
		return nil, err
	}
	return NewSigner(key, cert)
}

func (s keySigner) Certificate() *x509.Certificate { return s.cert }

// Sign asks for no randomness: ECDSA then derives its nonce from key and message
// (RFC 6979), so the same document signed twice is the same file.
func (s keySigner) Sign(message []byte) ([]byte, error) {
	digest := sha256.Sum256(message)
	return s.key.Sign(nil, digest[:], crypto.SHA256)
}

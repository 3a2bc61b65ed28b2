package seal

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"tongban/kernel/crypt"
)

// Keys are the certificates a checker trusts: those in use and those of the past.
type Keys []*x509.Certificate

// ParseKeys reads what `tongban keys export` writes, or certificates in PEM. Keys
// of other uses are passed over; no usable certificate at all is an error.
func ParseKeys(text []byte) (Keys, error) {
	certs, err := certificates(text)
	if err != nil {
		return nil, fmt.Errorf("seal: keys: %w", err)
	}
	var keys Keys
	for _, cert := range certs {
		if _, err := suiteOf(cert); err != nil {
			return nil, err
		}
		keys = append(keys, cert)
	}
	if len(keys) == 0 {
		return nil, errors.New("seal: keys: no certificate")
	}
	return keys, nil
}

func certificates(text []byte) (certs []*x509.Certificate, err error) {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		public, err := crypt.ParsePublicKeys(text)
		for _, key := range public {
			if key.Certificate != nil {
				certs = append(certs, key.Certificate)
			}
		}
		return certs, err
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		certs = append(certs, cert)
	}
	return certs, nil
}

// holds reports whether the key of cert is one of k.
func (k Keys) holds(cert *x509.Certificate) bool {
	for _, trusted := range k {
		if bytes.Equal(trusted.RawSubjectPublicKeyInfo, cert.RawSubjectPublicKeyInfo) {
			return true
		}
	}
	return false
}

package crypt

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"time"
)

// The names of the signing keys.
const (
	// Licence signs licences and notices: ECDSA P-256, with a certificate.
	Licence = "licence"
	// Log signs the checkpoints of the transparency log: Ed25519.
	Log = "log"
)

// signerKey is a signing key in the key file.
type signerKey struct {
	Name        string     `json:"name"`
	Key         wrappedKey `json:"key"` // PKCS #8
	Certificate []byte     `json:"certificate,omitempty"`
}

type signer struct {
	crypto.Signer
	certificate *x509.Certificate
}

// newSigners makes the signing keys of a new installation.
func (f *file) newSigners(suite Suite) ([]signerKey, error) {
	licence, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	_, log, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	certificate, err := selfSigned(licence)
	if err != nil {
		return nil, err
	}
	signers := []signerKey{{Name: Licence, Certificate: certificate}, {Name: Log}}
	for i, key := range []crypto.Signer{licence, log} {
		text, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return nil, err
		}
		if signers[i].Key, err = f.wrap(signers[i].Name, 1, suite, text); err != nil {
			return nil, err
		}
	}
	return signers, nil
}

// selfSigned certifies key by itself. It is valid from 2019, the first year of the
// calendar, so that a demo whose clock is set back signs with a valid certificate.
// A real installation has its key certified by a licensed authority.
func selfSigned(key *ecdsa.PrivateKey) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "Tongban licence signing (self-signed)"},
		NotBefore:    time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2049, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
	}
	return x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
}

// openSigners unwraps the signing keys and checks that certificates are theirs.
func (f *file) openSigners() (map[string]signer, error) {
	signers := map[string]signer{}
	for _, s := range f.Signers {
		text, _, err := f.unwrap(s.Name, s.Key)
		if err != nil {
			return nil, err
		}
		key, err := x509.ParsePKCS8PrivateKey(text)
		if err != nil {
			return nil, fmt.Errorf("signing key %s: %w", s.Name, err)
		}
		opened := signer{Signer: key.(crypto.Signer)}
		if s.Certificate != nil {
			if opened.certificate, err = certificateOf(s.Certificate, opened.Public()); err != nil {
				return nil, fmt.Errorf("%w: certificate of %s: %w", ErrDamaged, s.Name, err)
			}
		}
		signers[s.Name] = opened
	}
	for _, name := range []string{Licence, Log} {
		if _, ok := signers[name]; !ok {
			return nil, fmt.Errorf("%w: signing key %s is missing", ErrDamaged, name)
		}
	}
	return signers, nil
}

// certificateOf parses a self-signed certificate that must be about public.
func certificateOf(der []byte, public crypto.PublicKey) (*x509.Certificate, error) {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	if key, ok := c.PublicKey.(*ecdsa.PublicKey); !ok || !key.Equal(public) {
		return nil, fmt.Errorf("it certifies another key")
	}
	return c, c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature)
}

// Signer returns the signing key name.
func (k *Keys) Signer(name string) (crypto.Signer, error) {
	s, ok := k.signers[name]
	if !ok {
		return nil, fmt.Errorf("crypt: no signing key %q", name)
	}
	return s.Signer, nil
}

// Certificate returns the certificate of the signing key name. The log's key has
// none: its readers know the key itself.
func (k *Keys) Certificate(name string) (*x509.Certificate, error) {
	s, ok := k.signers[name]
	if !ok || s.certificate == nil {
		return nil, fmt.Errorf("crypt: no certificate for %q", name)
	}
	return s.certificate, nil
}

// PublicKey is what everyone may know of a signing key.
type PublicKey struct {
	Name        string
	Key         crypto.PublicKey
	Certificate *x509.Certificate // nil if there is none
}

// bundle is the JSON of PublicKeys: one list, so that a retired key can stay in
// it for what it once signed.
type bundle struct {
	Format string      `json:"format"`
	Keys   []bundleKey `json:"keys"`
}

type bundleKey struct {
	Name        string `json:"name"`
	PublicKey   string `json:"publicKey"`
	Certificate string `json:"certificate,omitempty"`
}

const bundleFormat = "tongban-keys/1"

// PublicKeys returns the public keys as a JSON document with PEM inside, for
// those who verify without the server.
func (k *Keys) PublicKeys() ([]byte, error) {
	out := bundle{Format: bundleFormat}
	for _, name := range slices.Sorted(maps.Keys(k.signers)) {
		s := k.signers[name]
		der, err := x509.MarshalPKIXPublicKey(s.Public())
		if err != nil {
			return nil, fmt.Errorf("export %s: %w", name, err)
		}
		key := bundleKey{Name: name, PublicKey: encodePEM("PUBLIC KEY", der)}
		if s.certificate != nil {
			key.Certificate = encodePEM("CERTIFICATE", s.certificate.Raw)
		}
		out.Keys = append(out.Keys, key)
	}
	text, err := json.MarshalIndent(out, "", "  ")
	return append(text, '\n'), err
}

func encodePEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// ParsePublicKeys reads what PublicKeys wrote.
func ParsePublicKeys(text []byte) ([]PublicKey, error) {
	var in bundle
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&in); err != nil {
		return nil, fmt.Errorf("public keys: %w", err)
	}
	if in.Format != bundleFormat {
		return nil, fmt.Errorf("public keys: format %q, want %q", in.Format, bundleFormat)
	}
	keys := make([]PublicKey, 0, len(in.Keys))
	for _, b := range in.Keys {
		key, err := b.parse()
		if err != nil {
			return nil, fmt.Errorf("public key %s: %w", b.Name, err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

func (b bundleKey) parse() (PublicKey, error) {
	block, _ := pem.Decode([]byte(b.PublicKey))
	if block == nil {
		return PublicKey{}, fmt.Errorf("no PEM block")
	}
	public, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return PublicKey{}, err
	}
	key := PublicKey{Name: b.Name, Key: public}
	if b.Certificate == "" {
		return key, nil
	}
	block, _ = pem.Decode([]byte(b.Certificate))
	if block == nil {
		return PublicKey{}, fmt.Errorf("no PEM block in its certificate")
	}
	key.Certificate, err = certificateOf(block.Bytes, public)
	return key, err
}

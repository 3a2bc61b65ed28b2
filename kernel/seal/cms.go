package seal

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"slices"
)

// The parts of a SignedData (RFC 5652, 5.1) that a detached signature by one
// signer needs.
type (
	contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content signedData `asn1:"explicit,tag:0"`
	}
	signedData struct {
		Version      int
		Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
		Content      struct{ Type asn1.ObjectIdentifier }
		Certificates asn1.RawValue
		Signers      []signerInfo `asn1:"set"`
	}
	signerInfo struct {
		Version    int
		ID         issuerAndSerial
		Digest     pkix.AlgorithmIdentifier
		Attributes asn1.RawValue
		Algorithm  pkix.AlgorithmIdentifier
		Signature  []byte
	}
	issuerAndSerial struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	attribute struct {
		Type   asn1.ObjectIdentifier
		Values []asn1.RawValue `asn1:"set"`
	}
)

var (
	oidData               = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningCertificate = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
)

// SignCMS returns the detached CMS over content. It carries no time of signing:
// what it says depends on content and key alone.
func SignCMS(content []byte, s Signer) ([]byte, error) {
	attributes, err := signedAttributes(s.Certificate(), content)
	if err != nil {
		return nil, err
	}
	signature, err := s.Sign(attributes)
	if err != nil {
		return nil, fmt.Errorf("seal: sign: %w", err)
	}
	return encodeCMS(s.Certificate(), attributes, signature)
}

// OpenCMS checks der against content and returns the certificate that signed. The
// CMS is accepted if it is, byte for byte, what SignCMS writes around its signature.
func OpenCMS(der, content []byte, keys Keys) (*x509.Certificate, error) {
	var info contentInfo
	if rest, err := asn1.Unmarshal(der, &info); err != nil || len(rest) > 0 || len(info.Content.Signers) != 1 {
		return nil, ErrTampered
	}
	signature := info.Content.Signers[0].Signature
	for _, cert := range keys {
		if matches(der, content, cert, signature) {
			return cert, nil
		}
	}
	own, err := x509.ParseCertificate(info.Content.Certificates.Bytes)
	if err == nil && !keys.holds(own) && matches(der, content, own, signature) {
		return nil, ErrUnknownSigner
	}
	return nil, ErrTampered
}

// matches reports whether der is cert's signature over content.
func matches(der, content []byte, cert *x509.Certificate, signature []byte) bool {
	algorithms, err := suiteOf(cert)
	if err != nil {
		return false
	}
	attributes, err := signedAttributes(cert, content)
	if err != nil {
		return false
	}
	want, err := encodeCMS(cert, attributes, signature)
	return err == nil && bytes.Equal(der, want) && algorithms.verify(cert, attributes, signature)
}

// signedAttributes returns the DER set that is signed: what kind of content it is,
// its digest, and which certificate signs.
func signedAttributes(cert *x509.Certificate, content []byte) ([]byte, error) {
	algorithms, err := suiteOf(cert)
	if err != nil {
		return nil, err
	}
	certDigest := sha256.Sum256(cert.Raw)
	// SigningCertificateV2 of RFC 5035: a list of one ESSCertIDv2 with the default hash.
	type certID struct{ Hash []byte }
	type signingCertificate struct{ Certs []certID }
	values := []struct {
		oid   asn1.ObjectIdentifier
		value any
	}{
		{oidContentType, oidData},
		{oidMessageDigest, algorithms.sum(content)},
		{oidSigningCertificate, signingCertificate{[]certID{{certDigest[:]}}}},
	}
	var encoded [][]byte
	for _, v := range values {
		raw, err := asn1.Marshal(v.value)
		if err != nil {
			return nil, err
		}
		one, err := asn1.Marshal(attribute{v.oid, []asn1.RawValue{{FullBytes: raw}}})
		if err != nil {
			return nil, err
		}
		encoded = append(encoded, one)
	}
	slices.SortFunc(encoded, bytes.Compare) // DER orders the members of a set
	return asn1.Marshal(asn1.RawValue{Tag: asn1.TagSet, IsCompound: true, Bytes: bytes.Join(encoded, nil)})
}

// encodeCMS writes the SignedData around a signature over attributes.
func encodeCMS(cert *x509.Certificate, attributes, signature []byte) ([]byte, error) {
	algorithms, err := suiteOf(cert)
	if err != nil {
		return nil, err
	}
	var set asn1.RawValue
	if _, err := asn1.Unmarshal(attributes, &set); err != nil {
		return nil, err
	}
	digest := pkix.AlgorithmIdentifier{Algorithm: algorithms.digest}
	implicit := func(b []byte) asn1.RawValue {
		return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: b}
	}
	data := signedData{
		Version:      1,
		Digests:      []pkix.AlgorithmIdentifier{digest},
		Certificates: implicit(cert.Raw),
		Signers: []signerInfo{{
			Version:    1,
			ID:         issuerAndSerial{asn1.RawValue{FullBytes: cert.RawIssuer}, cert.SerialNumber},
			Digest:     digest,
			Attributes: implicit(set.Bytes),
			Algorithm:  pkix.AlgorithmIdentifier{Algorithm: algorithms.signature},
			Signature:  signature,
		}},
	}
	data.Content.Type = oidData
	return asn1.Marshal(contentInfo{oidSignedData, data})
}

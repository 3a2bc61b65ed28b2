package seal

import (
	"encoding/asn1"
	"encoding/base64"
	"math/big"
	"strings"
)

var b64 = base64.RawURLEncoding

// decode refuses every second way of writing the same bytes, line breaks included.
func decode(s string) ([]byte, bool) {
	b, err := b64.DecodeString(s)
	return b, err == nil && b64.EncodeToString(b) == s
}

// half is the length of each of the two numbers of an ECDSA signature.
const half = 32

type ecdsaSignature struct{ R, S *big.Int }

// SignJWS returns payload as a compact JWS (RFC 7515). use names what the payload
// is; a signature made for one use is not accepted for another.
func SignJWS(payload []byte, use string, s Signer) (string, error) {
	algorithms, err := suiteOf(s.Certificate())
	if err != nil {
		return "", err
	}
	input := header(algorithms, use) + "." + b64.EncodeToString(payload)
	der, err := s.Sign([]byte(input))
	if err != nil {
		return "", err
	}
	var signature ecdsaSignature
	if _, err := asn1.Unmarshal(der, &signature); err != nil {
		return "", err
	}
	raw := make([]byte, 2*half)
	signature.R.FillBytes(raw[:half])
	signature.S.FillBytes(raw[half:])
	return input + "." + b64.EncodeToString(raw), nil
}

// OpenJWS returns the payload of a compact JWS that one of keys signed for use.
// What cannot be a JWS for this use is ErrForeign; a key that is not in keys cannot
// be told from a change, both are ErrTampered.
func OpenJWS(token, use string, keys Keys) ([]byte, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, ErrForeign
	}
	payload, isPayload := decode(parts[1])
	raw, isSignature := decode(parts[2])
	if !isPayload || !isSignature || len(raw) != 2*half {
		return nil, ErrTampered
	}
	signature, err := asn1.Marshal(ecdsaSignature{new(big.Int).SetBytes(raw[:half]), new(big.Int).SetBytes(raw[half:])})
	if err != nil {
		return nil, ErrTampered
	}
	input := []byte(parts[0] + "." + parts[1])
	for _, cert := range keys {
		algorithms, err := suiteOf(cert)
		if err == nil && parts[0] == header(algorithms, use) && algorithms.verify(cert, input, signature) {
			return payload, nil
		}
	}
	return nil, ErrTampered
}

// header is the protected header of a JWS for use.
func header(s suite, use string) string {
	return b64.EncodeToString([]byte(`{"alg":"` + s.jose + `","typ":"` + use + `"}`))
}

package verify

import "crypto/sha256"

// SaltSize is the length of an entry's salt in bytes.
const SaltSize = 16

// Commitment returns what the log holds of an entry: SHA-256 over salt and content.
// Without the salt it says nothing about the content.
func Commitment(salt, content []byte) [sha256.Size]byte {
	salted := make([]byte, 0, len(salt)+len(content))
	return sha256.Sum256(append(append(salted, salt...), content...))
}

package password

import (
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
)

func TestOnlyThePasswordMatchesItsHash(t *testing.T) {
	hash := Hash("天 correct horse 电池")
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || hash == Hash("天 correct horse 电池") {
		t.Errorf("hash %q", hash)
	}
	if !Matches(hash, "天 correct horse 电池") {
		t.Error("the password does not match")
	}
	for _, wrong := range []string{"", "天 correct horse 电", "天 correct horse 电池 "} {
		if Matches(hash, wrong) {
			t.Errorf("%q matches", wrong)
		}
	}
}

func TestWhatIsNoHashMatchesNothing(t *testing.T) {
	good := Hash("x")
	for _, hash := range []string{"", "x", "$argon2id$", good[:len(good)-1], strings.Replace(good, "v=19", "v=18", 1), strings.Replace(good, "argon2id", "argon2i", 1)} {
		if Matches(hash, "x") || Matches(hash, "") {
			t.Errorf("%q matches", hash)
		}
	}
}

// A cost that is raised later must not lock out those whose hash is older.
func TestAHashOfAnotherCostStillMatches(t *testing.T) {
	salt := []byte("0123456789abcdef")
	hash := strings.Replace(encode(salt, argon2.IDKey([]byte("x"), salt, 1, 8*1024, 1, keyLen)), "m=19456,t=2", "m=8192,t=1", 1)
	if !Matches(hash, "x") {
		t.Error("the hash of another cost does not match")
	}
}

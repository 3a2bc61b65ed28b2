package crypt

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// vectors are known answers. Those of testdata always run; a folder with more is
// named by TONGBAN_TESTDATA, or beside the repository.
type vectors struct {
	SM3 []struct {
		In  string `json:"in_ascii"`
		Out string `json:"out_hex"`
	} `json:"sm3"`
	SM4 []struct {
		Key, In, Out string
		Rounds       int `json:"rounds_of_encryption"`
	} `json:"sm4"`
	SM4GCM []struct{ Key, Nonce, Plain, Data, Sealed string } `json:"sm4gcm"`
}

func TestKnownAnswers(t *testing.T) {
	t.Run("own", func(t *testing.T) { checkVectors(t, filepath.Join("testdata", "vectors.json")) })
	t.Run("standard", func(t *testing.T) {
		folder := cmp.Or(os.Getenv("TONGBAN_TESTDATA"), "../../../shared/data")
		path := filepath.Join(folder, "crypto", "sm3_sm4_standard_examples.json")
		if _, err := os.Stat(path); err != nil {
			t.Skipf("not run: %v", err)
		}
		checkVectors(t, path)
	})
}

func checkVectors(t *testing.T, path string) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	national := suites[National]
	for _, c := range v.SM3 {
		digest := national.hash()
		digest.Write([]byte(c.In))
		if got := hex.EncodeToString(digest.Sum(nil)); got != c.Out {
			t.Errorf("SM3 of %d bytes is %s", len(c.In), got)
		}
	}
	for _, c := range v.SM4 {
		block, err := national.block(unhex(t, c.Key))
		if err != nil {
			t.Fatal(err)
		}
		text := unhex(t, c.In)
		for range c.Rounds {
			block.Encrypt(text, text)
		}
		if got := hex.EncodeToString(text); got != c.Out {
			t.Errorf("SM4 after %d rounds is %s", c.Rounds, got)
		}
	}
	for _, c := range v.SM4GCM {
		aead, err := national.aead(unhex(t, c.Key))
		if err != nil {
			t.Fatal(err)
		}
		sealed := aead.Seal(nil, unhex(t, c.Nonce), unhex(t, c.Plain), unhex(t, c.Data))
		if !bytes.Equal(sealed, unhex(t, c.Sealed)) {
			t.Errorf("SM4-GCM is %x", sealed)
		}
	}
	t.Logf("%d SM3, %d SM4, %d SM4-GCM", len(v.SM3), len(v.SM4), len(v.SM4GCM))
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

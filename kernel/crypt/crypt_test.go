package crypt

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// eachSuite runs the body with fresh keys of every suite.
func eachSuite(t *testing.T, body func(t *testing.T, k *Keys)) {
	for suite := range suites {
		t.Run(string(suite), func(t *testing.T) {
			t.Parallel()
			k, err := LoadSuite(t.TempDir(), suite)
			if err != nil {
				t.Fatal(err)
			}
			body(t, k)
		})
	}
}

func seal(t *testing.T, k *Keys, element, plain string) []byte {
	t.Helper()
	sealed, err := k.Seal(element, []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestSealedValueOpensAsItsElementOnly(t *testing.T) {
	eachSuite(t, func(t *testing.T, k *Keys) {
		sealed := seal(t, k, "person.idNumber", "11010519491231002X")
		if bytes.Contains(sealed, []byte("19491231")) {
			t.Error("the sealed value shows the plain one")
		}
		plain, err := k.Open("person.idNumber", sealed)
		if err != nil || string(plain) != "11010519491231002X" {
			t.Errorf("opened as %q, %v", plain, err)
		}
		if _, err := k.Open("person.mobile", sealed); !errors.Is(err, ErrSealed) {
			t.Errorf("opened as another element: %v", err)
		}
	})
}

func TestSealingTwiceDiffers(t *testing.T) {
	eachSuite(t, func(t *testing.T, k *Keys) {
		if bytes.Equal(seal(t, k, "person.name", "林夏"), seal(t, k, "person.name", "林夏")) {
			t.Error("equal values can be told from their ciphertext")
		}
	})
}

func TestEveryFlippedBitIsNoticed(t *testing.T) {
	eachSuite(t, func(t *testing.T, k *Keys) {
		sealed := seal(t, k, "person.name", "林夏")
		for bit := range len(sealed) * 8 {
			altered := bytes.Clone(sealed)
			altered[bit/8] ^= 1 << (bit % 8)
			if _, err := k.Open("person.name", altered); !errors.Is(err, ErrSealed) {
				t.Fatalf("bit %d: %v", bit, err)
			}
		}
		for n := range len(sealed) {
			if _, err := k.Open("person.name", sealed[:n]); !errors.Is(err, ErrSealed) {
				t.Fatalf("cut to %d bytes: %v", n, err)
			}
		}
	})
}

func TestEmptyValueCanBeSealed(t *testing.T) {
	eachSuite(t, func(t *testing.T, k *Keys) {
		plain, err := k.Open("e", seal(t, k, "e", ""))
		if err != nil || len(plain) != 0 {
			t.Errorf("%q, %v", plain, err)
		}
	})
}

func TestBlindIndexTellsElementsAndValuesApart(t *testing.T) {
	eachSuite(t, func(t *testing.T, k *Keys) {
		one := k.BlindIndex("person.idNumber", "11010519491231002X")
		if len(one) != 32 || !bytes.Equal(one, k.BlindIndex("person.idNumber", "11010519491231002X")) {
			t.Error("not repeatable")
		}
		for _, other := range [][2]string{{"person.idNumber", "110105194912310011"}, {"person.mobile", "11010519491231002X"}, {"person.idNumber1", "1010519491231002X"}} {
			if bytes.Equal(one, k.BlindIndex(other[0], other[1])) {
				t.Errorf("%q has the same index", other)
			}
		}
	})
}

func TestKeysSurviveARestart(t *testing.T) {
	dir := t.TempDir()
	first, err := LoadSuite(dir, National)
	if err != nil {
		t.Fatal(err)
	}
	sealed := seal(t, first, "person.name", "林夏")
	again, err := LoadSuite(dir, National)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := again.Open("person.name", sealed); err != nil || string(plain) != "林夏" {
		t.Errorf("%q, %v", plain, err)
	}
	if !bytes.Equal(first.BlindIndex("a", "b"), again.BlindIndex("a", "b")) {
		t.Error("another blind index")
	}
	if !bytes.Equal(first.Secret("sessions"), again.Secret("sessions")) || bytes.Equal(first.Secret("sessions"), first.Secret("once")) {
		t.Error("secrets are not one for each name")
	}
	one, _ := first.PublicKeys()
	two, _ := again.PublicKeys()
	if !bytes.Equal(one, two) {
		t.Error("other signing keys")
	}
}

func TestRotationOpensOldValuesAndKeepsTheIndex(t *testing.T) {
	dir := t.TempDir()
	old, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	sealed := seal(t, old, "person.name", "林夏")
	if _, err := LoadSuite(dir, National); err == nil {
		t.Error("a setting that contradicts the key file was ignored")
	}
	if err := Rotate(dir, National); err != nil {
		t.Fatal(err)
	}
	k, err := LoadSuite(dir, National)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := k.Open("person.name", sealed); err != nil || string(plain) != "林夏" {
		t.Errorf("old value: %q, %v", plain, err)
	}
	if !bytes.Equal(old.BlindIndex("a", "b"), k.BlindIndex("a", "b")) {
		t.Error("the blind index changed")
	}
	if _, err := old.Open("person.name", seal(t, k, "person.name", "林夏")); !errors.Is(err, ErrSealed) {
		t.Errorf("a node with the old file: %v", err)
	}
	if info, _ := os.Stat(filepath.Join(dir, FileName)); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o after rotation", info.Mode().Perm())
	}
}

func TestKeyFileIsForItsOwnerOnly(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	if _, err := Load(dir); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o", info.Mode().Perm())
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir); err == nil {
		t.Error("a key file that others may read was accepted")
	}
}

func TestDamagedKeyFileIsNamedAndLeftAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	if _, err := Load(dir); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	damages := map[string][]byte{
		"empty":     {},
		"cut":       whole[:len(whole)/2],
		"no master": bytes.Replace(whole, []byte(`"master"`), []byte(`"mister"`), 1),
	}
	for _, field := range []string{`"master": "`, `"wrapped": "`, `"certificate": "MII`} {
		altered := bytes.Clone(whole)
		at := bytes.Index(altered, []byte(field)) + len(field) + 5
		altered[at] = map[bool]byte{true: 'B', false: 'A'}[altered[at] == 'A']
		damages["changed "+field] = altered
	}
	for name, text := range damages {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(dir); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(after, text) {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

func TestTwoFirstStartsEndWithOneKeyFile(t *testing.T) {
	dir := t.TempDir()
	const starters = 16
	keys := make([]*Keys, starters)
	errs := make([]error, starters)
	var wg sync.WaitGroup
	for i := range starters {
		wg.Go(func() { keys[i], errs[i] = Load(dir) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	sealed := seal(t, keys[0], "person.name", "林夏")
	for i, k := range keys {
		if _, err := k.Open("person.name", sealed); err != nil {
			t.Errorf("starter %d holds other keys: %v", i, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Errorf("left over: %v", left)
	}
}

func TestSignaturesVerifyWithTheExportedKeys(t *testing.T) {
	k, err := Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	text, err := k.PublicKeys()
	if err != nil {
		t.Fatal(err)
	}
	public, err := ParsePublicKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte("证照"))
	licence, _ := k.Signer(Licence)
	signature, err := licence.Sign(rand.Reader, digest[:], nil)
	if err != nil {
		t.Fatal(err)
	}
	if !ecdsa.VerifyASN1(public[0].Key.(*ecdsa.PublicKey), digest[:], signature) {
		t.Error("the licence signature does not verify")
	}
	certificate, err := k.Certificate(Licence)
	if err != nil || !certificate.Equal(public[0].Certificate) {
		t.Errorf("certificate: %v", err)
	}
	log, _ := k.Signer(Log)
	if public[1].Name != Log || !log.Public().(ed25519.PublicKey).Equal(public[1].Key) {
		t.Error("the log key is not exported")
	}
	if _, err := k.Signer("other"); err == nil {
		t.Error("a signer nobody made")
	}
	if _, err := k.Certificate(Log); err == nil {
		t.Error("a certificate nobody made")
	}
}

func BenchmarkSeal(b *testing.B) {
	for suite := range suites {
		k, err := LoadSuite(b.TempDir(), suite)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(string(suite), func(b *testing.B) {
			for b.Loop() {
				if _, err := k.Seal("person.idNumber", []byte("11010519491231002X")); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package seal

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/signintech/gopdf"

	"tongban/kernel/crypt"
)

func newKeys(t *testing.T) *crypt.Keys {
	t.Helper()
	keys, err := crypt.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func newSigner(t *testing.T) Signer {
	t.Helper()
	s, err := OfInstallation(newKeys(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func pemOf(certs ...*x509.Certificate) []byte {
	var out []byte
	for _, cert := range certs {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})...)
	}
	return out
}

func plainPDF(t *testing.T) []byte {
	t.Helper()
	var p gopdf.GoPdf
	p.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	p.AddPage()
	p.Line(10, 10, 200, 200)
	out, err := p.GetBytesPdfReturnErr()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sealedPDF(t *testing.T, s Signer) []byte {
	t.Helper()
	out, err := SignPDF(plainPDF(t), Document{
		Title: "电子证照 𠮷", Author: "云岫市交通运输局", Language: "zh-CN", Reason: "制证",
		Date: time.Date(2026, 2, 13, 9, 0, 0, 0, time.UTC), DataName: "licence.json", Data: []byte(`{"number":"1"}`),
	}, s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSignedPDFOpensAndGivesItsData(t *testing.T) {
	s := newSigner(t)
	file := sealedPDF(t, s)
	opened, err := OpenPDF(file, Keys{newSigner(t).Certificate(), s.Certificate()})
	if err != nil {
		t.Fatal(err)
	}
	if string(opened.Data) != `{"number":"1"}` || !opened.Signer.Equal(s.Certificate()) {
		t.Errorf("got %q by %s", opened.Data, opened.Signer.Subject)
	}
	if !bytes.Equal(file, sealedPDF(t, s)) {
		t.Error("signing twice gives two files")
	}
}

func TestEveryChangeIsSeen(t *testing.T) {
	s := newSigner(t)
	keys := Keys{s.Certificate()}
	file := sealedPDF(t, s)
	for i := range file {
		for _, bit := range []byte{0x01, 0x20, 0x80} {
			changed := bytes.Clone(file)
			changed[i] ^= bit
			if _, err := OpenPDF(changed, keys); !errors.Is(err, ErrTampered) {
				t.Fatalf("byte %d (%q) changed by %#x: %v", i, file[i], bit, err)
			}
		}
	}
	for name, changed := range map[string][]byte{
		"a byte appended":        append(bytes.Clone(file), '\n'),
		"a second update":        append(bytes.Clone(file), file[len(file)-400:]...),
		"the last byte cut":      file[:len(file)-1],
		"cut in half":            file[:len(file)/2],
		"only the head left":     file[:40],
		"doubled":                append(bytes.Clone(file), file...),
		"the signature blanked":  bytes.Replace(file, []byte("/ByteRange"), []byte("/Byterange"), 1),
		"the plain file is back": append([]byte(sealedHead), plainPDF(t)[len(plainHead):]...),
	} {
		if _, err := OpenPDF(changed, keys); !errors.Is(err, ErrTampered) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFilesOfOthersAreForeign(t *testing.T) {
	keys := Keys{newSigner(t).Certificate()}
	for name, data := range map[string][]byte{
		"nothing":                         nil,
		"words":                           []byte("hello"),
		"a PDF without signature":         plainPDF(t),
		"a PDF with another's signature":  []byte("%PDF-1.4\n1 0 obj << /Type /Sig /ByteRange [0 10 20 5] /Contents <3080> >> endobj\n%%EOF"),
		"a PDF with a range like ours":    []byte("%PDF-1.4\n/ByteRange [0 0000000010 0000000020 0000000005]"),
		"a PDF with an impossible range":  []byte("%PDF-1.4\n/ByteRange [0 9999999999 0000000020 0000000005]"),
		"a PDF with two ranges like ours": []byte("/ByteRange [0 0000000010 0000000020 0000000005]/ByteRange [0 0000000010 0000000020 0000000005]"),
	} {
		if _, err := OpenPDF(data, keys); !errors.Is(err, ErrForeign) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnotherKeyIsAnUnknownSigner(t *testing.T) {
	forger := newSigner(t)
	_, err := OpenPDF(sealedPDF(t, forger), Keys{newSigner(t).Certificate()})
	if !errors.Is(err, ErrUnknownSigner) {
		t.Errorf("got %v", err)
	}
}

func TestCertificateWithOurKeyAndAnotherNameIsAChange(t *testing.T) {
	s := newSigner(t).(keySigner)
	template := *s.cert
	template.Subject = pkix.Name{CommonName: "somebody else"}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, s.key.Public(), s.key)
	if err != nil {
		t.Fatal(err)
	}
	renamed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	file := sealedPDF(t, keySigner{s.key, renamed})
	if _, err := OpenPDF(file, Keys{s.cert}); !errors.Is(err, ErrTampered) {
		t.Errorf("got %v", err)
	}
}

func TestJWS(t *testing.T) {
	s := newSigner(t)
	keys := Keys{s.Certificate()}
	token, err := SignJWS([]byte("says this"), "pass", s)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := OpenJWS(token, "pass", keys); err != nil || string(got) != "says this" {
		t.Fatalf("got %q, %v", got, err)
	}
	if _, err := OpenJWS(token, "list", keys); !errors.Is(err, ErrTampered) {
		t.Errorf("a pass is taken for a list: %v", err)
	}
	if _, err := OpenJWS(token, "pass", Keys{newSigner(t).Certificate()}); !errors.Is(err, ErrTampered) {
		t.Errorf("another key: %v", err)
	}
	for i := range token {
		for _, bit := range []byte{0x01, 0x02, 0x04, 0x20} {
			changed := []byte(token)
			changed[i] ^= bit
			if _, err := OpenJWS(string(changed), "pass", keys); err == nil {
				t.Fatalf("character %d may become %q", i, changed[i])
			}
		}
	}
	for _, strange := range []string{"", ".", "..", "a.b.c.d", token + "=", token + "\n", " " + token} {
		if _, err := OpenJWS(strange, "pass", keys); err == nil {
			t.Errorf("%q is taken for a token", strange)
		}
	}
}

func TestKeysAreReadFromTheExportAndFromPEM(t *testing.T) {
	installation := newKeys(t)
	export, err := installation.PublicKeys()
	if err != nil {
		t.Fatal(err)
	}
	cert, err := installation.Certificate(crypt.Licence)
	if err != nil {
		t.Fatal(err)
	}
	if keys, err := ParseKeys(export); err != nil || len(keys) != 1 || !keys[0].Equal(cert) {
		t.Errorf("export: got %d keys, %v", len(keys), err)
	}
	other := newSigner(t).Certificate()
	bundle := append([]byte("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"), pemOf(cert, other)...)
	if keys, err := ParseKeys(bundle); err != nil || len(keys) != 2 || !keys[1].Equal(other) {
		t.Errorf("PEM: got %d keys, %v", len(keys), err)
	}
	for _, bad := range []string{"", "{}", "not PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"} {
		if _, err := ParseKeys([]byte(bad)); err == nil {
			t.Errorf("%q is taken for keys", bad)
		}
	}
}

func TestSignerRefusesTheCertificateOfAnotherKey(t *testing.T) {
	s := newSigner(t).(keySigner)
	if _, err := NewSigner(s.key, newSigner(t).Certificate()); err == nil {
		t.Error("accepted")
	}
}

// TestOtherToolsAgree has poppler and OpenSSL check what we signed.
func TestOtherToolsAgree(t *testing.T) {
	s := newSigner(t)
	file := sealedPDF(t, s)
	dir := t.TempDir()
	put := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pdf := put("licence.pdf", file)
	t.Run("pdfsig", func(t *testing.T) {
		out := run(t, "pdfsig", pdf)
		for _, want := range []string{"Signature is Valid", "Total document signed", "SHA-256", "Tongban licence signing"} {
			if !strings.Contains(out, want) {
				t.Errorf("pdfsig does not say %q:\n%s", want, out)
			}
		}
		changed := bytes.Clone(file)
		changed[100] ^= 1
		if out := run(t, "pdfsig", put("changed.pdf", changed)); strings.Contains(out, "Signature is Valid") {
			t.Errorf("pdfsig accepts a changed file:\n%s", out)
		}
	})
	t.Run("openssl", func(t *testing.T) {
		signed, der, ok := splitSignature(file)
		if !ok {
			t.Fatal("no signature")
		}
		out := run(t, "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", put("sig.der", der),
			"-content", put("content", signed), "-CAfile", put("keys.pem", pemOf(s.Certificate())), "-purpose", "any", "-out", os.DevNull)
		if !strings.Contains(out, "Verification successful") && !strings.Contains(out, "CMS Verification successful") {
			t.Errorf("openssl says:\n%s", out)
		}
	})
	t.Run("poppler reads the structure", func(t *testing.T) {
		if out := run(t, "pdfinfo", pdf); !strings.Contains(out, "电子证照 𠮷") || strings.Contains(out, "Error") {
			t.Errorf("pdfinfo says:\n%s", out)
		}
		if out := run(t, "pdfdetach", "-list", pdf); !strings.Contains(out, "licence.json") {
			t.Errorf("pdfdetach says:\n%s", out)
		}
	})
}

// run returns what a tool prints, which `make setup` installs.
func run(t *testing.T, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Fatalf("%s is not installed: run `make setup`", tool)
	}
	out, err := exec.CommandContext(t.Context(), tool, args...).CombinedOutput()
	if err != nil {
		t.Logf("%s: %v", tool, err)
	}
	return string(out)
}

package pdf

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// jpegOf is a grey picture.
func jpegOf(t *testing.T, width, height int) Picture {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, width, height)), nil); err != nil {
		t.Fatal(err)
	}
	return Picture{b.Bytes(), width, height}
}

func TestPicturesBecomePages(t *testing.T) {
	whole := FromPictures([]Picture{jpegOf(t, 300, 400), jpegOf(t, 4000, 300), jpegOf(t, 1, 1)})
	d, err := Read(whole)
	if err != nil || d.Pages() != 3 || len(d.Risks()) != 0 {
		t.Fatalf("got %+v, %v", d, err)
	}
	var again bytes.Buffer
	if err := d.Rewrite(&again); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(whole), "/MediaBox [ 0 0 842 595 ]"); n != 1 {
		t.Errorf("%d pages lie", n)
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command("pdfimages", "-list", path).CombinedOutput()
	if err != nil || strings.Count(string(said), "jpeg") != 3 {
		t.Errorf("another reader sees %s, %v", said, err)
	}
}

func TestStreamsAreUnpackedWithinBounds(t *testing.T) {
	for what, tt := range map[string]struct {
		object string
		err    error
		sees   string
	}{
		"plain":             {"<< /Length 5 >>\nstream\nhello\nendstream", nil, "hello"},
		"hexadecimal":       {"<< /Length 11 /Filter /ASCIIHexDecode >>\nstream\n68656c6c6f>\nendstream", nil, "hello"},
		"a coding unknown":  {"<< /Length 5 /Filter /Strange >>\nstream\nhello\nendstream", nil, "hello"},
		"damaged":           {"<< /Length 5 /Filter /FlateDecode >>\nstream\nhello\nendstream", nil, "hello"},
		"packed four times": {"<< /Length 1 /Filter [/A85 /A85 /A85 /A85] >>\nstream\nx\nendstream", ErrTooLarge, ""},
		"a huge picture":    {"<< /Subtype /Image /Width 99999 /Height 99999 /Length 1 >>\nstream\nx\nendstream", ErrTooLarge, ""},
		"a picture":         {"<< /Subtype /Image /Width 9 /Height 9 /Length 5 >>\nstream\nhello\nendstream", nil, ""},
		"a dot that is not": {"<< /Subtype /Image /Width 1 /Height 1 /Length 2000000 >>\nstream\n" + stringOf(2_000_000) + "\nendstream", ErrTooLarge, ""},
	} {
		d, err := Read(onePage(tt.object))
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		var seen []byte
		err = d.Contents(func(content []byte) error {
			seen = append(seen, content...)
			return nil
		})
		if !errors.Is(err, tt.err) || err == nil && strings.Contains(string(seen), "hello") != (tt.sees != "") {
			t.Errorf("%s: sees %q, %v", what, seen, err)
		}
	}
}

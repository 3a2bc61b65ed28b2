package pdf

import (
	"fmt"
	"testing"
)

func TestThePhotographOfAPageIsItsLargestJPEG(t *testing.T) {
	picture := func(filter, bytes string) string {
		return fmt.Sprintf("<< /Type /XObject /Subtype /Image /Filter %s /Length %d >>\nstream\n%s\nendstream", filter, len(bytes), bytes)
	}
	with := func(pictures ...string) []byte {
		names := ""
		for i := range pictures {
			names += fmt.Sprintf("/P%d %d 0 R ", i, i+5)
		}
		page := "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << " + names + ">> >> >>"
		return file(append([]string{catalogue, tree, page, content}, pictures...)...)
	}
	for name, tt := range map[string]struct {
		file []byte
		want string
	}{
		"one":               {with(picture("/DCTDecode", "jpeg")), "jpeg"},
		"a logo and a scan": {with(picture("/DCTDecode", "s"), picture("[/DCTDecode]", "larger")), "larger"},
		"packed twice":      {with(picture("[/FlateDecode /DCTDecode]", "packed")), ""},
		"no JPEG":           {with(picture("/FlateDecode", "raw")), ""},
		"points at itself":  {with("5 0 R"), ""},
		"none":              {onePage(), ""},
	} {
		d, err := Read(tt.file)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(d.Photograph(0)); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
		if d.Photograph(-1) != nil || d.Photograph(1) != nil {
			t.Errorf("%s: a page that is not there has a photograph", name)
		}
	}
}

package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// file is a whole PDF with the given objects, numbered from 1. The first is its
// catalogue. Offsets are wrong: we never look at them.
func file(objects ...string) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 9 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n")
	return []byte(b.String())
}

const (
	catalogue = "<< /Type /Catalog /Pages 2 0 R >>"
	tree      = "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 100] >>"
	page      = "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>"
	content   = "<< /Length 10 >>\nstream\n0 0 m 9 9 \nendstream"
)

// onePage is a file with one page and more objects.
func onePage(more ...string) []byte {
	return file(append([]string{catalogue, tree, page, content}, more...)...)
}

func stringOf(size int) string { return strings.Repeat("x", size) }

// packed is an object stream with the given objects.
func packed(numbers []int, objects ...string) string {
	var index, values strings.Builder
	for i, o := range objects {
		fmt.Fprintf(&index, "%d %d ", numbers[i], values.Len())
		values.WriteString(o + " ")
	}
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write([]byte(index.String() + values.String()))
	_ = w.Close()
	return fmt.Sprintf("<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream",
		len(objects), index.Len(), z.Len(), z.String())
}

func TestWholeFilesAreRead(t *testing.T) {
	for what, tt := range map[string]struct {
		in    []byte
		pages int
	}{
		"one page": {onePage(), 1},
		"a nested tree": {file(catalogue, "<< /Kids [5 0 R 3 0 R] >>", page, content,
			"<< /Kids [6 0 R 7 0 R] >>", page, page), 3},
		"objects in a stream": {file(catalogue, "null", "null", content, packed([]int{2, 3}, tree, page)), 1},
		"a wrong length":      {file(catalogue, tree, page, strings.Replace(content, "10", "3", 1)), 1},
		"a length elsewhere":  {file(catalogue, tree, page, strings.Replace(content, "10", "5 0 R", 1), "10"), 1},
		"saved twice": {append(onePage(), bytes.Replace(file("<< /Pages 5 0 R >>", "null", page, content,
			"<< /Kids [3 0 R 6 0 R] >>", page), []byte("%PDF-1.7"), nil, 1)...), 2},
	} {
		d, err := Read(tt.in)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if d.Pages() != tt.pages || len(d.Risks()) != 0 {
			t.Errorf("%s: %d pages, want %d; risks %v", what, d.Pages(), tt.pages, d.Risks())
		}
	}
}

func TestWhatIsNoWholePDFIsRefused(t *testing.T) {
	whole := onePage()
	for what, tt := range map[string]struct {
		in   []byte
		want error
	}{
		"empty":                 {nil, ErrDamaged},
		"HTML":                  {[]byte("<html><script>alert(1)</script></html>"), ErrDamaged},
		"HTML before":           {append([]byte("<html>"), whole...), ErrDamaged},
		"HTML behind":           {append(bytes.Clone(whole), "<script>alert(1)</script>"...), ErrDamaged},
		"a name as PDF only":    {[]byte("%PDF-1.7\n<html></html>\n%%EOF"), ErrDamaged},
		"cut in the middle":     {whole[:len(whole)/2], ErrDamaged},
		"cut at the end":        {whole[:len(whole)-10], ErrDamaged},
		"no pages":              {file(catalogue, "<< /Kids [] >>"), ErrDamaged},
		"no catalogue":          {file("12"), ErrDamaged},
		"a tree in a circle":    {file(catalogue, "<< /Kids [2 0 R] >>"), ErrDamaged},
		"references in circles": {file("2 0 R", "1 0 R"), ErrDamaged},
		"encrypted":             {bytes.Replace(whole, []byte("/Root"), []byte("/Encrypt 9 0 R /Root"), 1), ErrEncrypted},
		"encrypted, by stream":  {onePage("<< /Type /XRef /Encrypt 9 0 R /Length 1 >>\nstream\nx\nendstream"), ErrEncrypted},
		"nested without end":    {onePage(strings.Repeat("[", 1<<20)), ErrDamaged},
		"a string without end":  {onePage("(" + stringOf(1<<20)), ErrDamaged},
		"many tokens":           {onePage("[" + strings.Repeat("0 ", 6<<20) + "]"), ErrTooLarge},
		"a packed bomb":         {onePage(packed([]int{9}, stringOf(maxUnpacked))), ErrTooLarge},
		"many packed bombs":     {onePage(slices.Repeat([]string{packed([]int{9}, stringOf(maxUnpacked/4))}, 5)...), ErrTooLarge},
	} {
		start := time.Now()
		if _, err := Read(tt.in); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", what, err, tt.want)
		}
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%s took %v", what, d)
		}
	}
}

func TestOneObjectReadAThousandTimesIsTooMuch(t *testing.T) {
	const times = 20_000
	long := "[" + strings.Repeat("(y) ", 10_000) + "]"
	var index strings.Builder
	for i := range times {
		fmt.Fprintf(&index, "%d 0 ", i+10)
	}
	s := fmt.Sprintf("<< /Type /ObjStm /N %d /First %d >>\nstream\n%s%s\nendstream", times, index.Len(), index.String(), long)
	if _, err := Read(onePage(s)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}

func TestRisksAreSeenWhereverTheyHide(t *testing.T) {
	for what, tt := range map[string]struct {
		object string
		want   []Risk
	}{
		"a script":               {"<< /S /JavaScript /JS (app.alert(1)) >>", []Risk{Script}},
		"a script, names masked": {"<< /S /J#61vaScript /J#53 (x) >>", []Risk{Script}},
		"nested deep":            {"<< /A [ << /B << /Next << /S /JavaScript >> >> >> ] >>", []Risk{Script}},
		"in an object stream":    {packed([]int{9}, "<< /JS (x) >>"), []Risk{Script}},
		"in a stream's entries":  {"<< /JS (x) /Length 1 >>\nstream\nx\nendstream", []Risk{Script}},
		"a program":              {"<< /S /Launch /F (cmd.exe) >>", []Risk{Action}},
		"a form sent away":       {"<< /S /SubmitForm >>", []Risk{Action}},
		"another file":           {"<< /EmbeddedFiles 7 0 R >>", []Risk{Attachment}},
		"a film":                 {"<< /Subtype /RichMedia >>", []Risk{Attachment}},
		"a live form":            {"<< /XFA [(x)] >>", []Risk{LiveForm}},
		"words in a text":        {"(JavaScript /JS /Launch)", nil},
		"words in a comment":     {"12 % << /JS (x) >>", nil},
		"a link":                 {"<< /S /URI /URI (https://example.org) >>", nil},
		"a jump":                 {"<< /S /GoTo /D [3 0 R] >>", nil},
	} {
		d, err := Read(onePage(tt.object))
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if !slices.Equal(d.Risks(), tt.want) {
			t.Errorf("%s: got %v, want %v", what, d.Risks(), tt.want)
		}
	}
}

func rewrite(t *testing.T, in []byte) string {
	t.Helper()
	d, err := Read(in)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := d.Rewrite(&out); err != nil {
		t.Fatal(err)
	}
	again, err := Read(out.Bytes())
	if err != nil {
		t.Fatalf("what we wrote: %v\n%s", err, out.String())
	}
	if again.Pages() != d.Pages() || len(again.Risks()) != 0 {
		t.Errorf("%d pages became %d; risks %v", d.Pages(), again.Pages(), again.Risks())
	}
	return out.String()
}

func TestRewriteKeepsWhatPagesShowAndDropsTheRest(t *testing.T) {
	out := rewrite(t, file(
		"<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R /Names << /JavaScript 5 0 R /EmbeddedFiles 5 0 R >> /Metadata 5 0 R >>",
		tree,
		"<< /Type /Page /Parent 2 0 R /Contents [4 0 R] /AA << /O 5 0 R >> /Annots [6 0 R 7 0 R 8 0 R]"+
			" /Resources << /XObject << /Pic 9 0 R >> >> >>",
		content,
		"<< /S /JavaScript /JS (app.launch) >>",
		"<< /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (cmd.exe) >> >>",
		"<< /Subtype /Widget /FT /Tx /V (secret) /Rect [0 0 9 9] /AP << /N 9 0 R >> /AA << /K 5 0 R >> >>",
		"<< /Subtype /Popup /Rect [0 0 9 9] /AP << /N 9 0 R >> >>",
		"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /F (http://example.org) /Metadata 5 0 R /Length 3 >>\nstream\nabc\nendstream",
	))
	for _, kept := range []string{"/MediaBox [ 0 0 200 100 ]", "0 0 m 9 9", "/Subtype /Image", "abc", "/Subtype /Stamp", "/Count 1"} {
		if !strings.Contains(out, kept) {
			t.Errorf("%q is gone:\n%s", kept, out)
		}
	}
	for _, gone := range []string{"JavaScript", "/JS", "launch", "Launch", "cmd", "secret", "/AA", "/Link", "/Names", "Metadata", "example.org", "/Widget"} {
		if strings.Contains(out, gone) {
			t.Errorf("%q is still there:\n%s", gone, out)
		}
	}
}

func TestRewriteSurvivesObjectsThatPointAtEachOther(t *testing.T) {
	out := rewrite(t, file(catalogue, tree,
		"<< /Type /Page /Contents 4 0 R /Resources << /XObject << /A 5 0 R /Missing 99 0 R >> >> >>", content,
		"<< /Type /XObject /Resources << /XObject << /B 6 0 R >> >> /Length 1 >>\nstream\nx\nendstream",
		"<< /Type /XObject /Resources << /XObject << /A 5 0 R >> >> /Length 1 >>\nstream\ny\nendstream"))
	if n := strings.Count(out, "/Type /XObject"); n != 2 {
		t.Errorf("%d objects, want each once", n)
	}
}

func TestRewriteRefusesToGrowWithoutBound(t *testing.T) {
	kids := strings.Repeat("<< /Type /Page >> ", maxPages)
	big := "<< /Font [" + strings.Repeat("(xxxxxxxx) ", 10_000) + "] >>"
	d, err := Read(file(catalogue, "<< /Resources "+big+" /Kids ["+kids+"] >>"))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Rewrite(&bytes.Buffer{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}

func TestStringsAndNamesComeThroughUnchanged(t *testing.T) {
	out := rewrite(t, file(catalogue, tree,
		`<< /Type /Page /Contents 4 0 R /Resources << /A#20b (a\(b\)\\\101\
c(d)) /C <4 1 4> /D [true false null -1.5] >> >>`, content))
	for _, want := range []string{"/A#20b <6128622" + "95C4163286429>", "/C <4140>", "[ true false null -1.5 ]"} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(onePage())
	f.Add(file(catalogue, "null", "null", content, packed([]int{2, 3}, tree, page)))
	f.Add(onePage("<< /S /JavaScript /JS (x) >>"))
	f.Fuzz(func(t *testing.T, in []byte) {
		d, err := Read(in)
		if err != nil || len(d.Risks()) > 0 {
			return
		}
		var out bytes.Buffer
		if err := d.Rewrite(&out); err != nil {
			return
		}
		again, err := Read(out.Bytes())
		if err != nil {
			t.Fatalf("what we wrote from %q: %v\n%q", in, err, out.String())
		}
		if again.Pages() != d.Pages() || len(again.Risks()) != 0 {
			t.Fatalf("%d pages became %d; risks %v", d.Pages(), again.Pages(), again.Risks())
		}
	})
}

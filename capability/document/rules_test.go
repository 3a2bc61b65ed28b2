package document

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"tongban/capability/document/documenttest"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

func plus(content []byte, tail string) []byte { return append(bytes.Clone(content), tail...) }

func drawn(t *testing.T, encode func(*bytes.Buffer, image.Image) error, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, image.NewNRGBA(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(b *bytes.Buffer, m image.Image) error { return png.Encode(b, m) }
func asGIF(b *bytes.Buffer, m image.Image) error { return gif.Encode(b, m, nil) }

func TestEveryRefusalSaysWhy(t *testing.T) {
	photo, zipped := documenttest.Photo(1), documenttest.Zipped("evil.js", []byte("alert(1)"))
	texts, err := message.Load(messages)
	if err != nil {
		t.Fatal(err)
	}
	for what, tt := range map[string]struct {
		name    string
		content []byte
		accept  []string
		want    string
	}{
		"a photo":                     {"a.jpg", photo, nil, ""},
		"a photo where photos go":     {"a.jpg", photo, []string{"jpg"}, ""},
		"… by its media type":         {"a.jpg", photo, []string{"image/jpeg"}, ""},
		"… by its long extension":     {"a.jpg", photo, []string{".JPEG"}, ""},
		"a PNG":                       {"a.png", drawn(t, asPNG, 9, 9), nil, ""},
		"a PDF":                       {"a.pdf", documenttest.PDF(2), nil, ""},
		"a PDF where photos go":       {"a.pdf", documenttest.PDF(1), []string{"jpg", "png"}, "document.type"},
		"nothing":                     {"a.jpg", nil, nil, "document.empty"},
		"text":                        {"a.txt", []byte("hello"), nil, "document.type"},
		"HTML as a PDF":               {"a.pdf", documenttest.HTML(), nil, "document.disguised"},
		"SVG with a script":           {"a.svg", documenttest.SVG(), nil, "document.type"},
		"SVG as a PNG":                {"a.png", documenttest.SVG(), nil, "document.disguised"},
		"a GIF":                       {"a.gif", drawn(t, asGIF, 9, 9), nil, "document.picture"},
		"a GIF that is a script":      {"a.jpg", documenttest.GIFScript(), nil, "document.picture"},
		"a ZIP":                       {"a.docx", zipped, nil, "document.archive"},
		"HEIC":                        {"IMG_1.HEIC", documenttest.HEIC(), nil, "document.heic"},
		"HEIC as a JPEG":              {"a.jpg", documenttest.HEIC(), nil, "document.heic"},
		"a virus":                     {"a.com", documenttest.EICAR(), nil, "document.infected"},
		"a virus behind a photo":      {"a.jpg", append(bytes.Clone(photo), documenttest.EICAR()...), nil, "document.infected"},
		"half a photo":                {"a.jpg", documenttest.Truncated(), nil, "document.damaged"},
		"a photo's head only":         {"a.jpg", photo[:20], nil, "document.damaged"},
		"HTML behind a photo":         {"a.jpg", plus(photo, "<HTML><ScRipt>alert(1)</script>"), nil, "document.mixed"},
		"a PDF behind a photo":        {"a.jpg", append(bytes.Clone(photo), documenttest.PDF(1)...), nil, "document.mixed"},
		"a ZIP behind a photo":        {"a.jpg", append(bytes.Clone(photo), zipped...), nil, "document.mixed"},
		"a ZIP in a PDF":              {"a.pdf", append(documenttest.PDF(1), zipped...), nil, "document.mixed"},
		"a film behind a photo":       {"a.jpg", plus(photo, "\x00\x00\x00\x18ftypmp42 moving picture"), nil, ""},
		"a bomb":                      {"a.png", documenttest.BombPNG(30_000), nil, "document.pixels"},
		"a bomb of a square's size":   {"a.png", documenttest.BombPNG(15_000), nil, "document.pixels"},
		"a bomb beyond numbers":       {"a.png", documenttest.BombPNG(1<<31 - 1), nil, "document.damaged"},
		"a PNG of no size":            {"a.png", documenttest.BombPNG(0), nil, "document.damaged"},
		"a JPEG of a thousand scans":  {"a.jpg", plus(photo, strings.Repeat("\xff\xda", 1000)), nil, "document.damaged"},
		"half a PDF":                  {"a.pdf", documenttest.PDF(9)[:700], nil, "document.pdf.damaged"},
		"HTML behind a PDF":           {"a.pdf", plus(documenttest.PDF(1), "<script>"), nil, "document.pdf.damaged"},
		"a PDF with a script":         {"a.pdf", documenttest.ScriptPDF(), nil, "document.pdf.script"},
		"a PDF that starts a program": {"a.pdf", bytes.Replace(documenttest.ScriptPDF(), []byte("/JavaScript /JS"), []byte("/Launch /F"), 1), nil, "document.pdf.action"},
		"a PDF with an attachment":    {"a.pdf", bytes.Replace(documenttest.ScriptPDF(), []byte("/OpenAction"), []byte("/EmbeddedFiles"), 1), nil, "document.pdf.attachment"},
		"a live form":                 {"a.pdf", bytes.Replace(documenttest.PDF(1), []byte("/Catalog"), []byte("/Catalog /XFA []"), 1), nil, "document.pdf.form"},
		"a locked PDF":                {"a.pdf", bytes.Replace(documenttest.PDF(1), []byte("/Root"), []byte("/Encrypt 9 0 R /Root"), 1), nil, "document.pdf.encrypted"},
		"a PDF nobody will read":      {"a.pdf", documenttest.PDF(201), nil, "document.pdf.pages"},
		"a PDF just short enough":     {"a.pdf", documenttest.PDF(200), nil, ""},
	} {
		start := time.Now()
		found, err := inspect(tt.content, tt.name, Limits{Accept: tt.accept})
		if keyOf(err) != tt.want {
			t.Errorf("%s: got %v, want %q", what, err, tt.want)
		}
		if err == nil && len(found.preview) == 0 {
			t.Errorf("%s: no preview", what)
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%s took %v", what, d)
		}
		if f, ok := fault.As(err); ok {
			for _, lang := range []message.Lang{message.Chinese, message.English} {
				if text := texts.Text(lang, f.Key, f.Args...); strings.ContainsAny(text, "⟦{") || len(text) < 20 {
					t.Errorf("%s: says %q", what, text)
				}
			}
		}
	}
}

func TestRefusalsNameWhatTheFileIs(t *testing.T) {
	_, err := inspect(documenttest.HTML(), "合同.pdf", Limits{Accept: []string{"jpg", "pdf"}})
	f, ok := fault.As(err)
	if !ok || len(f.Args) != 3 || f.Args[0] != ".pdf" || f.Args[1] != "HTML" || !reflect.DeepEqual(f.Args[2], message.List{"JPG", "PDF"}) {
		t.Errorf("got %+v", f)
	}
}

// TestHostileFilesAreRefusedCheaply goes through all of them: each is refused for its
// own reason, at once, and with no more memory than a photo may take.
func TestHostileFilesAreRefusedCheaply(t *testing.T) {
	texts, err := message.Load(messages)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range documenttest.HostileFiles() {
		content := h.Content()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		watch := time.Now()
		_, err := inspect(content, h.Name, Limits{})
		took := time.Since(watch)
		runtime.ReadMemStats(&after)
		if keyOf(err) != h.Want {
			t.Errorf("%s: got %v, want %s", h.What, err, h.Want)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 128<<20 || took > 3*time.Second {
			t.Errorf("%s: took %v and %d MB", h.What, took, used>>20)
		}
		if f, ok := fault.As(err); ok {
			said := texts.Text(message.Chinese, f.Key, f.Args...)
			if strings.ContainsAny(said, "⟦{") || !strings.Contains(said, "请") {
				t.Errorf("%s: does not say what to do: %q", h.What, said)
			}
		}
	}
}

func TestABombCostsNothing(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := inspect(documenttest.BombPNG(30_000), "a.png", Limits{}); keyOf(err) != "document.pixels" {
		t.Fatalf("got %v", err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
		t.Errorf("took %d bytes", used)
	}
}

func TestBothLanguagesHaveEveryText(t *testing.T) {
	c, err := message.Load(messages)
	if err != nil {
		t.Fatal(err)
	}
	zh, en := c.Keys(message.Chinese), c.Keys(message.English)
	for key, text := range zh {
		if strings.Count(text, "{") != strings.Count(en[key], "{") || en[key] == "" {
			t.Errorf("%s differs in English", key)
		}
	}
	if len(zh) != len(en) {
		t.Errorf("%d Chinese texts, %d English ones", len(zh), len(en))
	}
}

// quarters is a picture with four colours: red and green above blue and white.
func quarters(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, colours[2*(2*y/h)+2*x/w])
		}
	}
	return m
}

var colours = []color.RGBA{{200, 0, 0, 255}, {0, 200, 0, 255}, {0, 0, 200, 255}, {255, 255, 255, 255}}

// corners names the colours of a picture's corners, row by row: "rgbw".
func corners(m image.Image) (s string) {
	b := m.Bounds()
	for _, p := range []image.Point{{b.Min.X, b.Min.Y}, {b.Max.X - 1, b.Min.Y}, {b.Min.X, b.Max.Y - 1}, {b.Max.X - 1, b.Max.Y - 1}} {
		r, g, bl, _ := m.At(p.X, p.Y).RGBA()
		switch {
		case r > 0x8000 && g > 0x8000 && bl > 0x8000:
			s += "w"
		case r > 0x8000:
			s += "r"
		case g > 0x8000:
			s += "g"
		case bl > 0x8000:
			s += "b"
		default:
			s += "?"
		}
	}
	return s
}

func TestThePreviewStandsUpright(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, quarters(80, 40), nil); err != nil {
		t.Fatal(err)
	}
	for orientation, want := range map[uint16]string{
		0: "rgbw", 1: "rgbw", 2: "grwb", 3: "wbgr", 4: "bwrg", 5: "rbgw", 6: "brwg", 7: "wgbr", 8: "gwrb", 9: "rgbw",
	} {
		found, err := inspect(documenttest.WithEXIF(b.Bytes(), orientation), "a.jpg", Limits{})
		if err != nil {
			t.Fatal(err)
		}
		preview, err := jpeg.Decode(bytes.NewReader(found.preview))
		if err != nil {
			t.Fatal(err)
		}
		lying := orientation < 5 || orientation > 8
		if got := corners(preview); got != want || lying != (preview.Bounds().Dx() == 80) {
			t.Errorf("orientation %d: got %s %v, want %s", orientation, got, preview.Bounds(), want)
		}
	}
}

func TestThePreviewIsSmallAndOnWhite(t *testing.T) {
	found, err := inspect(drawn(t, asPNG, 5001, 3000), "a.png", Limits{}) // transparent
	if err != nil {
		t.Fatal(err)
	}
	preview, err := jpeg.Decode(bytes.NewReader(found.preview))
	if err != nil {
		t.Fatal(err)
	}
	if b := preview.Bounds(); b.Dx() != 2400 || b.Dy() != 1439 || corners(preview) != "wwww" {
		t.Errorf("got %v %s", b, corners(preview))
	}
}

func TestBrokenEXIFDoesNotMatter(t *testing.T) {
	good := documenttest.WithEXIF(documenttest.Photo(1), 6)
	head := bytes.Index(good, []byte("Exif"))
	for at := head; at < head+40; at++ {
		for _, v := range []byte{0, 0x7f, 0xff} {
			broken := bytes.Clone(good)
			broken[at] = v
			if _, err := inspect(broken, "a.jpg", Limits{}); err != nil && keyOf(err) != "document.damaged" {
				t.Errorf("byte %d as %x: %v", at, v, err)
			}
		}
	}
}

func TestNamesAreMadeHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"身份证 正面.JPG":                          "身份证 正面.jpg",
		"林晓华99010319900615011X.jpg":           "林晓华990…1X.jpg",
		"19900001040 6222020000000000004.png": "199…40 622…04.jpg",
		"mmexport1707712345678.jpg":           "mmexport1707712345678.jpg",
		"../../etc/passwd":                    "passwd.jpg",
		`C:\Users\lin\照片.png`:                 "照片.jpg",
		"a\u202egpj.exe":                      "agpj.jpg",
		"a\u200b\u2066\ufeffb.":               "ab.jpg",
		"a\x00\x1b[31m\r\nb":                  "a[31m b.jpg",
		"<b>\"|?*.png":                        "b.jpg",
		"   ...  ":                            "file.jpg",
		"":                                    "file.jpg",
		".htaccess":                           "htaccess.jpg",
		"CON.jpg":                             "file.jpg",
		"com1.txt":                            "file.jpg",
		"\u3164\u2800.jpg":                    "file.jpg",
		"\xff\xfe照.jpg":                       "照.jpg",
		"དཀར་ཆག.jpg":                          "དཀར་ཆག.jpg",
		"a" + strings.Repeat("\u0301", 50) + ".jpg": "a\u0301\u0301\u0301.jpg",
		strings.Repeat("长", 300) + ".jpg":           strings.Repeat("长", 80) + ".jpg",
		"a.verylongextension":                       "a.verylongextension.jpg",
		"𠮷田.jpg":                                    "𠮷田.jpg",
	} {
		if got := safeName(in, JPEG); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add(documenttest.WithEXIF(documenttest.Photo(1), 6), "a.jpg", 0, 0)
	f.Add(documenttest.PDF(2), "a.pdf", 0, 0)
	f.Add(documenttest.BombPNG(9), "a.png", 100, 100)
	f.Add(documenttest.Photo(1), "a.jpg", 358, 441)
	for _, h := range documenttest.HostileFiles() {
		if content := h.Content(); len(content) < 1<<20 {
			f.Add(content, h.Name, 0, 0)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte, name string, width, height int) {
		limits := Limits{MaxBytes: 1 << 20, Width: width, Height: height}
		found, err := inspect(content, name, limits)
		if err != nil && fault.KindOf(err) == fault.Internal {
			t.Errorf("no words for %v", err)
		}
		if int64(len(found.content)) > limits.maxBytes() {
			t.Errorf("%d bytes would be stored", len(found.content))
		}
		if safe := safeName(name, JPEG); strings.ContainsAny(safe, "/\\\x00\n") || len([]rune(safe)) > 84 {
			t.Errorf("%q becomes %q", name, safe)
		}
	})
}

func FuzzEXIF(f *testing.F) {
	for orientation := range uint16(10) {
		f.Add(documenttest.WithEXIF(documenttest.Photo(1), orientation)[:200])
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		for segment := range segments(content) {
			if o := exifOrientation(segment.data); o < 0 || o > 8 {
				t.Errorf("turned %d", o)
			}
		}
	})
}

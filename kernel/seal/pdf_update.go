package seal

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// catalogue is the number of gopdf's root object.
const catalogue = 1

// update collects the objects of an incremental update (ISO 32000-1, 7.5.6).
type update struct {
	base    []byte
	xref    int         // where base's cross-reference table begins
	offsets []int       // of base's objects, by number
	size    int         // one more than the highest number
	out     []byte      // base and what was appended
	written map[int]int // offsets of the appended objects
}

// newUpdate reads base's cross-reference table, which gopdf writes as one section.
func newUpdate(base []byte) (*update, error) {
	_, tail, found := bytes.Cut(base[max(0, len(base)-64):], []byte("startxref\n"))
	digits, _, _ := bytes.Cut(tail, []byte("\n"))
	xref, err := strconv.Atoi(string(digits))
	if !found || err != nil || xref >= len(base) {
		return nil, fmt.Errorf("seal: no startxref")
	}
	u := &update{base: base, xref: xref, out: bytes.Clone(base), written: map[int]int{}}
	if _, err := fmt.Sscanf(string(base[xref:min(len(base), xref+32)]), "xref\n0 %d\n", &u.size); err != nil {
		return nil, fmt.Errorf("seal: xref: %w", err)
	}
	copy(u.out, sealedHead)
	const entry = 20
	table := bytes.Index(base[xref:], []byte("0000000000 65535 f")) + xref
	if table+u.size*entry > len(base) {
		return nil, fmt.Errorf("seal: xref is cut short")
	}
	for n := range u.size {
		at, err := strconv.Atoi(string(base[table+n*entry : table+n*entry+10]))
		if err != nil || at >= len(base) {
			return nil, fmt.Errorf("seal: xref entry %d", n)
		}
		u.offsets = append(u.offsets, at)
	}
	return u, nil
}

// next returns a fresh object number.
func (u *update) next() int {
	u.size++
	return u.size - 1
}

// object returns the body of one of base's objects.
func (u *update) object(n int) string {
	_, body, _ := bytes.Cut(u.base[u.offsets[n]:u.xref], []byte(" 0 obj\n"))
	body, _, _ = bytes.Cut(body, []byte("endobj\n"))
	return string(body)
}

// find returns the number of base's first object that contains text.
func (u *update) find(text string) (int, error) {
	for n := 1; n < len(u.offsets); n++ {
		if strings.Contains(u.object(n), text) {
			return n, nil
		}
	}
	return 0, fmt.Errorf("seal: no object with %q", text)
}

// write appends an object, new or in place of one of base's.
func (u *update) write(n int, body string) {
	u.written[n] = len(u.out)
	u.out = fmt.Appendf(u.out, "%d 0 obj\n%s\nendobj\n", n, body)
}

// writeSignature appends the signature dictionary with room for the CMS and returns
// where that room begins.
func (u *update) writeSignature(n int, d Document) int {
	u.write(n, fmt.Sprintf("<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /M (%s) /Reason %s\n"+
		"/ByteRange [0 0000000000 0000000000 0000000000]\n/Contents <%s> >>",
		pdfDate(d.Date), textString(d.Reason), strings.Repeat("0", 2*contentsSize)))
	const contents = "/Contents "
	return bytes.LastIndex(u.out, []byte(contents)) + len(contents)
}

// finish appends the cross-reference sections and the trailer.
func (u *update) finish(info int) []byte {
	start := len(u.out)
	u.out = append(u.out, "xref\n"...)
	for _, n := range slices.Sorted(maps.Keys(u.written)) {
		u.out = fmt.Appendf(u.out, "%d 1\n%010d 00000 n \n", n, u.written[n])
	}
	id := fileID(u.base)
	u.out = fmt.Appendf(u.out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s><%[4]s>] /Prev %d >>\nstartxref\n%d\n%%%%EOF\n",
		u.size, catalogue, info, id, u.xref, start)
	return u.out
}

// beyondBMP is an entry of gopdf's ToUnicode map for a character above U+FFFF. It
// holds the code point where UTF-16 is due.
var beyondBMP = regexp.MustCompile(`(<[0-9A-F]{4}><[0-9A-F]{4}>)<([0-9A-F]{5,6})>`)

// repairToUnicode replaces ToUnicode maps with rare characters by right ones, so
// that names such as 𠮷 are found and copied as they are written.
func (u *update) repairToUnicode() error {
	for n := 1; n < len(u.offsets); n++ {
		body := u.object(n)
		_, cmap, isMap := strings.Cut(body, "stream\n/CIDInit")
		if !isMap || !beyondBMP.MatchString(cmap) {
			continue
		}
		cmap, _, _ = strings.Cut("/CIDInit"+cmap, "endstream")
		right := beyondBMP.ReplaceAllStringFunc(cmap, func(entry string) string {
			parts := beyondBMP.FindStringSubmatch(entry)
			char, _ := strconv.ParseInt(parts[2], 16, 32) // the expression admits hexadecimal only
			return parts[1] + "<" + utf16Hex(string(rune(char))) + ">"
		})
		u.write(n, fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(right), right))
	}
	return nil
}

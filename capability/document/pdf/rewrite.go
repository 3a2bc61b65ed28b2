package pdf

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
)

// dropped are entries that do not show anything on a page or that point out of it.
var dropped = map[name]bool{
	"AA": true, "A": true, "PA": true, "OpenAction": true, "Dest": true, "JS": true, "Next": true,
	"Parent": true, "P": true, "Popup": true, "IRT": true, "Metadata": true, "PieceInfo": true,
	"StructParent": true, "StructParents": true, "AF": true, "EF": true, "OC": true, "Ref": true,
	"OPI": true, "PS": true, "Alternates": true, "FFilter": true, "FDecodeParms": true, "Properties": true,
}

// named are entries whose dictionaries are lists by names the file chooses, such as
// /XObject << /A 7 0 R >>: nothing is left out of them.
var named = map[name]bool{
	"Font": true, "XObject": true, "ExtGState": true, "ColorSpace": true, "Pattern": true,
	"Shading": true, "CharProcs": true, "Colorants": true, "N": true,
}

// scope says how the entries of a dictionary are to be read.
type scope int

const (
	ours    scope = iota // made here: references have new numbers already
	foreign              // from the file: what does not show is left out
	listing              // from the file, by chosen names
)

// below returns the scope of the value under key.
func (s scope) below(key name) scope {
	switch {
	case s == ours:
		return ours
	case s == foreign && named[key]:
		return listing
	}
	return foreign
}

// Rewrite writes a new file with what the pages of d show and nothing else: no
// actions, scripts, links, attachments, form logic or hidden data. Stamps and filled
// fields stay as pictures.
func (d *Document) Rewrite(w io.Writer) error {
	out := &writer{doc: d, limit: 1 << 20, number: map[int]int{}}
	for _, object := range d.objects {
		if s, ok := object.(*stream); ok {
			out.limit += 2*len(s.raw) + 1<<10
		} else {
			out.limit += 1 << 10
		}
	}
	out.buf.WriteString(heading)
	if err := out.document(); err != nil {
		return err
	}
	_, err := out.buf.WriteTo(w)
	return err
}

// writer numbers objects as it meets them and writes them one after the other.
type writer struct {
	doc     *Document
	buf     bytes.Buffer
	limit   int         // of the whole output: shared values may be written often
	number  map[int]int // old object numbers to new ones
	waiting []waiting   // not yet written
	offsets []int       // by new number - 1
}

// waiting is an object that something written already refers to.
type waiting struct {
	old   int
	scope scope
}

// heading begins every file we write; its bytes beyond ASCII say that it is no text.
const heading = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

// The first objects of every file we write.
const (
	catalogueNumber = 1
	treeNumber      = 2
	firstPage       = 3
)

func (w *writer) document() error {
	pages := len(w.doc.pages)
	w.offsets = make([]int, treeNumber+pages)
	var kids array
	for i := range pages {
		kids = append(kids, ref{num: treeNumber + 1 + i})
	}
	fixed := []dict{
		{"Type": name("Catalog"), "Pages": ref{num: treeNumber}},
		{"Type": name("Pages"), "Kids": kids, "Count": number(pages)},
	}
	for i, d := range fixed {
		if err := w.object(i+1, d, ours); err != nil {
			return err
		}
	}
	for i, page := range w.doc.pages {
		if err := w.object(firstPage+i, w.page(page), foreign); err != nil {
			return err
		}
	}
	for len(w.waiting) > 0 {
		next := w.waiting[0]
		w.waiting = w.waiting[1:]
		if err := w.object(w.number[next.old], w.doc.objects[next.old], next.scope); err != nil {
			return err
		}
	}
	w.trailer()
	return nil
}

// page returns the page to write, without its parent: object adds that.
func (w *writer) page(p dict) dict {
	page := maps.Clone(p)
	page["Type"] = name("Page")
	page["Annots"] = nil
	if page["Resources"] == nil {
		page["Resources"] = dict{}
	}
	if page["MediaBox"] == nil {
		page["MediaBox"] = array{keyword("0"), keyword("0"), keyword("595"), keyword("842")}
	}
	var looks array
	annots, _ := w.doc.resolve(p["Annots"]).(array)
	for _, a := range annots {
		if look := w.look(a); look != nil {
			looks = append(looks, look)
		}
	}
	if looks != nil {
		page["Annots"] = looks
	}
	return page
}

// look returns what shows of an annotation, as a stamp, or nil.
func (w *writer) look(annotation any) any {
	a, _ := w.doc.resolve(annotation).(dict)
	ap, _ := w.doc.resolve(a["AP"]).(dict)
	if ap["N"] == nil || a["Rect"] == nil || a["Subtype"] == name("Popup") {
		return nil
	}
	return dict{
		"Type": name("Annot"), "Subtype": name("Stamp"),
		"Rect": a["Rect"], "F": a["F"], "AS": a["AS"], "AP": dict{"N": ap["N"]},
	}
}

// object writes value under a new number.
func (w *writer) object(number int, value any, in scope) error {
	w.offsets[number-1] = w.buf.Len()
	fmt.Fprintf(&w.buf, "%d 0 obj\n", number)
	if d, ok := value.(dict); ok && in == foreign && number >= firstPage && number < firstPage+len(w.doc.pages) {
		fmt.Fprintf(&w.buf, "<< /Parent %d 0 R ", treeNumber)
		w.entries(d, in)
	} else {
		w.value(value, in)
	}
	w.buf.WriteString("\nendobj\n")
	if w.buf.Len() > w.limit {
		return ErrTooLarge
	}
	return nil
}

func (w *writer) value(value any, in scope) {
	if w.buf.Len() > w.limit {
		return // object reports it
	}
	switch v := value.(type) {
	case keyword:
		w.buf.WriteString(string(v))
	case name:
		w.name(v)
	case text:
		fmt.Fprintf(&w.buf, "<%X>", []byte(v))
	case array:
		w.buf.WriteString("[ ")
		for _, e := range v {
			w.value(e, in)
			w.buf.WriteByte(' ')
		}
		w.buf.WriteByte(']')
	case dict:
		w.buf.WriteString("<< ")
		w.entries(v, in)
	case *stream:
		w.stream(v)
	case ref:
		fmt.Fprintf(&w.buf, "%d 0 R", w.renumber(v, in))
	default:
		w.buf.WriteString("null")
	}
}

// entries writes what a dictionary holds and its end.
func (w *writer) entries(d dict, in scope) {
	for _, key := range slices.Sorted(maps.Keys(d)) {
		if d[key] == nil || in == foreign && dropped[key] {
			continue
		}
		w.name(key)
		w.buf.WriteByte(' ')
		w.value(d[key], in.below(key))
		w.buf.WriteByte(' ')
	}
	w.buf.WriteString(">>")
}

// stream copies the bytes as they are. /F would fetch them from elsewhere.
func (w *writer) stream(s *stream) {
	d := maps.Clone(s.dict)
	delete(d, "F")
	d["Length"] = number(len(s.raw))
	w.value(d, foreign)
	w.buf.WriteString("\nstream\n")
	w.buf.Write(s.raw)
	w.buf.WriteString("\nendstream")
}

// renumber returns the new number of an object, giving it one at first sight.
func (w *writer) renumber(r ref, in scope) int {
	if in == ours {
		return r.num
	}
	number, ok := w.number[r.num]
	if !ok {
		w.offsets = append(w.offsets, 0)
		number = len(w.offsets)
		w.number[r.num] = number
		w.waiting = append(w.waiting, waiting{r.num, in})
	}
	return number
}

func (w *writer) name(n name) {
	w.buf.WriteByte('/')
	for i := range len(n) {
		if c := n[i]; c <= ' ' || c > '~' || c == '#' || isDelimiter(c) {
			fmt.Fprintf(&w.buf, "#%02X", c)
		} else {
			w.buf.WriteByte(c)
		}
	}
}

func (w *writer) trailer() {
	start := w.buf.Len()
	fmt.Fprintf(&w.buf, "xref\n0 %d\n0000000000 65535 f \n", len(w.offsets)+1)
	for _, offset := range w.offsets {
		fmt.Fprintf(&w.buf, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&w.buf, "trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n",
		len(w.offsets)+1, catalogueNumber, start)
}

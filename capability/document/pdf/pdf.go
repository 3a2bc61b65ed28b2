// Package pdf reads PDF files of unknown origin: whether they are whole, how many
// pages they have, what in them could act on its own, and what remains when they are
// put together anew from nothing but what their pages show.
//
// It reads the file from front to back as a sequence of objects and trusts no offset,
// length or count in it: a later object replaces an earlier one of the same number, as
// in a file that was saved incrementally. It never draws and never decodes pictures or
// fonts. Files that only a forgiving viewer can open are damaged here.
//
// Everything is bounded: nesting, objects, unpacked bytes. Time and memory grow with
// the size of the file.
package pdf

import (
	"errors"
	"slices"
)

// Errors of Read.
var (
	ErrDamaged   = errors.New("pdf: damaged")
	ErrEncrypted = errors.New("pdf: encrypted")
	// ErrTooLarge is returned for a file that unpacks to more than is reasonable.
	ErrTooLarge = errors.New("pdf: too large")
)

const (
	maxDepth    = 64        // of nested arrays and dictionaries
	maxObjects  = 200_000   // in a file
	maxUnpacked = 64 << 20  // bytes in all object streams together
	maxPages    = 5_000     // nobody counts further
	maxWork     = 192 << 20 // bytes of tokens, with tokenCost for each
)

// Risk is something in a file that goes beyond showing pages.
type Risk string

// The risks.
const (
	Script     Risk = "script"     // JavaScript
	Action     Risk = "action"     // starts programs, sends or fetches data
	Attachment Risk = "attachment" // other files or media inside
	LiveForm   Risk = "form"       // an XFA form, whose pages are made by a program
)

// Document is a file that was read.
type Document struct {
	objects map[int]any
	pages   []dict // with what they inherit, in order
	risks   []Risk
}

// Pages returns the number of pages.
func (d *Document) Pages() int { return len(d.pages) }

// Risks lists what the file could do, each once.
func (d *Document) Risks() []Risk { return d.risks }

// Read reads a whole file.
func Read(content []byte) (*Document, error) {
	work := maxWork
	b := &body{lexer: lexer{in: content, work: &work}, objects: map[int]any{}}
	if err := b.read(); err != nil {
		return nil, err
	}
	d := &Document{objects: b.objects}
	for _, object := range b.objects {
		d.judge(object, 0)
	}
	d.judge(b.root, 0)
	slices.Sort(d.risks)
	d.risks = slices.Compact(d.risks)
	catalogue, ok := d.resolve(b.root).(dict)
	if !ok {
		return nil, ErrDamaged
	}
	if err := d.collect(catalogue["Pages"], dict{}, map[ref]bool{}, 0); err != nil {
		return nil, err
	}
	if len(d.pages) == 0 {
		return nil, ErrDamaged
	}
	return d, nil
}

// riskyKeys are dictionary keys that nothing harmless needs, riskyActions the types of
// action that do more than turn a page.
var (
	riskyKeys = map[name]Risk{
		"JS": Script, "JavaScript": Script,
		"EmbeddedFile": Attachment, "EmbeddedFiles": Attachment, "EF": Attachment, "RichMediaContent": Attachment,
		"XFA": LiveForm,
	}
	riskyActions = map[name]Risk{
		"JavaScript": Script, "Rendition": Script,
		"Launch": Action, "SubmitForm": Action, "ImportData": Action, "GoToE": Action,
		"EmbeddedFile": Attachment, "RichMedia": Attachment, "Movie": Attachment, "Sound": Attachment,
	}
)

// judge notes the risks in a value and all direct values inside.
func (d *Document) judge(value any, depth int) {
	switch v := value.(type) {
	case *stream:
		d.judge(v.dict, depth)
	case array:
		for _, e := range v {
			d.judge(e, depth+1)
		}
	case dict:
		for key, e := range v {
			if risk, ok := riskyKeys[key]; ok && e != nil {
				d.risks = append(d.risks, risk)
			}
			d.judge(e, depth+1)
		}
		for _, key := range []name{"S", "Type", "Subtype"} {
			if kind, ok := v[key].(name); ok && riskyActions[kind] != "" {
				d.risks = append(d.risks, riskyActions[kind])
			}
		}
	}
}

// resolve follows references to a value.
func (d *Document) resolve(value any) any {
	for range maxDepth {
		r, ok := value.(ref)
		if !ok {
			return value
		}
		value = d.objects[r.num]
	}
	return nil
}

// inherited are the entries a page takes from the nodes above it.
var inherited = []name{"Resources", "MediaBox", "CropBox", "Rotate"}

// collect walks the page tree below node.
func (d *Document) collect(node any, above dict, seen map[ref]bool, depth int) error {
	if r, ok := node.(ref); ok {
		if seen[r] {
			return ErrDamaged
		}
		seen[r] = true
	}
	n, ok := d.resolve(node).(dict)
	if !ok || depth > maxDepth {
		return ErrDamaged
	}
	own := dict{}
	for _, key := range inherited {
		if own[key] = n[key]; n[key] == nil {
			own[key] = above[key]
		}
	}
	kids, isNode := d.resolve(n["Kids"]).(array)
	if !isNode {
		own["Contents"], own["Annots"], own["Group"] = n["Contents"], n["Annots"], n["Group"]
		if d.pages = append(d.pages, own); len(d.pages) > maxPages {
			return ErrTooLarge
		}
		return nil
	}
	for _, kid := range kids {
		if err := d.collect(kid, own, seen, depth+1); err != nil {
			return err
		}
	}
	return nil
}

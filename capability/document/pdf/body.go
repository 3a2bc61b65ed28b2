package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
)

// body reads the objects of a file.
type body struct {
	lexer
	objects  map[int]any
	root     any // of the last trailer that names one
	unpacked int
	closed   bool // "startxref" came last
}

// read goes through the file: objects, tables of offsets, trailers.
func (b *body) read() error {
	if !bytes.HasPrefix(b.in, []byte("%PDF-1.")) && !bytes.HasPrefix(b.in, []byte("%PDF-2.")) {
		return ErrDamaged
	}
	for {
		token, err := b.token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case nil:
			if b.root == nil || !b.closed {
				return ErrDamaged
			}
			return nil
		case keyword:
			err = b.part(t)
		default:
			err = ErrDamaged
		}
		if err != nil {
			return err
		}
	}
}

// part reads the part of the file that begins with k.
func (b *body) part(k keyword) error {
	b.closed = false
	switch k {
	case "xref":
		return b.table()
	case "trailer":
		return b.trailer()
	case "startxref":
		return b.close()
	}
	num, ok := k.number()
	if !ok {
		return ErrDamaged
	}
	if gen, err := b.keyword(); err != nil || gen == "" {
		return ErrDamaged
	}
	if obj, err := b.keyword(); err != nil || obj != "obj" {
		return ErrDamaged
	}
	return b.object(num)
}

// close reads what follows "startxref". Some programs append to a file without ending
// its last line, so the mark is not left to pass for a comment.
func (b *body) close() error {
	b.closed = true
	if _, err := b.token(); err != nil {
		return err
	}
	for b.at < len(b.in) && isSpace(b.in[b.at]) {
		b.at++
	}
	if !bytes.HasPrefix(b.in[b.at:], []byte("%%EOF")) {
		return ErrDamaged
	}
	b.at += len("%%EOF")
	return nil
}

// keyword returns the next token if it is a keyword, else "".
func (b *body) keyword() (keyword, error) {
	token, err := b.token()
	k, _ := token.(keyword)
	return k, err
}

// table passes a table of offsets, which we do not need.
func (b *body) table() error {
	for {
		back := b.at
		k, err := b.keyword()
		if err != nil {
			return err
		}
		if _, isNumber := k.number(); !isNumber && k != "n" && k != "f" {
			b.at = back
			return nil
		}
	}
}

func (b *body) trailer() error {
	token, err := b.token()
	if err != nil {
		return err
	}
	value, err := b.value(token, 0)
	d, ok := value.(dict)
	if err != nil || !ok {
		return ErrDamaged
	}
	return b.end(d)
}

// end takes what matters from a trailer.
func (b *body) end(d dict) error {
	if d["Encrypt"] != nil {
		return ErrEncrypted
	}
	if d["Root"] != nil {
		b.root = d["Root"]
	}
	return nil
}

// object reads an object after "12 0 obj".
func (b *body) object(num int) error {
	if len(b.objects) >= maxObjects {
		return ErrTooLarge
	}
	token, err := b.token()
	if err != nil {
		return err
	}
	if token == keyword("endobj") {
		b.objects[num] = nil
		return nil
	}
	value, err := b.value(token, 0)
	if err != nil {
		return err
	}
	k, err := b.keyword()
	if err != nil {
		return err
	}
	if d, ok := value.(dict); ok && k == "stream" {
		s, err := b.stream(d)
		if err != nil {
			return err
		}
		value = s
		if k, err = b.keyword(); err != nil {
			return err
		}
		if err := b.special(s); err != nil {
			return err
		}
	}
	if k != "endobj" {
		return ErrDamaged
	}
	b.objects[num] = value
	return nil
}

// stream reads the bytes after "stream". The length is believed only if "endstream"
// follows.
func (b *body) stream(d dict) (*stream, error) {
	switch rest := b.in[b.at:]; {
	case bytes.HasPrefix(rest, []byte("\r\n")):
		b.at += 2
	case bytes.HasPrefix(rest, []byte("\n")), bytes.HasPrefix(rest, []byte("\r")):
		b.at++
	}
	rest := b.in[b.at:]
	if k, ok := d["Length"].(keyword); ok {
		if n, ok := k.number(); ok && n <= len(rest) {
			after := rest[n:min(len(rest), n+20)]
			trimmed := bytes.TrimLeft(after, "\r\n ")
			if bytes.HasPrefix(trimmed, []byte("endstream")) {
				b.at += n + len(after) - len(trimmed) + len("endstream")
				return &stream{d, rest[:n]}, nil
			}
		}
	}
	n := bytes.Index(rest, []byte("endstream"))
	if n < 0 {
		return nil, ErrDamaged
	}
	b.at += n + len("endstream")
	raw := bytes.TrimSuffix(rest[:n], []byte("\n"))
	return &stream{d, bytes.TrimSuffix(raw, []byte("\r"))}, nil
}

// special reads the streams that are part of the file's structure.
func (b *body) special(s *stream) error {
	switch s.dict["Type"] {
	case name("XRef"):
		return b.end(s.dict)
	case name("ObjStm"):
		return b.packed(s)
	}
	return nil
}

// packed reads the objects in an object stream: pairs of number and offset, then the
// values from First.
func (b *body) packed(s *stream) error {
	content, err := b.unpack(s)
	if err != nil {
		return err
	}
	count, ok1 := asNumber(s.dict["N"])
	first, ok2 := asNumber(s.dict["First"])
	if !ok1 || !ok2 || first > len(content) || count > maxObjects {
		return ErrDamaged
	}
	index := body{lexer: lexer{in: content[:first], work: b.work}}
	for range count {
		k, err1 := index.keyword()
		o, err2 := index.keyword()
		num, ok1 := k.number()
		offset, ok2 := o.number()
		if err1 != nil || err2 != nil || !ok1 || !ok2 || first+offset > len(content) {
			return ErrDamaged
		}
		if len(b.objects) >= maxObjects {
			return ErrTooLarge
		}
		values := lexer{in: content, at: first + offset, work: b.work}
		token, err := values.token()
		if err != nil {
			return err
		}
		if b.objects[num], err = values.value(token, 0); err != nil {
			return err
		}
	}
	return nil
}

func asNumber(value any) (int, bool) {
	k, _ := value.(keyword)
	return k.number()
}

// unpack undoes the filter of an object stream.
func (b *body) unpack(s *stream) ([]byte, error) {
	filter := s.dict["Filter"]
	if list, ok := filter.(array); ok && len(list) == 1 {
		filter = list[0]
	}
	if filter == nil {
		return s.raw, nil
	}
	if filter != name("FlateDecode") || s.dict["DecodeParms"] != nil {
		return nil, ErrDamaged
	}
	z, err := zlib.NewReader(bytes.NewReader(s.raw))
	if err != nil {
		return nil, ErrDamaged
	}
	content, err := io.ReadAll(io.LimitReader(z, int64(maxUnpacked-b.unpacked)+1))
	if err != nil {
		return nil, ErrDamaged
	}
	if b.unpacked += len(content); b.unpacked > maxUnpacked {
		return nil, ErrTooLarge
	}
	return content, nil
}

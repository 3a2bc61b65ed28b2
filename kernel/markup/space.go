package markup

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"
)

// keepSpace reads e's attributes again if the value of one has a line break or a tab: in
// an attribute of XML those count as spaces, unless they are written as references.
// encoding/xml does not tell the two apart. tag is e's start as it was written.
//
// Basis: XML 1.0, 3.3.3.
func keepSpace(e *Element, tag []byte) {
	spaced := func(a Attr) bool { return strings.ContainsAny(a.Value, "\t\n\r") }
	if !slices.ContainsFunc(e.Attrs, spaced) {
		return
	}
	for i := range e.Attrs {
		open := bytes.IndexAny(tag, `"'`)
		length := bytes.IndexByte(tag[open+1:], tag[open])
		raw := string(tag[open+1 : open+1+length])
		if tag = tag[open+length+2:]; spaced(e.Attrs[i]) {
			e.Attrs[i].raw, e.Attrs[i].Value = raw, normal(raw)
		}
	}
}

// normal returns the value of an attribute that is written as raw, which was read once.
func normal(raw string) string {
	spaces := strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ", ">", "&gt;")
	token, err := xml.NewDecoder(strings.NewReader(spaces.Replace(raw))).RawToken()
	if text, ok := token.(xml.CharData); ok && err == nil {
		return string(text)
	}
	return raw
}

package document

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// finding is what a look at a content brought.
type finding struct {
	mediaType string
	pages     int
	preview   []byte
}

// inspect looks at the whole of a content called name and makes its preview. The fault
// says why it is refused and what to do.
func inspect(content []byte, name string, accept []string) (finding, error) {
	mediaType, err := recognise(content, name, accept)
	if err != nil {
		return finding{}, err
	}
	if err := refuseMixture(content, mediaType); err != nil {
		return finding{}, err
	}
	if mediaType == PDF {
		return inspectPDF(content)
	}
	return inspectPicture(content, mediaType)
}

// recognise tells the type by the content.
func recognise(content []byte, name string, accept []string) (string, error) {
	actual := mimetype.Detect(content)
	mediaType := actual.String()
	switch {
	case len(content) == 0:
		return "", fault.New(fault.Invalid, "document.empty")
	case bytes.Contains(content, []byte(eicar)):
		return "", fault.New(fault.Invalid, "document.infected")
	case strings.HasPrefix(mediaType, "image/hei"):
		return "", fault.New(fault.Invalid, "document.heic")
	case extensions[mediaType] != "" && accepts(accept, mediaType):
		return mediaType, nil
	}
	takes := message.List(names(accept))
	ext := "." + claimed(name)
	if slices.Contains([]string{".jpg", ".jpeg", ".png", ".pdf"}, ext) && extensions[mediaType] == "" {
		return "", fault.New(fault.Invalid, "document.disguised", ext, kindName(actual), takes)
	}
	return "", fault.New(fault.Invalid, "document.type", kindName(actual), takes)
}

// kinds are the names of what is taken in, in the order people read them.
var kinds = []struct{ mediaType, name string }{{JPEG, "JPG"}, {PNG, "PNG"}, {PDF, "PDF"}}

// accepts reports whether accept has mediaType. An empty list has every kind.
func accepts(accept []string, mediaType string) bool {
	if len(accept) == 0 {
		return true
	}
	return slices.ContainsFunc(accept, func(a string) bool {
		a = strings.TrimPrefix(strings.ToLower(a), ".")
		return a == mediaType || "."+a == extensions[mediaType] || mediaType == JPEG && a == "jpeg"
	})
}

// names lists what accept takes.
func names(accept []string) (list []string) {
	for _, k := range kinds {
		if accepts(accept, k.mediaType) {
			list = append(list, k.name)
		}
	}
	return list
}

// kindName names a type as people know it: JPG, HTML, or its media type.
func kindName(m *mimetype.MIME) string {
	if ext := strings.TrimPrefix(m.Extension(), "."); ext != "" {
		return strings.ToUpper(ext)
	}
	return m.String()
}

// eicar is the string every virus scanner must report. Split, so that a scanner does
// not report us.
const eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

// markup is what no picture holds and a browser might run.
var markup = []string{"<script", "<html", "<!doctype", "<?php", "<svg"}

// refuseMixture refuses a content that is also something else.
func refuseMixture(content []byte, mediaType string) error {
	mixed := isArchive(content)
	if mediaType != PDF {
		mixed = mixed || hasMarkup(content) || bytes.Contains(content, []byte("%PDF-1"))
	}
	if mixed {
		return fault.New(fault.Invalid, "document.mixed", strings.ToUpper(extensions[mediaType][1:]))
	}
	return nil
}

// hasMarkup reports whether markup begins anywhere in content.
func hasMarkup(content []byte) bool {
	for {
		at := bytes.IndexByte(content, '<')
		if at < 0 {
			return false
		}
		content = content[at:]
		for _, m := range markup {
			if len(content) >= len(m) && strings.EqualFold(string(content[:len(m)]), m) {
				return true
			}
		}
		content = content[1:]
	}
}

// isArchive reports whether content ends as a ZIP archive does: with a directory whose
// comment goes exactly to the end.
func isArchive(content []byte) bool {
	const record = 22 // bytes of the end of the directory
	tail := content[max(0, len(content)-record-1<<16):]
	for at := len(tail); ; {
		at = bytes.LastIndex(tail[:at], []byte("PK\x05\x06"))
		if at < 0 {
			return false
		}
		if at+record <= len(tail) && at+record+int(binary.LittleEndian.Uint16(tail[at+20:])) == len(tail) {
			return true
		}
	}
}

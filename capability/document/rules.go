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
	content   []byte // what is stored; nil is the content as it came
	preview   []byte
}

// inspect looks at the whole of a content called name, makes it fit and makes its
// preview. The fault says why it is refused and what to do.
func inspect(content []byte, name string, limits Limits) (finding, error) {
	mediaType, err := recognise(content, name, limits.Accept)
	if err != nil {
		return finding{}, err
	}
	if err := refuseMixture(content, mediaType); err != nil {
		return finding{}, err
	}
	if mediaType == PDF {
		return inspectPDF(content, limits)
	}
	return inspectPicture(content, mediaType, limits)
}

// recognise tells the type by the content.
func recognise(content []byte, name string, accept []string) (string, error) {
	actual := mimetype.Detect(content)
	mediaType := actual.String()
	if len(content) == 0 {
		return "", fault.New(fault.Invalid, "document.empty")
	}
	if err := refuseVirus(content); err != nil {
		return "", err
	}
	if extensions[mediaType] != "" && takes(accept, mediaType) {
		return mediaType, nil
	}
	wanted := message.List(names(accept))
	ext := "." + claimed(name)
	switch f := familyOf(actual); {
	case f == heic:
		return "", fault.New(fault.Invalid, "document.heic")
	case f != other:
		return "", fault.New(fault.Invalid, "document."+string(f), kindName(actual), wanted)
	case extensions[mediaType] == "" && slices.Contains([]string{".jpg", ".jpeg", ".png", ".pdf"}, ext):
		return "", fault.New(fault.Invalid, "document.disguised", ext, kindName(actual), wanted)
	}
	return "", fault.New(fault.Invalid, "document.type", kindName(actual), wanted)
}

// takes reports whether something of mediaType is of use where accept is taken: a
// photograph always, at least as a page of a PDF or as the other kind of picture.
func takes(accept []string, mediaType string) bool {
	return mediaType != PDF || accepts(accept, PDF)
}

// family is a sort of files that people have at hand and that can be turned into what
// is taken. Its text says how.
type family string

const (
	heic    family = "heic"
	picture family = "picture" // of a kind browsers or recognition cannot rely on
	office  family = "office"  // may hold macros, and looks different everywhere
	archive family = "archive"
	program family = "program"
	other   family = ""
)

// families tells a sort by the extension of the content, as mimetype names it.
var families = map[string]family{
	".heic": heic, ".heif": heic,
	".webp": picture, ".avif": picture, ".bmp": picture, ".tiff": picture, ".gif": picture, ".apng": picture,
	".jp2": picture, ".jpf": picture, ".jxl": picture, ".jxr": picture, ".bpg": picture, ".psd": picture,
	".doc": office, ".docx": office, ".xls": office, ".xlsx": office, ".ppt": office, ".pptx": office,
	".odt": office, ".ods": office, ".odp": office, ".rtf": office,
	".zip": archive, ".rar": archive, ".7z": archive, ".gz": archive, ".tar": archive, ".bz2": archive, ".xz": archive,
	".zst": archive, ".cab": archive,
	".exe": program, ".so": program, ".macho": program, ".jar": program, ".apk": program, ".class": program,
	".msi": program, ".wasm": program, ".lnk": program, ".sh": program, ".js": program, ".swf": program,
}

// familyOf returns the sort of a content. OLE files that mimetype cannot name are
// office files, as good as always.
func familyOf(m *mimetype.MIME) family {
	if m.Is("application/x-ole-storage") {
		return office
	}
	return families[m.Extension()]
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

func refuseVirus(content []byte) error {
	if bytes.Contains(content, []byte(eicar)) {
		return fault.New(fault.Invalid, "document.infected")
	}
	return nil
}

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

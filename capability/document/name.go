package document

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameLength is how many characters of a name are kept, without the extension.
const nameLength = 80

// unnamed is the name of a file whose own name has nothing left.
const unnamed = "file"

// extensions are the endings by content.
var extensions = map[string]string{JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}

// safeName makes name harmless to show, to log and to save under: without folders,
// without characters nobody sees or that turn the direction of writing, of bounded
// length, and with the extension of its content.
func safeName(name, mediaType string) string {
	name = shown(name)
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 && len(name)-dot <= 6 {
		name = name[:dot]
	}
	name = strings.Trim(name, ". ")
	if runes := []rune(name); len(runes) > nameLength {
		name = strings.TrimSpace(string(runes[:nameLength]))
	}
	if name == "" || isDevice(name) {
		name = unnamed
	}
	return name + extensions[mediaType]
}

// shown returns name without its folders and without what nobody sees or what systems
// read as more than a name.
func shown(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.ToValidUTF8(name, "")
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r), isUnseen(r), strings.ContainsRune(`<>:"|?*`, r):
			return -1
		}
		return r
	}, name)
	return withoutNumbers(strings.Join(strings.Fields(unstack(name)), " "))
}

// numbered finds what may be somebody's number in a name.
var numbered = regexp.MustCompile(`[0-9]{11,}[Xx]?`)

// withoutNumbers hides the middle of what may be an ID number, a mobile or a bank card:
// people call files after them, and names are kept in the open.
func withoutNumbers(name string) string {
	return numbered.ReplaceAllStringFunc(name, func(number string) string {
		n := len(number)
		if mobile := n == 11 && number[0] == '1'; !mobile && (n < 15 || n > 19) {
			return number
		}
		return number[:3] + "…" + number[n-2:]
	})
}

// isUnseen reports whether r takes no room where it stands.
func isUnseen(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u2800', '\u3164', '\uffa0': // blanks that count as letters
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Co, unicode.Variation_Selector)
}

// unstack leaves at most three marks on a letter: Tibetan needs them, towers do not.
func unstack(name string) string {
	marks := 0
	return strings.Map(func(r rune) rune {
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if marks > 3 {
			return -1
		}
		return r
	}, name)
}

// isDevice reports whether Windows would take name for a device.
func isDevice(name string) bool {
	base, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch base {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return utf8.RuneCountInString(base) == 4 &&
		(strings.HasPrefix(base, "COM") || strings.HasPrefix(base, "LPT")) &&
		base[3] >= '0' && base[3] <= '9'
}

// claimed returns the extension in name without its dot, "" if there is none.
func claimed(name string) string {
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 || len(name)-dot > 6 {
		return ""
	}
	return strings.ToLower(name[dot+1:])
}

package record

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"tongban/kernel/fault"
)

// The encodings of a file.
const (
	UTF8    = "UTF-8"
	UTF16   = "UTF-16"
	GB18030 = "GB18030" // contains GBK and GB 2312
)

// window is how much of a file is looked at to find out how it is written.
const window = 256 << 10

// Decode returns the text of a file in UTF-8 and the encoding it was in. A file that is no
// text is an Invalid fault.
func Decode(source io.Reader) (io.Reader, string, error) {
	text, encoding, err := decode(source)
	if err != nil {
		return nil, "", err
	}
	return text, encoding, nil
}

// decode returns the text of a file in UTF-8 and the encoding it was in.
func decode(source io.Reader) (*bufio.Reader, string, error) {
	raw := bufio.NewReaderSize(source, window)
	start, err := raw.Peek(window)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, "", fmt.Errorf("read list: %w", err)
	}
	convert := func(t transform.Transformer) *bufio.Reader {
		return bufio.NewReaderSize(transform.NewReader(raw, t), window)
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, err := raw.Discard(3)
		return raw, UTF8, err
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return convert(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), UTF16, nil
	case bytes.Count(start, []byte{0}) > len(start)/10:
		return nil, "", fault.New(fault.Invalid, "record.binary")
	case isGB(start):
		return convert(simplifiedchinese.GB18030.NewDecoder()), GB18030, nil
	}
	return raw, UTF8, nil
}

// isGB reports whether a text with bytes beyond ASCII is in GB18030: in UTF-8 with a
// broken place most of its characters are whole, and hardly any are if it is not
// UTF-8 at all.
func isGB(text []byte) bool {
	whole, broken := 0, 0
	for len(text) > utf8.UTFMax { // what is cut off at the end says nothing
		r, size := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && size == 1:
			broken++
		case size > 1:
			whole++
		}
		text = text[size:]
	}
	return broken > whole
}

// isDocument reports whether a file that begins so is one JSON document rather than
// a record on each line: an array, or an object that goes on over several lines or
// has the member array.
func isDocument(start []byte, array string) bool {
	start = bytes.TrimLeft(start, " \t\r\n")
	if len(start) == 0 || start[0] == '[' {
		return len(start) > 0
	}
	if start[0] != '{' || array == "" {
		return false
	}
	depth, quoted := 0, -1
	for at := 0; at < len(start); at++ {
		switch c := start[at]; {
		case quoted >= 0 && c == '\\':
			at++
		case c == '"' && quoted < 0:
			quoted = at
		case c == '"':
			if depth == 1 && string(start[quoted+1:at]) == array && bytes.HasPrefix(bytes.TrimLeft(start[at+1:], " \t"), []byte(":")) {
				return true
			}
			quoted = -1
		case quoted >= 0:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		case c == '\n':
			return depth > 0
		}
	}
	return false
}

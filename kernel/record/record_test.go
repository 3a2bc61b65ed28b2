package record

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"tongban/kernel/fault"
)

// read returns every record of a list as its text, or the key of its fault.
func read(text string) (list []string, coding string, err error) {
	r := NewReader(strings.NewReader(text), "items")
	for {
		record, err := r.Next()
		if errors.Is(err, io.EOF) {
			return list, r.File().Encoding, nil
		}
		if err != nil {
			return list, r.File().Encoding, err
		}
		if record.Fault != nil {
			list = append(list, fmt.Sprint(record.Fault.Key, record.Fault.Args))
		} else {
			list = append(list, string(record.Text))
		}
	}
}

func TestListsAreCutIntoRecords(t *testing.T) {
	deep := strings.Repeat(`[`, MaxDepth) + strings.Repeat(`]`, MaxDepth)
	for text, want := range map[string][]string{
		"{\"a\":1}\n{\"a\":2}\n":                                {`{"a":1}`, `{"a":2}`},
		"{\"a\":1}\r\n\r\n \n{\"a\":2}":                         {`{"a":1}`, `{"a":2}`},
		"{\"a\":{\"items\":[]}}\n{\"a\":2}":                     {`{"a":{"items":[]}}`, `{"a":2}`},
		`[{"a":1}, {"a":2}]`:                                    {`{"a":1}`, `{"a":2}`},
		"{\n\"v\": \"x]}\\\"\",\n\"items\": [{\"a\":1}]\n}":     {`{"a":1}`},
		`{"note":{"items":[1]},"items":[{"a":"]"}],"z":[{}]}`:   {`{"a":"]"}`},
		`{"items":[{"a":1},7,"x",null]}`:                        {`{"a":1}`, "record.no-object[]", "record.no-object[]", "record.no-object[]"},
		"{\"a\":1}\n{\"a\":\n{\"a\":3}":                         {`{"a":1}`, "record.syntax[5]", `{"a":3}`},
		"{\"a\":1}\n{\"a\":\"\x00\"}\n{\"a\":3}":                {`{"a":1}`, "record.syntax[7]", `{"a":3}`},
		"{\"a\":1}\n{\"事\":\"项\xff\"}\n{\"a\":3}":               {`{"a":1}`, "record.characters[8]", `{"a":3}`},
		"{\"a\":1,\"b\":{\"a\":1,\"c\":[{\"a\":1},\"a\"]}}":     {`{"a":1,"b":{"a":1,"c":[{"a":1},"a"]}}`},
		"{\"a\":1,\"b\":{\"c\":1,\"d\":[],\"c\":2}}":            {"record.twice[c]"},
		"{\"a\":" + deep + "}\n{\"a\":2}":                       {"record.deep[64]", `{"a":2}`},
		"{\"a\":" + deep[1:len(deep)-1] + "}":                   {"{\"a\":" + deep[1:len(deep)-1] + "}"},
		`{"items":[]}`:                                          nil,
		"\n{\"a\":\"" + strings.Repeat("x", MaxBytes) + "\"}\n": {"record.long[4 4]"},
	} {
		got, _, err := read(text)
		if len(want) == 0 {
			if f, _ := fault.As(err); f == nil || f.Key != "record.empty" {
				t.Errorf("%.40q: %v", text, err)
			}
			continue
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%.60q: %.200q, %v", text, got, err)
		}
	}
}

func TestWhatIsNoListIsSaidSo(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "record.empty",
		"\ufeff\n\n ":                   "record.empty",
		"{\"items\": [\n{},\n oops]}":   "record.document[3]",
		"{\"items\": [\n{},\n]}":        "record.document[3]",
		"{\"items\": [\n{} {}]}":        "record.document[2]",
		"{\"items\": [{}],\n oops}":     "record.document[2]",
		"{\"items\": [{}]}\n}":          "record.document[2]",
		"{\"items\": [{}],\n":           "record.short[2]",
		"{\"items\": [{},\n{\"a\":\"":   "record.short[2]",
		"{\n\"things\": [{}]}":          "record.no-array[items]",
		"{\n}":                          "record.no-array[items]",
		"{\n\"items\": {}}":             "record.no-array[items]",
		"[{}":                           "record.short[1]",
		strings.Repeat("no,list\n", 30): "record.hopeless[20]",
		"%PDF-1.7\n" + strings.Repeat("\x00\x01\x02", 99): "record.binary[]",
	} {
		_, _, err := read(text)
		if f, _ := fault.As(err); f == nil || f.Kind != fault.Invalid || fmt.Sprint(f.Key, f.Args) != want && f.Key != want {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
	broken := errors.New("broken")
	for _, text := range []string{"", "{\"a\":1}\n", `{"items":[{},`} {
		r := NewReader(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), "items")
		var err error
		for err == nil {
			_, err = r.Next()
		}
		if !errors.Is(err, broken) {
			t.Errorf("a disk that fails after %q: %v", text, err)
		}
	}
}

func TestEncodingsAreRecognised(t *testing.T) {
	const text = "{\"名称\":\"户口登记、镕基\"}\n{\"名称\":\"营业执照\"}\n"
	in := func(e encoding.Encoding) string {
		s, err := e.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	want := strings.Split(strings.TrimSpace(text), "\n")
	for name, file := range map[string]struct{ text, coding string }{
		"UTF-8":           {text, UTF8},
		"with a mark":     {"\ufeff" + text, UTF8},
		"GBK":             {in(simplifiedchinese.GBK), GB18030},
		"GB18030":         {in(simplifiedchinese.GB18030), GB18030},
		"UTF-16, little":  {in(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)), UTF16},
		"UTF-16, big":     {in(unicode.UTF16(unicode.BigEndian, unicode.UseBOM)), UTF16},
		"ASCII, then GBK": {strings.Repeat(" ", 1000) + "\n" + in(simplifiedchinese.GBK), GB18030},
	} {
		got, coding, err := read(file.text)
		if err != nil || !slices.Equal(got, want) || coding != file.coding {
			t.Errorf("%s: %q in %s, %v", name, got, coding, err)
		}
	}
	// A byte that is no GBK is one row's mistake, too.
	got, _, err := read(in(simplifiedchinese.GBK) + "{\"a\":\"\xff\"}\n")
	if err != nil || len(got) != 3 || got[2] != "record.characters[7]" {
		t.Errorf("a broken place in GBK: %q, %v", got, err)
	}
}

func TestTheDigestIsThatOfTheFile(t *testing.T) {
	const text = "\ufeff{\"a\":1}\r\n\n{\"a\":\n"
	r := NewReader(iotest.OneByteReader(strings.NewReader(text)), "")
	for {
		if _, err := r.Next(); err != nil {
			break
		}
	}
	sum := sha256.Sum256([]byte(text))
	if f := r.File(); f.Bytes != int64(len(text)) || !bytes.Equal(f.Digest, sum[:]) {
		t.Errorf("%d bytes, %x", f.Bytes, f.Digest)
	}
}

// endless is a file with one endless line between two good ones.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	n := min(len(p), e.left)
	if n == 0 {
		return 0, io.EOF
	}
	for i := range n {
		p[i] = 'x'
	}
	e.left -= n
	return n, nil
}

func TestALongLineIsNotHeld(t *testing.T) {
	for name, frame := range map[string][3]string{
		"lines":    {"{\"a\":1}\n{\"a\":\"", "\"}\n{\"a\":3}", "206"},
		"document": {`{"items":[{"a":1},{"a":"`, `"},{"a":3}]}`, "206"},
	} {
		r := NewReader(io.MultiReader(strings.NewReader(frame[0]), &endless{206 << 20}, strings.NewReader(frame[1])), "items")
		var list []string
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for {
			record, err := r.Next()
			if err != nil {
				break
			}
			if record.Fault != nil {
				list = append(list, fmt.Sprint(record.Fault.Key, record.Fault.Args))
			} else {
				list = append(list, string(record.Text))
			}
		}
		runtime.ReadMemStats(&after)
		if want := []string{`{"a":1}`, "record.long[206 4]", `{"a":3}`}; !slices.Equal(list, want) {
			t.Errorf("%s: %q", name, list)
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 8 {
			t.Errorf("%s: a line of 206 MB took %d MB of memory", name, used)
		}
	}
}

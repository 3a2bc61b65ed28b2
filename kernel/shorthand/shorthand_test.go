package shorthand

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// entry is what the log says of a step.
const entry = `{"event":"casework.submit","at":1770685200633,"actor":"0sabfx77n4d00","subject":"11990100MDEM0010X83990100006000202602100001",` +
	`"data":{"seq":1,"from":"DRAFT","to":"SUBMITTED","detail":"eb6402b539c87bae579b195e694936a705f49efcecaace4f2f3cb1b150b57c32"}}`

// texts are what is hard to write as what it looks like.
var texts = []string{
	"", "a", `"`, `{}`, "\x00\x01\x7f\x80\xff", "\xe4\xb8", "林晓华·买买提", "𠮷野家", "a\u4dffb\u9fffc\ud7ff\ufffd",
	entry, entry + entry,
	`"0123456789abc"`, `"8123456789abc"`, `"0123456789ABC"`, `"zzzzzzzzzzzzz"`, // ids and what are none
	`"2026-02-13T00:00:00+08:00"`, `"2026-02-10T09:00:13.974+08:00"`, `"2026-02-10T09:00:13.970+08:00"`, `"2026-02-10T09:00:13Z"`,
	`"2026-02-10T09:00:13.9741+08:00"`, `"1969-12-31T00:00:00+08:00"`, `"2026-02-13"`, `"2026-02-30"`, `"1949-10-01"`, `"9999-12-31"`,
	`"deadbeef00"`, `"deadbeef0000"`, `"DEADBEEF0000"`, `"deadbeef00001"`,
	`"AQABgmAs092r5QKR3d0VtA7ge1dbgyNf7VQ9CuM2YWPCfLFobGkvxCen/A=="`, `"AQABgmAs092r5QKR3d0VtA7ge1dbgyNf7VQ9CuM2YWPCfLFobGkvxCen/B=="`,
	"\"AQABgmAs092r\n5QKR3d0Vt\n\"", `"AQAB-mAs_92r"`,
	"0", "007", "0000000000000", "9999999999999", "99999999999999999999999999", "18446744073709551616",
	strings.Repeat("x", 10000), strings.Repeat("0", 5000), strings.Repeat("办", 5000), strings.Repeat("\x80", 300),
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	for _, s := range texts {
		note := Write(s)
		if got, err := Read(note); err != nil || string(got) != s {
			t.Errorf("%.60q: %.60q, %v", s, got, err)
		}
		if got, err := Plain(note); err != nil || string(got) != s {
			t.Errorf("%.60q unsealed: %.60q, %v", s, got, err)
		}
	}
	for n, word := range words().words {
		if got, err := Read(Write(word)); err != nil || string(got) != word {
			t.Errorf("word %d %q: %q, %v", n, word, got, err)
		}
	}
}

func FuzzNotes(f *testing.F) {
	for _, s := range texts {
		f.Add([]byte(s))
		f.Add(Write(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := Read(Write(string(b))); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%q: %q, %v", b, got, err)
		}
		if text, err := Read(b); err == nil && len(text) > maxText+maxText {
			t.Errorf("a note of %d bytes says %d", len(b), len(text))
		}
	})
}

func TestAnEntryOfTheLogTakesLessThanHalf(t *testing.T) {
	if note := Write(entry); len(note)*2 > len(entry) {
		t.Errorf("%d bytes of %d", len(note), len(entry))
	}
	sealed := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("key"), 20))
	if note := Write(`"` + sealed + `"`); len(note) > 67 {
		t.Errorf("60 bytes in base 64 take %d", len(note))
	}
}

func TestABrokenNoteIsRefused(t *testing.T) {
	for what, note := range map[string][]byte{
		"empty": {}, "another version": {2, 'a'}, "JSON": []byte(entry), "no piece": {version, 0x19},
		"half a word": {version, 0x00}, "no such word": {version, 0x0F, 0xFF}, "half a character": {version, opHan},
		"bytes that are not there": {version, opRaw, 9, 'a'}, "a copy of nothing": {version, opCopy, 1, 0}, "a copy from before": {version, 'a', opCopy, 2, 0},
		"a copy of too much": {version, 'a', opCopy, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}, "too many digits": {version, opDigits, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"half an id": {version, opID, 1, 2}, "a length without end": {version, opHex, 0xFF},
	} {
		if text, err := Read(note); !errors.Is(err, errBroken) {
			t.Errorf("%s: %q, %v", what, text, err)
		}
	}
}

func TestWhatEarlierVersionsWroteIsReadAsItIs(t *testing.T) {
	if text, err := Open(nil, entry); err != nil || text != entry {
		t.Errorf("%q, %v", text, err)
	}
	if text, err := Open(Write("new"), "old"); err != nil || text != "new" {
		t.Errorf("%q, %v", text, err)
	}
	if text, err := Plain([]byte(entry)); err != nil || string(text) != entry {
		t.Errorf("%q, %v", text, err)
	}
}

// Notes say words by their numbers, so no word that has been in use may change its
// place. Whoever adds words raises the number and the digest here.
func TestWordsKeepTheirNumbers(t *testing.T) {
	const inUse, digest = 1060, "9ac7b273c34c40409e84c3199b6cef91ea039bcc0d9134c1390a2884e22e8e81"
	all := words().words
	sum := sha256.Sum256([]byte(strings.Join(all[:inUse], "\n")))
	if got := hex.EncodeToString(sum[:]); got != digest {
		t.Errorf("the first %d words are others: %s", inUse, got)
	}
	if len(all) > maxWords {
		t.Errorf("%d words, %d have numbers", len(all), maxWords)
	}
	seen := map[string]bool{}
	for n, word := range all {
		if seen[word] || len(word) < shortest || !utf8.ValidString(word) {
			t.Errorf("word %d is %q", n, word)
		}
		seen[word] = true
	}
}

func BenchmarkWrite(b *testing.B) {
	for b.Loop() {
		Write(entry)
	}
}

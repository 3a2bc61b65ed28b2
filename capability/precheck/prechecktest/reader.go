package prechecktest

import (
	"bytes"
	"context"
	"image"
	"strings"
	"sync"
	"testing"

	"tongban/capability/precheck"
	"tongban/kernel/fault"
)

// Conforms holds a reader that is ready against what precheck relies on. picture shows
// words, which may be any where the reader plays.
func Conforms(t *testing.T, reader precheck.Reader, picture image.Image, words string) {
	t.Helper()
	content := JPEG(picture)
	if !reader.Ready() {
		t.Fatal("the reader is not ready")
	}
	text, err := reader.Read(t.Context(), bytes.NewReader(content), precheck.Form)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, l := range text.Lines {
		if l.Box().Empty() {
			t.Errorf("a line has no place: %v", l)
		}
		for _, w := range l.Words {
			if w.Text == "" || w.Confidence < 0 || w.Confidence > 100 {
				t.Errorf("a word is %+v", w)
			}
			all.WriteString(w.Text)
		}
	}
	if !strings.Contains(all.String(), words) {
		t.Errorf("%q is not in %q", words, all.String())
	}
	refuses(t, reader)
	endsWithItsCaller(t, reader, content)
	manyAtOnce(t, reader, content)
}

// refuses: what is no picture is a fault, not an accident of the reader.
func refuses(t *testing.T, reader precheck.Reader) {
	t.Helper()
	for name, content := range map[string]string{
		"nothing": "", "markup": "<svg onload=alert(1)>", "half a picture": string(JPEG(image.NewGray(image.Rect(0, 0, 9, 9)))[:9]),
	} {
		_, err := reader.Read(t.Context(), strings.NewReader(content), precheck.Form)
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func endsWithItsCaller(t *testing.T, reader precheck.Reader, content []byte) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := reader.Read(ctx, bytes.NewReader(content), precheck.Form); err == nil {
		t.Error("it reads for a caller who is gone")
	}
}

func manyAtOnce(t *testing.T, reader precheck.Reader, content []byte) {
	t.Helper()
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if text, err := reader.Read(t.Context(), bytes.NewReader(content), precheck.Form); err != nil || len(text.Lines) == 0 {
				t.Errorf("at once with others: %d lines, %v", len(text.Lines), err)
			}
		})
	}
	group.Wait()
}

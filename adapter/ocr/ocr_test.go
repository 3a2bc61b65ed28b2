package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tongban/capability/precheck"
	"tongban/capability/precheck/prechecktest"
	"tongban/kernel/fault"
)

func TestTesseractConforms(t *testing.T) {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		t.Log("not run: tesseract is not installed")
		return
	}
	if card, ok := prechecktest.IDFront(t, prechecktest.Lin); ok {
		prechecktest.Conforms(t, NewTesseract(path), card, prechecktest.Lin.Number)
	}
}

func TestTheFakeConformsAndSaysThatItIsOne(t *testing.T) {
	prechecktest.Conforms(t, Fake{}, image.NewGray(image.Rect(0, 0, 90, 60)), "99010319900615011X")
	text, err := Fake{}.Read(t.Context(), bytes.NewReader(picture()), precheck.Form)
	if err != nil || !text.Simulated {
		t.Errorf("got %+v, %v", text, err)
	}
}

func TestWhatIsNotInstalledIsOff(t *testing.T) {
	for _, setting := range []string{"", "off", "/nowhere/tesseract", "no-such-program"} {
		r := Find(setting)
		if _, err := r.Read(t.Context(), nil, precheck.Form); r.Ready() || fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%q is ready, %v", setting, err)
		}
	}
	if !Find("fake").Ready() {
		t.Error("the fake is not ready")
	}
}

// picture returns a small picture.
func picture() []byte { return prechecktest.JPEG(image.NewGray(image.Rect(0, 0, 9, 9))) }

// program writes a program of a few lines that stands in for tesseract.
func program(t *testing.T, lines string) *Tesseract {
	t.Helper()
	path := filepath.Join(t.TempDir(), "reader")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+lines), 0o700); err != nil {
		t.Fatal(err)
	}
	return NewTesseract(path)
}

func TestAProgramThatHangsIsEndedWithItsChildren(t *testing.T) {
	left := filepath.Join(t.TempDir(), "left")
	r := program(t, "sh -c 'sleep 600; touch "+left+"' & echo $! ; sleep 600")
	r.within = 100 * time.Millisecond
	began := time.Now()
	_, err := r.Read(t.Context(), bytes.NewReader(picture()), precheck.Form)
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 10*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
}

func TestAProgramThatFailsOrRamblesIsAnError(t *testing.T) {
	for name, lines := range map[string]string{
		"fails":           "cat >/dev/null; exit 1",
		"dies unread":     "exit 3",
		"writes nonsense": "cat >/dev/null; echo hello",
		"writes nothing":  "cat >/dev/null",
		"never ends":      "cat >/dev/null; yes level",
	} {
		if text, err := program(t, lines).Read(t.Context(), bytes.NewReader(picture()), precheck.Form); err == nil {
			t.Errorf("%s: read %+v", name, text)
		}
	}
}

func TestTheProgramSeesNothingOfOurs(t *testing.T) {
	t.Setenv("TONGBAN_DATABASE", "postgres://secret")
	r := program(t, `cat >/dev/null; printf 'level\tx\n'; env | while read l; do printf '5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t90\t%s\n' "$l"; done; printf '5\t1\t1\t1\t2\t1\t0\t0\t9\t9\t90\t%s\n' "$(ulimit -f)"`)
	text, err := r.Read(t.Context(), bytes.NewReader(picture()), precheck.Form)
	if said := fmt.Sprint(text); err != nil || strings.Contains(said, "secret") || !strings.Contains(said, "OMP_THREAD_LIMIT=1") {
		t.Errorf("it sees %s, %v", said, err)
	}
}

func TestGiganticPicturesAreRefusedUnread(t *testing.T) {
	r := program(t, "echo it was started >&2; exit 9")
	for name, content := range map[string][]byte{
		"claims 30,000 × 30,000": prechecktest.Gigantic(),
		"41 MB":                  append(blank(t), make([]byte, 41<<20)...),
	} {
		if _, err := r.Read(t.Context(), bytes.NewReader(content), precheck.Form); fault.KindOf(err) != fault.TooLarge {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func blank(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTheTableOfWordsIsReadWithinBounds(t *testing.T) {
	const head = "level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext\n"
	row := func(line, word int, conf, text string) string {
		return fmt.Sprintf("5\t1\t1\t1\t%d\t%d\t10\t20\t30\t40\t%s\t%s\n", line, word, conf, text)
	}
	text, err := parse([]byte(head + "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n" + row(1, 1, "96.5", "姓名") + row(1, 2, "-1", "林") + row(2, 1, "200", "a\tb") +
		row(3, 1, "90", " ") + "5\t1\t1\t1\t4\t1\t-5\t0\t9\t9\t90\tx\n" + "5\tshort\n" + row(5, 1, "NaN", "n")))
	if err != nil || len(text.Lines) != 2 { // NaN is no confidence
		t.Fatalf("got %+v, %v", text, err)
	}
	first := text.Lines[0].Words
	if first[0].Text != "姓名" || first[0].Confidence != 96 || first[0].Box != image.Rect(10, 20, 40, 60) || first[1].Confidence != 0 || text.Lines[1].Words[0].Confidence != 100 {
		t.Errorf("got %+v", text)
	}
	var long strings.Builder
	long.WriteString(head)
	for i := range 10_000 {
		long.WriteString(row(i, 1, "90", "字"))
	}
	if text, err = parse([]byte(long.String())); err != nil || len(text.Lines) != maxWords {
		t.Errorf("%d lines, %v", len(text.Lines), err)
	}
	if _, err = parse([]byte("Error: no text\n")); err == nil {
		t.Error("nonsense is a table")
	}
}

package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"time"

	"tongban/capability/precheck"
	"tongban/kernel/fault"
)

var _ precheck.Reader = (*Tesseract)(nil)

const (
	// atOnce is how many pictures are read at the same time. The program is told to
	// use one processor for each.
	atOnce = 2
	// maxBytes and maxPixels bound a picture. 24 megapixels need about 300 MB.
	maxBytes  = 40 << 20
	maxPixels = 24 << 20
	// maxOutput is more than a page full of words.
	maxOutput = 8 << 20
	// within is how long one picture may take.
	within = 30 * time.Second
)

// Tesseract reads with the program of that name, one process for each picture. The
// picture goes in and the text comes out through pipes: nothing is written anywhere,
// and neither is logged.
type Tesseract struct {
	path   string
	within time.Duration
	places chan struct{} // one for each process
}

// NewTesseract returns a reader that runs the program at path.
func NewTesseract(path string) *Tesseract {
	return &Tesseract{path: path, within: within, places: make(chan struct{}, atOnce)}
}

// Ready is always so: the program was found.
func (t *Tesseract) Ready() bool { return true }

// arguments are what the program is told for each hint. It reads the picture from its
// standard input and writes a table of words.
var arguments = map[precheck.Hint][]string{
	precheck.Form: {"stdin", "stdout", "-l", "chi_sim", "--psm", "6", "tsv"},
	precheck.Code: {"stdin", "stdout", "-l", "eng", "--psm", "7",
		"-c", "tessedit_char_whitelist=0123456789ABCDEFGHJKLMNPQRTUWXY", "tsv"},
}

// Read reads a picture. It waits until one of the places is free.
func (t *Tesseract) Read(ctx context.Context, picture io.Reader, hint precheck.Hint) (precheck.Text, error) {
	content, err := bounded(picture)
	if err != nil {
		return precheck.Text{}, err
	}
	select {
	case t.places <- struct{}{}:
		defer func() { <-t.places }()
	case <-ctx.Done():
		return precheck.Text{}, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, t.within)
	defer cancel()
	table, err := t.run(ctx, content, arguments[hint])
	if err != nil {
		return precheck.Text{}, err
	}
	return parse(table)
}

// bounded reads a picture and refuses one that is none or too large before the program
// sees it.
func bounded(picture io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(picture, maxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(content) > maxBytes {
		return nil, fault.New(fault.TooLarge, "precheck.large-picture")
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(content))
	switch {
	case err != nil || config.Width <= 0 || config.Height <= 0:
		return nil, fault.New(fault.Invalid, "precheck.no-picture")
	case config.Width > maxPixels/config.Height:
		return nil, fault.New(fault.TooLarge, "precheck.large-picture")
	}
	return content, nil
}

// run runs the program on content and returns what it writes.
func (t *Tesseract) run(ctx context.Context, content []byte, args []string) ([]byte, error) {
	program := exec.CommandContext(ctx, t.path, args...)
	program.Env = environment()
	program.WaitDelay = time.Second
	out := &capped{left: maxOutput}
	program.Stdout = out
	in, err := program.StdinPipe()
	if err != nil {
		return nil, err
	}
	apart(program)
	if err := program.Start(); err != nil {
		return nil, fmt.Errorf("ocr: start: %w", err)
	}
	confine(program.Process.Pid) // before it gets the picture
	_, sent := io.Copy(in, bytes.NewReader(content))
	closed := in.Close()
	ended := program.Wait()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case out.left < 0:
		return nil, fault.New(fault.TooLarge, "precheck.large-picture")
	case ended != nil:
		return nil, fmt.Errorf("ocr: %w", ended)
	}
	return out.kept.Bytes(), errors.Join(sent, closed)
}

// environment is all that the program is told of its surroundings: one thread, and
// where its data are if they are not in the usual place.
func environment() []string {
	env := []string{"OMP_THREAD_LIMIT=1", "LC_ALL=C.UTF-8"}
	if dir, ok := os.LookupEnv("TESSDATA_PREFIX"); ok {
		env = append(env, "TESSDATA_PREFIX="+dir)
	}
	return env
}

// capped keeps up to left bytes and fails beyond. The buffer is not embedded: it would
// bring a ReadFrom that knows no bounds.
type capped struct {
	kept bytes.Buffer
	left int
}

// Write keeps p.
func (c *capped) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		return 0, io.ErrShortBuffer
	}
	return c.kept.Write(p)
}

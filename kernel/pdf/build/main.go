// Command build puts the font that licences and notices are drawn with into dist, compressed:
//
//	go run ./kernel/pdf/build [FONT.ttf]
//
// Without an argument it takes LXGW WenKai where Debian's fonts-lxgw-wenkai puts it.
// A site with a licence for 仿宋 or 小标宋 names its own TrueType file. The result
// depends on the font alone; an up-to-date one is left as it is.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"
)

const (
	debianFont = "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"
	target     = "kernel/pdf/dist/font.ttf.zst"
	formerly   = "font.ttf.gz" // what lies in dist is in the program: one font is enough
)

func main() {
	font := debianFont
	if len(os.Args) > 1 {
		font = os.Args[1]
	}
	if err := build(font, target); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// build writes font compressed to the file at path.
func build(font, path string) error {
	source, err := os.Stat(font)
	if err != nil {
		return fmt.Errorf("the font for licences and notices is missing; install fonts-lxgw-wenkai or name a TrueType file: %w", err)
	}
	if err := os.Remove(filepath.Join(filepath.Dir(path), formerly)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if made, err := os.Stat(path); err == nil && made.ModTime().Equal(source.ModTime()) {
		return nil
	}
	ttf, err := os.ReadFile(font)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(ttf, []byte("\x00\x01\x00\x00")) {
		return errors.New(font + " is not a TrueType font (collections and CFF outlines cannot be embedded)")
	}
	// One goroutine: what is packed does not depend on the machine.
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(32<<20))
	if err != nil {
		return err
	}
	return write(path, w.EncodeAll(ttf, nil), source)
}

// write puts data at path in one step, dated like its source.
func write(path string, data []byte, source os.FileInfo) error {
	temporary := filepath.Join(filepath.Dir(path), ".font.tmp")
	if err := os.WriteFile(temporary, data, 0o644); err != nil {
		return err
	}
	if err := os.Chtimes(temporary, source.ModTime(), source.ModTime()); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}

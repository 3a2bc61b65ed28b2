package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func TestFontIsPackedOnce(t *testing.T) {
	dir := t.TempDir()
	font, target := filepath.Join(dir, "font.ttf"), filepath.Join(dir, "font.ttf.zst")
	ttf := append([]byte("\x00\x01\x00\x00"), bytes.Repeat([]byte("glyph"), 1000)...)
	if err := os.WriteFile(font, ttf, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := build(font, target); err != nil {
		t.Fatal(err)
	}
	packed, err := os.ReadFile(target)
	if err != nil {
		t.Fatal(err)
	}
	r, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := r.DecodeAll(packed, nil); err != nil || !bytes.Equal(got, ttf) {
		t.Errorf("unpacked %d bytes, %v", len(got), err)
	}
	before, _ := os.Stat(target)
	if err := build(font, target); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.Stat(target); !os.SameFile(before, after) {
		t.Error("an up-to-date font was packed again")
	}
}

func TestOnlyTrueTypeIsTaken(t *testing.T) {
	dir := t.TempDir()
	for name, head := range map[string]string{"collection": "ttcf", "cff": "OTTO", "empty": ""} {
		font := filepath.Join(dir, name)
		if err := os.WriteFile(font, []byte(head), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := build(font, filepath.Join(dir, "out")); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if err := build(filepath.Join(dir, "missing"), filepath.Join(dir, "out")); err == nil {
		t.Error("a missing font was taken")
	}
}

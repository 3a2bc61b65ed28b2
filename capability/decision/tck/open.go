package tck

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// maxKit bounds what an archive unpacks to.
const maxKit = 64 << 20

// Files are the files of the kit by their paths.
type Files map[string][]byte

// Open returns the files of the kit: those of the archive TestCases.tar.gz in a folder, or
// those in the folder and below it.
func Open(folder string) (Files, error) {
	file, err := os.Open(filepath.Join(folder, "TestCases.tar.gz"))
	if errors.Is(err, fs.ErrNotExist) {
		return read(os.DirFS(folder))
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return unpack(file)
}

// read returns the models and cases below a folder.
func read(folder fs.FS) (Files, error) {
	files := Files{}
	return files, fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".dmn" && path.Ext(name) != ".xml" {
			return err
		}
		files[name], err = fs.ReadFile(folder, name)
		return err
	})
}

func unpack(packed io.Reader) (Files, error) {
	unzipped, err := gzip.NewReader(packed)
	if err != nil {
		return nil, fmt.Errorf("unpack the kit: %w", err)
	}
	files := Files{}
	limited := &io.LimitedReader{R: unzipped, N: maxKit}
	for archive := tar.NewReader(limited); ; {
		header, err := archive.Next()
		switch {
		case errors.Is(err, io.EOF) && limited.N > 0:
			return files, nil
		case limited.N <= 0:
			return nil, fmt.Errorf("unpack the kit: more than %d MB", maxKit>>20)
		case err != nil:
			return nil, fmt.Errorf("unpack the kit: %w", err)
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		var content bytes.Buffer
		if _, err := io.Copy(&content, archive); err != nil {
			return nil, fmt.Errorf("unpack the kit: %w", err)
		}
		files[strings.TrimPrefix(header.Name, "./")] = content.Bytes()
	}
}

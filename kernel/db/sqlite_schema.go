package db

import (
	"bytes"
	"io"
	"io/fs"
	"regexp"
)

// sqliteFiles are migrations as SQLite should read them. There a BIGINT PRIMARY KEY
// is an index beside the table, which every insert and every look-up pays for; an
// INTEGER PRIMARY KEY, of 64 bits as well, is the table's own order. PostgreSQL's
// INTEGER has 32 bits, so the files say BIGINT.
//
// A table that ends with the comment WITHOUT ROWID is kept in the order of its key
// there, which saves small rows an index beside the table.
type sqliteFiles struct{ fs.FS }

var (
	bigintKey    = regexp.MustCompile(`(?i)\bBIGINT(\s+PRIMARY\s+KEY)`)
	withoutRowID = regexp.MustCompile(`\); -- WITHOUT ROWID`)
)

// Open returns a file with its keys rewritten.
func (f sqliteFiles) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil || info.IsDir() {
		return file, err
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	text = bigintKey.ReplaceAll(text, []byte("INTEGER$1"))
	text = withoutRowID.ReplaceAll(text, []byte(") WITHOUT ROWID;"))
	return rewritten{bytes.NewReader(text), info}, nil
}

// rewritten is an open file of sqliteFiles.
type rewritten struct {
	*bytes.Reader
	info fs.FileInfo
}

// Stat describes the file as it was.
func (r rewritten) Stat() (fs.FileInfo, error) { return r.info, nil }

// Close does nothing.
func (r rewritten) Close() error { return nil }

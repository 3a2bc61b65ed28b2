package verify

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Files is a log as files: a copy in a folder or the server itself. ReadFile
// returns fs.ErrNotExist for a file that is not there.
type Files interface {
	ReadFile(name string) ([]byte, error)
}

// Dir returns the log copied to a folder.
func Dir(path string) Files { return os.DirFS(path).(fs.ReadFileFS) }

// URL returns the log served at base, e.g. "https://example.cn/log".
func URL(base string, client *http.Client) Files {
	return remote{strings.TrimSuffix(base, "/") + "/", client}
}

type remote struct {
	base   string
	client *http.Client
}

// maxFile is more than any file of a log is long.
const maxFile = 1 << 20

// ReadFile gets a file from the server.
func (r remote) ReadFile(name string) ([]byte, error) {
	answer, err := r.client.Get(r.base + name)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
		return io.ReadAll(io.LimitReader(answer.Body, maxFile))
	case http.StatusNotFound, http.StatusGone:
		return nil, fmt.Errorf("%s: %w", r.base+name, fs.ErrNotExist)
	}
	return nil, fmt.Errorf("%s: %s", r.base+name, answer.Status)
}

const checkpointName = "checkpoint"

// Copy copies the log to a folder, so that it can be verified without the server.
// A folder with an earlier copy is brought up to date: full tiles are not fetched
// again. The checkpoint comes last, so a copy that broke off is the earlier one.
func Copy(log Files, dir string, key Key) (Checkpoint, error) {
	text, head, err := checkpoint(log, key)
	if err != nil {
		return head, err
	}
	for level := Entries; level <= 0 || head.Size>>(Height*level) > 0; level++ {
		for _, t := range TilesOf(level, head.Size) {
			if err := copyTile(log, dir, t); err != nil {
				return head, err
			}
		}
	}
	return head, write(dir, checkpointName, text)
}

func copyTile(log Files, dir string, t Tile) error {
	if _, err := os.Stat(filepath.Join(dir, t.Path())); err == nil {
		return nil
	}
	data, err := read(log, t)
	if err != nil {
		return err
	}
	return write(dir, t.Path(), data)
}

// write puts a file in place as a whole.
func write(dir, name string, data []byte) error {
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path+".part", data, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

// checkpoint reads the checkpoint of a log and checks its signature.
func checkpoint(log Files, key Key) ([]byte, Checkpoint, error) {
	text, err := log.ReadFile(checkpointName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Checkpoint{}, found(Truncated, "there is no checkpoint")
	}
	if err != nil {
		return nil, Checkpoint{}, err
	}
	head, err := key.Open(text)
	return text, head, err
}

// read returns the data of a tile, cut from a wider one where the log has grown
// since.
func read(log Files, t Tile) ([]byte, error) {
	data, err := log.ReadFile(t.Path())
	if errors.Is(err, fs.ErrNotExist) && t.Width < Width {
		full := t
		full.Width = Width
		data, err = log.ReadFile(full.Path())
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, found(Truncated, "%s is missing", t.Path())
	}
	if err != nil {
		return nil, err
	}
	return cut(t, data)
}

// cut returns the part of data that t names.
func cut(t Tile, data []byte) ([]byte, error) {
	if t.Level != Entries {
		if len(data)%tlog.HashSize != 0 {
			return nil, found(Tampered, "%s is not made of hashes", t.Path())
		}
		if len(data) < t.Width*tlog.HashSize {
			return nil, found(Truncated, "%s has %d hashes, not %d", t.Path(), len(data)/tlog.HashSize, t.Width)
		}
		return data[:t.Width*tlog.HashSize], nil
	}
	entries, err := ParseBundle(data)
	if len(entries) < t.Width {
		return nil, found(Truncated, "%s has %d entries, not %d", t.Path(), len(entries), t.Width)
	}
	if err != nil {
		return nil, found(Tampered, "%s: %v", t.Path(), err)
	}
	return Bundle(entries[:t.Width]), nil
}

// entriesOf returns the entries of a bundle.
func entriesOf(log Files, t Tile) ([][]byte, error) {
	data, err := read(log, t)
	if err != nil {
		return nil, err
	}
	return ParseBundle(data)
}

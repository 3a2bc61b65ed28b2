// Package backup writes the whole of an installation into a folder and reads it back:
// the rows of every table, and the files they name. What it writes does not depend on
// the engine, so a backup of SQLite may be restored into PostgreSQL and the other way
// round.
//
//	manifest.json        what the backup holds and which program made it
//	tables/NAME.jsonl.zst  the rows of a table, a JSON array each
//	blobs/ab/NAME        files, sealed as they lie on the shelf
//	keys.json            only when asked for
//	SHA256SUMS           a digest of each of these, as sha256sum -c reads it
//	SEAL                 keyed digest of SHA256SUMS: only the installation's keys make it
//
// All rows come from one snapshot, taken while the server runs. Files never change and
// stay for a day after the last row that names them is gone, so they are copied after
// it. Nothing has the backup's name before all of it has been read back.
package backup

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tongban/kernel/crypt"
	"tongban/kernel/db"
)

// format is the version of the folder's shape.
const format = 1

// Names within a backup.
const (
	manifestName = "manifest.json"
	sumsName     = "SHA256SUMS"
	sealName     = "SEAL"
	tablesFolder = "tables"
	blobsFolder  = "blobs"
)

// Errors a caller may look for. Each comes with what is wrong.
var (
	ErrDamaged = errors.New("the backup is damaged")
	ErrKeys    = errors.New("the keys are not those of the backup")
	ErrNewer   = errors.New("the backup is of a newer program")
)

// Manifest says what a backup holds.
type Manifest struct {
	Format   int              `json:"format"`
	Program  string           `json:"program"` // the version that made it
	MadeAt   time.Time        `json:"madeAt"`
	Engine   db.Engine        `json:"engine"`
	Keys     string           `json:"keys"` // tells keys apart, and nothing about them
	WithKeys bool             `json:"withKeys"`
	Versions map[string]int64 `json:"versions"` // how far each capability's tables are migrated
	Tables   []Table          `json:"tables"`
	Files    int              `json:"files"` // digests in SHA256SUMS
	Blobs    int              `json:"blobs"`
	Bytes    int64            `json:"bytes"`             // of the blobs
	Missing  []string         `json:"missing,omitempty"` // blobs that rows name and the shelf does not have
	Damaged  []string         `json:"damaged,omitempty"` // blobs that lay damaged on the shelf; copied as they are
}

// Table is what a backup holds of a table.
type Table struct {
	db.Table
	Rows   int64  `json:"rows"`
	Digest string `json:"digest"` // of the rows in any order
}

// Backup is a backup on the disk.
type Backup struct {
	Manifest
	dir string
}

// Open reads the manifest of the backup in dir. Only Check says whether the rest is
// what was written.
func Open(dir string) (*Backup, error) {
	b := &Backup{dir: dir}
	text, err := os.ReadFile(b.path(manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s holds no backup: %w", dir, err)
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &b.Manifest); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, manifestName, err)
	}
	if b.Format > format {
		return nil, fmt.Errorf("%w: its format is %d, this program reads %d", ErrNewer, b.Format, format)
	}
	return b, nil
}

func (b *Backup) path(name string) string { return filepath.Join(b.dir, filepath.FromSlash(name)) }

func tableName(table string) string { return tablesFolder + "/" + table + ".jsonl.zst" }

func blobName(name string) string { return blobsFolder + "/" + name[:2] + "/" + name }

// fingerprint tells the keys of one installation from those of another.
func fingerprint(k *crypt.Keys) string {
	return hex.EncodeToString(keyed(k, []byte("fingerprint"))[:8])
}

// keyed is a digest of text only the keys make.
func keyed(k *crypt.Keys, text []byte) []byte {
	mac := hmac.New(sha256.New, k.Secret("backup"))
	mac.Write(text)
	return mac.Sum(nil)
}

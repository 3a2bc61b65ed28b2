package backup

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"

	"tongban/kernel/db"
)

// A row is written as a JSON array of its columns, always the same way: numbers in
// decimal, texts in UTF-8 with as few escapes as JSON allows, bytes in base64. So equal
// rows of the two engines are equal lines.

// digest is a digest of rows in any order: the sum of their digests.
type digest [4]uint64

func (d *digest) add(line []byte) {
	sum := sha256.Sum256(line)
	var carry uint64
	for i := range d {
		d[i], carry = bits.Add64(d[i], binary.LittleEndian.Uint64(sum[8*i:]), carry)
	}
}

func (d *digest) String() string {
	var b [32]byte
	for i, part := range d {
		binary.LittleEndian.PutUint64(b[8*i:], part)
	}
	return hex.EncodeToString(b[:])
}

// selection reads the rows of t.
func selection(t db.Table) string {
	return "SELECT " + strings.Join(columns(t), ", ") + " FROM " + t.Name
}

// insertion writes a row of t.
func insertion(t db.Table) string {
	places := make([]string, len(t.Columns))
	for i := range places {
		places[i] = "$" + strconv.Itoa(i+1)
	}
	return "INSERT INTO " + t.Name + " (" + strings.Join(columns(t), ", ") + ") VALUES (" + strings.Join(places, ", ") + ")"
}

func columns(t db.Table) []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = `"` + c.Name + `"`
	}
	return names
}

// eachRow calls fn with the line of every row of t, which is used again for the next.
func eachRow(ctx context.Context, tx *db.Tx, t db.Table, fn func(line []byte) error) (err error) {
	rows, err := tx.Query(ctx, selection(t))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	values := make([]any, len(t.Columns))
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	var line []byte
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if line, err = appendRow(line[:0], t, values); err != nil {
			return err
		}
		if err := fn(line); err != nil {
			return err
		}
	}
	return rows.Err()
}

// count reads the whole of t.
func count(ctx context.Context, tx *db.Tx, t db.Table) (Table, error) {
	var sum digest
	counted := Table{Table: t}
	err := eachRow(ctx, tx, t, func(line []byte) error {
		counted.Rows++
		sum.add(line)
		return nil
	})
	counted.Digest = sum.String()
	return counted, err
}

func appendRow(line []byte, t db.Table, values []any) ([]byte, error) {
	line = append(line, '[')
	for i, c := range t.Columns {
		if i > 0 {
			line = append(line, ',')
		}
		var ok bool
		if line, ok = appendValue(line, c.Kind, values[i]); !ok {
			return nil, fmt.Errorf("%s.%s is %s and holds a %T", t.Name, c.Name, c.Kind, values[i])
		}
	}
	return append(line, ']'), nil
}

// appendValue writes a value of a column. SQLite stores what it is given, so that what a
// column holds may be another kind's way to say the same.
func appendValue(line []byte, kind db.Kind, value any) ([]byte, bool) {
	switch v := value.(type) {
	case nil:
		return append(line, "null"...), true
	case int64:
		switch kind {
		case db.Boolean:
			return strconv.AppendBool(line, v != 0), v == 0 || v == 1
		case db.Integer, db.Real:
			return strconv.AppendInt(line, v, 10), true
		}
	case float64:
		if kind == db.Real {
			return strconv.AppendFloat(line, v, 'g', -1, 64), true
		}
	case bool:
		if kind == db.Boolean {
			return strconv.AppendBool(line, v), true
		}
	case string:
		switch kind {
		case db.Text:
			return appendText(line, v), true
		case db.Bytes:
			return appendBytes(line, []byte(v)), true
		}
	case []byte:
		if kind == db.Bytes {
			return appendBytes(line, v), true
		}
	}
	return line, false
}

func appendBytes(line, v []byte) []byte {
	line = append(line, '"')
	line = base64.StdEncoding.AppendEncode(line, v)
	return append(line, '"')
}

// appendText quotes what JSON must have quoted and nothing else.
func appendText(line []byte, v string) []byte {
	const hexadecimal = "0123456789abcdef"
	line = append(line, '"')
	for i := range len(v) {
		switch c := v[i]; {
		case c == '"', c == '\\':
			line = append(line, '\\', c)
		case c < ' ':
			line = append(line, '\\', 'u', '0', '0', hexadecimal[c>>4], hexadecimal[c&15])
		default:
			line = append(line, c)
		}
	}
	return append(line, '"')
}

// parseRow reads a line back.
func parseRow(t db.Table, line []byte) ([]any, error) {
	var parts []json.RawMessage
	if err := json.Unmarshal(line, &parts); err != nil {
		return nil, err
	}
	if len(parts) != len(t.Columns) {
		return nil, fmt.Errorf("%d values for %d columns", len(parts), len(t.Columns))
	}
	values := make([]any, len(parts))
	for i, c := range t.Columns {
		if string(parts[i]) == "null" {
			continue
		}
		v, err := parseValue(c.Kind, parts[i])
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
		values[i] = v
	}
	return values, nil
}

func parseValue(kind db.Kind, text json.RawMessage) (any, error) {
	switch kind {
	case db.Integer:
		return strconv.ParseInt(string(text), 10, 64)
	case db.Real:
		return strconv.ParseFloat(string(text), 64)
	case db.Boolean:
		return strconv.ParseBool(string(text))
	case db.Bytes:
		v := []byte{}
		err := json.Unmarshal(text, &v)
		return v, err
	}
	var v string
	err := json.Unmarshal(text, &v)
	return v, err
}

// maxLine is the longest row that is read back.
const maxLine = 256 << 20

// lines calls fn with every line of a table's file, which is used again for the next.
func lines(path string, fn func(line []byte) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	plain, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return err
	}
	defer plain.Close()
	in := bufio.NewScanner(io.Reader(plain))
	in.Buffer(make([]byte, 0, 64<<10), maxLine)
	for in.Scan() {
		if err := fn(in.Bytes()); err != nil {
			return err
		}
	}
	return in.Err()
}

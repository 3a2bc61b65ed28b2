package db

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// postgresRows is an open result.
type postgresRows struct {
	unit      *postgresUnit
	sql       string
	statement *postgresStatement
	result    *pgconn.ResultReader
	closed    bool
	err       error
}

func (r *postgresRows) Next() bool {
	if r.closed {
		return false
	}
	if r.result.NextRow() {
		return true
	}
	_ = r.Close() // its error is kept
	return false
}

func (r *postgresRows) Scan(dest ...any) error {
	raw := r.result.Values()
	if len(dest) != len(raw) {
		return fmt.Errorf("db: scan %d columns into %d variables", len(raw), len(dest))
	}
	for i, field := range r.statement.Fields {
		v, err := decode(field.DataTypeOID, raw[i])
		if err == nil {
			err = assign(dest[i], v)
		}
		if err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	return nil
}

func (r *postgresRows) Err() error { return r.err }

func (r *postgresRows) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	r.unit.open = nil
	_, err := r.result.Close()
	r.err = r.unit.doom(r.sql, err)
	return r.err
}

const (
	asText   int16 = 0
	asBinary int16 = 1
)

// formats asks for the kinds decode knows in binary and for the rest as text.
func formats(fields []pgconn.FieldDescription) []int16 {
	f := make([]int16, len(fields))
	for i, field := range fields {
		switch field.DataTypeOID {
		case pgtype.Int8OID, pgtype.Int4OID, pgtype.Int2OID, pgtype.BoolOID, pgtype.ByteaOID, pgtype.Float8OID:
			f[i] = asBinary
		}
	}
	return f
}

// decode turns a column into one of the stored kinds.
func decode(oid uint32, raw []byte) (any, error) {
	if raw == nil {
		return nil, nil
	}
	switch {
	case oid == pgtype.Int8OID && len(raw) == 8:
		return int64(binary.BigEndian.Uint64(raw)), nil
	case oid == pgtype.Int4OID && len(raw) == 4:
		return int64(int32(binary.BigEndian.Uint32(raw))), nil
	case oid == pgtype.Int2OID && len(raw) == 2:
		return int64(int16(binary.BigEndian.Uint16(raw))), nil
	case oid == pgtype.BoolOID && len(raw) == 1:
		return raw[0] == 1, nil
	case oid == pgtype.Float8OID && len(raw) == 8:
		return math.Float64frombits(binary.BigEndian.Uint64(raw)), nil
	case oid == pgtype.ByteaOID:
		return append([]byte{}, raw...), nil
	}
	return string(raw), nil
}

// encoder turns arguments into what the server expects; its slices are reused.
type encoder struct {
	values  [][]byte
	formats []int16
}

func (e *encoder) encode(oids []uint32, args []any) error {
	if len(args) != len(oids) {
		return fmt.Errorf("db: %d arguments for %d placeholders", len(args), len(oids))
	}
	e.values, e.formats = e.values[:0], e.formats[:0]
	for i, arg := range args {
		value, format := encodeArg(oids[i], arg)
		e.values = append(e.values, value)
		e.formats = append(e.formats, format)
	}
	return nil
}

// encodeArg writes numbers and bytes in binary where the server expects them so,
// everything else as text, which it parses itself.
func encodeArg(oid uint32, arg any) ([]byte, int16) {
	switch v := arg.(type) {
	case nil:
		return nil, asText
	case int64:
		switch oid {
		case pgtype.Int8OID:
			return binary.BigEndian.AppendUint64(nil, uint64(v)), asBinary
		case pgtype.Float8OID:
			return binary.BigEndian.AppendUint64(nil, math.Float64bits(float64(v))), asBinary
		}
		return strconv.AppendInt(nil, v, 10), asText
	case float64:
		return strconv.AppendFloat(nil, v, 'g', -1, 64), asText
	case bool:
		return strconv.AppendBool(nil, v), asText
	case []byte:
		if v == nil {
			return nil, asText
		}
		if oid == pgtype.ByteaOID {
			return v, asBinary
		}
		return v, asText
	case string:
		return []byte(v), asText
	}
	panic(fmt.Sprintf("db: %T came through stored", arg))
}

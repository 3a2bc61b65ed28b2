package db

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tongban/kernel/fault"
)

// Both engines store and return the same few kinds of values. What goes in is
// reduced to nil, int64, float64, bool, string or []byte by stored; what comes out
// is one of these and put into the caller's variable by assign. So a named type, a
// pointer or a number too large behaves alike wherever it is used.

// stored reduces an argument to one of the kinds the engines store.
func stored(arg any) (any, error) {
	switch v := arg.(type) {
	case nil, int64, float64, bool, []byte:
		return v, nil
	case string:
		return text(v)
	case int:
		return int64(v), nil
	case json.RawMessage:
		if v == nil {
			return nil, nil
		}
		return text(string(v))
	case time.Time:
		return nil, fmt.Errorf("db: a time is stored as milliseconds, see clock.Millis")
	case driver.Valuer:
		plain, err := v.Value()
		if err != nil {
			return nil, err
		}
		return stored(plain)
	}
	return storedKind(reflect.ValueOf(arg))
}

func storedKind(v reflect.Value) (any, error) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return stored(v.Elem().Interface())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > math.MaxInt64 {
			return nil, fmt.Errorf("db: %d is too large to store", v.Uint())
		}
		return int64(v.Uint()), nil
	case reflect.Float32, reflect.Float64:
		return v.Float(), nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.String:
		return text(v.String())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return v.Bytes(), nil
		}
	}
	return nil, fmt.Errorf("db: a %s cannot be stored", v.Type())
}

// text refuses what PostgreSQL cannot store, so that SQLite does not either.
func text(s string) (any, error) {
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return nil, fault.New(fault.Invalid, "db.text")
	}
	return s, nil
}

// assign puts v, one of the stored kinds, into the variable dest points to.
func assign(dest, v any) error {
	switch d := dest.(type) {
	case *int64:
		if n, ok := v.(int64); ok {
			*d = n
			return nil
		}
	case *string:
		if s, ok := v.(string); ok {
			*d = s
			return nil
		}
	case *[]byte:
		if b, ok := v.([]byte); ok || v == nil {
			*d = b
			return nil
		}
	case *any:
		*d = v
		return nil
	case sql.Scanner:
		return d.Scan(v)
	}
	p := reflect.ValueOf(dest)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("db: scan into %T, not a pointer", dest)
	}
	return assignKind(p.Elem(), v)
}

func assignKind(d reflect.Value, v any) error {
	if d.Kind() == reflect.Pointer {
		if v == nil {
			d.SetZero()
			return nil
		}
		d.Set(reflect.New(d.Type().Elem()))
		return assign(d.Interface(), v)
	}
	isBytes := d.Kind() == reflect.Slice && d.Type().Elem().Kind() == reflect.Uint8
	if v == nil && isBytes {
		d.SetZero()
		return nil
	}
	switch v := v.(type) {
	case int64:
		return assignInt(d, v)
	case float64:
		if d.CanFloat() {
			d.SetFloat(v)
			return nil
		}
	case bool:
		if d.Kind() == reflect.Bool {
			d.SetBool(v)
			return nil
		}
	case string:
		switch {
		case d.Kind() == reflect.String:
			d.SetString(v)
			return nil
		case isBytes:
			d.SetBytes([]byte(v))
			return nil
		}
		return assignNumeral(d, v)
	case []byte:
		switch {
		case isBytes:
			d.SetBytes(v)
			return nil
		case d.Kind() == reflect.String:
			d.SetString(string(v))
			return nil
		}
	}
	return errAssign(d, v)
}

func assignInt(d reflect.Value, n int64) error {
	switch {
	case d.CanInt() && !d.OverflowInt(n):
		d.SetInt(n)
	case d.CanUint() && n >= 0 && !d.OverflowUint(uint64(n)):
		d.SetUint(uint64(n))
	case d.CanFloat():
		d.SetFloat(float64(n))
	case d.Kind() == reflect.Bool && (n == 0 || n == 1):
		d.SetBool(n == 1)
	default:
		return errAssign(d, n)
	}
	return nil
}

// assignNumeral takes PostgreSQL's NUMERIC, the type of its sums.
func assignNumeral(d reflect.Value, s string) error {
	if d.CanInt() || d.CanUint() {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return assignInt(d, n)
		}
	}
	if d.CanFloat() {
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			d.SetFloat(f)
			return nil
		}
	}
	return errAssign(d, s)
}

func errAssign(d reflect.Value, v any) error {
	if v == nil {
		return fmt.Errorf("db: NULL does not fit into a %s", d.Type())
	}
	return fmt.Errorf("db: a %T does not fit into a %s", v, d.Type())
}

package feel

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/cockroachdb/apd/v3"
)

// Number is a decimal of up to 34 digits. Two of them are compared by Cmp, never by ==.
type Number struct{ d *apd.Decimal }

// decimals is how FEEL computes. Basis: DMN 1.3, 10.3.2.3.1 (IEEE 754-2008 decimal128).
var decimals = apd.Context{Precision: 34, MaxExponent: 6144, MinExponent: -6143, Rounding: apd.RoundHalfEven}

// bad are the conditions under which there is no result.
const bad = apd.Overflow | apd.DivisionByZero | apd.DivisionUndefined | apd.DivisionImpossible | apd.InvalidOperation | apd.SystemOverflow | apd.SystemUnderflow

// maxDigits bounds the digits of a number that is read.
const maxDigits = 400

// Int returns the number n.
func Int(n int64) Number { return Number{apd.New(n, 0)} }

var errNumber = errors.New("feel: not a number")

// NumberOf reads a number as FEEL and JSON write it.
func NumberOf(text string) (Number, error) {
	digits := strings.TrimPrefix(text, "-")
	if digits == "" || len(digits) > maxDigits || strings.ContainsFunc(digits, func(r rune) bool { return !strings.ContainsRune("0123456789.eE+-", r) }) {
		return Number{}, fmt.Errorf("%w: %.40q", errNumber, text)
	}
	d, cond, err := decimals.NewFromString(text)
	if err != nil || cond&bad != 0 || d.Form != apd.Finite {
		return Number{}, fmt.Errorf("%w: %.40q", errNumber, text)
	}
	return Number{d}, nil
}

// floatNumber returns the shortest decimal that is f.
func floatNumber(f float64) (Number, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Number{}, fmt.Errorf("%w: %v", errNumber, f)
	}
	d, err := new(apd.Decimal).SetFloat64(f)
	return Number{d}, err
}

// DecimalNumber returns d as a number, rounded to what FEEL holds.
func DecimalNumber(d *apd.Decimal) (Number, error) {
	if d == nil || d.Form != apd.Finite {
		return Number{}, errNumber
	}
	return compute(func(into *apd.Decimal) (apd.Condition, error) { return decimals.Round(into, d) })
}

// compute runs one operation of decimals.
func compute(run func(into *apd.Decimal) (apd.Condition, error)) (Number, error) {
	into := new(apd.Decimal)
	cond, err := run(into)
	if err != nil {
		return Number{}, err
	}
	if cond&bad != 0 || into.Form != apd.Finite {
		return Number{}, errNumber
	}
	return Number{into}, nil
}

// quotient divides, without the zeros that only say how exactly.
func quotient(d, x, y *apd.Decimal) (apd.Condition, error) {
	cond, err := decimals.Quo(d, x, y)
	if err != nil || cond&bad != 0 {
		return cond, err
	}
	d.Reduce(d)
	if digits := d.NumDigits() + int64(d.Exponent); d.Exponent > 0 && digits <= int64(decimals.Precision) {
		return decimals.Quantize(d, d, 0)
	}
	return cond, nil
}

// Cmp compares n with m: -1, 0 or 1.
func (n Number) Cmp(m Number) int { return n.d.Cmp(m.d) }

func reduced(d *apd.Decimal) *apd.Decimal { r, _ := new(apd.Decimal).Reduce(d); return r }

// Decimal returns a copy of n for computing with.
func (n Number) Decimal() *apd.Decimal { return new(apd.Decimal).Set(n.d) }

// Int64 returns n if it is whole and fits.
func (n Number) Int64() (int64, bool) {
	if n.d.Exponent > 18 {
		return 0, false
	}
	i, err := n.d.Int64()
	return i, err == nil
}

// Float64 returns the double nearest to n.
func (n Number) Float64() float64 {
	f, _ := n.d.Float64() // an overflow is infinite
	return f
}

// String writes n without an exponent.
func (n Number) String() string {
	if n.d == nil {
		return "0"
	}
	if n.d.IsZero() && n.d.Negative {
		return n.Decimal().Abs(n.d).Text('f')
	}
	return n.d.Text('f')
}

// MarshalJSON writes n as a number of JSON.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalJSON reads what MarshalJSON wrote.
func (n *Number) UnmarshalJSON(b []byte) error {
	m, err := NumberOf(string(b))
	*n = m
	return err
}

// ConvertToNative, ConvertToType, Equal, Type and Value make a number a value of CEL.
func (n Number) ConvertToNative(t reflect.Type) (any, error) { return plain{}.ConvertToNative(t) }

// ConvertToType has nothing to convert to.
func (n Number) ConvertToType(t ref.Type) ref.Val { return plain{}.ConvertToType(t) }

// Equal compares by value.
func (n Number) Equal(other ref.Val) ref.Val {
	m, ok := other.(Number)
	return types.Bool(ok && n.Cmp(m) == 0)
}

// Type is the one type of all.
func (n Number) Type() ref.Type { return celType }

// Value returns n.
func (n Number) Value() any { return n }

package feel

import (
	"strconv"
	"strings"
)

// equality compares values with all that is in them, until it has looked at too many: lists
// that hold the same lists again and again may be larger than any memory written out.
type equality struct{ left int }

// Equal compares two values: true, false, or nil where they are of different kinds.
func Equal(a, b Value) Value {
	e := equality{maxMade}
	return e.compare(a, b)
}

func (e *equality) compare(a, b Value) Value {
	if e.left--; e.left < 0 {
		return nil
	}
	switch x := a.(type) {
	case nil:
		return b == nil
	case bool:
		if y, ok := b.(bool); ok {
			return x == y
		}
	case List:
		if y, ok := b.(List); ok {
			return e.all(len(x), len(y), func(i int) Value { return e.compare(x[i], y[i]) })
		}
	case Context:
		if y, ok := b.(Context); ok {
			return e.all(len(x), len(y), func(i int) Value {
				e.left -= len(y)
				other, known := y.Get(x[i].Key)
				return known && e.compare(x[i].Value, other) == true
			})
		}
	case Range:
		if y, ok := b.(Range); ok {
			return x.LowClosed == y.LowClosed && x.HighClosed == y.HighClosed && e.compare(x.Low, y.Low) == true && e.compare(x.High, y.High) == true
		}
	case except:
		if y, ok := b.(except); ok {
			return e.compare(x.v, y.v)
		}
	case Function:
		return false
	}
	if b == nil {
		return false
	}
	if c, how := compare(a, b); how == alike {
		return c == 0
	}
	return nil
}

func (e *equality) all(n, m int, equal func(int) Value) Value {
	if n != m {
		return false
	}
	for i := range n {
		if equal(i) != true {
			return false
		}
	}
	return true
}

// has reports whether l has v.
func (l List) has(v Value) bool {
	e := equality{maxMade}
	for _, one := range l {
		if e.compare(one, v) == true {
			return true
		}
	}
	return false
}

// keyOf is the same text for values that are equal, and for no others. Values it is asked
// about have been weighed.
func keyOf(v Value) string {
	switch v := v.(type) {
	case Number:
		return "n" + reduced(v.d).String()
	case DateTime:
		at := v.instant()
		return "m" + strconv.FormatInt(at.Unix(), 10) + fraction(int64(at.Nanosecond()))
	case List:
		var key strings.Builder
		key.WriteByte('[')
		for _, one := range v {
			part := keyOf(one)
			key.WriteString(strconv.Itoa(len(part)) + ":" + part)
		}
		return key.String()
	}
	return kindName(v) + Write(v)
}

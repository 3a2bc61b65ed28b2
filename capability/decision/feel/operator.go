package feel

import (
	"slices"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// site is where in the text a function is called: its faults have that place.
type site struct {
	at, length int
	word       string // the operator or function, as written
}

// null is a null with its reason.
func (s *site) null(key string, args ...any) Value {
	return &gone{faults: []Fault{*fail(s.at, s.length, key, args...)}}
}

// missing is the null of an operation with nothing to work on.
func (s *site) missing() Value { return s.null("no-value", s.word) }

// unfit is the null of an operation whose operands do not go together.
func (s *site) unfit() Value { return s.null("unfit", s.word) }

// operator computes with two values.
type operator func(s *site, a, b Value) Value

// signs are the signs between two values. Logic is CEL's own (emit.go).
var signs = map[string]operator{
	"+": plus, "-": minus, "*": times, "/": divided, "**": toThePower,
	"=": equals, "!=": differs,
	"<":  ordered(func(c int) bool { return c < 0 }),
	"<=": ordered(func(c int) bool { return c <= 0 }),
	">":  ordered(func(c int) bool { return c > 0 }),
	">=": ordered(func(c int) bool { return c >= 0 }),
}

// arithmetic runs one operation of decimals.
func arithmetic(s *site, run func(into *apd.Decimal) (apd.Condition, error)) Value {
	n, err := compute(run)
	if err != nil {
		return s.null("no-number", s.word)
	}
	return n
}

func plus(s *site, a, b Value) Value {
	switch x := a.(type) {
	case nil:
		return s.missing()
	case Number:
		if y, ok := b.(Number); ok {
			return arithmetic(s, func(d *apd.Decimal) (apd.Condition, error) { return decimals.Add(d, x.d, y.d) })
		}
	case string:
		if y, ok := b.(string); ok {
			if len(x)+len(y) > maxMade {
				return s.null("large")
			}
			return x + y
		}
	case Duration:
		switch y := b.(type) {
		case Duration:
			return within(s, x.plus)(y)
		case Date, DateTime, Time:
			return moved(s, y, x)
		}
	case Months:
		switch y := b.(type) {
		case Months:
			return x + y
		case Date, DateTime:
			return movedMonths(s, y, x)
		}
	case Date, DateTime, Time:
		switch y := b.(type) {
		case Duration:
			return moved(s, a, y)
		case Months:
			return movedMonths(s, a, y)
		}
	}
	return s.mismatch(b)
}

// mismatch is the null of an operation whose second operand is missing or does not fit.
func (s *site) mismatch(b Value) Value {
	if b == nil {
		return s.missing()
	}
	return s.unfit()
}

func within(s *site, add func(Duration) (Duration, bool)) func(Duration) Value {
	return func(d Duration) Value {
		sum, ok := add(d)
		if !ok {
			return s.null("no-number", s.word)
		}
		return sum
	}
}

// moved is a day or moment, later by a duration.
func moved(s *site, when Value, by Duration) Value {
	switch when := when.(type) {
	case Date:
		if later, ok := (DateTime{Date: when}).plus(by); ok {
			return later.Date
		}
	case DateTime:
		if later, ok := when.plus(by); ok {
			return later
		}
	case Time:
		sum := durationOf(when.seconds()+by.Seconds%day, int64(when.Nano)+by.Nanos)
		return timeAt(sum.Seconds, sum.Nanos, when.Zone)
	}
	return s.null("no-number", s.word)
}

func movedMonths(s *site, when Value, by Months) Value {
	switch when := when.(type) {
	case Date:
		if later, ok := when.addMonths(int64(by)); ok {
			return later
		}
		return s.null("no-number", s.word)
	case DateTime:
		if later, ok := when.Date.addMonths(int64(by)); ok {
			return DateTime{later, when.Time}
		}
		return s.null("no-number", s.word)
	}
	return s.unfit()
}

func minus(s *site, a, b Value) Value {
	switch x := a.(type) {
	case nil:
		return s.missing()
	case Number:
		if y, ok := b.(Number); ok {
			return arithmetic(s, func(d *apd.Decimal) (apd.Condition, error) { return decimals.Sub(d, x.d, y.d) })
		}
	case Duration:
		if y, ok := b.(Duration); ok {
			return within(s, x.plus)(y.negated())
		}
	case Months:
		if y, ok := b.(Months); ok {
			return x - y
		}
	case Time:
		switch y := b.(type) {
		case Time:
			return DateTime{Date{1970, 1, 1}, x}.minus(DateTime{Date{1970, 1, 1}, y})
		case Duration:
			return moved(s, a, y.negated())
		}
	case Date, DateTime:
		switch y := b.(type) {
		case Date, DateTime:
			from, to := moment(y), moment(a)
			return to.minus(from)
		case Duration:
			return moved(s, a, y.negated())
		case Months:
			return movedMonths(s, a, -y)
		}
	}
	return s.mismatch(b)
}

// moment is a day as the moment in which it begins.
func moment(v Value) DateTime {
	if d, ok := v.(Date); ok {
		return DateTime{Date: d}
	}
	at, _ := v.(DateTime)
	return at
}

func times(s *site, a, b Value) Value {
	if a == nil || b == nil {
		return s.missing()
	}
	x, first := a.(Number)
	y, second := b.(Number)
	switch {
	case first && second:
		return arithmetic(s, func(d *apd.Decimal) (apd.Condition, error) { return decimals.Mul(d, x.d, y.d) })
	case first:
		return scaled(s, b, x, decimals.Mul)
	case second:
		return scaled(s, a, y, decimals.Mul)
	}
	return s.unfit()
}

func divided(s *site, a, b Value) Value {
	if a == nil || b == nil {
		return s.missing()
	}
	if y, ok := b.(Number); ok && y.d.IsZero() {
		return s.null("by-zero")
	}
	x, first := a.(Number)
	y, second := b.(Number)
	switch {
	case first && second:
		return arithmetic(s, func(d *apd.Decimal) (apd.Condition, error) { return quotient(d, x.d, y.d) })
	case second:
		return scaled(s, a, y, quotient)
	}
	return ratio(s, a, b)
}

// ratio is how many times one duration is in another.
func ratio(s *site, a, b Value) Value {
	var x, y Number
	switch d := a.(type) {
	case Duration:
		e, ok := b.(Duration)
		if !ok {
			return s.unfit()
		}
		x, y = d.number(), e.number()
	case Months:
		e, ok := b.(Months)
		if !ok {
			return s.unfit()
		}
		x, y = Int(int64(d)), Int(int64(e))
	default:
		return s.unfit()
	}
	if y.d.IsZero() {
		return s.null("by-zero")
	}
	return arithmetic(s, func(into *apd.Decimal) (apd.Condition, error) { return quotient(into, x.d, y.d) })
}

// scaled is a duration times or divided by a number.
func scaled(s *site, duration Value, by Number, operation func(d, x, y *apd.Decimal) (apd.Condition, error)) Value {
	var whole Number
	switch d := duration.(type) {
	case Duration:
		whole = d.number()
	case Months:
		whole = Int(int64(d))
	default:
		return s.unfit()
	}
	n, err := compute(func(into *apd.Decimal) (apd.Condition, error) { return operation(into, whole.d, by.d) })
	if err != nil {
		return s.null("no-number", s.word)
	}
	return durationLike(s, duration, n)
}

func durationLike(s *site, kind Value, n Number) Value {
	truncated := n.Decimal()
	var fraction apd.Decimal
	n.d.Modf(truncated, &fraction)
	seconds, ok := Number{truncated}.Int64()
	if !ok || seconds > 1e17 || seconds < -1e17 {
		return s.null("no-number", s.word)
	}
	if _, months := kind.(Months); months {
		return Months(seconds)
	}
	nanos := new(apd.Decimal)
	_, _ = decimals.Mul(nanos, &fraction, apd.New(1, 9)) // below a second: no overflow
	_, _ = decimals.RoundToIntegralValue(nanos, nanos)
	rest, _ := Number{nanos}.Int64()
	return durationOf(seconds, rest)
}

func toThePower(s *site, a, b Value) Value {
	if a == nil || b == nil {
		return s.missing()
	}
	x, first := a.(Number)
	y, second := b.(Number)
	if !first || !second {
		return s.unfit()
	}
	if exponent := y.d.NumDigits() + int64(y.d.Exponent); exponent > 7 && !y.d.IsZero() {
		return s.null("no-number", s.word)
	}
	return arithmetic(s, func(d *apd.Decimal) (apd.Condition, error) { return decimals.Pow(d, x.d, y.d) })
}

func negative(s *site, a Value) Value {
	switch x := a.(type) {
	case nil:
		return s.missing()
	case Number:
		return arithmetic(s, func(d *apd.Decimal) (apd.Condition, error) { return decimals.Neg(d, x.d) })
	case Duration:
		return x.negated()
	case Months:
		return -x
	}
	return s.unfit()
}

// standing is how two values stand to one another.
type standing int

const (
	alike   standing = iota
	missing          // one of them is null
	unlike           // they are of different kinds
)

// compare orders two values of one kind.
func compare(a, b Value) (int, standing) {
	if a == nil || b == nil {
		return 0, missing
	}
	switch x := a.(type) {
	case Number:
		if y, ok := b.(Number); ok {
			return x.Cmp(y), alike
		}
	case string:
		if y, ok := b.(string); ok {
			return strings.Compare(x, y), alike
		}
	case Date:
		if y, ok := b.(Date); ok {
			return slices.Compare([]int{x.Year, x.Month, x.Day}, []int{y.Year, y.Month, y.Day}), alike
		}
	case Time:
		if y, ok := b.(Time); ok {
			return compareTimes(x, y), alike
		}
	case DateTime:
		if y, ok := b.(DateTime); ok {
			return compareDateTimes(x, y), alike
		}
	case Duration:
		if y, ok := b.(Duration); ok {
			return x.compare(y), alike
		}
	case Months:
		if y, ok := b.(Months); ok {
			return slices.Compare([]Months{x}, []Months{y}), alike
		}
	}
	return 0, unlike
}

// Compare orders two values; ok is false where they have no order.
func Compare(a, b Value) (order int, ok bool) {
	order, how := compare(a, b)
	return order, how == alike
}

// ordered is a comparison by order.
func ordered(holds func(int) bool) operator {
	return func(s *site, a, b Value) Value {
		c, how := compare(a, b)
		switch how {
		case missing:
			return s.missing()
		case unlike:
			return s.unfit()
		}
		return holds(c)
	}
}

func equals(s *site, a, b Value) Value {
	if v := Equal(a, b); v != nil {
		return v
	}
	return s.unfit()
}

func differs(s *site, a, b Value) Value {
	if v, ok := Equal(a, b).(bool); ok {
		return !v
	}
	return s.unfit()
}

// holds reports whether r holds v: true, false, or nil where they cannot be compared.
func (r Range) holds(v Value) Value {
	for _, bound := range []struct {
		limit  Value
		closed bool
		sign   int
	}{{r.Low, r.LowClosed, 1}, {r.High, r.HighClosed, -1}} {
		if bound.limit == nil {
			continue
		}
		c, how := compare(v, bound.limit)
		if how != alike {
			return nil
		}
		if c != bound.sign && (c != 0 || !bound.closed) {
			return false
		}
	}
	return true
}

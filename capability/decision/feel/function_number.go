package feel

import "github.com/cockroachdb/apd/v3"

// Basis: DMN 1.3, 10.3.4.5.
var numbers = []builtin{
	{"decimal", []*form{of(rounded(apd.RoundHalfEven), "n", "scale")}},
	{"floor", []*form{optional(1, rounded(apd.RoundFloor), "n", "scale")}},
	{"ceiling", []*form{optional(1, rounded(apd.RoundCeiling), "n", "scale")}},
	{"round up", []*form{of(rounded(apd.RoundUp), "n", "scale")}},
	{"round down", []*form{of(rounded(apd.RoundDown), "n", "scale")}},
	{"round half up", []*form{of(rounded(apd.RoundHalfUp), "n", "scale")}},
	{"round half down", []*form{of(rounded(apd.RoundHalfDown), "n", "scale")}},
	{"abs", []*form{of(absolute, "n")}},
	{"modulo", []*form{of(modulo, "dividend", "divisor")}},
	{"sqrt", []*form{of(decimal(decimals.Sqrt), "number")}},
	{"log", []*form{of(decimal(decimals.Ln), "number")}},
	{"exp", []*form{of(decimal(decimals.Exp), "number")}},
	{"odd", []*form{of(parity(1), "number")}},
	{"even", []*form{of(parity(0), "number")}},
}

// rounded cuts a number to a scale, which is how many digits stay behind the point.
func rounded(how apd.Rounder) implementation {
	context := decimals
	context.Rounding = how
	return func(s *site, a []Value) Value {
		n, ok := a[0].(Number)
		scale, fine := 0, true
		if len(a) > 1 {
			scale, fine = cut(a[1])
		}
		if !ok || !fine || scale > 6176 || scale < -6111 {
			return s.bad(a...)
		}
		if int64(-scale) <= int64(n.d.Exponent) && n.d.Exponent > -34 && scale > 34 {
			return n // there is nothing to cut, and no room for so many digits
		}
		return arithmetic(s, func(d *apd.Decimal) (apd.Condition, error) { return context.Quantize(d, n.d, int32(-scale)) })
	}
}

func absolute(s *site, a []Value) Value {
	switch v := a[0].(type) {
	case Number:
		return arithmetic(s, func(d *apd.Decimal) (apd.Condition, error) { return decimals.Abs(d, v.d) })
	case Duration:
		if v.Seconds < 0 {
			return v.negated()
		}
		return v
	case Months:
		return max(v, -v)
	}
	return s.bad(a[0])
}

// modulo has the sign of the divisor: n - d * floor(n / d).
func modulo(s *site, a []Value) Value {
	n, ok := a[0].(Number)
	d, fine := a[1].(Number)
	if !ok || !fine {
		return s.bad(a...)
	}
	if d.d.IsZero() {
		return s.null("by-zero")
	}
	rest := arithmetic(s, func(into *apd.Decimal) (apd.Condition, error) { return decimals.Rem(into, n.d, d.d) })
	r, ok := rest.(Number)
	if ok && !r.d.IsZero() && r.d.Negative != d.d.Negative {
		return plus(s, r, d)
	}
	return rest
}

// decimal is a function of one number.
func decimal(run func(into, x *apd.Decimal) (apd.Condition, error)) implementation {
	return func(s *site, a []Value) Value {
		n, ok := a[0].(Number)
		if !ok {
			return s.bad(a[0])
		}
		return arithmetic(s, func(into *apd.Decimal) (apd.Condition, error) { return run(into, n.d) })
	}
}

func parity(rest int64) implementation {
	return func(s *site, a []Value) Value {
		r, ok := modulo(s, []Value{a[0], Int(2)}).(Number)
		if !ok {
			return s.bad(a[0])
		}
		return r.Cmp(Int(rest)) == 0
	}
}

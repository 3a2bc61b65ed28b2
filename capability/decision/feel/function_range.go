package feel

// rangeOf is what lies between two values.
func rangeOf(s *site, low, high Value, lowClosed, highClosed bool) Value {
	if low == nil || high == nil {
		return s.missing()
	}
	if c, how := compare(low, high); how != alike || c > 0 {
		return s.null("range", brief(low), brief(high))
	}
	return Range{low, high, lowClosed, highClosed}
}

// brief writes a single value, and of anything else only that it is there.
func brief(v Value) string {
	switch v.(type) {
	case List, Context, Range:
		return "…"
	}
	return shorten(Write(v))
}

// isBetween is a >= b and a <= c, in three values.
func isBetween(s *site, a []Value) Value {
	if a[0] == nil || a[1] == nil || a[2] == nil {
		return s.missing()
	}
	v := Range{a[1], a[2], true, true}.holds(a[0])
	if v == nil {
		return s.unfit()
	}
	return v
}

func isTrue(_ *site, a []Value) Value { return a[0] == true }

// twoRanges is a function of two ranges; a point is the range of itself.
func twoRanges(first, second string, run func(a, b Range) bool) []*form {
	return []*form{of(func(s *site, a []Value) Value {
		x, y := asRange(a[0]), asRange(a[1])
		if x.Low == nil || y.Low == nil || x.High == nil || y.High == nil {
			return s.bad(a...)
		}
		if _, how := compare(x.Low, y.Low); how != alike {
			return s.unfit()
		}
		return run(x, y)
	}, first, second), of(func(s *site, a []Value) Value { return s.bad(a...) }, "point", "range")}
}

func asRange(v Value) Range {
	if r, ok := v.(Range); ok {
		return r
	}
	return Range{v, v, true, true}
}

// Basis: DMN 1.3, 10.3.4.9, table 78.
var ranges = []builtin{
	{"before", twoRanges("a", "b", isBefore)},
	{"after", twoRanges("a", "b", func(a, b Range) bool { return isBefore(b, a) })},
	{"meets", twoRanges("range1", "range2", meets)},
	{"met by", twoRanges("range1", "range2", func(a, b Range) bool { return meets(b, a) })},
	{"overlaps", twoRanges("range1", "range2", func(a, b Range) bool { return !isBefore(a, b) && !isBefore(b, a) })},
	{"overlaps before", twoRanges("range1", "range2", overlapsBefore)},
	{"overlaps after", twoRanges("range1", "range2", func(a, b Range) bool { return overlapsBefore(b, a) })},
	{"includes", twoRanges("range", "point", includes)},
	{"during", twoRanges("point", "range", func(a, b Range) bool { return includes(b, a) })},
	{"starts", twoRanges("point", "range", startsRange)},
	{"started by", twoRanges("range", "point", func(a, b Range) bool { return startsRange(b, a) })},
	{"finishes", twoRanges("point", "range", finishes)},
	{"finished by", twoRanges("range", "point", func(a, b Range) bool { return finishes(b, a) })},
	{"coincides", twoRanges("a", "b", func(a, b Range) bool { return lows(a, b) == 0 && highs(a, b) == 0 })},
}

func cmpOf(a, b Value) int { c, _ := compare(a, b); return c }

// lows compares where two ranges begin: one that does not hold its bound begins later.
func lows(a, b Range) int {
	if c := cmpOf(a.Low, b.Low); c != 0 {
		return c
	}
	return bit(b.LowClosed) - bit(a.LowClosed)
}

// highs compares where two ranges end.
func highs(a, b Range) int {
	if c := cmpOf(a.High, b.High); c != 0 {
		return c
	}
	return bit(a.HighClosed) - bit(b.HighClosed)
}

func isBefore(a, b Range) bool {
	c := cmpOf(a.High, b.Low)
	return c < 0 || c == 0 && !(a.HighClosed && b.LowClosed)
}

func meets(a, b Range) bool { return a.HighClosed && b.LowClosed && cmpOf(a.High, b.Low) == 0 }

func overlapsBefore(a, b Range) bool {
	return lows(a, b) < 0 && highs(a, b) <= 0 && !isBefore(a, b)
}

func includes(a, b Range) bool { return lows(a, b) <= 0 && highs(a, b) >= 0 }

func startsRange(a, b Range) bool { return lows(a, b) == 0 && highs(a, b) <= 0 }

func finishes(a, b Range) bool { return highs(a, b) == 0 && lows(a, b) >= 0 }

// readers are functions that read texts of the language itself.
func readers() []builtin {
	return []builtin{{"range", []*form{of(text(rangeOfText), "from")}}}
}

// rangeOfText reads a range whose bounds are values.
func rangeOfText(s *site, t string) Value {
	if len(t) <= maxTemporal*2 {
		if e, f := Parse(t); f == nil && e.root.kind == span && e.root.text != ".." {
			low, ok := constant(e.root.kids[0])
			high, fine := constant(e.root.kids[1])
			if ok && fine {
				return rangeOf(s, low, high, e.root.text[0] == '[', e.root.text[1] == ']')
			}
		}
	}
	return s.null("no-range", shorten(t))
}

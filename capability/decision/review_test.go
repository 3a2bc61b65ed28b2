package decision_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tongban/capability/decision"
)

// cell is a condition as tests make it: its text, and whether it holds for a value. Numbers
// are halves: 3 is 1.5.
type cell struct {
	text  string
	holds func(v any) bool
}

// domains are what the columns of random tables may be told, null first.
var domains = map[string][]any{
	"number":               {nil, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14},
	"boolean":              {nil, false, true},
	"string":               {nil, "a", "b", "c", "other"},
	`string:"a","b","c"`:   {nil, "a", "b", "c"},
	`number:[1..3]`:        {nil, 2, 3, 4, 5, 6},
	`date`:                 {nil, day(0), day(1), day(2), day(3), day(4)},
	`date:>=@"2026-03-02"`: {nil, day(2), day(3), day(4)},
}

type day int

func (d day) String() string { return fmt.Sprintf(`@"2026-03-%02d"`, int(d)) }

func half(n int) string { return fmt.Sprintf("%g", float64(n)/2) }

// random makes a condition on a column.
func random(r *rand.Rand, kind string) cell {
	base, _, _ := strings.Cut(kind, ":")
	if r.IntN(4) == 0 {
		return cell{"-", func(any) bool { return true }}
	}
	if r.IntN(12) == 0 {
		return cell{"null", func(v any) bool { return v == nil }}
	}
	switch base {
	case "boolean":
		want := r.IntN(2) == 0
		return cell{fmt.Sprint(want), func(v any) bool { return v == want }}
	case "string":
		var of []string
		for _, s := range []string{"a", "b", "c"} {
			if r.IntN(2) == 0 {
				of = append(of, s)
			}
		}
		if len(of) == 0 {
			of = []string{"a"}
		}
		text := `"` + strings.Join(of, `","`) + `"`
		in := func(v any) bool { s, _ := v.(string); return slices.Contains(of, s) }
		if r.IntN(3) == 0 {
			return cell{"not(" + text + ")", func(v any) bool { return v != nil && !in(v) }}
		}
		return cell{text, in}
	}
	low := 2 + r.IntN(6)
	high := low + r.IntN(4)
	number := func(v any) (int, bool) {
		switch v := v.(type) {
		case int:
			return v, true
		case day:
			return int(v), true
		}
		return 0, false
	}
	write := half
	if base == "date" {
		low, high = 1+r.IntN(3), 2+r.IntN(2)
		write = func(n int) string { return day(n).String() }
	} else if low%2 == 1 && high%2 == 1 { // bounds are whole, so that every stretch is asked
		low, high = low-1, high+1
	}
	if base == "number" {
		low, high = low/2*2, (high+1)/2*2
	}
	ask := func(holds func(n int) bool) func(v any) bool {
		return func(v any) bool { n, ok := number(v); return ok && holds(n) }
	}
	switch r.IntN(6) {
	case 0:
		return cell{"< " + write(low), ask(func(n int) bool { return n < low })}
	case 1:
		return cell{">= " + write(low), ask(func(n int) bool { return n >= low })}
	case 2:
		return cell{fmt.Sprintf("[%s..%s]", write(low), write(high)), ask(func(n int) bool { return n >= low && n <= high })}
	case 3:
		return cell{fmt.Sprintf("(%s..%s]", write(low), write(high)), ask(func(n int) bool { return n > low && n <= high })}
	case 4:
		return cell{fmt.Sprintf("not([%s..%s))", write(low), write(high)), ask(func(n int) bool { return n < low || n >= high })}
	}
	return cell{fmt.Sprintf("%s, > %s", write(low), write(high)), ask(func(n int) bool { return n == low || n > high })}
}

// truth is what brute force finds out about a table.
type truth struct {
	gap      bool
	overlaps map[string]bool
	masked   map[int]bool
}

// brute tries every combination of values.
func brute(kinds []string, rows [][]cell) truth {
	found := truth{overlaps: map[string]bool{}, masked: map[int]bool{}}
	used, possible := map[int]bool{}, map[int]bool{}
	values := make([]any, len(kinds))
	var try func(col int, null bool)
	try = func(col int, null bool) {
		if col < len(kinds) {
			for _, v := range domains[kinds[col]] {
				values[col] = v
				try(col+1, null || v == nil)
			}
			return
		}
		var hits []int
		for i, row := range rows {
			if !slices.ContainsFunc(indices(row), func(j int) bool { return !row[j].holds(values[j]) }) {
				hits = append(hits, i)
			}
		}
		found.gap = found.gap || len(hits) == 0 && !null
		for i, a := range hits {
			possible[a] = true
			for _, b := range hits[i+1:] {
				found.overlaps[fmt.Sprint(a+1, " ", b+1)] = true
			}
		}
		if len(hits) > 0 {
			used[hits[0]] = true
		}
	}
	try(0, false)
	for i := range rows {
		if possible[i] && !used[i] {
			found.masked[i+1] = true
		}
	}
	return found
}

func indices(row []cell) []int {
	all := make([]int, len(row))
	for i := range all {
		all[i] = i
	}
	return all
}

// reviewed is the same as the review says it.
func reviewed(faults []decision.Fault) truth {
	found := truth{overlaps: map[string]bool{}, masked: map[int]bool{}}
	for _, f := range faults {
		switch strings.TrimPrefix(f.Key, "decision.review.") {
		case "gap":
			found.gap = true
		case "overlap", "conflict":
			found.overlaps[fmt.Sprint(f.Args[1], " ", f.Args[2])] = true
		case "masked":
			found.masked[f.Args[1].(int)] = true
		}
	}
	return found
}

// TestTheReviewFindsWhatTryingEverythingFinds compares the review of random tables with
// brute force: every gap, every pair that overlaps, every row that is never used; and the
// hits of every combination with those of the table.
func TestTheReviewFindsWhatTryingEverythingFinds(t *testing.T) {
	t.Parallel()
	kinds := []string{"number", "boolean", "string", `string:"a","b","c"`, "number:[1..3]", "date", `date:>=@"2026-03-02"`}
	for seed := range uint64(1500) {
		r := rand.New(rand.NewPCG(seed, 7))
		g := grid{policy: []string{"UNIQUE", "FIRST"}[seed%2], outputs: []string{"n number"}}
		var columns []string
		for i := range 1 + r.IntN(3) {
			kind := kinds[r.IntN(len(kinds))]
			columns = append(columns, kind)
			g.inputs = append(g.inputs, fmt.Sprintf("c%d %s", i, kind))
		}
		var rows [][]cell
		for i := range 1 + r.IntN(5) {
			var row []cell
			var texts []string
			for _, kind := range columns {
				row = append(row, random(r, kind))
				texts = append(texts, row[len(row)-1].text)
			}
			rows = append(rows, row)
			g.rows = append(g.rows, strings.Join(append(texts, fmt.Sprint(i)), " | "))
		}
		m, faults := decision.Parse([]byte(g.xml()))
		if m == nil {
			t.Fatalf("%+v\n%s", faults, g.xml())
		}
		review := m.Review()
		want, got := brute(columns, rows), reviewed(review)
		if seed%2 == 0 {
			want.masked = got.masked
		} else {
			want.overlaps = got.overlaps
		}
		if fmt.Sprint(want) != fmt.Sprint(got) {
			t.Fatalf("seed %d: want %v, got %v\n%v\n%s\n%v", seed, want, got, g.inputs, strings.Join(g.rows, "\n"), review)
		}
	}
}

func TestTheReviewNamesACaseNobodyThoughtOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		g    grid
		want []string
	}{
		"a gap between two numbers": {
			grid{"UNIQUE", []string{"age number:>=0", `city string:"a","b"`}, []string{"n number"}, []string{`<= 17 | - | 1`, `>= 60 | "a" | 2`, `>= 60 | "b" | 3`}},
			[]string{"gap [answer age = 18 · city = \"a\"]"},
		},
		"a gap at one date": {
			grid{"FIRST", []string{"d date"}, []string{"n number"}, []string{`< @"2026-03-01" | 1`, `> @"2026-03-01" | 2`}},
			[]string{`gap [answer d = date("2026-03-01")]`},
		},
		"no gap between two days": {
			grid{"UNIQUE", []string{"d date"}, []string{"n number"}, []string{`<= @"2026-03-01" | 1`, `>= @"2026-03-02" | 2`}},
			nil,
		},
		"rows that contradict each other": {
			grid{"UNIQUE", []string{"age number", "b boolean"}, []string{"n number"}, []string{`<= 18 | true | 1`, `>= 18 | - | 2`, `< 18 | false | 1`, `18 | true | 1`}},
			[]string{"conflict [answer 1 2 age = 18 · b = true]", "overlap [answer 1 4 age = 18 · b = true]", "conflict [answer 2 4 age = 18 · b = true]"},
		},
		"a row that is never used": {
			grid{"PRIORITY", []string{"age number"}, []string{`s string:"high","low"`}, []string{`> 5 | "low"`, `> 3 | "high"`, `- | "low"`}},
			[]string{"masked [answer 1]"},
		},
		"a condition that can never hold": {
			grid{"FIRST", []string{`s string:"a","b"`}, []string{"n number"}, []string{`"c" | 1`, `- | 2`}},
			[]string{"never [answer 1 1]"},
		},
		"a default covers everything": {
			grid{"UNIQUE", []string{"age number"}, []string{"n number:;0"}, []string{`> 5 | 1`}}, nil,
		},
		"what is only computed is not looked at": {
			grid{"UNIQUE", []string{"age number"}, []string{"n number"}, []string{`> age + 1 | 1`, `> 5 | 1`, `<= 5 | 2`}},
			[]string{"unseen [answer 1]"},
		},
		"two columns of one thing": {
			grid{"UNIQUE", []string{"age number", "age number"}, []string{"n number"}, []string{`>= 18 | < 60 | 1`, `>= 60 | - | 2`, `- | < 18 | 3`}}, nil,
		},
	} {
		source := strings.Replace(c.g.xml(), `<inputData id="i1" name="age"><variable name="age" typeRef="number"/></inputData>`, "", 1)
		if strings.Count(c.g.xml(), `name="age"><variable`) > 1 {
			source = strings.Replace(source, `<informationRequirement><requiredInput href="#i1"/></informationRequirement>`, "", 1)
		}
		m, faults := decision.Parse([]byte(source))
		if m == nil {
			t.Fatal(name, faults)
		}
		var got []string
		for _, f := range m.Review() {
			got = append(got, fmt.Sprint(strings.TrimPrefix(f.Key, "decision.review."), " ", f.Args))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

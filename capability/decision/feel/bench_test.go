package feel_test

import (
	"testing"

	"tongban/capability/decision/feel"
)

// BenchmarkCell measures one cell of a table.
func BenchmarkCell(b *testing.B) {
	for _, c := range []struct {
		name, cell string
		input      feel.Value
	}{
		{"compare", ">= 18", feel.Int(34)},
		{"range", "[100000..300000]", feel.Int(200000)},
		{"texts", `"High","Medium"`, "Medium"},
		{"date", `< date("2026-06-01")`, feel.Date{Year: 2026, Month: 2, Day: 1}},
		{"expression", "? > limit * 2", feel.Int(34)},
	} {
		b.Run(c.name, func(b *testing.B) {
			scope := feel.Scope{Names: []string{"limit"}}
			test, f := feel.ParseTest(c.cell, scope.Names...)
			if f != nil {
				b.Fatal(f)
			}
			p, f := feel.CompileTest(test, scope)
			if f != nil {
				b.Fatal(f)
			}
			slots := feel.NewSlots(map[string]feel.Value{"limit": feel.Int(5)})
			b.ReportAllocs()
			for b.Loop() {
				if v, _ := p.Run(c.input, slots); v != true {
					b.Fatal(v)
				}
			}
		})
	}
}

// BenchmarkCompileCell measures what a cell costs when a model is read.
func BenchmarkCompileCell(b *testing.B) {
	for b.Loop() {
		test, _ := feel.ParseTest("[100000..300000]", "limit")
		if _, f := feel.CompileTest(test, feel.Scope{Names: []string{"limit"}}); f != nil {
			b.Fatal(f)
		}
	}
}

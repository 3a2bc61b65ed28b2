package rulebook

import (
	"tongban/capability/rulebook/sheet"
)

// elder writes the rules of a senior citizen's card into a blank content over birth date,
// today and whether a card is held.
func (w *world) elder(c Content) Content {
	w.Helper()
	f, fault := sheet.Open(c.XML)
	if fault != nil {
		w.Fatal(fault)
	}
	s, ok := f.Table(c.Decision)
	if !ok || len(s.Columns) != 3 {
		w.Fatalf("the blank table is %+v", s)
	}
	s.Columns[0].Label, s.Columns[0].Type = "年龄", "number"
	s.Columns[0].Expression = "years and months duration(" + c.Inputs[0].Name + ", " + c.Inputs[1].Name + ").years"
	s.Columns = append(s.Columns[:1], s.Columns[2])
	say := func(result, reason string, cells ...string) sheet.Row {
		return sheet.Row{Cells: cells, Outputs: []string{sheet.Quote(result), sheet.Quote(reason)}}
	}
	s.Rows = []sheet.Row{
		say("approve", "年满60周岁，还没有优待证", ">= 60", "false"),
		say("refer", "已经有一张有效的优待证", ">= 60", "true"),
		say("refer", "未满60周岁", "< 60", "-"),
	}
	f.Put(c.Decision, s)
	c.XML = f.XML()
	given := func(born, held string) map[string]string {
		return map[string]string{c.Inputs[0].Name: born, c.Inputs[1].Name: "2026-02-10", c.Inputs[2].Name: held}
	}
	c.Examples = []Example{
		{"满60岁的那一天", given("1966-02-10", "false"), Approve},
		{"差一天满60岁", given("1966-02-11", "false"), Refer},
		{"已经有证", given("1949-06-30", "true"), Refer},
		{"不知道有没有证", given("1949-06-30", ""), Refer},
	}
	return c
}

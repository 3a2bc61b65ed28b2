package studio

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
)

var (
	whole  = regexp.MustCompile(`^\d{1,3}$`)
	yuan   = regexp.MustCompile(`^\d{1,9}(\.\d{1,2})?$`)
	halves = regexp.MustCompile(`^\d{1,4}(\.\d{1,2})?$`)
)

// materials are what an application takes. What is not on the form stays with the
// material of the code.
var materials = &list{
	name: "materials",
	fields: []field{
		{name: "code", kind: hidden}, {name: "name"},
		{name: "necessity", options: necessities},
		{name: "originals", kind: number}, {name: "copies", kind: number}, {name: "note", kind: text},
	},
	of: func(item *catalogue.Item) (rows [][]string) {
		for _, m := range item.Materials {
			rows = append(rows, []string{m.Code, m.Name, m.Necessity, strconv.Itoa(m.Originals), strconv.Itoa(m.Copies), m.Note})
		}
		return rows
	},
	set: setMaterials,
}

func setMaterials(item *catalogue.Item, rows [][]string) (faults []fault.Field) {
	var list []catalogue.Material
	for at, row := range rows {
		m, known := item.Material(row[0])
		if !known {
			m = catalogue.Material{Code: newCode(item.Materials, list), Kind: "original", Source: "applicant", Form: "both"}
		}
		m.Name, m.Necessity, m.Note = row[1], row[2], row[5]
		m.Originals, m.Copies = number0(row[3]), number0(row[4])
		if m.Name == "" {
			faults = append(faults, fault.Field{Name: cell("materials", at, "name"), Key: "studio.check.name"})
		}
		if m.Necessity == catalogue.Conditional && m.RequiredWhen == nil {
			faults = append(faults, fault.Field{Name: cell("materials", at, "necessity"), Key: "studio.check.condition"})
		}
		list = append(list, m)
	}
	item.Materials = replaced(item.Materials, list)
	return faults
}

// newCode returns a code no material has.
func newCode(lists ...[]catalogue.Material) string {
	for n := 1; ; n++ {
		code := fmt.Sprintf("M-%02d", n)
		if !slices.ContainsFunc(slices.Concat(lists...), func(m catalogue.Material) bool { return m.Code == code }) {
			return code
		}
	}
}

// stages are the steps of the handling. What is not on the form stays with the stage
// of the code.
var stages = &list{
	name:   "stages",
	fields: []field{{name: "code", kind: hidden}, {name: "name"}, {name: "actor", options: stageActors}, {name: "limitWorkdays", kind: days}},
	of: func(item *catalogue.Item) (rows [][]string) {
		for _, s := range item.Stages {
			rows = append(rows, []string{s.Code, s.Name, s.Actor, strconv.FormatFloat(s.LimitWorkdays, 'f', -1, 64)})
		}
		return rows
	},
	set: func(item *catalogue.Item, rows [][]string) (faults []fault.Field) {
		var list []catalogue.Stage
		for at, row := range rows {
			known := slices.IndexFunc(item.Stages, func(s catalogue.Stage) bool { return s.Code == row[0] && row[0] != "" })
			s := catalogue.Stage{Code: fmt.Sprintf("STEP-%d", at+1), Clock: "run"}
			if known >= 0 {
				s = item.Stages[known]
			}
			s.Name, s.Actor = row[1], row[2]
			s.LimitWorkdays, _ = strconv.ParseFloat(cmp.Or(row[3], "0"), 64) // check has let it through
			if s.Name == "" {
				faults = append(faults, fault.Field{Name: cell("stages", at, "name"), Key: "studio.check.name"})
			}
			list = append(list, s)
		}
		item.Stages = replaced(item.Stages, list)
		return faults
	},
}

// laws are what an item rests on. How sure we are of a text goes with that text.
var laws = &list{
	name:   "legalBasis",
	fields: []field{{name: "title"}, {name: "article", optional: true}, {name: "text", kind: text}},
	of: func(item *catalogue.Item) (rows [][]string) {
		for _, l := range item.LegalBasis {
			rows = append(rows, []string{l.Title, l.Article, l.Text})
		}
		return rows
	},
	set: func(item *catalogue.Item, rows [][]string) (faults []fault.Field) {
		var list []catalogue.LegalBasis
		for at, row := range rows {
			law := catalogue.LegalBasis{Title: row[0], Article: row[1], Text: row[2]}
			for _, before := range item.LegalBasis {
				if before.Title == law.Title && before.Article == law.Article && before.Text == law.Text {
					law.Evidence = before.Evidence
				}
			}
			if law.Title == "" {
				faults = append(faults, fault.Field{Name: cell("legalBasis", at, "title"), Key: "studio.check.name"})
			}
			list = append(list, law)
		}
		item.LegalBasis = replaced(item.LegalBasis, list)
		return faults
	},
}

// charges are the parts of a fee.
var charges = &list{
	name:   "fee.items",
	fields: []field{{name: "name"}, {name: "amount", kind: amount}, {name: "unit", optional: true}, {name: "note", optional: true}},
	of: func(item *catalogue.Item) (rows [][]string) {
		for _, f := range item.Fee.Items {
			rows = append(rows, []string{f.Name, amountText(f.AmountCents), f.Unit, f.Note})
		}
		return rows
	},
	set: func(item *catalogue.Item, rows [][]string) (faults []fault.Field) {
		var list []catalogue.FeeItem
		for at, row := range rows {
			charge := catalogue.FeeItem{Name: row[0], AmountCents: cents(row[1]), Unit: row[2], Note: row[3]}
			for _, before := range item.Fee.Items {
				if before.Name == charge.Name && amountText(before.AmountCents) == amountText(charge.AmountCents) {
					charge.Evidence = before.Evidence
				}
			}
			if charge.Name == "" {
				faults = append(faults, fault.Field{Name: cell("fee.items", at, "name"), Key: "studio.check.name"})
			}
			list = append(list, charge)
		}
		item.Fee.Items = replaced(item.Fee.Items, list)
		return faults
	},
}

// questions are what people ask, with the answers.
var questions = &list{
	name:   "faq",
	fields: []field{{name: "q"}, {name: "a", kind: text}},
	of: func(item *catalogue.Item) (rows [][]string) {
		for _, f := range item.FAQ {
			rows = append(rows, []string{f.Q, f.A})
		}
		return rows
	},
	set: func(item *catalogue.Item, rows [][]string) (faults []fault.Field) {
		var list []catalogue.FAQ
		for at, row := range rows {
			for i, name := range []string{"q", "a"} {
				if row[i] == "" {
					faults = append(faults, fault.Field{Name: cell("faq", at, name), Key: "studio.check.name"})
				}
			}
			list = append(list, catalogue.FAQ{Q: row[0], A: row[1]})
		}
		item.FAQ = replaced(item.FAQ, list)
		return faults
	},
}

// replaced is the list that takes the place of another; of two empty ones the one
// that was there, so that nothing seems to have changed.
func replaced[T any](before, after []T) []T {
	if len(after) == 0 && before != nil {
		return before[:0]
	}
	return after
}

// amountText writes an amount as it is typed, in yuan; "" for one that differs from
// case to case.
func amountText(cents *int64) string {
	if cents == nil {
		return ""
	}
	return fmt.Sprintf("%d.%02d", *cents/100, *cents%100)
}

// cents reads what check has let through.
func cents(typed string) *int64 {
	if typed == "" {
		return nil
	}
	n, _ := strconv.ParseFloat(typed, 64)
	whole := int64(n*100 + .5)
	return &whole
}

func number0(typed string) int {
	n, _ := strconv.Atoi(cmp.Or(typed, "0")) // check has let it through
	return n
}

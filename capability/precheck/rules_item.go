package precheck

import (
	"slices"
	"strings"
	"time"

	"tongban/kernel/check"
)

// betweenPapers asks about a legal representative whose ID card names somebody else than
// the business licence does.
func (e *examination) betweenPapers() {
	for _, licence := range e.sheets {
		rep, ok := licence.Value("legalRep.name")
		if !ok || rep.Confidence < sure || licence.Kind != BusinessLicence {
			continue
		}
		for _, card := range e.sheets {
			name, ok := card.Value("person.name")
			if card.Kind != IDFront || !ok || name.Confidence < sure || !strings.Contains(card.material.Name, wordLegalRep) || strings.Contains(card.material.Name, wordOfficers) {
				continue
			}
			if !sameName(name.Text, rep.Text) && !sameName(rep.Text, name.Text) {
				e.find(Finding{
					Kind: Question, Material: card.material.Code, Text: "precheck.other-rep", Simulated: card.simulated,
					Args: []any{rep.Text, name.Text},
				})
			}
		}
	}
}

// numbersTwice asks about an ID number that stands in two rows of a table.
func (e *examination) numbersTwice() {
	seen := map[string]bool{}
	for _, f := range e.facts {
		if f.row == "" || f.attribute() != "idNumber" {
			continue
		}
		table, _, _ := strings.Cut(f.row, ".")
		key := table + "\x00" + check.Compact(f.text)
		if seen[key] {
			e.find(Finding{Kind: Question, Field: f.path, Text: "precheck.number-twice", Args: []any{f.text}})
		}
		seen[key] = true
	}
}

// bothSides asks about somebody who buys from themselves.
func (e *examination) bothSides() {
	for _, buyer := range with(e.facts, "buyer.idNumber") {
		for _, seller := range with(e.facts, "seller.idNumber") {
			if check.Compact(buyer.text) == check.Compact(seller.text) {
				e.find(Finding{Kind: Question, Field: buyer.path, Text: "precheck.both-sides", Args: []any{buyer.text}})
			}
		}
	}
}

// workingAge is how old an employee has to be.
// Basis: 劳动法, art. 15.
const workingAge = 16

// tooYoung asks about employees below working age on the day they are hired.
func (e *examination) tooYoung() {
	for _, number := range with(e.facts, "employee.idNumber") {
		born, ok := check.Birth(number.text)
		day := e.today
		for _, hired := range with(e.facts, "employee.hireDate") {
			if at, err := time.ParseInLocation(time.DateOnly, hired.text, e.today.Location()); err == nil && hired.row == number.row {
				day = at
			}
		}
		if ok && check.Age(born, day) < workingAge {
			e.find(Finding{Kind: Question, Field: number.path, Text: "precheck.too-young", Args: []any{number.text, workingAge}})
		}
	}
}

// ageBorder gives notice where somebody is about to pass an age limit of the form.
func (e *examination) ageBorder() {
	for _, f := range e.facts {
		most := f.field.Rules.MaxAge
		if most == nil {
			continue
		}
		born, err := time.ParseInLocation(time.DateOnly, f.text, e.today.Location())
		if err != nil {
			continue
		}
		over := born.AddDate(*most+1, 0, 0)
		if e.today.Before(over) && e.today.AddDate(0, 3, 0).After(over) {
			e.find(Finding{Kind: Notice, Field: f.path, Text: "precheck.age-border", Args: []any{*most, over.AddDate(0, 0, -1).Format(time.DateOnly)}})
		}
	}
}

// houseNumbers asks about addresses of firms and shops that do not say which house.
func (e *examination) houseNumbers() {
	for _, name := range []string{"org.address", "place.address"} {
		for _, f := range with(e.facts, name) {
			if !hasNumber(f.text) {
				e.find(Finding{Kind: Question, Field: f.path, Text: "precheck.no-house-number", Args: []any{f.text}})
			}
		}
	}
}

// coldRoom asks for the paper about the room for cold or raw food where such food is
// chosen.
// Basis: 食品经营许可和备案管理办法 (rooms of their own for cold and raw food; from memory).
func (e *examination) coldRoom() {
	chosen := e.chosen("food.projects")
	if !slices.Contains(chosen, "cold") && !slices.Contains(chosen, "raw") {
		return
	}
	for _, m := range e.item.Materials {
		given := slices.ContainsFunc(e.handed, func(h handed) bool { return h.material.Code == m.Code })
		if strings.Contains(m.Name, wordColdRoom) && !given {
			e.find(Finding{Kind: Question, Material: m.Code, Text: "precheck.cold-room", Args: []any{called{e.item, m.Name}}})
		}
	}
}

// firstMonth asks about contributions for a month before the firm was established.
func (e *examination) firstMonth() {
	for _, month := range with(e.facts, "fund.firstMonth") {
		for _, s := range e.sheets {
			founded, ok := s.Value("org.establishedDate")
			if ok && founded.Confidence >= sure && len(month.text) == 7 && month.text < founded.Text[:7] {
				e.find(Finding{
					Kind: Question, Field: month.path, Material: s.material.Code, Text: "precheck.first-month", Simulated: s.simulated,
					Args: []any{month.text, founded.Text},
				})
			}
		}
	}
}

// ethnicGroup asks about a child of another ethnic group than both parents, whose cards
// were read.
// Basis: 中国公民民族成份登记管理办法, art. 5 (from memory).
func (e *examination) ethnicGroup() {
	var parents []string
	for _, s := range e.sheets {
		if v, ok := s.Value("person.ethnicGroup"); ok && v.Confidence >= sure && strings.Contains(s.material.Name, wordParents) {
			parents = append(parents, v.Text)
		}
	}
	for _, child := range with(e.facts, "child.ethnicGroup") {
		if len(parents) == 2 && !slices.Contains(parents, child.text) {
			e.find(Finding{Kind: Question, Field: child.path, Text: "precheck.ethnic-group", Args: []any{shown{child.element, child.text}}})
		}
	}
}

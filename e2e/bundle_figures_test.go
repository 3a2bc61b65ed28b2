package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tongban/e2e/world"
)

// spared are the figures of a bundle as the program says them.
type spared struct{ Apart, Together counted }

// count is the independent count for answers.
func (c *counter) count(p followed) spared { return spared{c.apart(p), c.together(p)} }

// everything are answers with which all components take part that can, by bundle: what the
// figures stand for before anybody has answered anything.
var everything = map[string]map[string]any{
	"newborn": {"b_who": "mother", "b_follow": "father", "b_opt": []string{"vaccine", "insurance", "card", "maternity", "subsidy"}, "b_place": true, "b_order": 1.0,
		"birth-cert.q_surname": "father", "hukou-birth.q_collective": true, "med-insure.q_within": true, "maternity-exp.q_local": false},
	"biz-open": {"b_hire": true, "b_invoice": "small", "b_bank": true, "biz-setup.q_address": "own", "biz-setup.q_pre": true},
	"restaurant-open": {"r_exist": true, "r_projects": []string{"hot"}, "r_area": 300.0, "r_drain": true, "r_big_ad": true,
		"signboard.q_history": true, "outdoor-ad.q_roof": true},
}

// ways are paths through the joint guide, every question answered: the one with everything,
// and some that are drawn by lot, always the same.
func (c *counter) ways(n int) (all []map[string]any) {
	lot := rand.New(rand.NewPCG(9, 5))
	all = append(all, everything[c.Code])
	for len(all) < n {
		answers := map[string]any{}
		for _, q := range c.Questions {
			if q.Default != nil && lot.IntN(3) > 0 {
				answers[q.ID] = drawn(q, lot)
			}
		}
		p := c.follows(answers)
		for ; len(p.open) > 0; p = c.follows(answers) {
			answers[p.open[0].ID] = drawn(p.open[0], lot)
		}
		if !p.ended {
			all = append(all, answers)
		}
	}
	return all
}

// drawn is an answer to a question by lot.
func drawn(q rawQuestion, lot *rand.Rand) any {
	switch q.Type {
	case "bool":
		return lot.IntN(2) == 0
	case "number":
		return []float64{1, 2, 299, 300, 350}[lot.IntN(5)]
	case "multi":
		var chosen []string
		for _, o := range q.Options {
			if lot.IntN(2) == 0 {
				chosen = append(chosen, o.Value)
			}
		}
		if len(chosen) == 0 {
			chosen = []string{q.Options[0].Value}
		}
		return chosen
	}
	return q.Options[lot.IntN(len(q.Options))].Value
}

// asInput writes answers as a page sends them.
func asInput(answers map[string]any) url.Values {
	input := url.Values{}
	for name, answer := range answers {
		for _, one := range several(answer) {
			input.Add(name, fmt.Sprint(one))
		}
	}
	return input
}

// tableOf reads the comparison on the public page of a bundle.
func tableOf(page *world.Screen) (n spared, err error) {
	at := []struct {
		apart, together any
	}{
		{&n.Apart.Forms, &n.Together.Forms}, {&n.Apart.Fields, &n.Together.Fields}, {&n.Apart.Filled, &n.Together.Filled},
		{&n.Apart.Materials, &n.Together.Materials}, {&n.Apart.Visits, &n.Together.Visits}, {&n.Apart.Workdays, &n.Together.Workdays},
	}
	rows := cells(page)
	if len(rows) != len(at) {
		return n, fmt.Errorf("the page compares in %d rows: %v", len(rows), rows)
	}
	for i, row := range rows {
		for cell, into := range []any{at[i].apart, at[i].together} {
			if err := json.Unmarshal([]byte(row[cell+1]), into); err != nil {
				return n, fmt.Errorf("%v: %w", row, err)
			}
		}
	}
	return n, nil
}

// cells are what the first table of a page says, by row.
func cells(page *world.Screen) (rows [][]string) {
	for n := range page.Main().Descendants() {
		if n.Type != html.ElementNode || n.Data != "tbody" {
			continue
		}
		for tr := range n.Descendants() {
			if tr.Type != html.ElementNode || tr.Data != "tr" {
				continue
			}
			var row []string
			for td := range tr.ChildNodes() {
				if td.Type == html.ElementNode {
					row = append(row, textOf(td))
				}
			}
			rows = append(rows, row)
		}
		return rows
	}
	return nil
}

func textOf(n *html.Node) string {
	var text strings.Builder
	for child := range n.Descendants() {
		if child.Type == html.TextNode {
			text.WriteString(child.Data)
		}
	}
	return strings.TrimSpace(text.String())
}

// TestFiguresOfBundlesEqualAnIndependentCount counts what the bundles of the demo city ask, with
// and without them, from the documents alone, for many paths through each guide, and finds the
// same figures on the public page and in the API.
func TestFiguresOfBundlesEqualAnIndependentCount(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		by := w.Visitor()
		for _, code := range slices.Sorted(maps.Keys(everything)) {
			c := counts(w.T, code)
			w.Logf("%s: forms, fields, filled, papers, visits, days: apart | together", code)
			for i, answers := range c.ways(60) {
				p := c.follows(answers)
				want := c.count(p)
				if i < 6 {
					w.Logf("%2d items %v | %v  %s", len(p.parts), want.Apart, want.Together, asInput(answers).Encode())
				}
				c.holds(w, by, answers, want, i < 12)
			}
			c.beforeAnything(w, by)
		}
	})
}

// holds finds the figures for answers in the API and, where a reader looks, on the page.
func (c *counter) holds(w *world.World, by *world.Browser, answers map[string]any, want spared, onPage bool) {
	w.Helper()
	var plan struct {
		Stop      any
		Open      []string
		Parts     []string
		Materials []struct {
			Necessity string
			FromForm  bool
		}
		Tally spared
	}
	w.Anybody().Post("/bundles/"+c.Code+"/guide", map[string]any{"answers": answers}).Is(http.StatusOK).Into(&plan)
	if plan.Stop != nil || len(plan.Open) > 0 || plan.Tally != want {
		w.Errorf("%s %v:\nsaid    %+v\ncounted %+v\n(open %v)", c.Code, answers, plan.Tally, want, plan.Open)
	}
	if !onPage {
		return
	}
	page := by.Opens("/bundles/" + c.Code + "?" + asInput(answers).Encode())
	if shown, err := tableOf(page); err != nil || shown != want {
		w.Errorf("%s %v:\nshown   %+v\ncounted %+v (%v)", c.Code, answers, shown, want, err)
	}
	fields := strconv.Itoa(want.Together.Fields) + " 项（分开办 " + strconv.Itoa(want.Apart.Fields) + " 项）"
	papers := "要带 " + strconv.Itoa(want.Together.Materials) + " 份材料"
	for _, said := range []string{fields, papers} {
		if !strings.Contains(page.Read(), said) {
			w.Errorf("%s %v does not say %s", c.Code, answers, said)
		}
	}
}

// beforeAnything finds the figures for everything where nothing is answered yet: on the page,
// on the list and in the API.
func (c *counter) beforeAnything(w *world.World, by *world.Browser) {
	w.Helper()
	want := c.count(c.follows(everything[c.Code]))
	if shown, err := tableOf(by.Opens("/bundles/" + c.Code)); err != nil || shown != want {
		w.Errorf("%s before anything is answered:\nshown   %+v\ncounted %+v (%v)", c.Code, shown, want, err)
	}
	var whole struct{ Everything spared }
	w.Anybody().Get("/bundles/" + c.Code).Is(http.StatusOK).Into(&whole)
	if whole.Everything != want {
		w.Errorf("%s:\nsaid    %+v\ncounted %+v", c.Code, whole.Everything, want)
	}
	list := by.Opens("/bundles").Read()
	for _, said := range []string{
		fmt.Sprintf("填 %d 项，分开办要填 %d 项", want.Together.Fields, want.Apart.Fields), fmt.Sprintf("带 %d 份材料，分开办要带 %d 份", want.Together.Materials, want.Apart.Materials),
	} {
		if !strings.Contains(list, said) {
			w.Errorf("the list does not say %s of %s", said, c.Code)
		}
	}
}

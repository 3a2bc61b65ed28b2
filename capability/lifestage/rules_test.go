package lifestage

import (
	"slices"
	"testing"

	"tongban/capability/catalogue"
)

func guidance(t *testing.T) Guidance {
	t.Helper()
	g, err := readGuidance(guidanceFile)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestTheDataFileSaysEverythingInBothLanguages(t *testing.T) {
	g := guidance(t)
	said := func(what string, w Words) {
		if w.Zh == "" || w.En == "" {
			t.Errorf("%s: %+v", what, w)
		}
	}
	seen := map[string]bool{}
	for _, s := range g.Stages {
		said(s.Code, s.Name)
		said(s.Code, s.Note)
		if icons[s.Code] == "" || len(s.Themes)+len(s.Words) == 0 || seen[s.Code] || !slices.Contains(Kinds, s.Kind) {
			t.Errorf("%+v", s)
		}
		seen[s.Code] = true
	}
	for _, r := range g.Ages {
		said("an age", r.Why)
	}
	for _, r := range g.Follows {
		said("what was granted", r.Called)
		for _, n := range r.Next {
			said(r.Called.En, n.Why)
			if len(n.Items)+len(n.Words) == 0 {
				t.Errorf("%s leads to nothing", r.Called.En)
			}
		}
	}
	first, last := g.of(Person)[0].Code, g.of(Person)[len(g.of(Person))-1]
	if first != "birth" || !last.Silent || g.of(Firm)[0].Code != "founding" || g.of(Firm)[len(g.of(Firm))-1].Code != "closing" {
		t.Error("a life begins or ends elsewhere")
	}
	if _, err := readGuidance("[[stages]]\ncolour = 'red'"); err == nil {
		t.Error("what nobody reads is no mistake")
	}
}

func TestAServiceComesIntoItsStagesByItself(t *testing.T) {
	g := guidance(t)
	for _, c := range []struct {
		item  catalogue.Summary
		stage string
		in    bool
	}{
		{catalogue.Summary{Themes: catalogue.Themes{Natural: []string{"005"}}}, "birth", true},
		{catalogue.Summary{Themes: catalogue.Themes{Legal: []string{"005"}}}, "birth", false},
		{catalogue.Summary{Themes: catalogue.Themes{Legal: []string{"005"}}}, "founding", true},
		{catalogue.Summary{Name: "新生儿听力筛查"}, "birth", true},
		{catalogue.Summary{Name: "企业注销登记", ServiceObjects: []int{2}}, "closing", true},
		{catalogue.Summary{Name: "户口注销", ServiceObjects: []int{1}}, "closing", false},
		{catalogue.Summary{Name: "企业退休人员名册备案", ServiceObjects: []int{2}}, "retirement", false},
	} {
		at := slices.IndexFunc(g.Stages, func(s Stage) bool { return s.Code == c.stage })
		if g.Stages[at].Has(&c.item) != c.in {
			t.Errorf("%+v in %s: want %v", c.item, c.stage, c.in)
		}
	}
	if !g.silent(&catalogue.Summary{Name: "继承公证"}) || g.silent(&catalogue.Summary{Name: "老年人优待证办理"}) {
		t.Error("the wrong services are silent")
	}
	for name, want := range map[string]bool{"残疾人证": true, "最低生活保障证": true, "残疾人两项补贴资格认定申请": true, "健康证明": true, "营业执照": false, "老年人优待证": false} {
		if g.sensitive(name) != want {
			t.Errorf("%s sensitive: want %v", name, want)
		}
	}
}

func TestOneSuggestionIsNamedAlikeForOneOwnerOnly(t *testing.T) {
	c := candidate{evidence: "n"}
	if c.id("a", "/items/x") != c.id("a", "/items/x") || c.id("a", "/items/x") == c.id("b", "/items/x") || c.id("a", "/items/x") == c.id("a", "/items/y") {
		t.Error("names of suggestions")
	}
}

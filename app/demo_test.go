package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"

	"tongban/capability/catalogue"
	"tongban/capability/element"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/db"
)

// demoItem is what these tests read of an item of the demo catalogue.
type demoItem struct {
	ID       string            `json:"id"`
	Name     string            `json:"name"`
	Form     json.RawMessage   `json:"form"`
	English  map[string]string `json:"english"`
	Region   catalogue.Region  `json:"region"`
	Basic    catalogue.Basic   `json:"basic"`
	ItemType catalogue.ItemType
	Level    int                    `json:"exerciseLevel"`
	Levels   []catalogue.LevelPower `json:"levels"`
	Keywords []string               `json:"keywords"`

	whole map[string]any
}

// demoBundle is a 一件事 of the demo catalogue.
type demoBundle struct {
	ID        string `json:"id"`
	JointForm struct {
		Fields   []jointField        `json:"fields"`
		Sections map[string][]string `json:"itemSections"`
	} `json:"jointForm"`
}

// jointField is a field of a bundle's form and the fields of items it answers.
type jointField struct {
	Key     string   `json:"key"`
	Type    string   `json:"type"`
	Element string   `json:"element"`
	MapsTo  []string `json:"mapsTo"`
	raw     json.RawMessage
}

func (f *jointField) UnmarshalJSON(b []byte) error {
	type plain jointField
	f.raw = slices.Clone(b)
	return json.Unmarshal(b, (*plain)(f))
}

// demoCatalogue reads the demo catalogue.
func demoCatalogue(t *testing.T) (items []demoItem, bundles []demoBundle) {
	t.Helper()
	var doc struct {
		Items   []json.RawMessage `json:"items"`
		Bundles []demoBundle      `json:"bundles"`
	}
	if err := json.NewDecoder(catalogue.Demo()).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	for _, raw := range doc.Items {
		var item demoItem
		for _, into := range []any{&item, &item.whole} {
			if err := json.Unmarshal(raw, into); err != nil {
				t.Fatal(err)
			}
		}
		items = append(items, item)
	}
	return items, doc.Bundles
}

// formOf reads the form of an item; form holds it against the dictionary.
func (i demoItem) form(t *testing.T) *form.Definition {
	t.Helper()
	d, err := form.Parse(i.Form)
	if err != nil {
		t.Fatalf("%s: %v", i.ID, err)
	}
	return d
}

func TestEveryFieldOfTheDemoIsBoundToAnElement(t *testing.T) {
	items, bundles := demoCatalogue(t)
	fields := 0
	for _, item := range items {
		d := item.form(t)
		fields += len(d.Fields)
		if unbound := d.Unbound(); len(unbound) > 0 {
			t.Errorf("%s: nobody says what %v mean", item.ID, unbound)
		}
		for _, f := range d.Fields {
			if f.Kind == form.Table && len(f.Columns) == 0 {
				t.Errorf("%s.%s: a table without columns", item.ID, f.Key)
			}
		}
	}
	if fields < 149 {
		t.Errorf("%d fields were looked at", fields)
	}
	for _, b := range bundles {
		for _, f := range b.JointForm.Fields {
			if _, known := element.Find(f.Element); !known {
				t.Errorf("%s.%s means %q", b.ID, f.Key, f.Element)
			}
		}
	}
}

func TestEveryFormOfTheDemoCanBeFilledInOnline(t *testing.T) {
	items, _ := demoCatalogue(t)
	if len(items) != 26 {
		t.Errorf("%d items were looked at", len(items))
	}
	for _, item := range items {
		d := item.form(t)
		if cannot := d.Unsupported(); len(cannot) > 0 {
			t.Errorf("%s: %v cannot be filled in", item.ID, cannot)
		}
		for _, topic := range d.Topics() {
			if topic.Label == "" || item.English[topic.Label] == "" {
				t.Errorf("%s: the page %s is called %q, in English %q", item.ID, topic.Key, topic.Label, item.English[topic.Label])
			}
		}
		for _, r := range d.Rules {
			if r.SaysEn == "" {
				t.Errorf("%s: the rule %s speaks no English", item.ID, r.Key)
			}
		}
	}
}

// TestAJointFieldMeansWhatItAnswers: one answer may stand in for several fields only
// if they ask for the same fact, a part of it, or the day of a time.
func TestAJointFieldMeansWhatItAnswers(t *testing.T) {
	items, bundles := demoCatalogue(t)
	means := map[string]string{}
	for _, item := range items {
		for _, f := range item.form(t).Fields {
			means[item.ID+"."+f.Key] = f.Element
		}
	}
	for _, b := range bundles {
		for _, f := range b.JointForm.Fields {
			whole, _ := element.Find(f.Element)
			for _, target := range f.MapsTo {
				part, known := element.Find(means[target])
				day := whole.Kind == element.DateTime && part.Kind == element.Date && part.About() == whole.About()
				if !known || part.Name != whole.Name && part.About() != whole.Of && !day {
					t.Errorf("%s.%s (%s) answers %s (%s)", b.ID, f.Key, f.Element, target, means[target])
				}
			}
			if f.Type == "group" {
				continue
			}
			if _, err := form.Parse(json.RawMessage(`{"fields":[` + string(f.raw) + `]}`)); err != nil {
				t.Errorf("%s.%s: %v", b.ID, f.Key, err)
			}
		}
		for item, keys := range b.JointForm.Sections {
			for _, key := range keys {
				if means[item+"."+key] == "" {
					t.Errorf("%s asks for %s.%s, which is not there", b.ID, item, key)
				}
			}
		}
	}
}

// TestEnglishOfTheDemoIsOfItsTexts finds translations of texts that are no longer
// there, and texts everybody reads that have none.
func TestEnglishOfTheDemoIsOfItsTexts(t *testing.T) {
	items, _ := demoCatalogue(t)
	for _, item := range items {
		delete(item.whole, "english")
		texts := map[string]bool{}
		collect(item.whole, texts)
		for text, english := range item.English {
			if !texts[text] {
				t.Errorf("%s has English for %q, which it does not say", item.ID, text)
			}
			if english == "" || strings.ContainsFunc(english, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s: %q is no English for %q", item.ID, english, text)
			}
		}
		read := map[string]bool{item.Name: true}
		for _, part := range []string{"conditions", "scenarios", "materials", "stages", "specialProcedures", "walkthrough", "commonMistakes", "faq", "onSiteReason", "place", "hours"} {
			collect(item.whole[part], read)
		}
		collectForm(item.whole["form"], read)
		for text := range read {
			if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && item.English[text] == "" {
				t.Errorf("%s: no English for %q", item.ID, text)
			}
		}
	}
}

// collectForm adds what a form says beside its fields' names to texts: those have
// their English with them. Examples are as people would write them.
func collectForm(value any, texts map[string]bool) {
	form, _ := value.(map[string]any)
	fields, _ := form["fields"].([]any)
	for _, field := range fields {
		f, _ := field.(map[string]any)
		for _, part := range []string{"hint", "note", "text", "mistakes"} {
			collect(f[part], texts)
		}
		if columns, ok := f["columns"]; ok {
			collectForm(map[string]any{"fields": columns}, texts)
		}
	}
}

// collect adds every text within value to texts.
func collect(value any, texts map[string]bool) {
	switch value := value.(type) {
	case string:
		texts[value] = true
	case []any:
		for _, one := range value {
			collect(one, texts)
		}
	case map[string]any:
		for _, one := range value {
			collect(one, texts)
		}
	}
}

func TestTheDemoSaysWhoDoesWhatAndForWhom(t *testing.T) {
	items, _ := demoCatalogue(t)
	types, _ := element.CodeList("itemType")
	shared := map[string]int{}
	for _, item := range items {
		shared[item.whole["implementationCode"].(string)]++
		if item.Region.Code != "990100" || item.Basic.Name == "" || len(item.Keywords) < 2 {
			t.Errorf("%s: region %v, basic item %v, words %v", item.ID, item.Region, item.Basic, item.Keywords)
		}
		if at := slices.IndexFunc(types.Codes, func(v element.Value) bool { return v.Code == item.ItemType.Code }); at < 0 || types.Codes[at].Label != item.ItemType.Name {
			t.Errorf("%s is of the type %+v", item.ID, item.ItemType)
		}
		for _, step := range []string{catalogue.Accept, catalogue.Examine, catalogue.Decide, catalogue.Deliver} {
			if !slices.ContainsFunc(item.Levels, func(l catalogue.LevelPower) bool { return slices.Contains(l.Steps, step) }) {
				t.Errorf("%s: nobody is to %s", item.ID, step)
			}
		}
	}
	if food := shared["11990100MDEM00011W4990100002000"]; food != 3 {
		t.Errorf("the food business licence has %d handling items", food)
	}
}

func TestTheDemoStartsAgainWhenItsItemsHaveBeenRevised(t *testing.T) {
	a, _ := demoCity(t)
	editor := actor.With(t.Context(), actor.Actor{ID: "editor", Kind: actor.Staff, Roles: []actor.Role{actor.Editor}})
	publisher := actor.With(t.Context(), actor.Actor{ID: "publisher", Kind: actor.Staff, Roles: []actor.Role{actor.Publisher}})
	item, err := a.Catalogue.Published(t.Context(), "elder-card")
	if err != nil {
		t.Fatal(err)
	}
	changed := *item
	changed.ConsultPhone = "0000-65509999"
	version, err := a.Catalogue.Revise(editor, "elder-card", item.VersionID, &changed)
	for _, step := range []func() error{
		func() error { return err },
		func() error { return a.Catalogue.Submit(editor, version, "") },
		func() error { return a.Catalogue.Review(publisher, version, "") },
		func() error { return a.Catalogue.Publish(publisher, version, "") },
		// A newer program brings a changed demo; here the record it came from is older.
		func() error {
			return a.DB.Write(t.Context(), "test", func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE catalogue_source SET digest = $1`, []byte("older"))
				_, whole := tx.Exec(ctx, `UPDATE intake_import SET digest = $1`, []byte("older"))
				return errors.Join(err, whole)
			})
		},
		func() error { return a.Seed(t.Context()) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	again, err := a.Catalogue.Published(t.Context(), "elder-card")
	if err != nil || again.ConsultPhone != "0000-65509999" {
		t.Errorf("the editor's version is gone: %v, %v", again, err)
	}
}

// TestSomebodyHoldsEveryLicenceTheDemoItemsName: a material that an e-licence replaces
// can be seen replaced.
func TestSomebodyHoldsEveryLicenceTheDemoItemsName(t *testing.T) {
	a, _ := demoCity(t)
	items, _ := demoCatalogue(t)
	personas, err := a.Identity.Personas(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var owners []string
	for _, p := range personas {
		if p.Kind != actor.Citizen {
			continue
		}
		owners = append(owners, p.Subject.String())
		mandates, err := a.Identity.Held(t.Context(), actor.Actor{ID: p.Subject.String(), Kind: actor.Citizen})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mandates {
			owners = append(owners, m.Principal.String())
		}
	}
	held := map[string]bool{}
	for _, owner := range owners {
		licences, err := a.Licences.Held(t.Context(), owner)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range licences {
			held[l.Type.Name] = true
		}
	}
	for _, item := range items {
		materials, _ := item.whole["materials"].([]any)
		for _, m := range materials {
			ways, _ := m.(map[string]any)["replaceableBy"].([]any)
			for _, way := range ways {
				if name, _ := way.(map[string]any)["licenceType"].(string); name != "" && !held[name] {
					t.Errorf("%s: nobody holds a %s", item.ID, name)
				}
			}
		}
	}
}

func TestNothingOfAFreshDemoIsRefused(t *testing.T) {
	a, _ := demoCity(t)
	runs, _, err := a.Intake.Imports(actor.With(t.Context(), actor.Actor{ID: "editor", Kind: actor.Staff, Roles: []actor.Role{actor.Editor}}), 0)
	if err != nil || len(runs) != 1 || runs[0].Count[catalogue.Refused] != 0 {
		t.Errorf("%+v, %v", runs, err)
	}
}

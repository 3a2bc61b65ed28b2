package bundle

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// demoPins are the items of the demo city with their forms.
func demoPins(t *testing.T) Pinned {
	t.Helper()
	var whole struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.NewDecoder(catalogue.Demo()).Decode(&whole); err != nil {
		t.Fatal(err)
	}
	pins := Pinned{}
	for _, document := range whole.Items {
		item, err := catalogue.ReadItem(document)
		if err != nil {
			t.Fatal(err)
		}
		def, err := form.Parse(item.Form)
		if err != nil {
			t.Fatal(item.Code, err)
		}
		def.DemoRegions = true
		pin := pins[item.Code]
		pin.Item, pin.Form = item, def
		pins[item.Code] = pin
	}
	return pins
}

// demoJoint is a bundle of the demo city.
func demoJoint(t *testing.T, code string) *Joint {
	t.Helper()
	text, err := os.ReadFile("demo/" + code + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var b Bundle
	if err := json.Unmarshal(text, &b); err != nil {
		t.Fatal(err)
	}
	j, err := Join(&b, id.New(), demoPins(t))
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// demoCodes are the bundles of the demo city.
var demoCodes = []string{"newborn", "biz-open", "restaurant-open"}

// paths are answers to every question of a joint guide in every way: each choice with each
// other one of the bundle's own questions, and the components' own questions one at a time.
func paths(j *Joint, every bool) (all []catalogue.Answers) {
	all = []catalogue.Answers{{}}
	for _, q := range j.Questions {
		var longer []catalogue.Answers
		for _, a := range all {
			for _, answer := range choices(q, every) {
				longer = append(longer, with(a, q.ID, answer))
			}
		}
		all = longer
	}
	var whole []catalogue.Answers
	for _, a := range all {
		whole = append(whole, settled(j, a)...)
	}
	return whole
}

// choices are answers to a question that differ in what follows.
func choices(q catalogue.Question, every bool) (answers []any) {
	switch q.Type {
	case "bool":
		return []any{true, false}
	case "number":
		if q.Unit == "" {
			return []any{1.0}
		}
		return []any{1.0, 350.0}
	case "single":
		for _, o := range q.Options {
			answers = append(answers, o.Value)
		}
	case "multi":
		for set := 1; set < 1<<len(q.Options); set++ {
			if !every && set&(set-1) != 0 && set != 1<<len(q.Options)-1 {
				continue // one, or all
			}
			var chosen []string
			for i, o := range q.Options {
				if set&(1<<i) != 0 {
					chosen = append(chosen, o.Value)
				}
			}
			answers = append(answers, chosen)
		}
	}
	return answers
}

// settled answers what is still open with the first choice, and once more with each other
// choice of each question.
func settled(j *Joint, a catalogue.Answers) (all []catalogue.Answers) {
	plan := j.Plan(a)
	if plan.Blocked() {
		return []catalogue.Answers{a}
	}
	for _, q := range plan.Open {
		a = with(a, q.ID, choices(q, false)[0])
	}
	all = append(all, a)
	for _, q := range plan.Open {
		for _, other := range choices(q, false)[1:] {
			all = append(all, with(a, q.ID, other))
		}
	}
	return all
}

func with(a catalogue.Answers, key string, value any) catalogue.Answers {
	more := maps.Clone(a)
	more[key] = value
	return more
}

func TestBundlesOfTheDemoFitTogether(t *testing.T) {
	for _, code := range demoCodes {
		j := demoJoint(t, code)
		for _, c := range j.Clashes {
			t.Errorf("%s: %s (%s) differs in %s: %+v", code, c.Element, c.Label, c.Aspect, c.Sides)
		}
		def, err := form.Parse(j.Item.Form)
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		if left := def.Unsupported(); len(left) > 0 {
			t.Errorf("%s cannot ask for %v", code, left)
		}
	}
}

// TestABirthAsksAtMostTwentySixAnswers holds what the national programme is for: with every
// path through the guide at most 26 answers and 15 papers, fewer than the components ask.
func TestABirthAsksAtMostTwentySixAnswers(t *testing.T) {
	j := demoJoint(t, "newborn")
	ways, most := 0, Tally{}
	for _, a := range paths(j, true) {
		if j.Plan(a).Blocked() {
			continue
		}
		ways++
		n := j.Tally(a)
		if n.Together.Fields > 26 || n.Together.Materials > 15 || n.Together.Forms != 1 {
			t.Errorf("%v: %+v", a, n)
		}
		if n.Together.Fields >= n.Apart.Fields || n.Together.Materials > n.Apart.Materials {
			t.Errorf("%v: nothing is won: %+v", a, n)
		}
		if n.Together.Fields > most.Together.Fields {
			most = n
		}
	}
	if ways < 100 || most.Apart.Fields < 44 {
		t.Errorf("%d paths, the longest %+v", ways, most)
	}
	t.Logf("%d paths; with everything %+v", ways, most)
}

// TestNothingIsAskedTwice holds that no data element has two questions on any path, that every
// field a component requires is asked, supplied, worked out or follows from a result, and that
// no material that a component results in is asked for.
func TestNothingIsAskedTwice(t *testing.T) {
	for _, code := range demoCodes {
		j := demoJoint(t, code)
		for _, a := range some(paths(j, false), 400) {
			whole, found := j.plan(a)
			if whole.Blocked() {
				continue
			}
			takesPart := func(o *Part) bool { _, yes := found[o]; return yes }
			asked := map[string]string{}
			for p := range found {
				if p.Item == nil {
					continue
				}
				for i := range p.Form.Fields {
					f := &p.Form.Fields[i]
					from := p.source[f.Key]
					if from == nil {
						if f.Kind != form.Computed && f.Rules.DerivedFrom == "" {
							t.Fatalf("%s %v: nothing answers %s of %s", code, a, f.Key, p.Code())
						}
						continue
					}
					if !from.asked(whole.Answers, takesPart) {
						continue
					}
					if key, twice := asked[f.Element]; twice && f.Element != "" && key != from.joint.key && !j.apart(p, f) && !strings.HasPrefix(key, "outdoor_ad") {
						t.Fatalf("%s %v: %s is asked as %s and %s", code, a, f.Element, key, from.joint.key)
					}
					asked[f.Element] = from.joint.key
				}
				for _, m := range p.Item.Materials {
					if _, by := j.MaterialOf(p, m.Code, a); by != "" && slices.ContainsFunc(whole.Materials, func(o catalogue.Material) bool { return o.Code == p.Code()+"."+m.Code }) {
						t.Fatalf("%s: %s of %s comes from %s and is asked all the same", code, m.Code, p.Code(), by)
					}
				}
			}
		}
	}
}

// some is at most n of all, evenly.
func some(all []catalogue.Answers, n int) (few []catalogue.Answers) {
	step := max(1, len(all)/n)
	for i := 0; i < len(all); i += step {
		few = append(few, all[i])
	}
	return few
}

// newbornValues are answers to the joint form of a birth.
func newbornValues() form.Values {
	address := form.Values{"region": "990103", "detail": "鹤鸣路60号4幢502室（虚构地址）"}
	return Applicant(form.Values{
		"child_name": "韩书禾", "child_sex": "2", "child_birthTime": "2026-01-14T09:30", "child_gestationWeeks": int64(39), "child_birthWeight": int64(3300),
		"child_birthLength": int64(50), "mother_ethnicGroup": "01", "mother_address": address, "father_name": "韩立群",
		"father_idNumber": "990103199110171113", "father_ethnicGroup": "01", "child_birthHospital": "h01", "person_mobile": "13900000001",
		"declaration_truthful": true, "vaccination_hepB": "2026-01-15", "vaccination_site": "990103-01", "child_ethnicGroup": "01",
		"child_nativePlace": "990103", "household_number": "990103006027", "household_headName": "韩立群", "household_relation": "3", "household_address": address,
		"insurance_payment": "tax",
	}, map[string]any{"person.name": "苏念慈", "person.idNumber": "990103199204061206"})
}

func TestAComponentGetsItsShareAndNothingElse(t *testing.T) {
	j := demoJoint(t, "newborn")
	a := catalogue.Answers{"b_who": "mother", "b_follow": "father", "b_opt": []string{"vaccine", "insurance"}, "b_place": true,
		"birth-cert.q_surname": "father", "hukou-birth.q_collective": false, "med-insure.q_within": true}
	if plan := j.Plan(a); plan.Blocked() || !plan.Complete() {
		t.Fatalf("%+v", plan)
	}
	today := time.Date(2026, 2, 10, 10, 0, 0, 0, time.FixedZone("CST", 8*3600))
	values := newbornValues()
	if wrong := j.Faults(a, values, form.Situation{Today: today}); len(wrong) > 0 {
		t.Errorf("right answers are refused: %+v", wrong)
	}
	results := Results{}
	for _, p := range j.Chosen(a) {
		answers, share := j.Share(p, a, values, results)
		for key := range share {
			if _, own := p.Form.Field(key); !own {
				t.Errorf("%s is given %s", p.Code(), key)
			}
		}
		if wrong := p.Form.Check(share, form.Situation{Today: today, Answers: answers}); len(wrong) > 0 {
			t.Errorf("%s: %+v", p.Code(), wrong)
		}
		switch p.Code() {
		case "birth-cert":
			results["birth-cert"] = map[string]string{"birthCertificate.number": "Z990000001", "child.birthDate": "2026-01-14"}
		case "hukou-birth":
			if share["birthCertNo"] != "Z990000001" || share["motherName"] != "苏念慈" || share["birthPlace"] != "990103" || share["followParent"] != "father" {
				t.Errorf("the household register is given %v", share)
			}
			results["hukou-birth"] = map[string]string{"child.idNumber": "990103202601141220"}
		case "med-insure":
			if share["babyId"] != "990103202601141220" || share["guardianName"] != "苏念慈" || share["insureYear"] != int64(2026) {
				t.Errorf("the insurance is given %v", share)
			}
		}
	}
	delete(values, "father_name")
	values["vaccination_hepB"] = "2026-01-01"
	var at []string
	for _, wrong := range j.Faults(a, values, form.Situation{Today: today}) {
		at = append(at, wrong.Name)
	}
	if want := []string{"father_name", "vaccination_hepB"}; !slices.Equal(slices.Compact(sorted(at)), want) {
		t.Errorf("faults at %v, want %v", at, want)
	}
	if one, other := j.Identity(a, newbornValues()), j.Identity(a, newbornValues().With(form.Values{"child_name": "韩书苗"})); one == nil || fmt.Sprint(one) == fmt.Sprint(other) {
		t.Errorf("twins are one matter: %v, %v", one, other)
	}
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

func TestACircleAndWhatIsNotThereIsSaid(t *testing.T) {
	pins := demoPins(t)
	b := &Bundle{Code: "x", Name: "圆", Components: []Component{
		{Item: "birth-cert", DependsOn: []string{"hukou-birth"}}, {Item: "hukou-birth", DependsOn: []string{"birth-cert"}}, {Item: "nowhere"},
	}, Supplies: []Supply{{Element: "no.such", Value: 1.0}}, Materials: []JointMaterial{{Code: "M", Name: "n", Covers: []string{"birth-cert.M-NONE"}}}}
	faults := b.examine(pins)
	for _, want := range []string{"bundle.check.circle", "bundle.check.item", "bundle.check.element", "bundle.check.covers"} {
		if !slices.ContainsFunc(faults, func(f fault.Field) bool { return f.Key == want }) {
			t.Errorf("%s is not said: %+v", want, faults)
		}
	}
	b = &Bundle{Code: "y", Name: "撞", Components: []Component{{Item: "ss-card", Required: true}, {Item: "childcare-subsidy", Required: true}}}
	j, err := Join(b, id.New(), pins)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(j.Clashes, func(c Clash) bool { return c.Element == "account.bank" && c.Aspect == "label" }) {
		t.Errorf("two names for one bank are no clash: %+v", j.Clashes)
	}
}

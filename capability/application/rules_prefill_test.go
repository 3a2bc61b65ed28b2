package application

import (
	"maps"
	"slices"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// asks reads a form with fields that take data from elsewhere.
func asks(t *testing.T, fields string) *form.Definition {
	t.Helper()
	def, err := form.Parse([]byte(`{"fields":[` + fields + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	def.DemoRegions = true
	return def
}

func TestAChildIsFilledInFromTheLicenceTheFieldNames(t *testing.T) {
	t.Parallel()
	def := asks(t, `{"key":"named","label":"姓名","type":"string","element":"child.name","prefill":"licence.出生医学证明.name"},
		{"key":"unnamed","label":"孩子","type":"string","element":"child.name"},
		{"key":"later","label":"新生儿","type":"string","element":"child.name","prefill":"bundle.birthCert.babyName"}`)
	known := facts{}
	known.held([]HeldLicence{{Type: "出生医学证明", Values: map[string]string{"child.name": "林一诺"}}})
	values, from := known.prefill(def, form.Situation{Today: at("2026-02-10 09:00")})
	if values["named"] != "林一诺" || values["later"] != "林一诺" || values["unnamed"] != nil {
		t.Errorf("filled %v", values)
	}
	if from["named"].Name != "出生医学证明" {
		t.Errorf("from %+v", from)
	}
}

func TestAFirmIsFilledInWhereAFormIsAboutOneThatExists(t *testing.T) {
	t.Parallel()
	known := facts{}
	known.put("org.name", "云岫示范餐饮有限公司", origin{Kind: fromRegister})
	founding := asks(t, `{"key":"name","label":"企业名称","type":"string","element":"org.name"}`)
	known.held([]HeldLicence{{Type: "营业执照", Values: map[string]string{"org.name": "云岫示范餐饮有限公司"}}})
	if values, _ := known.prefill(founding, form.Situation{Today: at("2026-02-10 09:00")}); len(values) > 0 {
		t.Errorf("a firm that is being founded is called %v", values)
	}
	running := asks(t, `{"key":"name","label":"企业名称","type":"string","element":"org.name"},{"key":"uscc","label":"代码","type":"string","element":"org.uscc"}`)
	if values, _ := known.prefill(running, form.Situation{Today: at("2026-02-10 09:00")}); values["name"] == nil {
		t.Error("a firm that exists is not named")
	}
}

func TestWhatAnAgentSaidOfThemselvesDoesNotFillTheNextAgentsForm(t *testing.T) {
	t.Parallel()
	def := asks(t, `{"key":"mobile","label":"联系手机","type":"string","element":"person.mobile"},{"key":"agent","label":"经办人","type":"string","element":"agent.name"},
		{"key":"place","label":"场所名称","type":"string","element":"place.host"}`)
	first, next := id.New(), id.New()
	handed := casework.Submission{Values: form.Values{"mobile": "13900990001", "agent": "林晓华", "place": "示范店"}}
	for name, c := range map[string]struct {
		firm bool
		by   id.ID
		want []string
	}{
		"the same agent": {true, first, []string{"agent.name", "person.mobile", "place.host"}},
		"another":        {true, next, []string{"place.host"}},
		"the principal":  {false, next, []string{"person.mobile", "place.host"}},
	} {
		f := &casework.File{Case: &casework.Case{Firm: c.firm, Agent: first}, Submissions: []casework.Submission{handed}}
		known := facts{}
		known.earlierFacts(def, f, c.by.String())
		if got := slices.Sorted(maps.Keys(known)); !slices.Equal(got, c.want) {
			t.Errorf("%s is told %v", name, got)
		}
	}
}

func TestWhatTheFormWouldRefuseIsLeftToTheApplicant(t *testing.T) {
	t.Parallel()
	def := asks(t, `{"key":"sex","label":"性别","type":"enum","element":"person.sex"},{"key":"mobile","label":"手机","type":"string","element":"person.mobile"}`)
	known := facts{}
	known.put("person.sex", "女", origin{Kind: fromLicence, Name: "居民身份证"})
	known.put("person.mobile", "110", origin{Kind: fromRegister})
	values, from := known.prefill(def, form.Situation{Today: at("2026-02-10 09:00")})
	if values["sex"] != "2" || values["mobile"] != nil {
		t.Errorf("filled %v", values)
	}
	if _, said := from["mobile"]; said {
		t.Error("says where an answer is from that is not there")
	}
}

func TestAListInWordsIsChosenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	def := asks(t, `{"key":"sells","label":"经营项目","type":"enumList","element":"food.projects","options":[{"value":"hot","label":"热食类"},{"value":"cold","label":"冷食类"}]}`)
	for words, want := range map[string][]string{"热食类、冷食类": {"hot", "cold"}, "冷食类": {"cold"}, "热食类、糕点类": nil} {
		known := facts{}
		known.put("food.projects", words, origin{Kind: fromLicence, Name: "食品经营许可证"})
		values, _ := known.prefill(def, form.Situation{Today: at("2026-02-10 09:00")})
		if got, _ := values["sells"].([]string); !slices.Equal(got, want) {
			t.Errorf("%s is filled in as %v, want %v", words, values["sells"], want)
		}
	}
}

func TestAnItemIsBegunByWhomItIsForWithinTheirPower(t *testing.T) {
	t.Parallel()
	person := actor.Actor{ID: "a", Kind: actor.Citizen}
	firm, filler := person, person
	firm.For = actor.Party{ID: "f", Kind: actor.Firm, Name: "企业", MaySubmit: true}
	filler.For = actor.Party{ID: "p", Kind: actor.Person, Items: []string{"other"}}
	both, firms, people := []int{1, 2}, []int{2, 6}, []int{1}
	for _, c := range []struct {
		who  actor.Actor
		what []int
		key  string
	}{
		{person, both, ""}, {person, people, ""}, {person, firms, "application.firms-only"}, {person, nil, ""},
		{firm, both, ""}, {firm, firms, ""}, {firm, people, "application.people-only"},
		{filler, people, "application.not-covered"},
	} {
		err := mayBegin(c.who, &catalogue.Item{Code: "item", ServiceObjects: c.what})
		key := ""
		if f, ok := fault.As(err); ok {
			key = f.Key
		}
		if key != c.key {
			t.Errorf("%v for %+v: %v, want %q", c.what, c.who.For, err, c.key)
		}
	}
}

func TestTheLicenceAFieldNamesCountsWhateverElseSpeaksOfIt(t *testing.T) {
	t.Parallel()
	def := asks(t, `{"key":"name","label":"姓名","type":"string","element":"child.name","prefill":"licence.出生医学证明.name"},
		{"key":"no","label":"户号","type":"string","element":"household.number","prefill":"licence.居民户口簿.number"}`)
	known := facts{}
	known.held([]HeldLicence{
		{Type: "居民户口簿", Values: map[string]string{"child.name": "林二诺", "household.number": "990103006027"}},
		{Type: "出生医学证明", Values: map[string]string{"child.name": "林一诺"}},
	})
	values, from := known.prefill(def, form.Situation{Today: at("2026-02-10 09:00")})
	if values["name"] != "林一诺" || from["name"].Name != "出生医学证明" || values["no"] != "990103006027" {
		t.Errorf("filled %v from %+v", values, from)
	}
}

func TestSharedDataFillsTheFieldThatNamesItAndNoOther(t *testing.T) {
	t.Parallel()
	def := asks(t, `{"key":"weeks","label":"孕周","type":"integer","element":"child.gestationWeeks","prefill":"share.助产机构分娩信息.gestationWeeks"},
		{"key":"weight","label":"体重","type":"integer","element":"child.birthWeight","prefill":"share.助产机构分娩信息.birthWeight"},
		{"key":"length","label":"身长","type":"integer","element":"child.birthLength"}`)
	known := facts{}
	known.shared("助产机构分娩信息", SharedRecord{Found: true, Source: "卫健委（模拟数据）", Values: map[string]string{
		"gestationWeeks": "39", "birthLength": "50",
	}})
	values, from := known.prefill(def, form.Situation{Today: at("2026-02-10 09:00")})
	if values["weeks"] != int64(39) || values["weight"] != nil || values["length"] != nil {
		t.Errorf("filled %v", values)
	}
	if from["weeks"] != (origin{Kind: fromShare, Name: "卫健委（模拟数据）"}) {
		t.Errorf("from %+v", from["weeks"])
	}
	if l := lookUpsOf(catalogue.Plan{}, def); !slices.Equal(l.Resources, []string{"助产机构分娩信息"}) {
		t.Errorf("it asks for %v, once", l.Resources)
	}
}

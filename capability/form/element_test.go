package form_test

import (
	"encoding/json"
	"slices"
	"testing"

	"tongban/capability/form"
	"tongban/kernel/fault"
)

func TestAFieldThatContradictsItsElementIsAFault(t *testing.T) {
	for raw, want := range map[string]string{
		`{"key":"a","label":"a","type":"string","element":"person.shoeSize"}`:                                                                          "form.fields[0].element form.definition.element",
		`{"key":"a","label":"a","type":"integer","element":"person.name"}`:                                                                             "form.fields[0].element form.definition.contradicts",
		`{"key":"a","label":"a","type":"string","validation":{"format":"luhn"},"element":"person.mobile"}`:                                             "form.fields[0].element form.definition.contradicts",
		`{"key":"a","label":"a","type":"enum","options":["X9"],"element":"driving.class"}`:                                                             "form.fields[0].options form.definition.option",
		`{"key":"a","label":"a","type":"table","element":"org.officers","columns":[{"key":"n","type":"string"}]}`:                                      "form.fields[0].columns[0] form.definition.nameless",
		`{"key":"a","label":"a","type":"table","element":"org.officers","columns":[{"key":"n","label":"n","type":"string","element":"buyer.name"}]}`:   "form.fields[0].columns[0].element form.definition.column",
		`{"key":"a","label":"a","type":"table","element":"org.officers","columns":[{"key":"n","label":"n","type":"date","element":"officer.name"}]}`:   "form.fields[0].columns[0].element form.definition.contradicts",
		`{"key":"a","label":"a","type":"table","element":"org.officers","columns":[{"key":"n","label":"n","type":"string","element":"officer.name"}]}`: "",
	} {
		_, err := form.Parse(json.RawMessage(`{"fields":[` + raw + `]}`))
		got := ""
		if f, ok := fault.As(err); ok {
			got = f.Fields[0].Name + " " + f.Fields[0].Key
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", raw, got, want)
		}
	}
}

func TestWhatTheElementKnowsNeedNotBeRepeated(t *testing.T) {
	d := parse(t, `{"fields":[
		{"key":"id","label":"身份证号","type":"string","element":"beneficiary.idNumber"},
		{"key":"level","label":"残疾等级","type":"enum","element":"disability.level"},
		{"key":"class","label":"准驾车型","type":"enum","element":"driving.class","options":["A2"]}]}`)
	if !d.Supported() {
		t.Fatal("the form is not offered")
	}
	found := d.Check(form.Values{"id": "110105199001010017", "level": "5", "class": "B2"}, now)
	var got []string
	for _, f := range found {
		got = append(got, f.Name+" "+f.Key)
	}
	if want := []string{"id check.id.digit", "level form.choice.unknown", "class form.choice.unknown"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	level, _ := d.Field("level")
	if len(level.Options) != 4 || level.Options[0] != (form.Option{Value: "1", Label: "一级", LabelEn: "Degree 1"}) {
		t.Errorf("the degrees are %v", level.Options)
	}
}

func TestFieldsThatNameNoElementAreListed(t *testing.T) {
	d := parse(t, `{"fields":[
		{"key":"name","label":"姓名","type":"string","prefill":"auth.person.name"},
		{"key":"mobile","label":"手机","type":"string","element":"person.mobile"},
		{"key":"colour","label":"颜色","type":"string"},
		{"key":"officers","label":"董事","type":"table","element":"org.officers","columns":[
			{"key":"name","label":"姓名","type":"string","element":"officer.name"},{"key":"hat","label":"帽子","type":"string"}]}]}`)
	if want := []string{"name", "colour", "officers.hat"}; !slices.Equal(d.Unbound(), want) {
		t.Errorf("got %q, want %q", d.Unbound(), want)
	}
}

func TestAnAnswerMayBeFetchedFromAnotherElement(t *testing.T) {
	d := parse(t, `{"fields":[
		{"key":"mother","label":"母亲姓名","type":"string","prefill":"auth.person.name","element":"mother.name"},
		{"key":"father","label":"父亲姓名","type":"string","element":"father.name"},
		{"key":"class","label":"准驾车型","type":"enum","prefill":"licence.机动车驾驶证.class","element":"driving.class"}]}`)
	for key, want := range map[string]string{"mother": "person.name", "father": "father.name", "class": "driving.class"} {
		if f, _ := d.Field(key); f.From() != want {
			t.Errorf("%s is fetched from %s", key, f.From())
		}
	}
}

package form_test

import (
	"slices"
	"testing"

	"tongban/capability/form"
)

func TestRulesReadAgesFromNumbersAndPartsOfTexts(t *testing.T) {
	d := parse(t, `{"fields":[
		{"key":"staff","label":"职工","type":"table","required":true,"columns":[{"key":"idNo","label":"身份证号","type":"string"}]},
		{"key":"father","label":"父亲","type":"string"},{"key":"child","label":"孩子","type":"string"}],
		"rules":[
		{"key":"sixteen","each":"staff","holds":"age(born(row.idNo)) >= 16","says":"年满十六周岁","at":["idNo"]},
		{"key":"surname","holds":"child.startsWith(father.charAt(0))","says":"随父姓","at":["child"]}]}`)
	for _, tt := range []struct {
		number, father, child string
		want                  []string
	}{
		{"99010319900615011X", "𠮷安", "𠮷小禾", nil},
		{"990103202601152229", "韩立群", "苏小禾", []string{"staff.0.idNo", "child"}},
		{"not a number", "韩立群", "韩小禾", nil}, // the column says so itself, where it has a format
	} {
		v := form.Values{"staff": []form.Values{{"idNo": tt.number}}, "father": tt.father, "child": tt.child}
		var got []string
		for _, f := range d.Check(v, now) {
			got = append(got, f.Name)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

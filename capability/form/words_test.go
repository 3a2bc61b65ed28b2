package form_test

import (
	"context"
	"testing"

	"tongban/capability/form"
	"tongban/capability/place"
)

// map of two districts, one with a street.
type atlas struct{ form.Places }

func (atlas) Children(_ context.Context, code string) ([]place.Region, error) {
	return map[string][]place.Region{
		"":       {{Code: "990000", Label: place.Label{Name: "示范省"}}},
		"990000": {{Code: "990100", Label: place.Label{Name: "云岫市"}}},
		"990100": {{Code: "990102", Label: place.Label{Name: "清溪区"}}, {Code: "990103", Label: place.Label{Name: "梧桐区"}}},
		"990103": {{Code: "990103001", Label: place.Label{Name: "鹤鸣街道"}}},
	}[code], nil
}

func (atlas) names(code string) (place.Label, bool) {
	name, ok := map[string]string{"990000": "示范省", "990100": "云岫市", "990103": "梧桐区", "990103001": "鹤鸣街道"}[code]
	return place.Label{Name: name}, ok
}

func TestAnswersStandOnAPaperAsPeopleReadThem(t *testing.T) {
	t.Parallel()
	d := parse(t, `{"fields":[
		{"key":"sex","label":"性别","type":"enum","element":"child.sex"},
		{"key":"class","label":"准驾车型","type":"enum","element":"driving.class"},
		{"key":"home","label":"地址","type":"address","element":"household.address"},
		{"key":"born","label":"时间","type":"datetime","element":"child.birthTime"},
		{"key":"weight","label":"体重","type":"integer","element":"child.birthWeight"},
		{"key":"sells","label":"项目","type":"enumList","options":[{"value":"hot","label":"热食"},{"value":"cold","label":"冷食"}]}]}`)
	d.Regions = atlas{}.names
	for _, c := range []struct {
		key    string
		answer any
		want   string
	}{
		{"sex", "2", "女"}, {"class", "B2", "B2"}, {"born", "2026-01-15T08:30", "2026-01-15T08:30"}, {"weight", int64(3200), "3200"},
		{"sells", []string{"hot", "cold"}, "热食、冷食"}, {"sex", nil, ""},
		{"home", form.Values{"region": "990103001", "detail": "鹤鸣路60号"}, "云岫市梧桐区鹤鸣街道鹤鸣路60号"},
		{"home", form.Values{"region": "990103", "detail": "云岫市梧桐区鹤鸣路60号"}, "云岫市梧桐区鹤鸣路60号"},
		{"home", form.Values{"detail": "鹤鸣路60号"}, "鹤鸣路60号"},
	} {
		f, _ := d.Field(c.key)
		if got := d.Words(f, c.answer); got != c.want {
			t.Errorf("%s %v reads %q, want %q", c.key, c.answer, got, c.want)
		}
	}
}

func TestAnAddressOnOneLineIsReadAsFarAsItIsKnown(t *testing.T) {
	t.Parallel()
	l := form.NewLists(atlas{})
	for line, want := range map[string][2]string{
		"云岫市梧桐区鹤鸣路60号":         {"990103", "鹤鸣路60号"},
		"示范省云岫市 梧桐区鹤鸣街道鹤鸣路60号": {"990103001", "鹤鸣路60号"},
		"别处12号":     {"", "别处12号"},
		"云岫市乡下12号":  {"990100", "乡下12号"},
		"  ":        {"", ""},
		"梧桐区鹤鸣路60号": {"", "梧桐区鹤鸣路60号"},
	} {
		if got := l.Split(t.Context(), line); got.String("region") != want[0] || got.String("detail") != want[1] {
			t.Errorf("%q is read as %v", line, got)
		}
	}
}

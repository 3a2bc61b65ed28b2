package form_test

import (
	"reflect"
	"strings"
	"testing"

	"tongban/capability/form"
	"tongban/kernel/message"
)

func TestAnswersAreCarriedOverToANewerForm(t *testing.T) {
	older := parse(t, `{"fields":[
		{"key":"name","label":"姓名","type":"string","element":"person.name"},
		{"key":"shop","label":"店名","type":"string","element":"sign.text"},
		{"key":"price","label":"价格","type":"decimal"},
		{"key":"count","label":"人数","type":"integer"},
		{"key":"class","label":"车型","type":"enum","options":["A2","B2"]},
		{"key":"colours","label":"颜色","type":"enumList","options":["red","blue"]},
		{"key":"idNo","label":"证件号码","type":"string","element":"other.idNumber"},
		{"key":"home","label":"住址","type":"address"},
		{"key":"rows","label":"职工","type":"table","columns":[{"key":"who","label":"姓名","type":"string","element":"employee.name"},{"key":"hat","label":"帽子","type":"string"},{"key":"pay","label":"工资","type":"decimal"}]}]}`)
	newer := parse(t, `{"fields":[
		{"key":"name","label":"姓名","type":"string","element":"person.name"},
		{"key":"signText","label":"招牌","type":"longText","element":"sign.text"},
		{"key":"price","label":"价格","type":"money"},
		{"key":"count","label":"人数","type":"string"},
		{"key":"class","label":"车型","type":"enum","options":["A2","C1"]},
		{"key":"colours","label":"颜色","type":"enumList","options":["red","green"]},
		{"key":"home","label":"住址","type":"address"},
		{"key":"rows","label":"职工","type":"table","columns":[{"key":"name","label":"姓名","type":"string","element":"employee.name"},{"key":"pay","label":"工资","type":"money"}]}]}`)
	v := form.Values{
		"name": "林晓梅", "shop": " 山海 ", "price": "12.5", "count": int64(3), "class": "B2", "colours": []string{"red", "blue"}, "idNo": young,
		"home": form.Values{"region": "990102", "detail": "人民路8号"}, "rows": []form.Values{{"who": "张伟", "hat": "红", "pay": "5"}, {"who": "王芳"}},
	}
	kept, lost := form.Carry(older, newer, v)
	want := form.Values{
		"name": "林晓梅", "signText": " 山海 ", "price": "12.5", "colours": []string{"red"},
		"home": form.Values{"region": "990102", "detail": "人民路8号"}, "rows": []form.Values{{"name": "张伟", "pay": "5"}, {"name": "王芳"}},
	}
	if !reflect.DeepEqual(kept, want) {
		t.Errorf("kept %#v", kept)
	}
	ctx := reader(t, message.Chinese)
	var told []string
	for _, l := range lost {
		told = append(told, l.Label(ctx)+" "+l.Words(ctx, true))
	}
	if got := strings.Join(told, "; "); !strings.HasPrefix(got, "人数 3; 车型 B2; 颜色 blue; 证件号码 ") || strings.Contains(got, young) || len(lost) != 5 {
		t.Errorf("lost %q", got)
	}
	if same, lost := form.Carry(older, older, v); len(lost) > 0 || !reflect.DeepEqual(same, older.Normalise(v)) {
		t.Errorf("the same form: %v, lost %v", same, lost)
	}
}

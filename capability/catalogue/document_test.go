package catalogue

import "testing"

func TestAnItemWithoutAFormIsReadWithoutOne(t *testing.T) {
	text, _, err := documentOf(&Item{Name: "不在网上办理的事项"})
	if err != nil {
		t.Fatal(err)
	}
	item, err := ReadItem(text)
	if err != nil || item.Form != nil {
		t.Errorf("%v, form %q", err, item.Form)
	}
}

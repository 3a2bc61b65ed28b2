package catalogue

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

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

func TestAStoredItemIsReadAsItWas(t *testing.T) {
	for code, item := range sample(t) {
		text, _, err := documentOf(item)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadItem(text)
		if err != nil {
			t.Fatal(err)
		}
		twice, _, err := documentOf(again)
		if err != nil || !bytes.Equal(text, twice) {
			t.Errorf("%s is another item after it was stored", code)
		}
		again.Form, item.Form = nil, nil // laid out anew
		again.read, item.read = formRead{}, formRead{}
		if !reflect.DeepEqual(again, item) {
			t.Errorf("%s:\n%+v\n%+v", code, again, item)
		}
	}
}

func TestAFormThatIsReplacedIsReadAnew(t *testing.T) {
	item := sample(t)["road-qual"]
	changed := *item
	changed.Form = json.RawMessage(`{"fields":[{"key":"only","label":"唯一","type":"string"}]}`)
	if got := changed.Plan(nil).Fields; len(got) != 1 || got[0] != "only" {
		t.Errorf("the changed item asks %v", got)
	}
	if got := item.Plan(nil).Fields; len(got) < 5 {
		t.Errorf("the item itself asks %v", got)
	}
}

package e2e

import (
	"net/http"
	"strings"
	"testing"

	"tongban/e2e/world"
)

// TestAnOldManIsToldOfHisCardAndTakesItWithOneTap tells him why, with values and sources; nothing
// is done before he confirms, and then the card is in his wallet, however often he taps.
func TestAnOldManIsToldOfHisCardAndTakesItWithOneTap(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		elder := w.As("elder")
		var list struct {
			Items []struct{ ID, Item, State, CaseNo string }
		}
		w.Eventually("he is told", func() bool {
			elder.Get("/entitlements").Is(http.StatusOK).Into(&list)
			return len(list.Items) == 1
		})
		cards := func() (n int) {
			for _, l := range elder.Licences() {
				if l.Type == "老年人优待证" {
					n++
				}
			}
			return n
		}
		if list.Items[0].Item != "elder-card" || list.Items[0].State != "open" || cards() != 0 {
			t.Fatalf("%+v, %d cards", list.Items, cards())
		}
		at := "/entitlements/" + list.Items[0].ID
		if home := w.Browses("elder").Opens("/"); !strings.Contains(home.Read(), "老年人优待证") {
			t.Errorf("the home page does not tell him: %.600s", home.Read())
		}
		page := w.Browses("elder").Opens(at)
		for _, want := range []string{"年满65周岁", "1953年11月8日", "模拟", "个人信息保护法", "暂不需要", "我不想被这样匹配"} {
			if !strings.Contains(page.Read(), want) {
				t.Errorf("the page does not say %q: %.1500s", want, page.Read())
			}
		}
		page.Form(at + "/confirm").Posts(nil)
		page.Form(at + "/confirm").Posts(nil) // the page was still open
		elder.Post(at+"/confirm", map[string]any{}).Is(http.StatusOK)
		w.Eventually("the card is in his wallet", func() bool { return cards() == 1 })
		elder.Get("/entitlements").Is(http.StatusOK).Into(&list)
		if one := list.Items[0]; len(list.Items) != 1 || one.State != "confirmed" || elder.Sees(one.CaseNo).State != "COMPLETED" {
			t.Errorf("it stands at %+v", list.Items)
		}
		w.As("mei").Get(at).Is(http.StatusNotFound)
	})
}

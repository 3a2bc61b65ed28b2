package e2e

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"tongban/capability/form/formtest"
	"tongban/e2e/world"
	"tongban/kernel/clock"
)

// The firms of the demo city for which its people act.
const (
	logistics  = "云岫远途物流有限公司"
	restaurant = "云岫市梧桐小馆餐饮有限公司"
	caterer    = "云岫清溪谷餐饮管理有限公司"
)

// appliedFor are who applies for each item of the demo city, and for which firm.
var appliedFor = []struct{ item, persona, firm string }{
	{"biz-setup", "he", ""},
	{"seal-filing", "xia", restaurant}, {"si-employer", "xia", restaurant}, {"hf-unit", "tang", caterer}, {"tax-new", "xia", restaurant}, {"vat-check", "cai", caterer},
	{"food-license", "yun", restaurant}, {"food-license-change", "tang", caterer}, {"food-license-cancel", "cai", caterer},
	{"restaurant", "tang", caterer}, {"fire-check", "cai", caterer}, {"outdoor-ad", "guan", logistics},
	{"signboard", "yun", restaurant}, {"hygiene", "guan", logistics}, {"sewage-permit", "yun", restaurant},
	{"birth-cert", "han", ""}, {"hukou-birth", "han", ""}, {"med-insure", "su", ""}, {"vaccine-cert", "han", ""},
	{"childcare-subsidy", "su", ""}, {"maternity-exp", "su", ""}, {"ss-card", "cheng", ""},
	{"property-transfer", "song", ""}, {"road-qual", "lin", ""}, {"elder-card", "elder", ""}, {"disability-subsidy", "ding", ""},
}

// knownByHeart is what applicants know that stands in a licence of theirs as well: what
// is generated would contradict it.
var knownByHeart = map[string]formtest.Values{
	"disability-subsidy": {"holderId": "990103199507122117", "homeAddress": formtest.Values{"region": "990103002", "detail": "书院街16号1幢301室"}},
	"childcare-subsidy":  {"childAddress": formtest.Values{"region": "990103001001", "detail": "鹤鸣路60号4幢502室"}},
	"newborn":            {"father_name": "韩立群", "father_idNumber": "990103199110171113"},
	"restaurant-open":    {"place_buildingArea": "420", "sign_text": "清溪谷", "drain_outletCount": "2"},
	"biz-open": {"org_employees": []formtest.Values{{
		"name": "纪长亭", "idNo": "990103199406069118", "hireDate": "2026-02-10", "contract": "fixed", "wageBase": "6000", "mobile": "19900923017", "base": "6000", "account": "new",
	}}},
}

// receivedBy are who receives what no window receives, and who does not.
var receivedBy = map[string]struct{ sees, doesNot string }{
	"birth-cert": {"hospital", "street"}, "vaccine-cert": {"hospital2", "clerk"},
	"childcare-subsidy": {"street", "street2"}, "disability-subsidy": {"street2", "street"},
}

// demoItem is an item as its document has it.
type demoItem struct {
	ID, Name  string
	Form      json.RawMessage
	Materials []struct {
		Code   string
		Accept []string
	}
}

func demoItems(t *testing.T) map[string]demoItem {
	t.Helper()
	raw, err := os.ReadFile("../capability/catalogue/demo/sample-catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	var document struct{ Items []demoItem }
	if err := json.Unmarshal(raw, &document); err != nil {
		t.Fatal(err)
	}
	items := map[string]demoItem{}
	for _, item := range document.Items {
		items[item.ID] = item
	}
	return items
}

// TestEveryDemoItemCanBeAppliedFor goes through the pages as a browser without
// JavaScript does: the guide, every topic with answers generated from the form's own
// definition, the papers that are missing, the signature, the receipt.
func TestEveryDemoItemCanBeAppliedFor(t *testing.T) {
	t.Parallel()
	items := demoItems(t)
	if got := len(appliedFor); got != len(items) {
		t.Errorf("%d items are gone through, the city has %d", got, len(items))
	}
	signed := map[string]int{}
	var cities []*world.World // a mobile is sent one code a minute: who signs again does so in another city
	for _, who := range appliedFor {
		if signed[who.persona]++; signed[who.persona] > len(cities) {
			cities = append(cities, world.New(t, world.Config{}))
		}
		t.Run(who.item, func(t *testing.T) {
			began := clock.Real.Now()
			d := begins(cities[signed[who.persona]-1].In(t), who.persona, who.firm, items[who.item])
			d.fillsIn()
			d.uploads()
			d.signs()
			if at, ok := receivedBy[who.item]; ok {
				w := cities[signed[who.persona]-1].In(t)
				if name := items[who.item].Name; !w.As(at.sees).Get("/desk/tasks").Holds(name) || w.As(at.doesNot).Get("/desk/tasks").Holds(name) {
					t.Errorf("%s has to receive it, and %s has not", at.sees, at.doesNot)
				}
			}
			t.Logf("%s applied for by %s: %d clicks, %s", items[who.item].Name, who.persona, d.by.Clicks, clock.Real.Now().Sub(began).Round(time.Millisecond))
		})
	}
}

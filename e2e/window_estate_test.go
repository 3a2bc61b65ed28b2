package e2e

import (
	"net/http"
	"strings"
	"testing"

	"tongban/e2e/world"
)

// TestAFlatIsSoldAtTheCounter goes the whole way of real estate: both sides at the counter,
// refused on the spot or accepted, originals seen, registered by the registrar, handed out.
func TestAFlatIsSoldAtTheCounter(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		clerk := w.As("clerk")
		v := meets(clerk, world.Song)
		clerk.Post(v.at("/application"), world.Fields{"itemCode": "property-transfer", "answers": world.FlatAnswers()}).Is(http.StatusOK)
		clerk.Post(v.at("/take"), world.Fields{"decision": "mend", "signature": byHand}).Refused(http.StatusConflict, "window.on-the-spot")
		refusesOnTheSpot(t, clerk)
		clerk.Patch(v.at(""), world.Fields{"papers": []string{"M-CERT", "M-CONTRACT", "M-ID", "M-TAX"}, "values": world.Flat()}).Is(http.StatusOK).Into(&v)
		if len(v.Fields) > 0 || len(v.Cosigners) != 2 {
			t.Fatalf("wrong: %v; besides the buyer sign %v", v.Fields, v.Cosigners)
		}
		accept := world.Fields{"decision": "accept", "signature": byHand}
		p := clerk.Post(v.at("/take"), accept).Refused(http.StatusUnprocessableEntity, "fault.fields")
		if message, ok := p.Names("cosigners", "window.cosign.open"); !ok || !strings.Contains(message, "冯*安") {
			t.Errorf("without the sellers it is refused for %v", p.Fields)
		}
		signs := func(number string) world.Answer {
			return clerk.Post(v.at("/cosign"), world.Fields{"idNumber": number, "signature": byHand})
		}
		if p := signs(meisNumber).Refused(http.StatusUnprocessableEntity, "fault.fields"); len(p.Fields) != 1 || p.Fields[0].Code != "application.cosign.not-named" {
			t.Errorf("a stranger signs: %v", p.Fields)
		}
		signs(world.Feng).Is(http.StatusOK)
		signs(world.Zheng).Is(http.StatusOK).Into(&v)
		for _, c := range v.Cosigners {
			if c.SignedAt == "" {
				t.Errorf("%s has not signed", c.Name)
			}
		}
		taken := v.takes(clerk, "accept")
		no := taken.Case.CaseNo
		c := w.As("song").Sees(no)
		if c.State != "ACCEPTED" || c.Date("statutory").State != "running" {
			t.Errorf("the case is %s, its statutory period %+v", c.State, c.Date("statutory"))
		}
		for _, persona := range []string{"tax", "nr-reviewer"} {
			w.As(persona).Claims(c)
			w.As(persona).Passes(c)
		}
		w.As("registrar").Claims(c)
		grant := world.Fields{"outcome": "grant", "opinion": "准予登记"}
		w.As("registrar").Tries("decide", c, grant).Refused(http.StatusConflict, "window.originals-open")
		original := "/window/cases/" + no + "/originals/M-CERT"
		clerk.Post(original, world.Fields{"do": "check"}).Is(http.StatusOK)
		clerk.Post(original, world.Fields{"do": "return"}).Is(http.StatusOK)
		w.As("registrar").Grants(c)
		page := w.Browses("clerk").Opens("/desk/cases/" + taken.Case.CaseNo).Read()
		for _, want := range []string{"方晓雯 于", "核对原件", "退还原件", "冯*安", "见证"} {
			if !strings.Contains(page, want) {
				t.Errorf("the desk does not say %q", want)
			}
		}
		var list struct{ Number, Receiver string }
		clerk.Post("/window/results", world.Fields{"cases": []string{no}, "receiver": world.Fields{"idNumber": world.Song}}).Is(http.StatusCreated).Into(&list)
		if !strings.Contains(list.Number, "交〔2026〕00001号") || list.Receiver != "宋*雨" {
			t.Errorf("the list is %+v", list)
		}
		if c := w.As("song").Sees(no); c.State != "COMPLETED" {
			t.Errorf("the case is %s", c.State)
		}
		if l := w.As("song").LicenceOf(c); l.Type != "不动产权证书" {
			t.Errorf("what came of it is %+v", l)
		}
	})
}

// refusesOnTheSpot refuses what lacks papers at once, in writing: nothing is asked for later.
func refusesOnTheSpot(t *testing.T, clerk *world.Person) {
	t.Helper()
	refused := meets(clerk, world.Song)
	clerk.Post(refused.at("/application"), world.Fields{"itemCode": "property-transfer", "answers": world.FlatAnswers()}).Is(http.StatusOK)
	ground := world.Fields{"decision": "refuse", "signature": byHand, "reason": "缺少完税凭证", "redirect": "云岫市自然资源和规划局"}
	clerk.Post(refused.at("/take"), ground).Refused(http.StatusUnprocessableEntity, "fault.fields")
	ground["legalGround"] = "不动产登记暂行条例第十七条"
	clerk.Post(refused.at("/take"), ground).Is(http.StatusCreated).Into(&refused)
	if refused.Case.State != "REFUSED_ACCEPT" {
		t.Errorf("what lacks papers is %s on the spot", refused.Case.State)
	}
}

// TestAFlatSoldOnlineIsRegisteredOnceBothSidesHaveSigned has the buyer hand in from home;
// one seller signs by the link, the other at the counter.
func TestAFlatSoldOnlineIsRegisteredOnceBothSidesHaveSigned(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		song := w.As("song")
		var draft world.Application
		song.Post("/applications", world.Fields{"itemCode": "property-transfer", "answers": world.FlatAnswers()}).Is(http.StatusCreated).Into(&draft)
		at := "/applications/" + draft.ID
		song.Patch(at, world.Fields{"values": world.Flat()}).Is(http.StatusOK)
		for _, code := range []string{"M-CERT", "M-CONTRACT", "M-ID", "M-TAX"} {
			song.Post(at+"/materials/"+code, world.Photo()).Is(http.StatusCreated)
		}
		var sent struct{ CaseNo string }
		song.Post(at+"/submit", nil).Is(http.StatusCreated).Into(&sent)
		c := w.As("clerk").Accepts(song.Sees(sent.CaseNo))
		for _, persona := range []string{"tax", "nr-reviewer"} {
			w.As(persona).Claims(c)
			w.As(persona).Passes(c)
		}
		w.As("registrar").Claims(c)
		grant := world.Fields{"outcome": "grant", "opinion": "准予登记"}
		w.As("registrar").Tries("decide", c, grant).Refused(http.StatusConflict, "application.cosign.open")
		for _, number := range []string{world.Feng, world.Zheng} {
			w.As("clerk").Post("/window/cases/"+sent.CaseNo+"/cosign", world.Fields{"idNumber": number, "signature": byHand}).Is(http.StatusOK)
		}
		w.As("registrar").Tries("decide", c, grant).Refused(http.StatusConflict, "window.originals-open")
		w.As("clerk").Post("/window/cases/"+sent.CaseNo+"/originals/M-CERT", world.Fields{"do": "check"}).Is(http.StatusOK)
		w.As("registrar").Grants(c)
	})
}

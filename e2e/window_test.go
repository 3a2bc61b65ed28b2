package e2e

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"tongban/e2e/world"
)

// The ID cards of people of the demo city.
const (
	linsNumber = "99010319900615011X"
	meisNumber = "990102199703220201"
)

// byHand signs by hand on what the counter printed.
var byHand = world.Fields{"method": "paper"}

// visit is a visit as the counter's API tells of it.
type visit struct {
	ID, Person, Firm, Power string
	Materials               []struct{ Code, Source string }
	Fields                  []struct{ Name, Code string }
	Gaps                    []struct{ Target string }
	Cosigners               []struct{ Name, SignedAt string }
	Mendable                []string
	Case                    *struct{ CaseNo, State string }
	Page                    string
}

// meets begins a visit of whoever the card is of.
func meets(clerk *world.Person, card string) (v visit) {
	clerk.Post("/window/visits", world.Fields{"idNumber": card, "channel": "counter"}).Is(http.StatusCreated).Into(&v)
	return v
}

func (v visit) at(below string) string { return "/window/visits/" + v.ID + below }

// lorry chooses the test item for v, with what the applicant's licences say.
func (v visit) lorry(clerk *world.Person) {
	clerk.Post(v.at("/application"), world.Fields{"itemCode": "road-qual", "answers": world.Qualified(), "consent": true}).Is(http.StatusOK)
}

// lorryPapers are what an applicant brings for it, and what they say.
var lorryPapers = world.Fields{
	"papers": []string{"M-ID", "M-DL", "M-EXAM", "M-SAFE", "M-PHOTO"},
	"values": world.Fields{"contactMobile": "13800000000", "licenceClass": "B2", "dlNo": "990100199998"},
}

// takes takes v in.
func (v visit) takes(clerk *world.Person, decision string) (after visit) {
	clerk.Post(v.at("/take"), world.Fields{"decision": decision, "signature": byHand}).Is(http.StatusCreated).Into(&after)
	return after
}

// readyResult is a case of lin's whose result waits at the counter.
func readyResult(w *world.World) *world.Case {
	c := w.As("lin").HandsIn("road-qual")
	w.As("clerk").Accepts(c)
	w.As("trans-reviewer").Claims(c)
	w.As("trans-reviewer").Passes(c)
	return w.As("trans-approver").Grants(c)
}

func TestTwoClerksHandAResultOutOnce(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		c := readyResult(w)
		wrong := world.Fields{"cases": []string{c.CaseNo}, "receiver": world.Fields{"idNumber": meisNumber}}
		p := w.As("clerk").Post("/window/results", wrong).Refused(http.StatusUnprocessableEntity, "fault.fields")
		if _, ok := p.Names("receiver", "window.handout.not-theirs"); !ok {
			w.Errorf("handed out to a stranger is refused for %v", p.Fields)
		}
		var done sync.WaitGroup
		statuses, lists := make([]int, 2), make([][]byte, 2)
		for i, persona := range []string{"clerk", "clerk2"} {
			clerk := w.As(persona)
			done.Go(func() {
				statuses[i], lists[i], _ = clerk.Try(world.Request{Method: "POST", Path: "/window/results", Body: world.Fields{
					"cases": []string{c.CaseNo}, "receiver": world.Fields{"idNumber": linsNumber},
				}})
			})
		}
		done.Wait()
		slices.Sort(statuses)
		if !slices.Equal(statuses, []int{http.StatusCreated, http.StatusConflict}) {
			t.Errorf("the clerks were answered %v, want one of them refused", statuses)
		}
		if list := string(lists[0]) + string(lists[1]); !strings.Contains(list, "00001") {
			t.Errorf("the list has no number: %s", list)
		}
		again := 0
		for _, persona := range []string{"clerk", "clerk2"} { // the second click of who has handed it out
			status, list, _ := w.As(persona).Try(world.Request{Method: "POST", Path: "/window/results", Body: world.Fields{
				"cases": []string{c.CaseNo}, "receiver": world.Fields{"idNumber": linsNumber},
			}})
			if status == http.StatusCreated && strings.Contains(string(list), "00001") {
				again++
			}
		}
		if again != 1 {
			t.Errorf("%d clerks find the list of their first click, want 1", again)
		}
		c = w.As("lin").Sees(c.CaseNo)
		if c.State != "COMPLETED" || strings.Count(c.History(), "deliver") != 1 {
			t.Errorf("the case is %s by %q", c.State, c.History())
		}
	})
}

func TestTwoClicksAndTwoClerksTakeOneVisitInOnce(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		w.As("lin").HandsIn("road-qual") // so that she has licences
		clerk := w.As("clerk")
		v := meets(clerk, linsNumber+"\r\n") // as scanners end what they read
		v.lorry(clerk)
		clerk.Patch(v.at(""), world.Fields{"papers": lorryPapers["papers"]}).Is(http.StatusOK)
		var done sync.WaitGroup
		answers := make([]visit, 3)
		for i, persona := range []string{"clerk", "clerk", "clerk2"} {
			who := w.As(persona)
			done.Go(func() { answers[i] = v.takes(who, "accept") })
		}
		done.Wait()
		for _, a := range answers {
			if a.Case == nil || a.Case.CaseNo != answers[0].Case.CaseNo || a.Case.State != "ACCEPTED" {
				t.Fatalf("the visit became %+v and %+v", answers[0].Case, a.Case)
			}
		}
		c := w.As("lin").Sees(answers[0].Case.CaseNo)
		if strings.Count(c.History(), "accept") != 1 {
			t.Errorf("it was accepted by %q", c.History())
		}
		page := w.Browses("lin").Opens("/cases/" + c.ShortNo).Read()
		for _, want := range []string{"帮助申请", "征得同意查询信息", "帮助填写", "窗口收件", "方晓雯"} {
			if !strings.Contains(page, want) {
				t.Errorf("the applicant does not read who helped: no %q", want)
			}
		}
		for range 2 { // the printer's page again
			numbers := map[string]bool{}
			for _, n := range w.As("lin").Sees(c.CaseNo).Notices {
				numbers[n.Number] = true
			}
			if len(numbers) != len(c.Notices) {
				t.Errorf("%d papers, there were %d", len(numbers), len(c.Notices))
			}
		}
	})
}

func TestTheNumberDecidesWhoIsAtTheCounter(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		clerk := w.As("clerk")
		cases := map[string]bool{}
		for _, number := range []string{"990103199003070026", "990103199003071045"} {
			var v visit
			clerk.Post("/window/visits", world.Fields{"name": "赵小满", "idNumber": number, "channel": "counter"}).Is(http.StatusCreated).Into(&v)
			v.lorry(clerk)
			clerk.Patch(v.at(""), lorryPapers).Is(http.StatusOK)
			no := v.takes(clerk, "accept").Case.CaseNo
			var found struct{ Mendable []string }
			clerk.Post("/window/visits", world.Fields{"idNumber": number, "channel": "counter"}).Is(http.StatusCreated).Into(&found)
			cases[no] = true
		}
		if len(cases) != 2 {
			t.Errorf("two of one name have %d cases", len(cases))
		}
		for card, code := range map[string]string{
			"990103199003070027": "check.id.digit", "99010319900307002": "check.id.length",
		} {
			p := clerk.Post("/window/visits", world.Fields{"name": "赵小满", "idNumber": card, "channel": "counter"}).Refused(http.StatusUnprocessableEntity, "fault.fields")
			if len(p.Fields) != 1 || p.Fields[0].Name != "card" {
				t.Errorf("%s (%s) is refused for %v", card, code, p.Fields)
			}
		}
		p := clerk.Post("/window/visits", world.Fields{"name": "赵小暑", "idNumber": "990103199003070026", "channel": "counter"}).Refused(http.StatusUnprocessableEntity, "fault.fields")
		if _, ok := p.Names("card", "identity.counter.other-name"); !ok {
			t.Errorf("another name is refused for %v", p.Fields)
		}
	})
}

func TestCorrectionsAreTakenInAtTheCounter(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		clerk := w.As("clerk")
		v := meets(clerk, linsNumber)
		clerk.Post(v.at("/application"), world.Fields{"itemCode": "road-qual", "answers": world.Qualified()}).Is(http.StatusOK)
		told := v.takes(clerk, "mend")
		if told.Case.State != "CORRECTION" || len(told.Gaps) < 5 {
			t.Fatalf("told once of %d gaps, the case is %s", len(told.Gaps), told.Case.State)
		}
		other := w.As("clerk2")
		again := meets(other, linsNumber)
		if !slices.Contains(again.Mendable, told.Case.CaseNo) {
			t.Fatalf("waiting for corrections: %v, want %s", again.Mendable, told.Case.CaseNo)
		}
		if stranger := meets(other, meisNumber); len(stranger.Mendable) > 0 {
			t.Errorf("somebody else is offered %v", stranger.Mendable)
		} else {
			other.Post(stranger.at("/application"), world.Fields{"caseNo": told.Case.CaseNo}).Refused(http.StatusConflict, "window.nothing-to-mend")
		}
		other.Post(again.at("/application"), world.Fields{"caseNo": told.Case.CaseNo}).Is(http.StatusOK)
		other.Post(again.at("/take"), world.Fields{"decision": "accept", "signature": byHand}).Refused(http.StatusUnprocessableEntity, "fault.fields")
		other.Post(again.at("/take"), world.Fields{"decision": "refuse", "signature": byHand, "reason": "x", "legalGround": "x", "redirect": "x"}).Refused(http.StatusConflict, "window.corrections-only")
		other.Patch(again.at(""), lorryPapers).Is(http.StatusOK)
		if after := again.takes(other, "accept"); after.Case.CaseNo != told.Case.CaseNo || after.Case.State != "ACCEPTED" {
			t.Errorf("the corrected case is %+v", after.Case)
		}
	})
}

func TestAFirmIsServedByWhoMayActForIt(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		clerk := w.As("clerk")
		const firm = "91990100MDEM10017Y"
		for number, want := range map[string]string{"990102198007121504": "representative", "990102199311251404": "agent"} {
			v := meets(clerk, number)
			clerk.Send(world.Request{Method: "PUT", Path: v.at("/firm"), Body: world.Fields{"uscc": firm}}).Is(http.StatusOK).Into(&v)
			if v.Firm != caterer || v.Power != want {
				t.Errorf("%s serves %s as %s", number, v.Firm, v.Power)
			}
		}
		v := meets(clerk, meisNumber)
		put := func(entrusted bool, code string) world.Answer {
			return clerk.Send(world.Request{Method: "PUT", Path: v.at("/firm"), Body: world.Fields{"uscc": code, "entrusted": entrusted}})
		}
		put(true, "91990100MDEM10017X").Refused(http.StatusUnprocessableEntity, "fault.fields")
		p := put(false, firm).Refused(http.StatusUnprocessableEntity, "fault.fields")
		if _, ok := p.Names("entrusted", "window.no-power"); !ok {
			t.Errorf("without a power it is refused for %v", p.Fields)
		}
		put(true, firm).Is(http.StatusOK).Into(&v)
		clerk.Post(v.at("/application"), world.Fields{"itemCode": "hygiene", "answers": world.Fields{"q_kind": "hair", "q_commit": false}}).Is(http.StatusOK)
		no := v.takes(clerk, "mend").Case.CaseNo
		c := clerk.Handles(no)
		if c.Applicant != caterer || v.Power != "paper" {
			t.Errorf("the applicant is %s by %s", c.Applicant, v.Power)
		}
		w.As("mei").Get("/cases/"+no).Refused(http.StatusNotFound, "casework.unknown")
	})
}

func TestWhereAParcelIsStandsOnTheCaseAndOnTrack(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		c := readyResult(w)
		post := world.Fields{"method": "post", "receiver": "林晓华", "address": "云岫市梧桐区鹤鸣路27号2幢601室"}
		w.As("clerk").Does("deliver", c, post)
		track := func() string {
			a := w.Anybody().Send(world.Request{Method: "POST", Path: world.Page("/track"), Body: world.Form{"no": c.ShortNo, "code": c.QueryCode}})
			return string(a.Is(http.StatusOK).Body)
		}
		c = w.As("lin").Sees(c.CaseNo) // who knows the query code
		w.Eventually("the carrier has the parcel", func() bool { return strings.Contains(track(), "运送中") })
		own, seen := w.Browses("lin").Opens("/cases/"+c.ShortNo).Read(), track()
		for _, page := range []string{own, seen} {
			for _, want := range []string{"运送中", "模拟", "运单号"} {
				if !strings.Contains(page, want) {
					t.Errorf("no %q in %.600s", want, page)
				}
			}
		}
		if strings.Contains(seen, "鹤鸣路") || strings.Contains(seen, "收件人") {
			t.Error("whoever has the query code reads where it goes")
		}
		w.Advance("52h")
		if page := track(); !strings.Contains(page, "已签收") {
			t.Errorf("two days later: %.600s", page)
		}
	})
}

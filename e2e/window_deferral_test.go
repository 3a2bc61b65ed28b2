package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"tongban/e2e/world"
)

// report is a paper of a hairdresser's that may come later; the plan of the place may not.
const report = "M-TEST"

// hairdresser is what the form of its licence asks.
var hairdresser = world.Fields{
	"legalRepName": "唐砚秋", "placeKind": "beauty", "bizAddress": world.Fields{"region": "990102", "detail": "溪畔路21号（虚构地址）"}, "contactMobile": "13800000000",
	"area": "60", "seats": 6, "central_ac": false, "water": "mains", "washRoom": true, "staffCount": 3, "healthCount": 3, "managerName": "唐砚秋",
	"testAgency": "云岫检测有限公司", "testNo": "YJ2026-001", "testDate": "2026-01-15", "declaration": true,
}

// TestAPaperIsPromisedAtTheCounter tells of who comes to the counter without a paper that may be
// brought later: the clerk offers it, reads out and prints what is promised, and it is signed
// with the application by hand. Accepted so, the paper is owed; brought to the counter it is
// confirmed.
func TestAPaperIsPromisedAtTheCounter(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		clerk := w.As("clerk")
		v := meets(clerk, "990102198007121504")
		clerk.Send(world.Request{Method: http.MethodPut, Path: v.at("/firm"), Body: world.Fields{"uscc": "91990100MDEM10017Y"}}).Is(http.StatusOK)
		clerk.Post(v.at("/application"), world.Fields{"itemCode": "hygiene", "answers": world.Fields{"q_kind": "hair", "q_commit": false}}).Is(http.StatusOK)
		lies := []string{"M-BL", "M-PLAN", "M-HEALTH", "M-SYS"}
		fills := func(papers, later []string) world.Answer {
			return clerk.Send(world.Request{Method: http.MethodPatch, Path: v.at(""), Body: world.Fields{"papers": papers, "later": later, "values": hairdresser}})
		}
		stands := func(want string) { // where the report comes from, after a change of mind
			t.Helper()
			for _, m := range v.Materials {
				if m.Code == report && m.Source != want {
					t.Errorf("the report is %q, want %q", m.Source, want)
				}
			}
		}
		v.Materials = nil
		fills(append(lies, report), nil).Is(http.StatusOK).Into(&v)
		stands("paper")
		v.Materials = nil
		fills(lies, []string{report}).Is(http.StatusOK).Into(&v)
		stands("promised")
		v.Materials = nil
		fills(append(lies, report), []string{report}).Is(http.StatusOK).Into(&v)
		stands("paper") // what lies there need not be promised
		if len(v.Fields) > 0 {
			t.Fatalf("wrong: %v", v.Fields)
		}
		if p := fills(lies[2:], []string{"M-PLAN"}).Refused(http.StatusUnprocessableEntity, "fault.fields"); len(p.Fields) != 1 || p.Fields[0].Code != "application.promise.main" {
			t.Errorf("a main paper that is promised is refused for %v", p.Fields)
		}
		fills(lies, []string{report}).Is(http.StatusOK)
		desk := w.Browses("clerk")
		for _, page := range []string{"/take", "/form"} { // on the screen, and to be signed by hand
			if text := desk.Opens(v.at(page)).Read(); !strings.Contains(text, "逾期没有补齐的，接受终止办理") {
				t.Errorf("%s does not say what is promised: %.900s", page, text)
			}
		}
		no := v.takes(clerk, "accept").Case.CaseNo
		c := clerk.Handles(no)
		if c.AcceptanceBasis != "deferred" || !slices.ContainsFunc(c.Materials, func(m world.Material) bool { return m.Code == report && m.Source == "promised" }) {
			t.Fatalf("accepted on the basis %q with %v", c.AcceptanceBasis, c.Materials)
		}
		own := w.Browses("tang")
		acts(w, own, caterer)
		if text := own.Opens("/cases/" + c.ShortNo).Read(); !strings.Contains(text, "容缺受理承诺书") || !strings.Contains(text, "补交材料") {
			t.Errorf("the applicant does not read what is owed: %.900s", text)
		}
		reviewer := w.As("hc-reviewer")
		var list owed
		reviewer.Get("/desk/deferrals?show=open").Is(http.StatusOK).Into(&list)
		if len(list.Items) != 1 || list.Items[0].CaseNo != c.ShortNo {
			t.Fatalf("the office waits for %+v", list)
		}
		at := "/desk/deferrals/" + list.Items[0].ID
		reviewer.Post(at+"/take", world.Fields{"paper": report}).Is(http.StatusOK)
		reviewer.Post(at+"/confirm", world.Fields{"paper": report}).Is(http.StatusOK).Into(&list.Items[0])
		if list.Items[0].State != "cured" {
			t.Errorf("brought and confirmed, it is %s", list.Items[0].State)
		}
	})
}

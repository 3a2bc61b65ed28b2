package e2e

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/e2e/world"
)

// onPromise chooses 告知承诺 where the guide offers it.
var onPromise = url.Values{"q_commit": {"true"}}

// afterCheck is what the office reads of a commitment.
type afterCheck struct {
	ID, CaseNo, State, VerifyBy, DueOn, Method, Digest string
	Fits, Late, Answered                               bool
	Version                                            int64
	Next                                               []string
	Steps                                              []struct{ Event, Paper, Due string }
}

// steps are what has happened, in order.
func (c afterCheck) steps() (all string) {
	for _, s := range c.Steps {
		all += s.Event + " "
	}
	return strings.TrimSpace(all)
}

// promised is a case that was handed in for a firm on a commitment and granted at once.
func promised(w *world.World, persona, firm string) (*demoDraft, *world.Case) {
	w.Helper()
	d := begins(w, persona, firm, demoItems(w.T)["fire-check"], onPromise)
	d.fillsIn()
	d.uploads()
	no := d.signs()
	c := w.As("clerk").Does("grant-at-once", &world.Case{CaseNo: no}, world.Fields{"method": "electronic"})
	if c.AcceptanceBasis != "commitment" || c.State != "COMPLETED" {
		w.Fatalf("granted on the basis %q, it is %s", c.AcceptanceBasis, c.State)
	}
	return d, c
}

// checks reads the after-check of a case.
func checks(p *world.Person, c *world.Case, show string) (one afterCheck) {
	var list struct{ Items []afterCheck }
	p.Get("/desk/after-checks?show=" + show).Is(http.StatusOK).Into(&list)
	for _, found := range list.Items {
		if found.CaseNo == c.ShortNo {
			p.Get("/desk/after-checks/" + found.ID).Is(http.StatusOK).Into(&one)
		}
	}
	return one
}

// told is how often whoever uses the browser was told something.
func (d *demoDraft) told(words string) int {
	d.Helper()
	return strings.Count(string(d.by.Visits("/api/v1/messages?limit=100").Body), words)
}

// hears is how often a person was told something about a thing.
func hears(p *world.Person, link string) (n int) {
	var list struct{ Items []struct{ Link string } }
	p.Get("/messages?limit=100").Is(http.StatusOK).Into(&list)
	for _, m := range list.Items {
		if m.Link == link {
			n++
		}
	}
	return n
}

// licences are the states of what the draft's applicant was given, by case.
func (d *demoDraft) licences() map[string]string {
	d.Helper()
	var list struct{ Items []world.Licence }
	if err := json.Unmarshal(d.by.Visits("/api/v1/licences?limit=100").Body, &list); err != nil {
		d.Fatal(err)
	}
	states := map[string]string{}
	for _, l := range list.Items {
		states[l.CaseNo] = l.Status
	}
	return states
}

// hasPapers wants the page of the case to name each paper, and to hand it out.
func (d *demoDraft) hasPapers(no string, names ...string) {
	d.Helper()
	page := d.by.Opens("/cases/" + no + "/commitment")
	d.legible(page)
	read := 0
	for _, link := range page.Links() {
		if strings.Contains(link, "/commitment/papers/") {
			read++
			if file := d.by.Visits(link); file.Status != http.StatusOK || !strings.HasPrefix(string(file.Body), "%PDF") {
				d.Errorf("%s: %d", link, file.Status)
			}
		}
	}
	for _, name := range names {
		if !strings.Contains(page.Read(), name) {
			d.Errorf("there is no %s: %.900s", name, page.Read())
		}
	}
	if read < len(names) {
		d.Errorf("%d papers can be read, want %d", read, len(names))
	}
}

var (
	mends = world.Fields{"words": "安全出口堆放杂物，须清理", "ground": "《中华人民共和国行政许可法》第六十一条", "way": "site", "with": "霍青岩", "days": 10}
	lied  = world.Fields{"words": "逾期没有清理安全出口，与承诺不符", "ground": "《中华人民共和国行政许可法》第六十九条第二款", "way": "record"}
	takes = world.Fields{"words": "承诺不实，撤销", "ground": "《中华人民共和国行政许可法》第六十九条第二款", "reply": "清理未完成，意见不予采纳"}
)

// TestWhatWasPromisedAndNotKeptIsTakenBack tells the whole life of a commitment that fails:
// granted at once, checked afterwards, ordered to put right, not put right while no server ran
// for three months, heard, withdrawn by somebody else, in the record, and the ordinary way
// still open.
func TestWhatWasPromisedAndNotKeptIsTakenBack(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		d, c := promised(w, "cai", caterer)
		w.Kill()
		w.Start()
		inspector, reviewer, head := w.As("fire-inspector"), w.As("fire-reviewer"), w.As("fire-head")
		one := checks(inspector, c, "open")
		at := "/desk/after-checks/" + one.ID
		if one.State != "waiting" || !one.Fits || one.steps() != "sign grant" || d.licences()[c.CaseNo] != "valid" {
			t.Fatalf("granted it is %+v, the licence %v", one, d.licences())
		}
		w.Logf("%s: granted on the spot, valid after a kill -9, to be checked by %s", w.Now().Format(time.DateOnly), one.VerifyBy)
		d.hasPapers(c.ShortNo, "告知承诺书")
		for _, stranger := range []string{"samr-inspector", "hc-head"} {
			w.As(stranger).Get(at).Is(http.StatusNotFound)
			w.As(stranger).Post(at+"/doubt", lied).Is(http.StatusNotFound)
		}
		w.As("tao").Get("/cases/" + c.ShortNo + "/commitment").Is(http.StatusNotFound)
		w.As("tao").Post("/cases/"+c.ShortNo+"/commitment/answer", world.Fields{"words": "x"}).Is(http.StatusNotFound)

		w.AdvanceTo(one.VerifyBy + "T09:00:00+08:00")
		if n := hears(inspector, at); n == 0 {
			t.Error("nobody was reminded of the check")
		}
		orders(w, at, inspector, reviewer)
		one = checks(inspector, c, "open")
		if one.State != "correcting" || one.steps() != "sign grant order" {
			t.Fatalf("two who ordered at once made %+v", one)
		}
		w.Logf("%s: of two who ordered at once one did, to be put right by %s", w.Now().Format(time.DateOnly), one.DueOn)
		d.hasPapers(c.ShortNo, "责令整改通知书")

		before := hears(inspector, at)
		w.Kill()
		w.Sleep(months(one.DueOn, 3) + "T09:30:00+08:00") // nothing runs
		w.Start()
		w.Advance("1h")
		if n := hears(inspector, at) - before; n != 1 {
			t.Errorf("after three months the inspector was told %d times", n)
		}
		if one = checks(w.As("fire-head"), c, "late"); one.State != "correcting" || !one.Late {
			t.Fatalf("nobody decides by themselves, and it is %+v", one)
		}
		w.Logf("%s: no server ran for three months; the inspector was told once that it is late", w.Now().Format(time.DateOnly))

		inspector.Post(at+"/doubt", lied).Is(http.StatusOK).Into(&one)
		w.Logf("%s: not put right; a withdrawal is intended, to be heard until %s", w.Now().Format(time.DateOnly), one.DueOn)
		d.hasPapers(c.ShortNo, "撤销行政许可事先告知书")
		head.Post(at+"/revoke", takes).Refused(http.StatusConflict, "commitment.not-heard")
		mine := d.by.Opens("/cases/" + c.ShortNo + "/commitment")
		form := mine.Form("/cases/" + c.ShortNo + "/commitment/answer")
		filled := form.Holds()
		filled.Set("words", "请再给几天时间")
		d.legible(form.Posts(filled))
		if again := form.Posts(filled); again.Status >= 500 || checks(head, c, "open").steps() != "sign grant order doubt answer" {
			t.Errorf("a double click: %d, %s", again.Status, checks(head, c, "open").steps())
		}
		inspector.Post(at+"/revoke", takes).Is(http.StatusForbidden)
		head.Post(at+"/revoke", takes).Is(http.StatusOK).Into(&one)
		if one.State != "revoked" || d.licences()[c.CaseNo] != "withdrawn" {
			t.Errorf("it is %s, the licence %v", one.State, d.licences())
		}
		d.hasPapers(c.ShortNo, "撤销行政许可决定书", "六十日")
		w.Log("heard and withdrawn by somebody else; the licence is void, four papers are there")
		d.barred()
	})
}

// months is a day that many months later.
func months(day string, n int) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return at.AddDate(0, n, 0).Format(time.DateOnly)
}

// orders lets two people order at once that something is put right, one of them twice: it is
// ordered once.
func orders(w *world.World, at string, inspector, reviewer *world.Person) {
	w.Helper()
	var all sync.WaitGroup
	statuses := make([]int, 3)
	for i, send := range []struct {
		by  *world.Person
		key string
	}{{inspector, "one"}, {inspector, "one"}, {reviewer, "other"}} {
		all.Go(func() {
			statuses[i], _, _ = send.by.Try(world.Request{Method: "POST", Path: at + "/order", Body: mends, Key: send.key})
		})
	}
	all.Wait()
	done := 0
	for _, one := range statuses {
		switch one {
		case http.StatusOK:
			done++
		case http.StatusConflict:
		default:
			w.Errorf("two at once: %v", statuses)
		}
	}
	if done == 0 || statuses[2] == http.StatusOK && done > 1 {
		w.Errorf("two at once: %v", statuses)
	}
}

// barred wants the broken commitment in the firm's record, no other commitment to be open to
// it, and the ordinary way to be.
func (d *demoDraft) barred() {
	d.Helper()
	record := d.by.Opens("/me/record")
	d.legible(record)
	if !strings.Contains(record.Read(), "虚假承诺") {
		d.Errorf("the record has nothing: %.600s", record.Read())
	}
	next := begins(d.world, "tang", caterer, d.item, onPromise) // who signs again within a minute is sent no code
	next.fillsIn()
	next.uploads()
	check := next.by.Opens(next.at + "/check")
	next.legible(check)
	if !strings.Contains(check.Read(), "不能选择告知承诺") {
		d.Errorf("a commitment is offered to who broke one: %.900s", check.Read())
	}
	forged := check.Form(next.at + "/ordinary")
	next.legible(forged.Posts(nil))
	next.fillsIn()
	next.uploads()
	no := next.signs()
	if c := d.world.As("clerk").Accepts(&world.Case{CaseNo: no}); c.AcceptanceBasis != "normal" {
		d.Errorf("the ordinary way ends %s on the basis %q", c.State, c.AcceptanceBasis)
	}
	d.Log("the broken commitment is in the record, no other is open, and the ordinary application was accepted")
}

package application

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tongban/capability/catalogue"
	"tongban/capability/catalogue/cataloguetest"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// changed publishes the demo item code after change has been at it.
func (b bench) changed(code string, change func(item map[string]any)) {
	b.Helper()
	text, err := io.ReadAll(catalogue.Demo())
	if err != nil {
		b.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		b.Fatal(err)
	}
	all["items"] = slices.DeleteFunc(all["items"].([]any), func(item any) bool { return item.(map[string]any)["id"] != code })
	all["bundles"], all["guideTests"] = []any{}, []any{}
	change(all["items"].([]any)[0].(map[string]any))
	text, _ = json.Marshal(all) // what was read can be written
	cataloguetest.Publish(b.T, b.DB, b.items, strings.NewReader(string(text)))
}

// fields are the questions of an item that is being changed.
func fields(item map[string]any) []any { return item["form"].(map[string]any)["fields"].([]any) }

func TestADraftIsTakenOverToANewVersionFieldByField(t *testing.T) {
	each(t, func(b bench) {
		w := b.draft(mei)
		if _, err := b.Save(b.as(mei), w.ID, form.Values{"contactMobile": "13900990002"}); err != nil {
			b.Fatal(err)
		}
		b.changed("road-qual", func(item map[string]any) {
			item["version"] = "9.0.0"
			form := item["form"].(map[string]any)
			form["topics"] = nil
			list := fields(item)
			for _, f := range list {
				if field := f.(map[string]any); field["key"] == "dlNo" {
					field["key"] = "licenceFile" // the same element under another name
				}
			}
			form["fields"] = slices.DeleteFunc(list, func(f any) bool { return f.(map[string]any)["key"] == "contactMobile" })
		})
		w, err := b.Work(b.as(mei), w.ID)
		if err != nil || !w.Renewed() {
			b.Fatalf("the draft: %v", err)
		}
		if w.Values["licenceFile"] != "990100123456" || w.Values["holderName"] != "林晓华" || w.Values["licenceClass"] != "B2" {
			b.Errorf("taken over: %v", w.Values)
		}
		left := []Left{{"联系手机", "13900990002"}}
		if !slices.Equal(w.Left, left) {
			b.Errorf("left: %v", w.Left)
		}
		// The first change makes it a draft of the new version; what is left stays to be seen.
		if w, err = b.Save(b.as(mei), w.ID, form.Values{"licenceClass": "A2"}); err != nil || w.Renewed() {
			b.Errorf("after a change: %v", err)
		}
		if w, err = b.Work(b.as(mei), w.ID); err != nil || w.Values["licenceFile"] != "990100123456" || w.Values["licenceClass"] != "A2" || !slices.Equal(w.Left, left) {
			b.Errorf("read again: %v, left %v, %v", w.Values, w.Left, err)
		}
		if n := b.count(`SELECT COUNT(*) FROM casework_application WHERE lost LIKE '%13900990002%'`); n != 0 {
			b.Error("what is left lies open")
		}
		if err := b.Leave(b.as(mei), w.ID); err != nil {
			b.Fatal(err)
		}
		if w, _ = b.Work(b.as(mei), w.ID); len(w.Left) != 0 || w.Values["licenceFile"] != "990100123456" {
			b.Errorf("after it was seen: %v", w.Left)
		}
	})
}

func TestWhatIsLeftIsShownUntilItIsSeen(t *testing.T) {
	t.Parallel()
	s := open(t)
	w := s.draft(mei)
	s.changed("road-qual", func(item map[string]any) {
		item["version"] = "9.0.0"
		item["form"].(map[string]any)["topics"] = nil
		item["form"].(map[string]any)["fields"] = slices.DeleteFunc(fields(item), func(f any) bool { return f.(map[string]any)["key"] == "dlNo" })
	})
	at := "/apply/" + w.ID.String()
	s.sees(mei, at, "新版没有地方放的内容", "驾驶证档案编号", "990100123456")
	if res, _ := s.asks(mei, message.Chinese, http.MethodPost, at+"/left", nil); res.StatusCode != http.StatusSeeOther {
		t.Errorf("%d", res.StatusCode)
	}
	if _, text := s.asks(mei, message.Chinese, http.MethodGet, at, nil); strings.Contains(text, "没有地方放") {
		t.Error("it is shown again")
	}
}

func TestTheGuideCanBeAnsweredAgain(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.changed("property-transfer", func(map[string]any) {})
	w := s.flat(mei)
	at := "/apply/" + w.ID.String()
	s.sees(mei, at, "办理情形")
	s.sees(mei, at+"/guide", "房屋是否有抵押")
	res, text := s.asks(mei, message.Chinese, http.MethodPost, at+"/guide", url.Values{"q_mortgage": {"true"}, "q_loan": {"false"}, "q_utility": {"false"}, "q_couple": {"false"}})
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", res.StatusCode, text)
	}
	now, err := s.Work(s.as(mei), w.ID)
	if err != nil || !slices.ContainsFunc(now.Plan.Materials, func(m catalogue.Material) bool { return m.Code == "M-MORTG" }) {
		t.Errorf("the plan did not follow: %v", err)
	}
	if res, _ := s.asks(stranger, message.Chinese, http.MethodPost, at+"/guide", url.Values{"q_mortgage": {"false"}}); res.StatusCode != http.StatusNotFound {
		t.Errorf("a stranger answers: %d", res.StatusCode)
	}
}

// flat begins an application for the transfer of a flat.
func (b bench) flat(who actor.Actor) *Work {
	b.Helper()
	w, err := b.Begin(b.as(who), "property-transfer", catalogue.Answers{"q_mortgage": false, "q_loan": false, "q_utility": false, "q_couple": false}, false)
	if err != nil {
		b.Fatal(err)
	}
	return w
}

var seller = citizen("陈立")

func TestTheSellerSeesAndAnswersTheirPartOnly(t *testing.T) {
	each(t, func(b bench) {
		b.changed("property-transfer", func(map[string]any) {})
		w := b.flat(mei)
		if _, err := b.Save(b.as(mei), w.ID, form.Values{"price": "1200000", "buyerMobile": meiMobile}); err != nil {
			b.Fatal(err)
		}
		i, err := b.Invite(b.as(mei), w.ID, "seller")
		if err != nil {
			b.Fatal(err)
		}
		_, err = b.Part(b.as(mei), i.Token)
		b.wants(err, fault.Forbidden, "application.invitation-own")
		_, err = b.Part(b.as(seller), "guessed")
		b.wants(err, fault.NotFound, "application.invitation-unknown")
		if p, err := b.Part(b.as(seller), i.Token); err != nil || p.Mine || len(p.Values) != 0 || p.Inviter != "林*华" {
			b.Errorf("before it is taken on: %+v, %v", p, err)
		}
		_, err = b.SavePart(b.as(seller), i.Token, Page{Values: form.Values{"yearsHeld": int64(6)}})
		b.wants(err, fault.NotFound, "application.invitation-unknown")

		errs := together(2, func(n int) error { return b.TakeOn(b.as([]actor.Actor{seller, stranger}[n]), i.Token) })
		if (errs[0] == nil) == (errs[1] == nil) {
			b.Fatalf("both or none took it on: %v", errs)
		}
		first, second := seller, stranger
		if errs[0] != nil {
			first, second = stranger, seller
		}
		_, err = b.Part(b.as(second), i.Token)
		b.wants(err, fault.NotFound, "application.invitation-unknown")

		p, err := b.SavePart(b.as(first), i.Token, Page{Topic: w.Form.Topics()[3], Values: form.Values{"yearsHeld": int64(6), "price": "1", "buyerMobile": "13900990009"}})
		if err != nil {
			b.Fatal(err)
		}
		for key := range p.Values {
			if f, _ := p.Form.Field(key); f.Party != "seller" {
				b.Errorf("the seller sees %s", key)
			}
		}
		if w, err = b.Work(b.as(mei), w.ID); err != nil || w.Values["price"] != "1200000" || w.Values["buyerMobile"] != meiMobile || w.Values["yearsHeld"] != int64(6) {
			b.Errorf("the seller changed what is not theirs: %v, %v", w.Values, err)
		}
		if w, err = b.Save(b.as(mei), w.ID, form.Values{"yearsHeld": int64(1), "price": "1300000"}); err != nil || w.Values["yearsHeld"] != int64(6) || w.Values["price"] != "1300000" {
			b.Errorf("the applicant changed the seller's part: %v, %v", w.Values, err)
		}
		err = b.FinishPart(b.as(first), i.Token, Signing{})
		if fault.KindOf(err) != fault.Invalid {
			b.Errorf("finished with questions open: %v", err)
		}
		if err := b.Revoke(b.as(mei), w.ID, i.ID); err != nil {
			b.Fatal(err)
		}
		_, err = b.Part(b.as(first), i.Token)
		b.wants(err, fault.NotFound, "application.invitation-unknown")
		if w, err = b.Save(b.as(mei), w.ID, form.Values{"yearsHeld": int64(1)}); err != nil || w.Values["yearsHeld"] != int64(1) {
			b.Errorf("after the link ended: %v, %v", w.Values["yearsHeld"], err)
		}
	})
}

func TestAPartIsFilledInOnPagesAndTheApplicantIsTold(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.changed("property-transfer", func(map[string]any) {})
	w := s.flat(mei)
	at := "/apply/" + w.ID.String()
	s.sees(mei, at, "由别人填写的部分", "请出卖人填写")
	if res, text := s.asks(mei, message.Chinese, http.MethodPost, at+"/invitations", url.Values{"party": {"seller"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", res.StatusCode, text)
	}
	now, _ := s.Work(s.as(mei), w.ID)
	i := now.Parties["seller"]
	link := "/cofill/" + i.Token
	s.sees(mei, at, "还没有人打开", "作废这个链接", link)
	for _, path := range []string{link, link + "/sellers"} {
		if res, text := s.asks(actor.Actor{Kind: actor.Guest}, message.Chinese, http.MethodGet, path, nil); res.StatusCode != http.StatusSeeOther || strings.Contains(text, "林") {
			t.Errorf("a guest on %s: %d %s", path, res.StatusCode, text)
		}
	}
	s.sees(seller, link, "林*华正在申请", "请您填写的人看得到", "由我填写")
	s.asks(seller, message.Chinese, http.MethodPost, link, nil)
	s.sees(seller, link, "出卖人", "全部填好后")
	s.sees(seller, link+"/sellers", "出卖人")
	for _, path := range []string{link + "/buyers", link + "/deal"} {
		if res, _ := s.asks(seller, message.Chinese, http.MethodGet, path, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("the seller opens %s: %d", path, res.StatusCode)
		}
	}
	part, err := s.Part(s.as(seller), i.Token)
	if err != nil {
		t.Fatal(err)
	}
	sample := part.Form.Sample(1, s.clock.Now())
	if _, err := s.SavePart(s.as(seller), i.Token, Page{Topic: part.Topics[0], Values: sample}); err != nil {
		t.Fatal(err)
	}
	if res, text := s.asks(seller, message.Chinese, http.MethodPost, link+"/done", nil); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", res.StatusCode, text)
	}
	s.asks(seller, message.Chinese, http.MethodPost, link+"/done", nil)
	if n := strings.Count(strings.Join(s.city.told, " "), "application.inform.part-done"); n != 1 {
		t.Errorf("the applicant was told %d times", n)
	}
	s.sees(mei, at, "陈*已填好")
	s.sees(mei, at+"/sellers", "这一页里有一部分由陈*填写")
}

package application

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tongban/capability/form"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
)

// A telephone keeps what was saved without a network and sends it later, maybe twice:
// whatever was saved elsewhere meanwhile stays.
func TestAPageThatArrivesTwiceIsStoredOnce(t *testing.T) {
	each(t, func(b bench) {
		w := b.draft(mei)
		topic := w.Form.Topics()[0]
		page := Page{Topic: topic, Values: form.Values{"contactMobile": "13900990002"}, Key: "k1"}
		if _, err := b.SavePage(b.as(mei), w.ID, page); err != nil {
			b.Fatal(err)
		}
		if _, err := b.Save(b.as(mei), w.ID, form.Values{"contactMobile": "13900990003"}); err != nil {
			b.Fatal(err)
		}
		again, err := b.SavePage(b.as(mei), w.ID, page)
		if err != nil || again.Values["contactMobile"] != "13900990003" {
			b.Errorf("the repetition: %v, %v", again.Values["contactMobile"], err)
		}
		page.Values = form.Values{"contactMobile": "13900990004"} // from the browser's memory, the key is old
		if w, err = b.SavePage(b.as(mei), w.ID, page); err != nil || w.Values["contactMobile"] != "13900990004" {
			b.Errorf("other answers under the same key: %v", err)
		}
	})
}

func TestTwoTabsDoNotOverwriteEachOther(t *testing.T) {
	each(t, func(b bench) {
		w := b.draft(mei)
		first, second := w.Form.Topics()[0], w.Form.Topics()[1]
		seen := b.Mark(w, first)
		one := Page{Topic: first, Values: form.Values{"contactMobile": "13900990002"}, Seen: seen}
		if _, err := b.SavePage(b.as(mei), w.ID, one); err != nil {
			b.Fatal(err)
		}
		other := Page{Topic: second, Values: form.Values{"dlNo": "990100123457"}, Seen: b.Mark(w, second)}
		if _, err := b.SavePage(b.as(mei), w.ID, other); err != nil {
			b.Errorf("another page is not hindered: %v", err)
		}
		if _, err := b.SavePage(b.as(mei), w.ID, one); err != nil {
			b.Errorf("the same answers hurt nobody: %v", err)
		}
		one.Values = form.Values{"contactMobile": "13900990003"}
		now, err := b.SavePage(b.as(mei), w.ID, one)
		b.wants(err, fault.Conflict, "application.page-changed")
		if now == nil || now.Values["contactMobile"] != "13900990002" || now.Values["dlNo"] != "990100123457" {
			b.Fatalf("what stands is not said: %+v", now)
		}
		one.Seen = b.Mark(now, first)
		if now, err = b.SavePage(b.as(mei), w.ID, one); err != nil || now.Values["contactMobile"] != "13900990003" {
			b.Errorf("after looking: %v", err)
		}
	})
}

func TestPagesSavedAtTheSameMomentAreAllStored(t *testing.T) {
	each(t, func(b bench) {
		w := b.draft(mei)
		answers := []form.Values{{"contactMobile": "13900990002"}, {"dlNo": "990100123457"}, {"licenceClass": "A2"}}
		errs := together(len(answers), func(i int) error {
			_, err := b.SavePage(context.WithoutCancel(b.as(mei)), w.ID, Page{Values: answers[i]})
			return err
		})
		now, err := b.Work(b.as(mei), w.ID)
		for i, v := range answers {
			for key, want := range v {
				if errs[i] != nil || err != nil || now.Values[key] != want {
					b.Errorf("%s is %v, %v", key, now.Values[key], errs[i])
				}
			}
		}
	})
}

func TestAChangedPageShowsBothAnswers(t *testing.T) {
	t.Parallel()
	s := open(t)
	w := s.draft(mei)
	at := "/apply/" + w.ID.String() + "/applicant"
	seen := s.Mark(w, w.Form.Topics()[0])
	post := func(mobile, seen, key string) (*http.Response, string) {
		return s.asks(mei, message.Chinese, http.MethodPost, at, url.Values{"contactMobile": {mobile}, "seen": {seen}, web.FormKey: {key}, "later": {"1"}})
	}
	if res, text := post("13900990002", seen, "a"); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", res.StatusCode, text)
	}
	res, text := post("13900990003", seen, "b")
	if res.StatusCode != http.StatusConflict || !strings.Contains(text, "这一页刚刚在别处改过") || !strings.Contains(text, "13900990002") {
		t.Errorf("%d %s", res.StatusCode, text)
	}
	now, _ := s.Work(s.as(mei), w.ID)
	if res, text := post("13900990003", s.Mark(now, w.Form.Topics()[0]), "c"); res.StatusCode != http.StatusSeeOther {
		t.Errorf("%d %s", res.StatusCode, text)
	}
}

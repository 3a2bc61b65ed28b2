package application

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tongban/capability/audit/audittest"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

func TestWithoutConsentNothingIsLookedUp(t *testing.T) {
	each(t, func(b bench) {
		w, err := b.Begin(b.as(mei), "road-qual", catalogue.Answers{"q_mass": false, "q_exam": true}, false)
		if err != nil {
			b.Fatal(err)
		}
		if len(w.Materials) != 0 || w.Values["dlNo"] != nil && w.Values["dlNo"] != "" {
			b.Errorf("looked up all the same: %v %v", w.Materials, w.Values)
		}
		if w.Values["holderName"] != "林晓华" {
			b.Errorf("the platform's own data is not filled in: %v", w.Values)
		}
		if n := len(audittest.With(b, b.DB, mei.ID)); n != 0 {
			b.Errorf("%d records of nothing", n)
		}
	})
}

func TestEveryCallToAnotherDepartmentIsRecordedWithItsAnswer(t *testing.T) {
	each(t, func(b bench) {
		b.city.silent, b.city.failing = "交通违法事故信息", "从业资格考试成绩"
		w := b.draft(mei)
		for resource, outcome := range map[string]string{"交通违法事故信息": "none", "从业资格考试成绩": "failed"} {
			n := len(audittest.With(b, b.DB, `"person":"`+mei.ID, resource, `"outcome":"`+outcome+`"`, w.ID.String()))
			if n != 1 {
				b.Errorf("%s: %d records of %s", resource, n, outcome)
			}
		}
	})
}

func TestADraftIsBegunForWhomTheGuideWasShownFor(t *testing.T) {
	t.Parallel()
	s := open(t)
	agent := actsFor(citizen("梅若溪"), mei, actor.Party{MaySubmit: true})
	form := url.Values{"item": {"road-qual"}, "q_mass": {"false"}, "q_exam": {"true"}, "consent": {"1"}, "for": {agent.ID}} // as shown before the switch
	res, text := s.asks(agent, message.Chinese, http.MethodPost, "/apply", form)
	if n := s.count(`SELECT COUNT(*) FROM casework_application`); res.StatusCode != http.StatusConflict || !strings.Contains(text, "切换了办事身份") || n != 0 {
		t.Errorf("%d drafts, %d %s", n, res.StatusCode, text)
	}
	form.Set("for", mei.ID)
	if res, text = s.asks(agent, message.Chinese, http.MethodPost, "/apply", form); res.StatusCode != http.StatusSeeOther {
		t.Errorf("%d %s", res.StatusCode, text)
	}
}

func TestDepartmentsAreNotAskedUnrecordedWhateverBecomesOfIt(t *testing.T) {
	each(t, func(b bench) {
		asked := func() int { return b.count(`SELECT COUNT(*) FROM audit_entry WHERE person = $1`, mei.ID) }
		w := b.ready(mei)
		begun := asked()
		b.city.silent = "从业资格考试成绩"
		if _, err := b.Submit(b.as(mei), w.ID, nil); fault.KindOf(err) != fault.Invalid {
			b.Fatalf("handed in without a paper: %v", err)
		}
		if n := asked() - begun; n != 2 {
			b.Errorf("two departments asked again, %d records", n)
		}
		for range maxDrafts - 1 {
			b.draft(mei)
		}
		before := asked()
		_, err := b.Begin(b.as(mei), "road-qual", catalogue.Answers{"q_mass": false, "q_exam": true}, true)
		b.wants(err, fault.TooMany, "application.too-many-drafts")
		if n := asked() - before; n != 2 {
			b.Errorf("two departments asked for a draft too many, %d records", n)
		}
	})
}

func TestTheGuideSaysWhatWillBeLookedUp(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, text := s.asks(mei, message.Chinese, http.MethodGet, "/apply/new?item=road-qual&q_mass=false&q_exam=true", nil)
	for _, part := range []string{"电子证照：居民身份证", "部门共享数据：从业资格考试成绩", "同意查询并继续"} {
		if !strings.Contains(text, part) {
			t.Errorf("the guide does not say %s: %s", part, text)
		}
	}
	for said, status := range map[string]int{"": http.StatusUnprocessableEntity, "0": http.StatusSeeOther} {
		answer, text := s.asks(mei, message.Chinese, http.MethodPost, "/apply", url.Values{"item": {"road-qual"}, "q_mass": {"false"}, "q_exam": {"true"}, "consent": {said}})
		if answer.StatusCode != status {
			t.Errorf("consent %q: %d %s", said, answer.StatusCode, text)
		}
		if n := s.count(`SELECT COUNT(*) FROM casework_material`); n != 0 {
			t.Errorf("consent %q, and %d materials looked up", said, n)
		}
	}
}

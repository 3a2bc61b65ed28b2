package progress

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tongban/capability/audit/audittest"
	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/message"
)

// The people of the city.
var (
	mei, stranger   = caseworktest.Mei, caseworktest.Stranger
	window, manager = caseworktest.Window, caseworktest.Manager
	guest           = actor.Actor{Kind: actor.Guest}
)

// open is a small city whose applicants look after their cases.
func open(t *testing.T) caseworktest.Site {
	t.Helper()
	w := caseworktest.New(t, dbtest.SQLite(t), nil)
	return caseworktest.Open(w, New(w.Casework, coded).Module())
}

// full is f with all its papers, as mei reads it.
func full(s caseworktest.Site, f *casework.File) *casework.File {
	s.Helper()
	f, err := s.Casework.File(s.As(mei), f.Case.No)
	if err != nil {
		s.Fatal(err)
	}
	return f
}

func TestEveryStatusHasItsPages(t *testing.T) {
	t.Parallel()
	s := open(t)
	for status := range caseworktest.Paths {
		f := s.In(status)
		s.Sees(mei, casework.CaseURL(f.Case.ShortNo), f.Case.ShortNo)
		for _, n := range full(s, f).Notices {
			s.Sees(mei, casework.NoticeURL(f.Case, n), n.Number, "林晓华")
		}
	}
}

func TestANewCaseSaysWhenItIsAnsweredAndCanBeTakenBack(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.Submitted(mei)
	s.Sees(mei, "/apply/"+f.Case.ApplicationID.String()+"/done", f.Case.ShortNo, "打印回执")
	s.Sees(mei, "/cases", "道路货物运输驾驶员从业资格证核发", f.Case.ShortNo)
	s.Sees(mei, "/cases/"+f.Case.ShortNo, "已提交", "2026年2月24日") // five working days, the festival between
	s.Sees(mei, "/cases/"+f.Case.ShortNo+"/withdraw", "撤回")
	if answer, _ := s.Posts(mei, "/cases/"+f.Case.ShortNo+"/withdraw", url.Values{}); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("taken back: %d", answer.StatusCode)
	}
	s.Sees(mei, "/cases/"+f.Case.ShortNo, "您已撤回申请")
}

func TestWhoeverHasTheQueryCodeSeesTheCaseMasked(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.In(casework.Completed)
	s.Sees(guest, "/track", "查询码")
	_, read := s.Posts(guest, "/track", url.Values{"no": {f.Case.ShortNo}, "code": {f.Case.QueryCode}})
	if !strings.Contains(read, "办结") || !strings.Contains(read, "林*华") || strings.Contains(read, mei.Name) {
		t.Errorf("tracked: %s", read)
	}
	if answer, read := s.Posts(guest, "/track", url.Values{"no": {f.Case.ShortNo}, "code": {"0000000000"}}); answer.StatusCode != http.StatusNotFound || strings.Contains(read, "林") {
		t.Errorf("with another code: %d %s", answer.StatusCode, read)
	}
}

func TestPagesOfOthersAreNotThere(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := full(s, s.Submitted(mei))
	for _, tt := range []struct {
		who     actor.Actor
		address string
		status  int
	}{
		{stranger, "/cases/" + f.Case.ShortNo, http.StatusNotFound},
		{stranger, casework.NoticeURL(f.Case, f.Notices[0]), http.StatusNotFound},
		{window, "/cases", http.StatusForbidden},
		{guest, "/cases/" + f.Case.ShortNo, http.StatusSeeOther},
	} {
		answer, read := s.Asks(tt.who, message.Chinese, http.MethodGet, tt.address, nil)
		if answer.StatusCode != tt.status || strings.Contains(read, f.Case.QueryCode) || strings.Contains(read, caseworktest.MeiNumber) {
			t.Errorf("%s for %s %v: %d %s", tt.address, tt.who.Kind, tt.who.Roles, answer.StatusCode, read)
		}
	}
}

// looks counts what others have seen of mei's.
func looks(s caseworktest.Site) int {
	s.Helper()
	return len(audittest.With(s, s.DB, `"person":"`+mei.ID)) - len(audittest.With(s, s.DB, `"person":"`+mei.ID, `"actor":"`+mei.ID))
}

func TestPapersAreMaskedForStaff(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := full(s, s.Submitted(mei))
	address := casework.NoticeURL(f.Case, f.Notices[0])
	own := []string{"林晓华", casework.SpacedCode(f.Case.QueryCode)}
	for _, part := range own {
		if text := s.Reads(mei, address); !strings.Contains(text, part) {
			t.Errorf("the applicant's paper lacks %s", part)
		}
		for _, who := range []actor.Actor{window, manager} {
			if strings.Contains(s.Reads(who, address), part) {
				t.Errorf("%s reads %s", who.Name, part)
			}
		}
	}
	if answer, _ := s.Posts(window, address, nil); answer.StatusCode != http.StatusUnprocessableEntity || looks(s) != 0 {
		t.Errorf("without a purpose: %d, %d looks", answer.StatusCode, looks(s))
	}
	_, text := s.Posts(window, address, url.Values{"purpose": {"delivery"}})
	if !strings.Contains(text, "林晓华") || looks(s) != 1 {
		t.Errorf("with a purpose: %d looks, %s", looks(s), text)
	}
	if answer, _ := s.Posts(manager, address, url.Values{"purpose": {"delivery"}}); answer.StatusCode != http.StatusForbidden {
		t.Errorf("the hall manager: %d", answer.StatusCode)
	}
}

func TestWhatIsToDoNowIsSaidFirstAndLeadsThere(t *testing.T) {
	t.Parallel()
	s := open(t)
	pointed := s.Step(window, s.In(casework.PreReview), casework.PointOut, caseworktest.Inputs[casework.PointOut])
	told := s.Step(caseworktest.Reviewer, s.In(casework.Reviewing), casework.TellHearing, caseworktest.Inputs[casework.TellHearing])
	corrected := s.In(casework.InCorrection)
	s.In(casework.Issuing)

	s.Sees(mei, "/cases/"+pointed.Case.ShortNo, "窗口指出有 1 处可以当场更正", "驾驶证号：少一位", "去更正")
	s.Sees(mei, "/cases/"+corrected.Case.ShortNo, "有 1 处需要补正", "去补正")
	at := "/cases/" + told.Case.ShortNo
	s.Sees(mei, at, "您可以申请听证，最晚 2026年2月24日", "申请听证")
	for _, want := range []string{"窗口指出了可以当场更正的地方", "需要补正，逾期未补正的办理终止", "可以申请听证", "已有结果"} {
		if home := s.Panel(mei, casework.TodoPlace); !strings.Contains(home, want) {
			t.Errorf("the home page does not say %q: %s", want, home)
		}
	}

	s.Sees(mei, at+"/request-hearing", "二十个工作日", "您不承担组织听证的费用")
	if answer, _ := s.Posts(stranger, at+"/request-hearing", url.Values{}); answer.StatusCode != http.StatusNotFound {
		t.Errorf("a stranger asks for a hearing: %d", answer.StatusCode)
	}
	if answer, read := s.Posts(mei, at+"/request-hearing", url.Values{"reason": {"想当面说明"}}); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("asked for: %d %s", answer.StatusCode, read)
	}
	s.Sees(mei, at, "特别程序中", "不计入期限的时间")
	if read := s.Reads(mei, at); strings.Contains(read, "最晚 2026年2月24日") {
		t.Errorf("it is offered again: %s", read)
	}
	if answer, _ := s.Asks(mei, message.Chinese, http.MethodGet, at+"/request-hearing", nil); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("asked for twice: %d", answer.StatusCode)
	}
}

package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

func TestAMarkStaysWithTheFileItWasMadeOn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := world(t, d)
		s := serve(w)
		f := w.Photographed(mei)
		no := f.Case.No
		for _, m := range []Mark{
			{Material: "M-PHOTO", Page: 1, Words: " "},
			{Material: "M-PHOTO", Page: 2, Words: "第二页"},
			{Material: "M-PHOTO", Page: 1, Words: "框出界", Place: Place{9_000, 0, 2_000, 10}},
		} {
			if err := s.Mark(w.As(window), no, m); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", m, err)
			}
		}
		if err := s.Mark(w.As(manager), no, Mark{Material: "M-PHOTO", Page: 1, Words: "看看"}); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("the hall manager: %v", err)
		}
		mark := Mark{Material: "M-PHOTO", Page: 1, Words: "背景不是白色", Place: Place{1_000, 2_000, 3_000, 500}}
		if err := s.Mark(w.As(window), no, mark); err != nil {
			t.Fatal(err)
		}
		f = w.Step(window, f, casework.RequestMending, caseworktest.Inputs[casework.RequestMending])
		a := w.Arrival(mei)
		a.Has("M-PHOTO").Reference = w.Photo(mei, 2).ID.String()
		f = w.Mended(f, a)

		file, err := w.Casework.File(w.As(window), no)
		if err != nil {
			t.Fatal(err)
		}
		v, err := pages{s}.deskViewOf(w.As(window), file)
		if err != nil {
			t.Fatal(err)
		}
		if len(v.papers) != 1 || len(v.papers[0].marks) != 1 || len(v.papers[0].places()) != 0 {
			t.Fatalf("after the correction: %+v", v.papers)
		}
		if err := s.Mark(w.As(window), no, Mark{Material: "M-PHOTO", Digest: v.papers[0].marks[0].Digest, Page: 1, Words: "旧文件"}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a mark on the file that is gone: %v", err)
		}
		if err := s.Unmark(w.As(approver), no, v.papers[0].marks[0].ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another takes it back: %v", err)
		}
		if err := s.Unmark(w.As(window), no, v.papers[0].marks[0].ID); err != nil {
			t.Error(err)
		}
	})
}

func TestACorrectionIsComparedWithWhatWasBefore(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.Photographed(mei)
	f = s.Step(window, f, casework.RequestMending, caseworktest.Inputs[casework.RequestMending])
	a := s.Arrival(mei)
	a.Values["licenceClass"], a.Values["dlNo"] = "A2", "990100123457"
	a.Has("M-PHOTO").Reference = s.Photo(mei, 2).ID.String()
	s.Mended(f, a)
	s.sees(window, casework.DeskURL(f.Case.ShortNo), "与上次提交相比", "A2 重型牵引挂车", "内容有改动，查看完整后可以对照", "已换成新文件")
}

func TestPhrasesAreOnesOwnOrTheDepartments(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := world(t, d)
		s := serve(w)
		keep := func(ctx context.Context, words string, shared bool) error {
			return s.KeepPhrase(ctx, Phrase{Field: "opinion", Words: words}, shared)
		}
		if err := keep(w.As(reviewer), "材料真实", false); err != nil {
			t.Fatal(err)
		}
		if err := keep(w.As(approver), "同意", true); err != nil {
			t.Fatal(err)
		}
		if err := keep(w.As(reviewer), "大家的", true); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a reviewer writes for the department: %v", err)
		}
		for who, want := range map[string][]string{reviewer.ID: {"材料真实", "同意"}, approver.ID: {"同意"}, window.ID: nil} {
			for _, a := range []struct {
				id  string
				ctx context.Context
			}{{reviewer.ID, w.As(reviewer)}, {approver.ID, w.As(approver)}, {window.ID, w.As(window)}} {
				if a.id != who {
					continue
				}
				list, err := s.Phrases(a.ctx)
				var got []string
				for _, p := range list {
					got = append(got, p.Words)
				}
				if err != nil || !slices.Equal(got, want) {
					t.Errorf("%v, want %v, %v", got, want, err)
				}
			}
		}
		list, _ := s.Phrases(w.As(reviewer))
		if err := s.DropPhrase(w.As(approver), list[0].ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another's phrase: %v", err)
		}
		if err := s.DropPhrase(w.As(reviewer), list[1].ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the department's, by who may not: %v", err)
		}
		if err := s.DropPhrase(w.As(reviewer), list[0].ID); err != nil {
			t.Error(err)
		}
	})
}

// A phrase goes into what was typed, and nothing is carried out.
func TestAPhraseIsPutIntoTheOpinion(t *testing.T) {
	t.Parallel()
	s := open(t)
	d := serve(s.World)
	if err := d.KeepPhrase(s.As(reviewer), Phrase{Field: "opinion", Words: "材料真实有效"}, false); err != nil {
		t.Fatal(err)
	}
	list, err := d.Phrases(s.As(reviewer))
	if err != nil {
		t.Fatal(err)
	}
	f := s.In(casework.Reviewing)
	answer, read := s.posts(reviewer, casework.DeskURL(f.Case.ShortNo)+"/propose-decision", url.Values{"opinion": {"经审查，"}, "phrase": {list[0].ID.String()}})
	if answer.StatusCode != http.StatusOK || !strings.Contains(read, "经审查， 材料真实有效") {
		t.Errorf("%d %s", answer.StatusCode, read)
	}
	if now, err := s.Casework.File(s.As(reviewer), f.Case.No); err != nil || now.Case.Status != casework.Reviewing {
		t.Errorf("the case is %v, %v", now.Case.Status, err)
	}
	s.sees(reviewer, "/desk/phrases", "材料真实有效")
}

func TestEarlierCasesAreThoseTheReaderMaySeeAndTheLookIsNoted(t *testing.T) {
	t.Parallel()
	s := open(t)
	first, second := s.Submitted(mei), s.Submitted(mei)
	before := s.looks()
	address := casework.DeskURL(second.Case.ShortNo) + "/earlier"
	if answer, read := s.asks(window, message.Chinese, http.MethodGet, address, nil); answer.StatusCode != http.StatusOK || !strings.Contains(read, first.Case.ShortNo) || strings.Contains(read, "林晓华") {
		t.Errorf("%d %s", answer.StatusCode, read)
	}
	if n := s.looks() - before; n != 1 {
		t.Errorf("%d looks are noted", n)
	}
	if answer, _ := s.asks(manager, message.Chinese, http.MethodGet, address, nil); answer.StatusCode != http.StatusForbidden {
		t.Errorf("the hall manager: %d", answer.StatusCode)
	}
}

func TestListsAreNarrowedAndSearchedByTheirAddress(t *testing.T) {
	t.Parallel()
	s := open(t)
	f, other := s.Submitted(mei), s.In(casework.PreReview)
	for address, shown := range map[string][2]bool{ // f, other
		"/desk":                          {true, true},
		"/desk?mine=1":                   {false, true},
		"/desk?state=PRE_REVIEW":         {false, true},
		"/desk?item=运输":                  {true, true},
		"/desk?item=食品":                  {false, false},
		"/desk?late=1":                   {false, false},
		"/desk/cases?state=SUBMITTED":    {true, false},
		"/desk/cases?q=" + f.Case.No:     {true, false},
		"/desk/cases?q=林晓华":              {true, true},
		"/desk/cases?q=" + meiNumber:     {true, true},
		"/desk/cases?q=990103199001010x": {false, false},
	} {
		answer, read := s.asks(window, message.Chinese, http.MethodGet, strings.ReplaceAll(address, " ", "+"), nil)
		if answer.StatusCode != http.StatusOK || strings.Contains(read, f.Case.ShortNo) != shown[0] || strings.Contains(read, other.Case.ShortNo) != shown[1] {
			t.Errorf("%s: %d %s", address, answer.StatusCode, read)
		}
	}
}

func TestAClaimedTaskIsGivenBack(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.In(casework.Reviewing)
	task := f.Tasks[len(f.Tasks)-1]
	if answer, read := s.posts(reviewer, "/desk/tasks/"+task.ID.String()+"/release", nil); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", answer.StatusCode, read)
	}
	if tally, err := s.Casework.Tally(s.As(reviewer)); err != nil || tally.Mine != 0 {
		t.Errorf("still in hand: %+v, %v", tally, err)
	}
}

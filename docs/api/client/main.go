// Command client carries one application from the search to a licence that anybody can
// verify, knowing nothing of the installation but its /openapi.json and the pages in
// docs/api. Run it from the root of the repository against the demo city:
//
//	go run ./docs/api/client http://localhost:8080
//
// It uses the standard library only. client.go is what an integrator would keep; this
// file is the story.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
)

// portrait is of a person who does not exist.
const portrait = "docs/api/photo.jpg"

func main() {
	base := "http://localhost:8080"
	if len(os.Args) > 1 {
		base = os.Args[1]
	}
	c, err := dial(base)
	if err == nil {
		err = (&story{client: c}).tell()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// story is one application on its way.
type story struct {
	*client
	lin         string // token of the applicant
	application string // id of the draft
	no          string // number of the case
	licence     struct{ ID, Code, Number string }
}

// tell lets the chapters follow each other until one fails.
func (s *story) tell() error {
	for _, chapter := range []struct {
		title string
		tell  func() error
	}{
		{"find the service and be guided", s.find},
		{"fill a draft in", s.draft},
		{"hand it in, once", s.submit},
		{"be asked for a better photograph, and correct", s.correct},
		{"accept", s.accept},
		{"review", s.review},
		{"decide", s.decide},
		{"deliver", s.deliver},
		{"rate how it was", s.rate},
		{"hold the licence", s.hold},
		{"verify it as anybody", s.verify},
	} {
		fmt.Println(chapter.title)
		if err := chapter.tell(); err != nil {
			return fmt.Errorf("%s: %w", chapter.title, err)
		}
	}
	fmt.Println("done:", s.no, s.licence.Number)
	return nil
}

const item = "road-qual"

// answers are the guide's questions and what Lin answers.
var answers = map[string]any{"q_mass": false, "q_exam": true}

func (s *story) find() error {
	var found struct{ Items []struct{ Code, Name string } }
	if err := s.call("get-items", request{with: map[string]string{"q": "congye", "limit": "5"}}, &found); err != nil {
		return err
	}
	if len(found.Items) == 0 || found.Items[0].Code != item {
		return fmt.Errorf("the search finds %v", found.Items)
	}
	var plan struct{ Materials []struct{ Code string } }
	about := map[string]string{"code": item}
	if err := s.call("post-items-code-guide", request{with: about, body: map[string]any{"answers": answers}}, &plan); err != nil {
		return err
	}
	fmt.Printf("  %s takes %d materials\n", found.Items[0].Name, len(plan.Materials))
	return s.call("get-items-code", request{with: about}, nil)
}

// signIn takes a made-up person of the demo on.
func (s *story) signIn(persona string) (string, error) {
	var session struct{ Token string }
	err := s.call("post-sessions", request{body: map[string]any{"persona": persona}}, &session)
	return session.Token, err
}

func (s *story) draft() (err error) {
	if s.lin, err = s.signIn("lin"); err != nil {
		return err
	}
	var draft struct {
		ID      string
		Missing []string
		Fields  []struct{ Name, Message string }
	}
	begin := map[string]any{"itemCode": item, "answers": answers, "consent": true}
	if err := s.call("post-applications", request{token: s.lin, body: begin}, &draft); err != nil {
		return err
	}
	s.application = draft.ID
	for _, mobile := range []string{"1380000", "13800000000"} { // the first is saved too, with its fault
		change := request{token: s.lin, with: s.mine(nil), body: map[string]any{"values": map[string]any{"contactMobile": mobile}}}
		if err := s.call("patch-applications-id", change, &draft); err != nil {
			return err
		}
		fmt.Printf("  with %s: faults %v, missing %v\n", mobile, draft.Fields, draft.Missing)
	}
	if err := s.attach(); err != nil {
		return err
	}
	if err := s.call("delete-applications-id-materials-code", request{token: s.lin, with: s.mine(map[string]string{"code": "M-PHOTO"})}, nil); err != nil {
		return err
	}
	return s.attach()
}

// mine are the parameters that name the draft, and more.
func (s *story) mine(more map[string]string) map[string]string {
	with := map[string]string{"id": s.application}
	for name, value := range more {
		with[name] = value
	}
	return with
}

func (s *story) attach() error {
	with := s.mine(map[string]string{"code": "M-PHOTO"})
	photo, err := os.ReadFile(portrait)
	if err != nil {
		return err
	}
	return s.call("post-applications-id-materials-code", request{token: s.lin, with: with, body: file{"photo.jpg", photo}}, nil)
}

func (s *story) submit() error {
	var receipt, again struct{ CaseNo, QueryCode, State string }
	hand := request{token: s.lin, with: s.mine(map[string]string{"Idempotency-Key": s.application})}
	if err := s.call("post-applications-id-submit", hand, &receipt); err != nil {
		return err
	}
	if err := s.call("post-applications-id-submit", hand, &again); err != nil {
		return err
	}
	if again != receipt {
		return fmt.Errorf("handed in twice: %v and %v", receipt, again)
	}
	s.no = receipt.CaseNo
	return s.call("get-track", request{with: map[string]string{"no": s.no, "code": receipt.QueryCode}}, nil)
}

// deskCase is what handlers need of a case.
type deskCase struct {
	State   string
	Version int64
	Next    []struct{ Command string }
	Tasks   []struct{ ID, ClosedAt string }
}

// step carries a command on the case out as a persona, on the version just read.
func (s *story) step(persona, command string, input map[string]any) error {
	token, err := s.signIn(persona)
	if err != nil {
		return err
	}
	var c deskCase
	if err := s.call("get-desk-cases-no", request{token: token, with: map[string]string{"no": s.no}}, &c); err != nil {
		return err
	}
	input["version"] = c.Version
	if err := s.call("post-desk-cases-no-"+command, request{token: token, with: map[string]string{"no": s.no}, body: input}, &c); err != nil {
		return err
	}
	fmt.Println(" ", c.State)
	return nil
}

func (s *story) correct() error {
	gaps := []any{map[string]any{"target": "material:M-PHOTO", "problem": "背景不是白色，请换一张"}}
	if err := s.step("clerk", "request-correction", map[string]any{"gaps": gaps}); err != nil {
		return err
	}
	if err := s.attach(); err != nil {
		return err
	}
	return s.call("post-cases-no-correction", request{token: s.lin, with: map[string]string{"no": s.no}}, nil)
}

func (s *story) accept() error { return s.step("clerk", "accept", map[string]any{}) }

// review takes the open task of the case and completes it.
func (s *story) review() error {
	reviewer, err := s.signIn("trans-reviewer")
	if err != nil {
		return err
	}
	var page struct {
		Items []struct{ TaskID, CaseNo string }
		Next  string
	}
	for with := map[string]string{"limit": "20"}; ; with["cursor"] = page.Next {
		page.Next = ""
		if err := s.call("get-desk-tasks", request{token: reviewer, with: with}, &page); err != nil {
			return err
		}
		for _, task := range page.Items {
			if task.CaseNo == s.no {
				return s.complete(reviewer, task.TaskID)
			}
		}
		if page.Next == "" {
			return fmt.Errorf("no task of %s on the worklist", s.no)
		}
	}
}

func (s *story) complete(reviewer, task string) error {
	with := map[string]string{"id": task}
	if err := s.call("post-desk-tasks-id-claim", request{token: reviewer, with: with}, nil); err != nil {
		return err
	}
	return s.call("post-desk-tasks-id-complete", request{token: reviewer, with: with, body: map[string]any{"outcome": "pass", "opinion": "材料真实，符合条件"}}, nil)
}

func (s *story) decide() error {
	return s.step("trans-approver", "decide", map[string]any{"outcome": "grant", "opinion": "同意"})
}

func (s *story) deliver() error {
	return s.step("clerk", "deliver", map[string]any{"method": "electronic"})
}

// rate says once that all went well; a second time is refused.
func (s *story) rate() error {
	rating := request{token: s.lin, with: map[string]string{"no": s.no}, body: map[string]any{"grade": 1, "text": "办得很快"}}
	if err := s.call("post-cases-no-rating", rating, nil); err != nil {
		return err
	}
	var said *problem
	if err := s.call("post-cases-no-rating", rating, nil); !errors.As(err, &said) || said.Status != http.StatusConflict {
		return fmt.Errorf("rated twice: %v", err)
	}
	fmt.Println("  a second rating:", said.Title)
	return nil
}

func (s *story) hold() error {
	var own struct{ State, LicenceNo string }
	if err := s.call("get-cases-no", request{token: s.lin, with: map[string]string{"no": s.no}}, &own); err != nil {
		return err
	}
	var wallet struct {
		Items []struct{ ID, Code, Number, CaseNo string }
	}
	if err := s.call("get-licences", request{token: s.lin, with: map[string]string{"limit": "100"}}, &wallet); err != nil {
		return err
	}
	for _, l := range wallet.Items {
		if l.CaseNo == s.no {
			s.licence.ID, s.licence.Code, s.licence.Number = l.ID, l.Code, l.Number
		}
	}
	if own.State != "COMPLETED" || s.licence.Number != own.LicenceNo {
		return fmt.Errorf("the case is %+v, the licence %+v", own, s.licence)
	}
	var pdf []byte
	if err := s.call("get-licences-id-file", request{token: s.lin, with: map[string]string{"id": s.licence.ID}}, &pdf); err != nil {
		return err
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF")) {
		return fmt.Errorf("the licence is no PDF: %.20q", pdf)
	}
	return nil
}

func (s *story) verify() error {
	var seen struct{ Status, Number string }
	if err := s.call("get-verify-code", request{with: map[string]string{"code": s.licence.Code}}, &seen); err != nil {
		return err
	}
	if seen.Status != "valid" || seen.Number != s.licence.Number {
		return fmt.Errorf("anybody sees %+v", seen)
	}
	return nil
}

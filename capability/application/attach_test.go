package application

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/document"
	"tongban/capability/document/documenttest"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// chosen is a file a browser sends, or the id of one it has sent before.
type chosen struct {
	code    string
	content []byte
	sent    id.ID
}

// uploads sends the form of the materials page as a browser does.
func (s site) uploads(who actor.Actor, w *Work, files ...chosen) *httptest.ResponseRecorder {
	s.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i, f := range files {
		if f.sent != 0 {
			if err := form.WriteField("uploaded."+f.code, f.sent.String()); err != nil {
				s.Fatal(err)
			}
			continue
		}
		part, err := form.CreateFormFile(f.code, fmt.Sprintf("第%d页.jpg", i+1))
		if err != nil {
			s.Fatal(err)
		}
		if _, err := part.Write(f.content); err != nil {
			s.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		s.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/apply/"+w.ID.String()+"/materials", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, r.WithContext(actor.With(s.Context(), who)))
	return answer
}

// papers is a draft for which nothing was looked up, and a material of it that takes PDF.
func (s site) papers(who actor.Actor) (*Work, string) {
	s.Helper()
	w, err := s.Begin(s.as(who), "road-qual", catalogue.Answers{"q_mass": false, "q_exam": true}, false)
	if err != nil {
		s.Fatal(err)
	}
	i := slices.IndexFunc(w.Plan.Materials, func(m catalogue.Material) bool { return several(w.limits(m)) > 1 })
	if i < 0 {
		s.Fatal("no material takes several photographs")
	}
	return w, w.Plan.Materials[i].Code
}

// file is what is stored for a material.
func (s site) file(who actor.Actor, w *Work, code string) document.File {
	s.Helper()
	w, err := s.Work(s.as(who), w.ID)
	if err != nil {
		s.Fatal(err)
	}
	has := w.Has(code)
	if has == nil || has.Source != casework.Upload {
		return document.File{}
	}
	f, err := s.Documents.Get(s.Context(), idOf(has.Reference))
	if err != nil {
		s.Fatal(err)
	}
	return f
}

func TestSeveralPhotosOfAMaterialBecomeOnePDF(t *testing.T) {
	t.Parallel()
	s := open(t)
	w, code := s.papers(mei)
	answer := s.uploads(mei, w, chosen{code: code, content: documenttest.Photo(1)}, chosen{code: code, content: documenttest.Photo(2)})
	if f := s.file(mei, w, code); f.Pages != 2 || f.MediaType != document.PDF || !strings.HasSuffix(f.Name, ".pdf") {
		t.Errorf("got %+v: %d %s", f, answer.Code, answer.Body)
	}
	s.sees(mei, "/apply/"+w.ID.String()+"/materials", "已上传")
}

func TestARefusedFileLosesNoOther(t *testing.T) {
	t.Parallel()
	s := open(t)
	w, code := s.papers(mei)
	answer := s.uploads(mei, w,
		chosen{code: "M-PHOTO", content: documenttest.HTML()}, chosen{code: code, content: documenttest.PDF(2)})
	if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "内容却是 HTML") {
		t.Errorf("got %d %s", answer.Code, answer.Body)
	}
	if f := s.file(mei, w, code); f.Pages != 2 {
		t.Errorf("the other is lost: %+v", f)
	}
}

func TestWhatWasSentAheadIsAttached(t *testing.T) {
	t.Parallel()
	s := open(t)
	w, code := s.papers(mei)
	var sent []chosen
	for i := range 3 {
		transfer, err := s.Documents.Send(s.as(mei), "a.jpg", bytes.NewReader(documenttest.Photo(uint64(i))))
		if err != nil {
			t.Fatal(err)
		}
		sent = append(sent, chosen{code: code, sent: transfer.ID})
	}
	for range 2 { // the answer was lost and the form comes again
		s.uploads(mei, w, sent...)
		if f := s.file(mei, w, code); f.Pages != 3 {
			t.Fatalf("got %+v", f)
		}
	}
	theirs := s.uploads(stranger, s.draft(stranger), chosen{code: "M-PHOTO", sent: sent[0].sent})
	if theirs.Code != http.StatusUnprocessableEntity || !strings.Contains(theirs.Body.String(), "没有找到这次上传") {
		t.Errorf("somebody else's: got %d %s", theirs.Code, theirs.Body)
	}
	if _, err := s.AttachSent(s.as(mei), w.ID, code, id.New()); fault.KindOf(err) != fault.NotFound {
		t.Errorf("one that never was: %v", err)
	}
}

func TestApplicantsLookAtWhatTheyHaveUploaded(t *testing.T) {
	t.Parallel()
	s := open(t)
	w := s.photo(mei, s.draft(mei))
	at := "/apply/" + w.ID.String() + "/files/M-PHOTO"
	for path, want := range map[string]string{at: "attachment", at + "/preview": "inline"} {
		for _, tt := range []struct {
			who    actor.Actor
			status int
		}{{mei, http.StatusOK}, {stranger, http.StatusNotFound}} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			answer := httptest.NewRecorder()
			s.ServeHTTP(answer, r.WithContext(s.as(tt.who)))
			disposition := answer.Header().Get("Content-Disposition")
			if answer.Code != tt.status || tt.status == http.StatusOK && !strings.HasPrefix(disposition, want) {
				t.Errorf("%s as %s: %d %q", path, tt.who.Name, answer.Code, disposition)
			}
		}
	}
}

func TestHostileFilesAreRefusedOnThePage(t *testing.T) {
	t.Parallel()
	s := open(t)
	w, code := s.papers(mei)
	for _, h := range documenttest.HostileFiles() {
		answer := s.uploads(mei, w, chosen{code: code, content: h.Content()})
		if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "fg-err") {
			t.Errorf("%s: got %d", h.What, answer.Code)
		}
		if f := s.file(mei, w, code); f.ID != 0 {
			t.Fatalf("%s was stored: %+v", h.What, f)
		}
	}
}

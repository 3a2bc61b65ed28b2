package application

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/document"
	"tongban/capability/form"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// maxUpload is the most one request with files may hold.
const maxUpload = 64 << 20

// guide asks the questions that decide what is needed, if there are any. Looking
// begins nothing.
func (p pages) guide(w http.ResponseWriter, r *http.Request) error {
	item, err := p.Catalogue.Published(r.Context(), r.FormValue("item"))
	if ended, _ := p.Catalogue.Ended(r.Context(), r.FormValue("item")); err != nil && ended != nil {
		return web.Redirect(w, r, "/items/"+ended.Item.Code) // which says what has happened
	}
	if err != nil {
		return err
	}
	if !p.Cases.Online(item) {
		return fault.New(fault.Unavailable, "application.window-only")
	}
	answers, _ := item.DecodeAnswers(r.URL.Query())
	return web.Render(w, r, http.StatusOK, guidePage(guideForm{item, answers, item.Plan(answers), true, nil}))
}

// guideForm is the guide's questions being answered, and whether the city may look
// up what stands in for papers.
type guideForm struct {
	item    *catalogue.Item
	answers catalogue.Answers
	plan    catalogue.Plan
	consent bool
	faults  []fault.Field
}

// begin starts the draft, or says why this service is not the right one.
func (p pages) begin(w http.ResponseWriter, r *http.Request) error {
	item, err := p.Catalogue.Published(r.Context(), r.PostFormValue("item"))
	if err != nil {
		return err
	}
	answers, wrong := item.DecodeAnswers(r.PostForm)
	form := guideForm{item, answers, item.Plan(answers), r.PostFormValue("consent") != "", nil}
	if form.plan.Blocked() {
		return web.Render(w, r, http.StatusOK, guidePage(form))
	}
	if form.faults = append(wrong, form.plan.Missing()...); len(form.faults) > 0 {
		return web.Render(w, r, http.StatusUnprocessableEntity, guidePage(form))
	}
	work, err := p.Begin(keyed(r), item.Code, answers, form.consent)
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/apply/"+work.ID.String())
}

// tasks shows what is done and what is left.
func (p pages) tasks(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if work.mayChange() != nil {
		return web.Redirect(w, r, "/cases/"+work.Case.ShortNo)
	}
	return web.Render(w, r, http.StatusOK, tasksPage(work))
}

// topic shows one page of the form.
func (p pages) topic(w http.ResponseWriter, r *http.Request) error {
	work, topic, err := p.workTopic(r)
	if err != nil {
		return err
	}
	topic = work.Form.Narrow(topic, work.Values, work.Answers)
	return showTopic(w, r, http.StatusOK, topicForm{work: work, topic: topic, back: r.FormValue("back")})
}

// save keeps the answers of one page. Going on needs them to be right; 稍后再填
// does not.
func (p pages) save(w http.ResponseWriter, r *http.Request) error {
	work, topic, err := p.workTopic(r)
	if err != nil {
		return err
	}
	values, pasted, acted := work.Form.Act(r.PostForm, topic)
	if !acted {
		values = work.Form.Decode(r.PostForm, topic)
	}
	if work, err = p.Save(r.Context(), work.ID, values); err != nil {
		return err
	}
	topic = work.Form.Narrow(topic, work.Values, work.Answers)
	if acted {
		status := http.StatusOK
		if len(pasted) > 0 {
			status = http.StatusUnprocessableEntity
		}
		return showTopic(w, r, status, topicForm{work: work, topic: topic, back: r.PostFormValue("back"), faults: pasted})
	}
	if r.PostFormValue("later") != "" {
		return web.Redirect(w, r, "/apply/"+work.ID.String())
	}
	if faults := topic.Faults(work.Faults); len(faults) > 0 {
		form := topicForm{work: work, topic: topic, back: r.PostFormValue("back"), faults: faults}
		return showTopic(w, r, http.StatusUnprocessableEntity, form)
	}
	return web.Redirect(w, r, work.after(topic.Key, r.PostFormValue("back")))
}

func (p pages) workTopic(r *http.Request) (*Work, form.Topic, error) {
	if err := r.ParseForm(); err != nil {
		return nil, form.Topic{}, fault.New(fault.Invalid, "fault.shape")
	}
	work, err := p.work(r)
	if err != nil {
		return nil, form.Topic{}, err
	}
	if err := work.mayChange(); err != nil {
		return nil, form.Topic{}, err
	}
	topic, ok := work.Form.Topic(r.PathValue("step"))
	if !ok {
		return nil, topic, fault.New(fault.NotFound, "application.unknown-application")
	}
	return work, topic, nil
}

// topicForm is one page of a form being filled in.
type topicForm struct {
	work    *Work
	topic   form.Topic
	back    string // "check": the applicant came from the check page
	faults  []fault.Field
	sources map[string]string // where answers were fetched from, by field key
}

func showTopic(w http.ResponseWriter, r *http.Request, status int, f topicForm) error {
	f.sources = sources(r.Context(), f.work)
	return web.Render(w, r, status, topicPage(f))
}

// after returns where an applicant goes on from step: the first thing that is not
// done yet, else the check page; whoever came from the check page goes back there.
func (w *Work) after(step, back string) string {
	at := "/apply/" + w.ID.String()
	if back == "check" {
		return at + "/check"
	}
	passed := false
	for _, topic := range w.Form.Pages(w.Values, w.Answers) {
		if passed && len(topic.Faults(w.Faults)) > 0 {
			return at + "/" + topic.Key
		}
		passed = passed || topic.Key == step
	}
	switch {
	case len(w.Missing) > 0 && step != "materials":
		return at + "/materials"
	case w.Ready():
		return at + "/check"
	}
	return at
}

// materials shows every material, and what is held already.
func (p pages) materials(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if err := work.mayChange(); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, materialsPage(work, nil))
}

// attach takes the files of one request in, one after the other. A file that is
// refused does not take the others with it.
func (p pages) attach(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if r.ContentLength > maxUpload {
		return tooMuch()
	}
	faults, err := p.attachAll(r, work)
	if err != nil {
		return err
	}
	if work, err = p.work(r); err != nil {
		return err
	}
	if faults = append(faults, work.absent(faults)...); len(faults) > 0 {
		errs := ui.ErrorsOf(r.Context(), fault.InvalidFields(faults))
		return web.Render(w, r, http.StatusUnprocessableEntity, materialsPage(work, errs))
	}
	return web.Redirect(w, r, work.after("materials", ""))
}

// absent says which materials are still missing, but for those refused just now.
func (w *Work) absent(refused []fault.Field) (faults []fault.Field) {
	for _, m := range w.Missing {
		if !slices.ContainsFunc(refused, func(f fault.Field) bool { return f.Name == m.Code }) {
			faults = append(faults, fault.Field{Name: m.Code, Key: "application.material-missing", Args: []any{m.Name}})
		}
	}
	return faults
}

// attachAll streams every chosen file to its material and collects the refusals. A
// form has one file for each material.
func (p pages) attachAll(r *http.Request, work *Work) (faults []fault.Field, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, fault.New(fault.Invalid, "fault.shape")
	}
	for left := len(work.Plan.Materials); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return faults, nil
		}
		if err != nil {
			return nil, cutOff(err, fault.New(fault.Invalid, "application.upload-cut"))
		}
		if part.FileName() == "" {
			continue
		}
		if left--; left < 0 {
			return nil, fault.New(fault.Invalid, "fault.shape")
		}
		_, err = p.Attach(r.Context(), work.ID, part.FormName(), part.FileName(), 0, part)
		if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
			faults = append(faults, fault.Field{Name: part.FormName(), Key: f.Key, Args: f.Args})
		} else if err != nil {
			return nil, cutOff(err, err)
		}
	}
}

// cutOff says what ended an upload that was too large or too slow, else otherwise.
func cutOff(err, otherwise error) error {
	var most *http.MaxBytesError
	switch {
	case errors.As(err, &most):
		return tooMuch()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fault.New(fault.Invalid, "application.upload-cut")
	}
	return otherwise
}

func tooMuch() error { return fault.New(fault.TooLarge, "application.upload-too-large", maxUpload>>20) }

// detach takes a file out again.
func (p pages) detach(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationID(r)
	if err != nil {
		return err
	}
	if _, err := p.Detach(r.Context(), applicationID, r.PathValue("code")); err != nil {
		return err
	}
	return web.Redirect(w, r, "/apply/"+applicationID.String()+"/materials")
}

// ownFile lets the applicant look at what they uploaded.
func (p pages) ownFile(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	m := work.Has(r.PathValue("code"))
	if m == nil || m.Source != casework.Upload {
		return fault.New(fault.NotFound, "application.unknown-material")
	}
	fileID, err := id.Parse(m.Reference)
	if err != nil {
		return err
	}
	file, body, err := p.Documents.Open(r.Context(), fileID)
	if err != nil {
		return err
	}
	defer body.Close()
	return document.ServeOriginal(w, file, body)
}

// check shows everything once more before it is handed in.
func (p pages) check(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if err := work.mayChange(); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, checkPage(work, nil))
}

// submit hands the application in.
func (p pages) submit(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationID(r)
	if err != nil {
		return err
	}
	if err := p.seen(r); err != nil {
		return p.checkAgain(w, r, http.StatusConflict, err)
	}
	f, err := p.Submit(keyed(r), applicationID)
	switch fault.KindOf(err) {
	case fault.Invalid:
		return p.checkAgain(w, r, http.StatusUnprocessableEntity, err)
	case fault.Conflict:
		return p.checkAgain(w, r, http.StatusConflict, err)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/apply/"+f.Case.ApplicationID.String()+"/done")
}

// seen wants the applicant to have checked everything under the version it would be
// submitted under now.
func (p pages) seen(r *http.Request) error {
	work, err := p.work(r)
	version := r.PostFormValue("version")
	if err != nil || work.Case != nil || work.Ended != nil || version == "" || version == work.Item.VersionID.String() {
		return nil // who comes too late, or may not come, is told by Submit
	}
	return fault.New(fault.Conflict, "application.item-renewed", work.Item.Name)
}

// checkAgain shows the check page with what keeps the application from being handed
// in; one that was handed in by an earlier click is done.
func (p pages) checkAgain(w http.ResponseWriter, r *http.Request, status int, why error) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if work.Case != nil {
		return web.Redirect(w, r, "/apply/"+work.ID.String()+"/done")
	}
	return web.Render(w, r, status, checkPage(work, ui.ErrorsOf(r.Context(), why)))
}

// discarding asks before a draft is thrown away.
func (p pages) discarding(w http.ResponseWriter, r *http.Request) error {
	work, err := p.work(r)
	if err != nil {
		return err
	}
	if work.Case != nil {
		return fault.New(fault.Conflict, "application.already-submitted", work.Case.ShortNo)
	}
	return web.Render(w, r, http.StatusOK, discardPage(work))
}

func (p pages) discard(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationID(r)
	if err != nil {
		return err
	}
	if err := p.Discard(r.Context(), applicationID); err != nil {
		return err
	}
	return web.Redirect(w, r, "/cases")
}

// fileHint says what a file for m may be, before there is a mistake.
func fileHint(ctx context.Context, m catalogue.Material) string {
	kinds := m.Accept
	if len(kinds) == 0 {
		kinds = []string{"jpg", "png", "pdf"}
	}
	limit := int64(m.MaxKB) << 10
	if limit == 0 {
		limit = defaultFile
	}
	return t(ctx, "materials.hint", strings.ToUpper(message.Join(ctx, kinds)), size(limit))
}

// defaultFile is the largest file of a material that names no limit.
const defaultFile = 10 << 20

func acceptAttribute(m catalogue.Material) string {
	if len(m.Accept) == 0 {
		return ".jpg,.jpeg,.png,.pdf"
	}
	return "." + strings.Join(m.Accept, ",.")
}

// size writes a number of bytes for people.
func size(bytes int64) string {
	switch {
	case bytes >= 1<<20:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(bytes)/(1<<20)), ".0") + " MB"
	case bytes >= 1<<10:
		return fmt.Sprintf("%d KB", bytes>>10)
	}
	return fmt.Sprintf("%d B", bytes)
}

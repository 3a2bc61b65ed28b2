package inspection

import (
	"context"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/casework"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the handlers of inspection's pages.
type pages struct{ *Service }

// t is how the pages look up inspection's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "inspection."+key, args...)
}

// view is the visits of a case with what the page works out.
type view struct {
	*casework.File
	visits   []*Visit
	beside   []*Visit    // planned for other cases of the same matter, while one is being ordered
	rosters  []roster    // of the departments that a visit is being ordered for
	others   []ui.Option // departments that could take part besides
	mayOrder bool
	me       actor.Actor
	order    Order  // as typed
	record   Record // as typed
	stale    string // what a colleague did meanwhile
	errs     ui.FieldErrors
	today    calendar.Date
}

// open returns the visit that is not over, nil if there is none.
func (v *view) open() *Visit {
	if i := slices.IndexFunc(v.visits, (*Visit).IsOpen); i >= 0 {
		return v.visits[i]
	}
	return nil
}

// closed are the visits that are over.
func (v *view) closed() (list []*Visit) {
	for _, visit := range v.visits {
		if !visit.IsOpen() {
			list = append(list, visit)
		}
	}
	return list
}

// base is where the visits of a case are.
func base(no string) string { return casework.DeskURL(no) + "/inspection" }

func (v *view) url(visit *Visit) string { return base(v.Case.ShortNo) + "/" + visit.ID.String() }

// mayLook reports whether the reader may look at photographs and signatures of a visit.
func (v *view) mayLook(visit *Visit) bool { return mayLook(v.me, v.File, visit) == nil }

// at returns the visit with an id, nil if the case has none such.
func (v *view) at(visit id.ID) *Visit {
	if i := slices.IndexFunc(v.visits, func(one *Visit) bool { return one.ID == visit }); i >= 0 {
		return v.visits[i]
	}
	return nil
}

func (p pages) view(r *http.Request) (*view, error) {
	f, err := p.Casework.File(r.Context(), r.PathValue("no"))
	if err != nil {
		return nil, err
	}
	me := actor.From(r.Context())
	v := &view{File: f, me: me, mayOrder: mayOrder(me, f) == nil, today: calendar.DateOf(p.Clock.Now())}
	if v.visits, err = p.Visits(r.Context(), f); err != nil {
		return nil, err
	}
	if v.open() == nil && v.mayOrder {
		v.order.Departments = partners(f)
		if v.beside, err = p.Beside(r.Context(), f); err != nil {
			return nil, err
		}
		if len(v.beside) > 0 {
			v.order.PlannedOn, v.order.PlannedAt = v.beside[0].PlannedOn, v.beside[0].PlannedAt
		}
		return v, p.offer(r, v)
	}
	return v, nil
}

// offer finds who can be sent of the departments with a part in the case, and of one that
// somebody adds.
func (p pages) offer(r *http.Request, v *view) (err error) {
	shown := partners(v.File)
	for _, code := range append([]string{r.FormValue("with")}, r.Form["department"]...) {
		if code != "" && !slices.Contains(shown, code) && len(shown) < maxDepartments {
			shown = append(shown, code)
			v.order.Departments = append(v.order.Departments, code)
		}
	}
	names, err := p.names(r.Context())
	if err != nil {
		return err
	}
	shown = slices.DeleteFunc(shown, func(code string) bool { return names[code] == "" })
	for _, code := range slices.Sorted(maps.Keys(names)) {
		if !slices.Contains(shown, code) {
			v.others = append(v.others, ui.Option{Value: code, Label: names[code]})
		}
	}
	v.rosters, err = p.rosters(r.Context(), shown)
	return err
}

// show is the visits of a case: the open one to be recorded, or the form that orders one.
func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, visitsPage(v))
}

// recording is the page on which an inspector writes down what was found and signs it. It
// can be taken along without a network.
func (p pages) recording(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return p.renderRecord(w, r, http.StatusOK, v)
}

func (p pages) renderRecord(w http.ResponseWriter, r *http.Request, status int, v *view) error {
	visit := v.at(visitID(r))
	if visit == nil {
		return fault.New(fault.NotFound, "inspection.unknown")
	}
	as := visit.inspector(v.me.ID)
	if !visit.IsOpen() || as == nil {
		return web.Redirect(w, r, base(r.PathValue("no")))
	}
	return web.Render(w, r, status, recordPage(v, visit, visit.part(as.Department)))
}

// recorded answers a form of the record: with the page, its mistakes and what was typed, or
// by leading on.
func (p pages) recorded(w http.ResponseWriter, r *http.Request, err error, typed func(*view)) error {
	kind := fault.KindOf(err)
	if err == nil {
		return web.Redirect(w, r, base(r.PathValue("no"))+"/"+r.PathValue("visit"))
	}
	if kind != fault.Invalid && kind != fault.Conflict && kind != fault.TooLarge {
		return err
	}
	v, wrong := p.view(r)
	if wrong != nil {
		return wrong
	}
	if v.errs = ui.ErrorsOf(r.Context(), err); kind == fault.Conflict {
		v.errs, v.stale = nil, v.errs[0].Text
	}
	typed(v)
	return p.renderRecord(w, r, web.StatusOf(err), v)
}

// again answers a form: with the page and its mistakes, or by leading back to the page.
func (p pages) again(w http.ResponseWriter, r *http.Request, err error, typed func(*view)) error {
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict || kind == fault.TooLarge) {
		v, wrong := p.view(r)
		if wrong != nil {
			return wrong
		}
		v.errs = ui.ErrorsOf(r.Context(), err)
		typed(v)
		return web.Render(w, r, web.StatusOf(err), visitsPage(v))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, base(r.PathValue("no")))
}

func (p pages) order(w http.ResponseWriter, r *http.Request) error {
	o := Order{
		Reason: r.PostFormValue("reason"), Prepare: r.PostFormValue("prepare"), PlannedOn: r.PostFormValue("planned"), PlannedAt: r.PostFormValue("hour"),
		Departments: r.PostForm["department"],
	}
	for _, code := range o.Departments { // who was chosen of a department that does not go is left out
		o.Inspectors = append(o.Inspectors, r.PostForm[inspectorsOf(code)]...)
	}
	return p.again(w, r, p.Order(r.Context(), r.PathValue("no"), o), func(v *view) { v.order = o })
}

func (p pages) write(w http.ResponseWriter, r *http.Request) error {
	record := Record{
		VisitedOn: strings.TrimSpace(r.PostFormValue("visited")), Met: r.PostFormValue("met") == "yes",
		Findings: r.PostFormValue("findings"), Present: r.PostFormValue("present"),
	}
	for i := 0; i < maxLines && r.PostForm.Has(noteOf(i)); i++ {
		record.Answers = append(record.Answers, Answered{Answer(r.PostFormValue(answerOf(i))), r.PostFormValue(noteOf(i))})
	}
	err := p.Write(r.Context(), r.PathValue("no"), visitID(r), number(r, "version"), record)
	return p.recorded(w, r, err, func(v *view) { v.record = record })
}

// answerOf and noteOf are the fields of a line of the checklist.
func answerOf(i int) string { return "line." + strconv.Itoa(i) + ".answer" }
func noteOf(i int) string   { return "line." + strconv.Itoa(i) + ".note" }

// number reads a version; none is the first.
func number(r *http.Request, name string) int64 {
	n, _ := strconv.ParseInt(r.PostFormValue(name), 10, 64)
	return n
}

// sign takes the inspector's signature, or that of who was there.
func (p pages) sign(w http.ResponseWriter, r *http.Request) error {
	g := Signing{Version: number(r, "version"), Name: r.PostFormValue("name"), Drawn: r.PostFormValue("signature.drawn")}
	return p.recorded(w, r, p.Sign(r.Context(), r.PathValue("no"), visitID(r), g), func(*view) {})
}

func (p pages) witness(w http.ResponseWriter, r *http.Request) error {
	g := Signing{Version: number(r, "version"), Drawn: r.PostFormValue("witness.drawn")}
	return p.recorded(w, r, p.Witness(r.Context(), r.PathValue("no"), visitID(r), g), func(*view) {})
}

// signature shows what was drawn.
func (p pages) signature(w http.ResponseWriter, r *http.Request) error {
	picture, err := p.Signature(r.Context(), r.PathValue("no"), visitID(r), r.FormValue("staff"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	_, err = w.Write(picture)
	return err
}

// paper hands out the record as an official paper.
func (p pages) paper(w http.ResponseWriter, r *http.Request) error {
	file, err := p.RecordFile(r.Context(), r.PathValue("no"), visitID(r))
	if err != nil {
		return err
	}
	defer file.Close()
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Length", strconv.FormatInt(file.Size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	h.Set("Cache-Control", "no-store")
	_, err = io.Copy(w, file)
	return err
}

func (p pages) cancel(w http.ResponseWriter, r *http.Request) error {
	err := p.Cancel(r.Context(), r.PathValue("no"), visitID(r), r.PostFormValue("why"))
	return p.again(w, r, err, func(*view) {})
}

// maxPhoto is the most a form with a photograph may hold: the file and what is around it.
const maxPhoto = document.MaxBytes + 64<<10

// attach takes in a photograph.
func (p pages) attach(w http.ResponseWriter, r *http.Request) error {
	part, err := document.FromMultipart(r, "photo", document.MaxBytes)
	if err == nil {
		said := part.Values
		err = p.Attach(r.Context(), r.PathValue("no"), visitID(r), Shot{
			Upload:  document.Upload{Name: part.Name, Size: part.Size, Body: part.Body, Limits: document.Limits{Accept: []string{"jpg", "png"}}},
			TakenAt: takenOf(said.Get("photo.taken")), Spot: spotOf(said.Get("photo.latitude"), said.Get("photo.longitude"), said.Get("photo.accuracy")),
		})
	}
	return p.recorded(w, r, err, func(*view) {})
}

// photo shows a photograph.
func (p pages) photo(w http.ResponseWriter, r *http.Request) error {
	file, body, err := p.Photo(r.Context(), r.PathValue("no"), visitID(r), idOf(r.PathValue("photo")))
	if err != nil {
		return err
	}
	defer body.Close()
	return document.ServePreview(w, file, body)
}

func visitID(r *http.Request) id.ID { return idOf(r.PathValue("visit")) }

// idOf reads an id out of an address, zero if it is none.
func idOf(s string) id.ID {
	v, _ := id.Parse(s)
	return v
}

// asks reports whether the item has a step that is done on the site.
func (v *view) asks() bool {
	for _, stage := range v.Item.Stages {
		if stage.Actor == string(actor.Inspector) {
			return true
		}
	}
	return false
}

// standing says where a visit stands.
func standing(ctx context.Context, v *Visit) ui.TagProps {
	switch {
	case v.Cancelled != "":
		return ui.TagProps{Tone: ui.Mute, Text: t(ctx, "standing.cancelled")}
	case v.IsOpen() && v.IsRecorded():
		return ui.TagProps{Tone: ui.Warn, Text: t(ctx, "standing.unsigned")}
	case v.IsOpen():
		return ui.TagProps{Tone: ui.Warn, Text: t(ctx, "standing.ordered")}
	case v.Met():
		return ui.TagProps{Tone: ui.OK, Text: t(ctx, "standing.met")}
	}
	return ui.TagProps{Tone: ui.Bad, Text: t(ctx, "standing.unmet")}
}

// day writes a stored day for people.
func day(ctx context.Context, stored string) string {
	date, err := calendar.ParseDate(stored)
	if err != nil {
		return ""
	}
	return message.Date(ctx, date.Start())
}

// yes writes a choice of two for a form.
func yes(set bool) string {
	if set {
		return "yes"
	}
	return "no"
}

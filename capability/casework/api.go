package casework

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/document"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// api is casework over JSON.
type api struct{ *Service }

func (a api) register(h huma.API, lookups *web.Limiter) {
	const tag = "casework"
	op := func(method, path string, need web.Need, summary string) web.Op {
		return web.Op{Method: method, Path: path, Need: need, Tag: tag, Summary: summary}
	}
	created := func(o web.Op) web.Op { o.Status = http.StatusCreated; return o }

	web.Register(h, created(op("POST", "/applications", web.Citizen, "Start a draft with the guide's answers")), a.begin)
	web.Register(h, op("GET", "/applications", web.Citizen, "List my open drafts"), a.drafts)
	web.Register(h, op("GET", "/applications/{id}", web.Citizen, "Read a draft and what is still wrong with it"), a.work)
	web.Register(h, op("PATCH", "/applications/{id}", web.Citizen, "Save answers; faults are reported, nothing is refused"), a.save)
	upload := created(op("POST", "/applications/{id}/materials/{code}", web.Citizen, "Upload a file for a material"))
	upload.MaxBody = maxUpload
	web.Register(h, upload, a.attach)
	web.Register(h, op("DELETE", "/applications/{id}/materials/{code}", web.Citizen, "Take a material out"), a.detach)
	web.Register(h, op("DELETE", "/applications/{id}", web.Citizen, "Throw a draft away"), a.discard)
	web.Register(h, created(op("POST", "/applications/{id}/submit", web.Citizen, "Hand the application in")), a.submit)

	web.Register(h, op("GET", "/cases", web.Citizen, "List my cases, newest first"), a.mine)
	web.Register(h, op("GET", "/cases/{no}", web.Citizen, "Read my case with its dates and the reasons for them"), a.show)
	web.Register(h, op("POST", "/cases/{no}/correction", web.Citizen, "Hand in what the correction notice asked for"), a.correct)
	web.Register(h, op("POST", "/cases/{no}/withdraw", web.Citizen, "Take the application back before the decision"), a.withdraw)
	web.Register(h, op("GET", "/track", web.Anyone, "See a case, masked, by number and query code"), a.track(lookups))

	web.Register(h, op("GET", "/desk/tasks", web.Staff, "List my groups' open tasks by deadline"), a.tasks)
	web.Register(h, op("POST", "/desk/tasks/{id}/claim", web.Staff, "Take a task on"), a.claim)
	web.Register(h, op("POST", "/desk/tasks/{id}/complete", web.Staff, "End a task with an outcome: accept, pass, grant, deny, deliver"), a.complete)
	web.Register(h, op("GET", "/desk/cases", web.Staff, "List cases with open tasks by deadline"), a.deskCases)
	web.Register(h, op("GET", "/desk/cases/{no}", web.Staff, "Read a case as its handlers see it, personal data masked"), a.desk)
	web.Register(h, op("POST", "/desk/cases/{no}/reveal", web.Staff, "Read a case in full and say what for; the applicant sees that you did"), a.reveal)
	for path, e := range deskCommands {
		web.Register(h, op("POST", "/desk/cases/{no}/"+path, web.Staff, "Carry out "+string(e)), a.command(e))
	}
	web.Register(h, op("POST", "/desk/cases/{no}/decide", web.Staff, "Decide: outcome grant or deny"), a.decide)
}

// deskCommands are the commands with an address of their own.
var deskCommands = map[string]Event{
	"accept":             Accept,
	"request-correction": RequestMending,
	"not-needed":         FindNotNeeded,
	"refuse":             RefuseAccept,
	"deliver":            Deliver,
	"terminate":          Terminate,
}

// KeyHeader carries an idempotency key.
type KeyHeader struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
}

func (k KeyHeader) context(ctx context.Context) context.Context { return once.WithKey(ctx, k.Key) }

// ApplicationPath names an application.
type ApplicationPath struct {
	ID string `path:"id" doc:"13 characters"`
}

// key returns the id; what is none is nobody's application.
func (p ApplicationPath) key() id.ID { return idOf(p.ID) }

type beginIn struct {
	KeyHeader
	Body struct {
		ItemCode string         `json:"itemCode" minLength:"1" example:"road-qual"`
		Answers  map[string]any `json:"answers,omitempty" doc:"Answers to the guide's questions by id"`
		Consent  bool           `json:"consent,omitempty" doc:"Look up my e-licences and the data other departments share for this application, instead of my uploading papers; without it nothing is looked up"`
	}
}

type workOut struct{ Body applicationBody }

// applicationBody is an application over the wire.
type applicationBody struct {
	ID        string             `json:"id"`
	ItemCode  string             `json:"itemCode"`
	ItemName  string             `json:"itemName"`
	Version   int64              `json:"version"`
	Answers   map[string]any     `json:"answers"`
	Values    map[string]any     `json:"values"`
	Materials []materialBody     `json:"materials"`
	Missing   []string           `json:"missing" doc:"Codes of materials still to be provided"`
	Fields    []web.ProblemField `json:"fields" doc:"What is wrong with the form"`
	Ready     bool               `json:"ready"`
	CaseNo    string             `json:"caseNo,omitempty"`
	UpdatedAt time.Time          `json:"updatedAt"`
	ExpiresAt time.Time          `json:"expiresAt"`
}

type materialBody struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	Source    Source `json:"source" enum:"upload,licence,share"`
	Reference string `json:"reference"`
	Size      int64  `json:"size"`
}

func bodyOfWork(ctx context.Context, w *Work) *workOut {
	b := applicationBody{
		ID: w.ID.String(), ItemCode: w.ItemCode, ItemName: w.Item.Name, Version: w.Version,
		Answers: w.Answers, Values: w.Values, Materials: materialBodies(w.Materials), Missing: []string{},
		Ready: w.Ready(), UpdatedAt: w.UpdatedAt, ExpiresAt: w.ExpiresAt,
		Fields: []web.ProblemField{},
	}
	if len(w.Faults) > 0 {
		b.Fields = web.ProblemOf(ctx, fault.InvalidFields(w.Faults)).Fields
	}
	if w.Case != nil {
		b.CaseNo = w.Case.No
	}
	for _, m := range w.Missing {
		b.Missing = append(b.Missing, m.Code)
	}
	return &workOut{b}
}

func materialBodies(materials []Material) []materialBody {
	list := []materialBody{}
	for _, m := range materials {
		list = append(list, materialBody{m.Code, m.Name, m.Source, m.Reference, m.Size})
	}
	return list
}

func (a api) begin(ctx context.Context, in *beginIn) (*workOut, error) {
	item, err := a.Catalogue.Published(ctx, in.Body.ItemCode)
	if err != nil {
		return nil, err
	}
	answers, wrong := item.CheckAnswers(in.Body.Answers)
	if len(wrong) > 0 {
		return nil, fault.InvalidFields(wrong)
	}
	w, err := a.Begin(in.context(ctx), item.Code, answers, in.Body.Consent)
	if err != nil {
		return nil, err
	}
	return bodyOfWork(ctx, w), nil
}

type draftsOut struct {
	Body struct {
		Items []draftBody `json:"items"`
	}
}

type draftBody struct {
	ID        string    `json:"id"`
	ItemCode  string    `json:"itemCode"`
	UpdatedAt time.Time `json:"updatedAt"`
	ExpiresAt time.Time `json:"expiresAt"`
}

func (a api) drafts(ctx context.Context, _ *struct{}) (*draftsOut, error) {
	drafts, err := a.Drafts(ctx)
	out := &draftsOut{}
	out.Body.Items = []draftBody{}
	for _, d := range drafts {
		out.Body.Items = append(out.Body.Items, draftBody{d.ID.String(), d.ItemCode, d.UpdatedAt, d.ExpiresAt})
	}
	return out, err
}

func (a api) work(ctx context.Context, in *ApplicationPath) (*workOut, error) {
	w, err := a.Work(ctx, in.key())
	if err != nil {
		return nil, err
	}
	return bodyOfWork(ctx, w), nil
}

type saveIn struct {
	ApplicationPath
	Body struct {
		Values map[string]any `json:"values" doc:"Answers by field key; null takes one away"`
	}
}

func (a api) save(ctx context.Context, in *saveIn) (*workOut, error) {
	w, err := a.Work(ctx, in.key())
	if err != nil {
		return nil, err
	}
	values, wrong := w.Form.FromJSON(in.Body.Values)
	if w, err = a.Save(ctx, in.key(), values); err != nil {
		return nil, err
	}
	w.Faults = append(wrong, w.Faults...)
	return bodyOfWork(ctx, w), nil
}

type attachIn struct {
	ApplicationPath
	Code string `path:"code" example:"M-PHOTO"`
	document.FileInput
}

func (a api) attach(ctx context.Context, in *attachIn) (*workOut, error) {
	part, err := in.Part("file", maxUpload)
	if err != nil {
		return nil, err
	}
	w, err := a.Attach(ctx, in.key(), in.Code, part.Name, part.Size, part.Body)
	if err != nil {
		return nil, err
	}
	return bodyOfWork(ctx, w), nil
}

type detachIn struct {
	ApplicationPath
	Code string `path:"code"`
}

func (a api) detach(ctx context.Context, in *detachIn) (*workOut, error) {
	w, err := a.Detach(ctx, in.key(), in.Code)
	if err != nil {
		return nil, err
	}
	return bodyOfWork(ctx, w), nil
}

func (a api) discard(ctx context.Context, in *ApplicationPath) (*struct{}, error) {
	return nil, a.Discard(ctx, in.key())
}

type submitIn struct {
	KeyHeader
	ApplicationPath
}

type receiptOut struct {
	Body struct {
		CaseNo     string    `json:"caseNo"`
		ShortNo    string    `json:"shortNo" example:"YX-260212-7K3M9Q"`
		QueryCode  string    `json:"queryCode"`
		ReceivedAt time.Time `json:"receivedAt"`
		State      Status    `json:"state"`
	}
}

func (a api) submit(ctx context.Context, in *submitIn) (*receiptOut, error) {
	f, err := a.Submit(in.context(ctx), in.key())
	if err != nil {
		return nil, err
	}
	out := &receiptOut{}
	out.Body.CaseNo, out.Body.ShortNo, out.Body.QueryCode = f.Case.No, f.Case.ShortNo, f.Case.QueryCode
	out.Body.ReceivedAt, out.Body.State = f.Case.ReceivedAt, f.Case.Status
	return out, nil
}

// PageIn asks for a page of a list.
type PageIn struct {
	Cursor string `query:"cursor" doc:"From the page before; opaque"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type casesOut struct {
	Body struct {
		Items  []caseBody `json:"items"`
		Cursor string     `json:"cursor,omitempty" doc:"Of the next page; absent on the last"`
	}
}

func (a api) mine(ctx context.Context, in *PageIn) (*casesOut, error) {
	files, err := a.Mine(ctx, idOf(in.Cursor), in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &casesOut{}
	if len(files) > in.Limit {
		files = files[:in.Limit]
		out.Body.Cursor = files[in.Limit-1].Case.ID.String()
	}
	out.Body.Items = []caseBody{}
	for _, f := range files {
		out.Body.Items = append(out.Body.Items, bodyOfCase(ctx, f, ownView))
	}
	return out, nil
}

// CasePath names a case.
type CasePath struct {
	No string `path:"no" doc:"Statutory or short number"`
}

type caseOut struct{ Body caseBody }

func (a api) show(ctx context.Context, in *CasePath) (*caseOut, error) {
	return caseAnswer(ctx, ownView)(a.File(ctx, in.No))
}

// caseAnswer turns the outcome of a use case into an answer.
func caseAnswer(ctx context.Context, as audience) func(*File, error) (*caseOut, error) {
	return func(f *File, err error) (*caseOut, error) {
		if err != nil {
			return nil, err
		}
		return &caseOut{bodyOfCase(ctx, f, as)}, nil
	}
}

type stepIn struct {
	KeyHeader
	CasePath
}

func (a api) correct(ctx context.Context, in *stepIn) (*caseOut, error) {
	return caseAnswer(ctx, ownView)(a.Correct(in.context(ctx), in.No))
}

type withdrawIn struct {
	KeyHeader
	CasePath
	Body struct {
		Version int64  `json:"version,omitempty"`
		Reason  string `json:"reason,omitempty"`
	}
}

func (a api) withdraw(ctx context.Context, in *withdrawIn) (*caseOut, error) {
	input := Input{Version: in.Body.Version, Reason: in.Body.Reason}
	return caseAnswer(ctx, ownView)(a.Step(in.context(ctx), in.No, Withdraw, input))
}

type trackIn struct {
	web.Client
	No   string `query:"no" required:"true"`
	Code string `query:"code" required:"true"`
}

func (a api) track(lookups *web.Limiter) func(context.Context, *trackIn) (*caseOut, error) {
	return func(ctx context.Context, in *trackIn) (*caseOut, error) {
		if err := in.Within(lookups); err != nil {
			return nil, err
		}
		return caseAnswer(ctx, trackView)(a.Track(ctx, in.No, in.Code))
	}
}

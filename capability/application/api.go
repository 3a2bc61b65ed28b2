package application

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/capability/document"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

// api is application over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
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
	upload.MaxBody, upload.Takes = maxUpload, "multipart/form-data"
	web.Register(h, upload, a.attach)
	web.Register(h, op("PUT", "/applications/{id}/materials/{code}", web.Citizen, "Make the file of a material of what was uploaded in pieces; several photographs become one PDF"), a.attachSent)
	web.Register(h, op("DELETE", "/applications/{id}/materials/{code}", web.Citizen, "Take a material out"), a.detach)
	web.Register(h, op("PUT", "/applications/{id}/promises", web.Citizen, "Say which missing papers I bring later; those not named are to be brought now"), a.promise)
	web.Register(h, op("DELETE", "/applications/{id}", web.Citizen, "Throw a draft away"), a.discard)
	web.Register(h, op("GET", "/applications/{id}/pledge", web.Citizen, "Read what an application on a commitment promises, before it is signed"), a.pledge)
	web.Register(h, created(op("POST", "/applications/{id}/submit", web.Citizen, "Hand the application in")), a.submit)
	web.Register(h, op("POST", "/applications/{id}/code", web.Citizen, "Have a code sent to my mobile to sign the application with"), a.sendCode)

	web.Register(h, op("POST", "/cases/{no}/correction", web.Citizen, "Hand in what the correction notice asked for"), a.correct)
}

// ApplicationPath names an application.
type ApplicationPath struct {
	ID string `path:"id" doc:"13 characters"`
}

// key returns the id; what is none is nobody's application.
func (p ApplicationPath) key() id.ID { return idOf(p.ID) }

type beginIn struct {
	casework.KeyHeader
	Body struct {
		ItemCode string         `json:"itemCode" minLength:"1" example:"road-qual"`
		Answers  map[string]any `json:"answers,omitempty" doc:"Answers to the guide's questions by id"`
		Consent  bool           `json:"consent,omitempty" doc:"Look up my e-licences and the data other departments share for this application, instead of my uploading papers; without it nothing is looked up"`
	}
}

type workOut struct{ Body applicationBody }

// applicationBody is an application over the wire.
type applicationBody struct {
	ID        string                  `json:"id"`
	ItemCode  string                  `json:"itemCode"`
	ItemName  string                  `json:"itemName"`
	Version   int64                   `json:"version"`
	Answers   map[string]any          `json:"answers"`
	Values    map[string]any          `json:"values"`
	Materials []casework.MaterialBody `json:"materials"`
	Missing   []string                `json:"missing" doc:"Codes of materials still to be provided"`
	Later     []laterBody             `json:"later" doc:"Missing papers that may be brought later"`
	Against   []string                `json:"against,omitempty" doc:"Why I may bring none later, though others may"`
	Fields    []web.ProblemField      `json:"fields" doc:"What is wrong with the form"`
	Ready     bool                    `json:"ready"`
	CaseNo    string                  `json:"caseNo,omitempty"`
	Page      string                  `json:"page,omitempty" doc:"Of several items handed in as one: where to read what became of them"`
	UpdatedAt time.Time               `json:"updatedAt"`
	ExpiresAt time.Time               `json:"expiresAt"`
}

func bodyOfWork(ctx context.Context, w *Work) *workOut {
	b := applicationBody{
		ID: w.ID.String(), ItemCode: w.ItemCode, ItemName: w.Item.Name, Version: w.Version,
		Answers: w.Answers, Values: w.Values, Materials: casework.MaterialBodies(w.Materials), Missing: []string{},
		Ready: w.Ready(), UpdatedAt: w.UpdatedAt, ExpiresAt: w.ExpiresAt,
		Fields: []web.ProblemField{}, Later: []laterBody{}, Against: w.Against, Page: w.Joint,
	}
	for _, l := range w.Promisable() {
		b.Later = append(b.Later, laterBody{l.Code, l.Name, l.Workdays, l.Until.String(), w.Promises(l.Code)})
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

func (a api) begin(ctx context.Context, in *beginIn) (*workOut, error) {
	item, err := a.Catalogue.Published(ctx, in.Body.ItemCode)
	if err != nil {
		return nil, err
	}
	answers, wrong := item.CheckAnswers(in.Body.Answers)
	if len(wrong) > 0 {
		return nil, fault.InvalidFields(wrong)
	}
	w, err := a.Begin(in.Context(ctx), item.Code, answers, in.Body.Consent)
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

type attachSentIn struct {
	ApplicationPath
	Code string `path:"code" example:"M-PHOTO"`
	Body struct {
		Uploads []string `json:"uploads" minItems:"1" maxItems:"200" doc:"Ids of files that have come, in the order of the pages"`
	}
}

func (a api) attachSent(ctx context.Context, in *attachSentIn) (*workOut, error) {
	var transfers []id.ID
	for _, text := range in.Body.Uploads {
		transfers = append(transfers, idOf(text))
	}
	w, err := a.AttachSent(ctx, in.key(), in.Code, transfers...)
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
	casework.KeyHeader
	ApplicationPath
	Body *struct {
		Consent   bool           `json:"consent,omitempty" doc:"I agree to the notice of use of data that the check page shows"`
		Person    bool           `json:"person,omitempty" doc:"A person is to decide, not rules; needs a signature"`
		Signature *signatureBody `json:"signature,omitempty" doc:"Without one the session of a proven person stands for it, but for a commitment"`
		Pledge    *PledgeBody    `json:"pledge,omitempty" doc:"On the track of a commitment: what I promise"`
	}
}

// signatureBody is a signature over the wire.
type signatureBody struct {
	Method  Method `json:"method" enum:"typed,drawn"`
	Name    string `json:"name,omitempty" doc:"typed: the signer's name"`
	Code    string `json:"code,omitempty" doc:"typed: sent to the signer's mobile by /applications/{id}/code"`
	Picture string `json:"picture,omitempty" doc:"drawn: a PNG as data URL" maxLength:"100000"`
}

// signing is how a program's user signs, nil if the session stands for it.
func (in *submitIn) signing() *Signing {
	if in.Body == nil || in.Body.Signature == nil {
		return nil
	}
	s := in.Body.Signature
	return &Signing{Consent: in.Body.Consent, Person: in.Body.Person, Method: s.Method, Name: s.Name, Code: s.Code, Picture: s.Picture, Pledged: in.Body.Pledge.Pledged()}
}

func (a api) sendCode(ctx context.Context, in *ApplicationPath) (*struct{}, error) {
	return nil, a.SendCode(ctx, in.key())
}

type receiptOut struct {
	Body struct {
		CaseNo     string          `json:"caseNo" doc:"Of several items handed in as one: their one number"`
		ShortNo    string          `json:"shortNo,omitempty" example:"YX-260212-7K3M9Q"`
		QueryCode  string          `json:"queryCode,omitempty"`
		ReceivedAt time.Time       `json:"receivedAt"`
		State      casework.Status `json:"state,omitempty"`
		Page       string          `json:"page,omitempty" doc:"Of several items handed in as one: where to read what became of them"`
	}
}

func (a api) submit(ctx context.Context, in *submitIn) (*receiptOut, error) {
	r, err := a.Submit(in.Context(ctx), in.key(), in.signing())
	if err != nil {
		return nil, err
	}
	out := &receiptOut{}
	out.Body.CaseNo, out.Body.ReceivedAt, out.Body.Page = r.No, r.At, r.Page
	if c := r.Case; c != nil {
		out.Body.ShortNo, out.Body.QueryCode, out.Body.State = c.ShortNo, c.QueryCode, c.Status
	}
	return out, nil
}

type correctIn struct {
	casework.KeyHeader
	casework.CasePath
}

func (a api) correct(ctx context.Context, in *correctIn) (*casework.CaseOut, error) {
	f, err := a.Correct(in.Context(ctx), in.No)
	return casework.Answer(ctx, f, err)
}

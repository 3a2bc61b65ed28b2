package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"tongban/app"
	"tongban/capability/catalogue"
	"tongban/capability/identity"
	"tongban/capability/intake"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// fieldsAsked is how many fields the form of the measured service has.
const fieldsAsked = 40

// long is the slug of the measured service.
const long = "road-qual-long"

// submit measures handing in an application of forty fields with two files: reading the
// draft, opening what is sealed in it, checking the form, sealing what is handed in, and
// one unit with the case, what was submitted, event, audit leaf, receipt with its number,
// task, message and job.
func submit(ctx context.Context, o Options) ([]Result, error) { return onEngines(ctx, o, submitOn) }

func submitOn(ctx context.Context, o Options, e engine) ([]Result, error) {
	d, err := write(ctx, e, 2*(clients+o.Size.Rounds*o.Size.Cases))
	if err != nil {
		return nil, err
	}
	defer d.app.Close()
	m, err := newMeasure(ctx, "submit", o, e, d.app)
	if err != nil {
		return nil, err
	}
	defer m.close()
	return (&submission{m, d}).run(ctx)
}

// drafts are many applications of one person that wait to be handed in.
type drafts struct {
	app   *app.App
	pass  identity.Pass
	first id.ID
	count int
	used  int
}

// copiedDraft lists the tables that hold a draft, as copied does those of a case.
var copiedDraft = []copiedTable{
	{table: "casework_application", change: map[string]string{"id": earlier("id")}},
	{table: "casework_material", change: map[string]string{"id": earlier("id"), "application_id": earlier("application_id")}},
}

// write makes the city on e with count drafts: one is written by an applicant, the
// others are its copies. The twin is a copy of all.
func write(ctx context.Context, e engine, count int) (*drafts, error) {
	d := &drafts{count: count}
	a, err := open(ctx, e)
	if err != nil {
		return nil, err
	}
	if err = errors.Join(d.begin(ctx, a), a.Close()); err != nil {
		return nil, fmt.Errorf("write the first draft: %w", err)
	}
	if err := multiply(ctx, e, copiedDraft, 1, count-1); err != nil {
		return nil, fmt.Errorf("copy drafts: %w", err)
	}
	if err := e.copyTwin(ctx); err != nil {
		return nil, fmt.Errorf("copy the database: %w", err)
	}
	d.app, err = open(ctx, e)
	return d, err
}

// begin publishes the measured service and has a citizen write its form and bring both
// files.
func (d *drafts) begin(ctx context.Context, a *app.App) (err error) {
	list, err := longForm()
	if err != nil {
		return err
	}
	report, err := a.Intake.Import(actor.With(ctx, actor.AsSystem("bench")), intake.NewReader(bytes.NewReader(list)), intake.Options{Format: "catalogue"})
	if err != nil {
		return err
	}
	if row := report.Rows[0]; row.Outcome != catalogue.Added {
		return fmt.Errorf("the service is %s: %+v", row.Outcome, row.Faults)
	}
	if d.pass, err = a.Identity.SignInAs(ctx, "lin", identity.Visitor{}); err != nil {
		return err
	}
	ctx = actor.With(ctx, d.pass.Actor)
	w, err := a.Applications.Begin(ctx, long, nil, false)
	if err != nil {
		return err
	}
	d.first = w.ID
	values := w.Form.Sample(0, a.Clock.Now())
	for _, own := range []string{"holderName", "holderId", "birthDate", "contactMobile"} { // as the person is known
		if value, known := w.Values[own]; known {
			values[own] = value
		}
	}
	if w, err = a.Applications.Save(ctx, w.ID, values); err != nil {
		return err
	}
	photo, err := portrait()
	if err != nil {
		return err
	}
	for _, code := range []string{"M-PHOTO", "M-SCAN"} {
		if w, err = a.Applications.Attach(ctx, w.ID, code, "photo.jpg", int64(len(photo)), bytes.NewReader(photo)); err != nil {
			return err
		}
	}
	if !w.Ready() {
		return fmt.Errorf("the draft is not ready: %+v, %+v", w.Faults, w.Missing)
	}
	return nil
}

// longForm is a list with one service: road-qual without questions, with as many fields
// as are asked and two files to bring.
func longForm() ([]byte, error) {
	var list struct {
		Items []map[string]any `json:"items"`
	}
	if err := json.NewDecoder(catalogue.Demo()).Decode(&list); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(list.Items, func(i map[string]any) bool { return i["id"] == "road-qual" })
	if at < 0 {
		return nil, errors.New("the demo city has no road-qual")
	}
	item := list.Items[at]
	item["id"], item["handlingItemCode"], item["scenarios"] = long, "", []any{}
	file := map[string]any{"kind": "file", "necessity": "required", "source": "applicant", "form": "electronic", "accept": []string{"jpg", "png"}}
	item["materials"] = []any{named(file, "M-PHOTO", "证件照"), named(file, "M-SCAN", "驾驶证扫描件")}
	definition := item["form"].(map[string]any)
	fields := definition["fields"].([]any)
	topics := definition["topics"].([]any)
	var keys []string
	for n := len(fields); n < fieldsAsked; n++ {
		key := fmt.Sprintf("more%02d", n)
		fields = append(fields, map[string]any{"key": key, "label": "补充" + key, "type": "string", "required": true, "sample": "从业经历与车辆情况说明"})
		if keys = append(keys, key); len(keys) == 7 || n == fieldsAsked-1 { // as many as a page may ask
			topics = append(topics, map[string]any{"key": "topic" + key, "label": "补充信息", "fields": keys})
			keys = nil
		}
	}
	definition["fields"], definition["topics"] = fields, topics
	return json.Marshal(map[string]any{"items": []any{item}})
}

// named is a material like file under a code and a name.
func named(file map[string]any, code, name string) map[string]any {
	m := map[string]any{"code": code, "name": name}
	for key, value := range file {
		m[key] = value
	}
	return m
}

// take returns the next n drafts that nobody has handed in.
func (d *drafts) take(n int) ([]id.ID, error) {
	if d.used+n > d.count {
		return nil, fmt.Errorf("%d drafts are not enough", d.count)
	}
	taken := make([]id.ID, n)
	for i := range taken {
		taken[i] = d.first - id.ID(d.used+i)*step
	}
	d.used += n
	return taken, nil
}

// submission takes the figures of one engine.
type submission struct {
	*measure
	drafts *drafts
}

func (s *submission) run(ctx context.Context) ([]Result, error) {
	if _, err := s.round(ctx, clients); err != nil { // to warm up
		return nil, err
	}
	all := rates{plain: make([][]float64, len(plainClients))}
	for range s.Size.Rounds {
		r, err := s.round(ctx, s.Size.Cases)
		if err != nil {
			return nil, err
		}
		all.add(r)
	}
	return []Result{
		s.rate(all, "submit", "service calls", all.calls),
		s.rate(all, "submit-http", "requests to the API", all.web),
	}, nil
}

// round takes every figure once.
func (s *submission) round(ctx context.Context, n int) (r rates, err error) {
	units, calls, err := s.calls(ctx, n)
	if err != nil {
		return r, fmt.Errorf("calls: %w", err)
	}
	web, err := s.web(n)
	if err != nil {
		return r, fmt.Errorf("requests: %w", err)
	}
	r.calls, r.web = []float64{calls}, []float64{web}
	r.plain, err = s.baseline(ctx, units)
	return r, err
}

// calls hands drafts in by calling the service, and returns what was written and how many
// that were a second.
func (s *submission) calls(ctx context.Context, n int) ([]written, float64, error) {
	taken, err := s.drafts.take(n)
	if err != nil {
		return nil, 0, err
	}
	units := make([]written, n)
	ctx = actor.With(ctx, s.drafts.pass.Actor)
	const name = "service calls"
	defer s.profile(name)()
	measured := s.meter(name, n)
	took, err := callers(clients, n, func(_, i int) error {
		watched := db.Watch(ctx, func(unit []db.Statement) { units[i] = append(units[i], unit) })
		_, err := s.drafts.app.Applications.Submit(watched, taken[i], nil)
		return err
	})
	measured()
	settle(units)
	return units, perSecond(n, took), err
}

// web does the same by requests to the API.
func (s *submission) web(n int) (float64, error) {
	taken, err := s.drafts.take(n)
	if err != nil {
		return 0, err
	}
	const name = "requests to the API"
	defer s.profile(name)()
	defer s.meter(name, n)()
	took, err := callers(clients, n, func(caller, i int) error {
		return s.office.post(caller, "/applications/"+taken[i].String()+"/submit", s.drafts.pass.Token, `{}`)
	})
	return perSecond(n, took), err
}

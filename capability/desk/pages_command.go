package desk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// ask shows the form of a command, or what it would do.
func (p pages) ask(w http.ResponseWriter, r *http.Request) error {
	v, err := p.deskView(r)
	if err != nil {
		return err
	}
	e := casework.Event(r.PathValue("command"))
	if _, known := casework.CommandOf(e); !known {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	if !v.May(e) {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	form := commandForm{view: v, event: e, in: casework.Input{Task: taskOf(r.FormValue("task"))}, version: v.Case.Version}
	return p.renderCommand(w, r, http.StatusOK, form)
}

func (p pages) renderCommand(w http.ResponseWriter, r *http.Request, status int, c commandForm) (err error) {
	if c.phrases, err = p.Phrases(r.Context()); err != nil {
		return err
	}
	return web.Render(w, r, status, commandPage(c))
}

// step carries a command out. What was typed survives a mistake and a colleague
// who was faster; a phrase is put into what was typed without carrying anything out.
func (p pages) step(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "fault.shape")
	}
	e, no := casework.Event(r.PathValue("command")), r.PathValue("no")
	if _, known := casework.CommandOf(e); !known {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	in, err := p.input(r, e)
	if err != nil {
		return err
	}
	if phrase := r.PostFormValue("phrase"); phrase != "" {
		return p.insert(w, r, commandForm{event: e, in: in, version: in.Version}, phrase)
	}
	_, err = p.Casework.Step(keyed(r), no, e, in)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		v, again := p.deskView(r)
		if again != nil {
			return again
		}
		form := commandForm{view: v, event: e, in: in, version: v.Case.Version, errs: v.placed(r.Context(), err)}
		if kind == fault.Conflict {
			form.errs, form.stale = nil, form.errs[0].Text
		}
		return p.renderCommand(w, r, web.StatusOf(err), form)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/done/"+url.PathEscape(no)+"?command="+url.QueryEscape(string(e)))
}

// insert shows the form again with a phrase put in.
func (p pages) insert(w http.ResponseWriter, r *http.Request, form commandForm, phrase string) (err error) {
	if form.view, err = p.deskView(r); err != nil {
		return err
	}
	words, err := p.Phrase(r.Context(), idOf(phrase))
	if err != nil {
		return err
	}
	text := form.text(casework.InputName(words.Field))
	if text == nil {
		return fault.New(fault.NotFound, "desk.unknown-phrase")
	}
	*text = strings.TrimSpace(*text + " " + words.Words)
	return p.renderCommand(w, r, http.StatusOK, form)
}

// placed returns the mistakes of err beside their fields: that no gap is named stands
// beside the first that could be.
func (v *view) placed(ctx context.Context, err error) ui.FieldErrors {
	errs := ui.ErrorsOf(ctx, err)
	for i := range errs {
		if errs[i].Name == string(casework.InputGaps) {
			errs[i].Name = problemField(v.gapTargets(ctx)[0])
		}
	}
	return errs
}

// problemField is the field that says what is wrong with target.
func problemField(target ui.Option) string { return "problem:" + target.Value }

// input reads what a command's form gives.
func (p pages) input(r *http.Request, e casework.Event) (casework.Input, error) {
	given := func(name casework.InputName) string { return r.PostFormValue(string(name)) }
	in := casework.Input{
		Reason: given(casework.InputReason), LegalGround: given(casework.InputLegalGround), Opinion: given(casework.InputOpinion),
		Redirect: given(casework.InputRedirect), Method: given(casework.InputMethod), Receiver: given(casework.InputReceiver),
		Address: given(casework.InputAddress), Procedure: given(casework.InputProcedure), Statute: given(casework.InputStatute),
		Result: given(casework.InputResult), Place: given(casework.InputPlace), Chair: given(casework.InputChair),
		Outcome: given(casework.InputOutcome),
	}
	in.Task = taskOf(r.PostFormValue("task"))
	in.Version, _ = strconv.ParseInt(r.PostFormValue("version"), 10, 64) // none: whichever stands
	if days := strings.TrimSpace(given(casework.InputWorkdays)); days != "" {
		n, err := strconv.Atoi(days)
		if err != nil {
			n = -1 // what is no number is out of range
		}
		in.Workdays = n
	}
	in.At = hearingTime(given(casework.InputAt), r.PostFormValue("hour"))
	cmd, _ := casework.CommandOf(e)
	if !slices.Contains(slices.Concat(cmd.Required, cmd.Optional), casework.InputGaps) {
		return in, nil
	}
	f, err := p.Casework.File(r.Context(), r.PathValue("no"))
	if err != nil {
		return in, err
	}
	v, err := p.view(f)
	if err != nil {
		return in, err
	}
	for _, target := range v.gapTargets(r.Context()) {
		problem := strings.TrimSpace(r.PostFormValue(problemField(target)))
		if problem != "" {
			in.Gaps = append(in.Gaps, casework.Gap{Target: target.Value, Label: target.Label, Problem: problem})
		}
	}
	return in, nil
}

// hearingTime puts a day and an hour together, zero if either is none.
func hearingTime(day, hour string) time.Time {
	date, err := calendar.ParseDate(strings.TrimSpace(day))
	at, wrong := time.Parse("15:04", strings.TrimSpace(hour))
	if err != nil || wrong != nil {
		return time.Time{}
	}
	return date.Start().Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)
}

// stepDone confirms what was done and offers the next case.
func (p pages) stepDone(w http.ResponseWriter, r *http.Request) error {
	f, err := p.Casework.File(r.Context(), r.PathValue("no"))
	if err != nil {
		return err
	}
	done := commandDone{File: f, event: casework.Event(r.FormValue("command")), keys: keysOn(r)}
	me := actor.From(r.Context()).ID
	if !slices.ContainsFunc(f.Records, func(rec casework.Record) bool { return rec.Event == done.event && rec.Actor == me }) {
		return web.Redirect(w, r, casework.DeskURL(f.Case.ShortNo))
	}
	if done.next, err = p.nextFor(r.Context(), f.Case); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, stepDonePage(done))
}

// nextFor returns the task that is due next after c: the reader's own, or one that nobody
// has taken; nil if there is none.
func (p pages) nextFor(ctx context.Context, c *casework.Case) (*casework.WorklistEntry, error) {
	for _, filter := range []casework.TaskFilter{{Mine: true}, {}} {
		found, err := p.Casework.Worklist(ctx, filter, casework.PageKey{}, perPage)
		if err != nil {
			return nil, err
		}
		for _, e := range found.Rows {
			if e.CaseID != c.ID && (filter.Mine || e.Assignee == "") {
				return &e, nil
			}
		}
	}
	return nil, nil
}

// gapTargets are the places a correction notice can point to.
func (v *view) gapTargets(ctx context.Context) []ui.Option {
	var targets []ui.Option
	for _, topic := range v.form.Topics() {
		for _, f := range topic.Fields {
			targets = append(targets, ui.Option{Value: "field:" + f.Key, Label: f.Label})
		}
	}
	for _, m := range v.Item.Plan(v.LastSubmission().Answers).Materials {
		targets = append(targets, ui.Option{Value: "material:" + m.Code, Label: m.Name})
	}
	return targets
}

// hidden keeps what the command is about: the case as it was seen, and the task.
func (c commandForm) hidden() []ui.Hidden {
	list := []ui.Hidden{{Name: "version", Value: itoa(c.version)}}
	if c.in.Task != 0 {
		list = append(list, ui.Hidden{Name: "task", Value: c.in.Task.String()})
	}
	return list
}

// commandForm is a command being filled in.
type commandForm struct {
	*view
	event   casework.Event
	in      casework.Input
	version int64
	errs    ui.FieldErrors
	stale   string // what a colleague did meanwhile
	phrases []Phrase
}

// command is what the reader is offered: of a task it may take more than of others.
func (c commandForm) command() casework.Command {
	for _, offered := range c.Next {
		if offered.Event == c.event && (offered.Task == "" || c.in.Task == 0 || taskOf(offered.Task) == c.in.Task) {
			return offered
		}
	}
	cmd, _ := casework.CommandOf(c.event)
	return cmd
}

// outcomes are what may come of the task.
func (c commandForm) outcomes(ctx context.Context) []ui.Option {
	task := c.Task(cmp.Or(c.in.Task, taskOf(c.command().Task)))
	if task == nil {
		task = c.OpenTask()
	}
	var options []ui.Option
	for _, outcome := range c.Outcomes(task) {
		options = append(options, ui.Option{Value: outcome, Label: casework.OutcomeName(ctx, outcome)})
	}
	return options
}

// inputs are the inputs the command takes, in the order they are asked for: what it
// requires first.
func (c commandForm) inputs() []asked {
	cmd := c.command()
	var list []asked
	for _, name := range cmd.Required {
		list = append(list, asked{name, false})
	}
	for _, name := range cmd.Optional {
		list = append(list, asked{name, true})
	}
	return list
}

// asked is one input of a command.
type asked struct {
	name     casework.InputName
	optional bool
}

// kinds are how inputs are asked for that are not a line of words.
var kinds = map[casework.InputName]ui.FieldKind{
	casework.InputReason: ui.TextArea, casework.InputOpinion: ui.TextArea, casework.InputResult: ui.TextArea,
	casework.InputAddress: ui.TextArea, casework.InputWorkdays: ui.NumberField, casework.InputAt: ui.DateField,
}

// text points to the words of the input, nil if it has none.
func (c *commandForm) text(name casework.InputName) *string {
	in := &c.in
	return map[casework.InputName]*string{
		casework.InputReason: &in.Reason, casework.InputLegalGround: &in.LegalGround, casework.InputOpinion: &in.Opinion,
		casework.InputRedirect: &in.Redirect, casework.InputReceiver: &in.Receiver, casework.InputAddress: &in.Address,
		casework.InputStatute: &in.Statute, casework.InputResult: &in.Result, casework.InputPlace: &in.Place, casework.InputChair: &in.Chair,
		casework.InputMethod: &in.Method, casework.InputProcedure: &in.Procedure,
	}[name]
}

// typed returns what was typed for the input.
func (c commandForm) typed(name casework.InputName) string {
	switch {
	case name == casework.InputWorkdays && c.in.Workdays > 0:
		return strconv.Itoa(c.in.Workdays)
	case name == casework.InputAt && !c.in.At.IsZero():
		return calendar.DateOf(c.in.At).String()
	}
	if text := c.text(name); text != nil {
		return *text
	}
	return ""
}

// hour is the time of day that was typed for a hearing.
func (c commandForm) hour() string {
	if c.in.At.IsZero() {
		return ""
	}
	return c.in.At.In(clock.Shanghai).Format("15:04")
}

// phrasesFor are the phrases that go into the input.
func (c commandForm) phrasesFor(name casework.InputName) []Phrase {
	return slices.DeleteFunc(slices.Clone(c.phrases), func(p Phrase) bool { return p.Field != string(name) })
}

// afterwards says what to do when a colleague was faster.
func (c commandForm) afterwards(ctx context.Context) string {
	if c.May(c.event) {
		return t(ctx, "kept")
	}
	return t(ctx, "barred")
}

// problem returns what was typed for a gap.
func (c commandForm) problem(target string) string {
	for _, g := range c.in.Gaps {
		if g.Target == target {
			return g.Problem
		}
	}
	return ""
}

// procedures are the special procedures a case can enter: those of the law, then the
// item's own.
func (c commandForm) procedures(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, p := range casework.SpecialProcedures {
		options = append(options, ui.Option{Value: p, Label: t(ctx, "procedure."+p)})
	}
	for _, p := range c.Item.SpecialProcedures {
		if !slices.Contains(casework.SpecialProcedures, p) {
			options = append(options, ui.Option{Value: p, Label: p})
		}
	}
	return options
}

// methods are the ways this case's result can be delivered.
func (c commandForm) methods(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, m := range casework.DeliveryMethods {
		if m == "post" && !c.Item.ExpressDelivery {
			continue
		}
		options = append(options, ui.Option{Value: m, Label: shared(ctx, "method."+m)})
	}
	return options
}

// commandDone is a command that was carried out.
type commandDone struct {
	*casework.File
	event casework.Event
	next  *casework.WorklistEntry
	keys  bool // shortcuts are on
}

package procedure

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/capability/workflow"
	"tongban/kernel/calendar"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// Inputs of the page of a trial. No key of a form has a hyphen.
const (
	startInput    = "sample-start"
	messageInput  = "sample-message"
	outcomePrefix = "outcome-"
)

// tryView is a drawing with a sample case that is taken through it. All that was chosen is
// in the address: nothing is kept, and whoever has the address sees the same.
type tryView struct {
	*view
	revision int // 0: the draft
	on       track
	trial    Trial
	input    url.Values
	tried    *Tried // nil where it cannot be tried
	undrawn  bool   // the drawing cannot be executed at all
	wrong    []fault.Field
}

// try shows what becomes of a sample case.
func (p pages) try(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := p.tryView(r)
	if err != nil {
		return err
	}
	if !v.undrawn && len(v.wrong) == 0 {
		tried, err := p.Try(ctx, v.Item, v.revision, v.trial)
		if err != nil && !isShown(err) {
			return err
		}
		if f, ok := fault.As(err); ok {
			v.wrong = f.Fields
			v.errs = ui.ErrorsOf(ctx, err)
		} else {
			v.tried = &tried
		}
	}
	status := http.StatusOK
	if len(v.errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, tryPage(v, p.Lists))
}

// tryView reads what was chosen.
func (p pages) tryView(r *http.Request) (*tryView, error) {
	ctx := r.Context()
	v := &tryView{revision: revisionOf(r.PathValue("revision")), input: r.URL.Query()}
	found, on, err := p.track(ctx, r.PathValue("item"), v.revision)
	if v.undrawn = err == errUndrawn; err != nil && !v.undrawn {
		return nil, err
	}
	v.view, v.on = &view{Procedure: found, checked: on.checked}, on
	if v.names, err = p.departmentNames(ctx); err != nil || v.undrawn {
		return v, err
	}
	v.trial = Trial{Outcomes: map[string]string{}, Messages: v.input[messageInput]}
	if day := v.input.Get(startInput); day != "" {
		if v.trial.Start, err = calendar.ParseDate(day); err != nil {
			v.wrong = []fault.Field{{Name: startInput, Key: "procedure.wrong.start"}}
			v.errs = ui.ErrorsOf(ctx, fault.InvalidFields(v.wrong))
		}
		v.trial.Answers = on.form.Decode(v.input, on.asked())
	}
	for name := range v.input {
		if node, ok := strings.CutPrefix(name, outcomePrefix); ok {
			v.trial.Outcomes[node] = v.input.Get(name)
		}
	}
	v.trial = p.settled(on, v.trial)
	return v, nil
}

// address is where the page of a trial is, without what was chosen.
func (v *tryView) address() string {
	if v.revision > 0 {
		return pageURL(v.Item, "versions", strconv.Itoa(v.revision), "try")
	}
	return pageURL(v.Item, "draft", "try")
}

func (v *tryView) back(ctx context.Context) *ui.Link {
	if v.revision > 0 {
		return &ui.Link{Text: t(ctx, "version.number", v.revision), URL: pageURL(v.Item, "versions", strconv.Itoa(v.revision))}
	}
	return &ui.Link{Text: t(ctx, "back"), URL: pageURL(v.Item)}
}

// asking are the questions of the item's form that the drawing depends on.
func (v *tryView) asking(lists *form.Lists) form.Asking {
	return form.Asking{Form: v.on.form, Topic: v.on.asked(), Values: v.trial.Answers, Faults: v.wrong, Input: v.input, Lists: lists}
}

// choices are the steps that can come out in several ways.
func (v *tryView) choices() []workflow.Task {
	return slices.DeleteFunc(v.definition.Tasks(), func(t workflow.Task) bool { return len(t.Outcomes) < 2 })
}

func (v *tryView) outcomes(ctx context.Context, task workflow.Task) []ui.Option {
	var options []ui.Option
	for _, o := range task.Outcomes {
		options = append(options, ui.Option{Value: o, Label: outcomeWord(ctx, o)})
	}
	return options
}

// outcomeWord is what an outcome is called.
func outcomeWord(ctx context.Context, outcome string) string {
	if outcome == "pass" || outcome == "refuse" {
		return t(ctx, "outcome."+outcome)
	}
	return outcome
}

func (v *tryView) messages() []ui.Option {
	var options []ui.Option
	for _, name := range v.definition.Messages() {
		options = append(options, ui.Option{Value: name, Label: name})
	}
	return options
}

// diagram marks what the sample came through, in the order of its coming.
func (v *tryView) diagram(ctx context.Context) templ.Component {
	marks := map[string]Mark{}
	for _, task := range v.definition.Tasks() {
		marks[task.Node] = Mark{Tone: ui.Mute}
	}
	for i, s := range v.tried.Stops {
		m := marks[s.Node]
		if m.Badge != "" {
			m.Badge += t(ctx, "try.also")
		}
		m.Badge += strconv.Itoa(i + 1)
		if m.Tone = ui.OK; s.Cut {
			m.Tone = ui.Warn
		}
		marks[s.Node] = m
	}
	if i := v.tried.Incident; i != nil {
		marks[i.Node] = Mark{Tone: ui.Bad, Badge: "!"}
	}
	return Diagram(v.doc, t(ctx, "try.diagram", v.Name), marks)
}

// rows are the steps of the sample as a table.
func (v *tryView) rows(ctx context.Context) []ui.TableRow {
	var rows []ui.TableRow
	for i, s := range v.tried.Stops {
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.Plain(strconv.Itoa(i + 1)), ui.Plain(v.stopName(ctx, s)), ui.Plain(v.who(ctx, s.Task)), ui.Plain(message.Stamp(s.Opened)), ui.Plain(message.Stamp(s.Due)), ui.Tag(stopTag(ctx, s)),
		}})
	}
	return rows
}

// stopName is what a step is called: with whom it is for, where it is done over a list.
func (v *tryView) stopName(ctx context.Context, s workflow.Stop) string {
	name := s.Name
	if n := v.doc.Node(s.Node); n != nil {
		name = nameOf(ctx, n)
	}
	if s.Element == "" {
		return name
	}
	if department := v.names[s.Element]; department != "" {
		return t(ctx, "try.for", name, department)
	}
	return t(ctx, "try.for", name, s.Element)
}

// who is to do a step.
func (v *tryView) who(ctx context.Context, task *workflow.Task) string {
	if task == nil {
		return t(ctx, "try.nobody")
	}
	var who []string
	if task.Department != "" && v.names[task.Department] != "" {
		who = append(who, v.names[task.Department])
	}
	if roles[task.Role] {
		who = append(who, t(ctx, "role."+task.Role))
	}
	return strings.Join(who, " ")
}

func stopTag(ctx context.Context, s workflow.Stop) ui.TagProps {
	switch {
	case s.Cut:
		return ui.TagProps{Tone: ui.Warn, Text: t(ctx, "try.cut")}
	case s.Outcome == "":
		return ui.TagProps{Tone: ui.Mute, Text: t(ctx, "try.happened")}
	case s.Task != nil && s.Outcome != s.Task.Outcomes[0]:
		return ui.TagProps{Tone: ui.Bad, Text: outcomeWord(ctx, s.Outcome)}
	}
	return ui.TagProps{Tone: ui.OK, Text: outcomeWord(ctx, s.Outcome)}
}

// verdict holds the sample against what is promised or what the law allows.
func verdict(ctx context.Context, name string, w deadline.Window, limit catalogue.Limit) ui.SummaryRow {
	row := ui.SummaryRow{Key: t(ctx, "try."+name)}
	switch {
	case w.State == deadline.NotStarted:
		row.Value = t(ctx, "try.no-limit")
	case w.Remaining < 0:
		row.Body = ui.Tag(ui.TagProps{Tone: ui.Bad, Text: t(ctx, "try.exceeds", limit.Words(ctx), -w.Remaining)})
	default:
		row.Body = ui.Tag(ui.TagProps{Tone: ui.OK, Text: t(ctx, "try.fits", limit.Words(ctx), w.Due.String())})
	}
	return row
}

// sums are what the sample comes to.
func (v *tryView) sums(ctx context.Context) []ui.SummaryRow {
	days, tr := v.on.days, v.tried
	from, to := tr.Start, calendar.DateOf(tr.DecidedAt)
	left := days.WorkdaysBetween(from, to)
	rows := []ui.SummaryRow{
		{Key: t(ctx, "try.accepted"), Value: message.Date(ctx, from.Start())},
		{Key: t(ctx, "try.decided"), Value: message.Date(ctx, tr.DecidedAt)},
		{Key: t(ctx, "try.total"), Value: t(ctx, "unit.workdays", strconv.Itoa(left))},
	}
	return append(rows, verdict(ctx, "promised", tr.Promised, tr.Item.PromisedLimit), verdict(ctx, "statutory", tr.Statutory, tr.Item.StatutoryLimit))
}

// stuck says where and why the sample cannot go on.
func (v *tryView) stuck(ctx context.Context) string {
	i := *v.tried.Incident
	place := i.Node
	if n := v.doc.Node(i.Node); n != nil {
		place = nameOf(ctx, n)
	}
	return t(ctx, "try.stuck-at", place, incidentText(ctx, i))
}

// incidentText says why a token cannot go on. What an expression looks like is for whoever
// writes them, at its step.
func incidentText(ctx context.Context, i workflow.Incident) string {
	for _, written := range []string{"expression", "cost", "kind", "timer"} {
		if i.Key == "workflow.incident."+written {
			return t(ctx, "try.expression")
		}
	}
	return message.T(ctx, i.Key, i.Args...)
}

// day is the start as its box shows it.
func (v *tryView) day() string {
	if v.trial.Start == 0 {
		return v.input.Get(startInput)
	}
	return v.trial.Start.Start().Format(time.DateOnly)
}

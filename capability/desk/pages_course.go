package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/capability/procedure"
	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// besides is what an address says of whoever comes from the page of a case's branches, and
// goes back to it.
const besides = "branches"

// branches shows the branches of a case side by side, for the department that leads.
func (p pages) branches(w http.ResponseWriter, r *http.Request) error {
	f, err := p.Casework.File(r.Context(), r.PathValue("no"))
	if err != nil {
		return err
	}
	v, err := p.courseView(r.Context(), f)
	if err != nil {
		return err
	}
	v.from = besides
	if v.others, err = casework.Fill(r.Context(), casework.BranchesPlace, casework.ShownCase{File: f, Desk: true}); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, branchesPage(v))
}

// courseView is f with its course and the names of who works on it.
func (p pages) courseView(ctx context.Context, f *casework.File) (*view, error) {
	v, err := p.view(f)
	if err != nil {
		return nil, err
	}
	v.by = actor.From(ctx)
	v.me = v.by.ID
	stuck, err := p.Casework.Stuck(ctx, f)
	if err != nil {
		return nil, err
	}
	v.course = p.Casework.Course(f, stuck...)
	v.names, err = p.holders(ctx, f)
	return v, err
}

// holders names who has the open tasks of f. Of whoever has left there is no name.
func (s *Service) holders(ctx context.Context, f *casework.File) (map[string]string, error) {
	me := actor.From(ctx)
	names := map[string]string{me.ID: me.Name}
	for _, task := range f.OpenTasks() {
		if _, known := names[task.Assignee]; known || task.Assignee == "" {
			continue
		}
		colleague, err := s.Casework.Colleagues.Colleague(ctx, task.Assignee)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		names[task.Assignee] = colleague.Name
	}
	return names, nil
}

// backTo is where somebody is led after they have done something: where they came from.
func backTo(r *http.Request, f *casework.File) string {
	return fromURL(f, r.FormValue("from"))
}

func fromURL(f *casework.File, from string) string {
	at := casework.DeskURL(f.Case.ShortNo)
	if from == besides {
		at += "/" + besides
	}
	return at
}

// hidden tells a form where its reader came from.
func (v *view) hidden() []ui.Hidden {
	if v.from == "" {
		return nil
	}
	return []ui.Hidden{{Name: "from", Value: v.from}}
}

// asks is the address of what is asked of a task.
func (v *view) asks(task *casework.Task, action string) string {
	at := "/desk/tasks/" + task.ID.String() + "/" + action
	if v.from != "" {
		at += "?from=" + v.from
	}
	return at
}

// office names a department.
func (v *view) office(ctx context.Context, code string) string {
	if name, err := v.service.Casework.Departments.Name(ctx, code); err == nil && name != "" {
		return name
	}
	if code == v.Case.Department {
		return v.Item.Department.Name
	}
	return code
}

// elementName is what a step is done for: a department by its name, anything else as it is.
func (s *Service) elementName(ctx context.Context, element string) string {
	if name, err := s.Casework.Departments.Name(ctx, element); err == nil && name != "" {
		return name
	}
	return element
}

// stepName is what a step is called, and for what it is done.
func (v *view) stepName(ctx context.Context, s *casework.Step) string {
	if s.Element == "" {
		return v.StepName(ctx, s)
	}
	return t(ctx, "course.for", v.StepName(ctx, s), v.service.elementName(ctx, s.Element))
}

// begun reports whether the case has come to any step of its process.
func (v *view) begun() bool {
	return slices.ContainsFunc(v.course.Steps(), func(s *casework.Step) bool { return len(s.Rounds) > 0 })
}

// events are the steps of a branch on a line, with what may be asked of them on the page of
// the branches.
func (v *view) events(ctx context.Context, steps []casework.Step) []ui.TimelineEvent {
	var events []ui.TimelineEvent
	for i := range steps {
		s := &steps[i]
		e := ui.TimelineEvent{Title: v.stepName(ctx, s), By: strings.TrimSpace(v.office(ctx, s.Department) + " " + v.who(s)), Tone: stepTone(s), Body: stepBody(v, s)}
		switch last := s.Last(); {
		case s.Progress == casework.StepOpen:
			e.Time, e.At = t(ctx, "course.since", message.DateTime(ctx, last.OpenedAt)), last.OpenedAt.Format(time.RFC3339)
		case s.Progress != casework.StepAhead:
			e.Time, e.At = message.DateTime(ctx, last.ClosedAt), last.ClosedAt.Format(time.RFC3339)
		}
		if said := s.Last().Said; said != nil && v.from == besides {
			e.Note = remark(ctx, said.Detail)
		}
		events = append(events, e)
	}
	return events
}

// remark is what somebody has said on ending a step.
func remark(ctx context.Context, d casework.Detail) string {
	switch {
	case d.Opinion != "":
		return t(ctx, "course.opinion", d.Opinion)
	case d.Reason != "":
		return t(ctx, "course.reason", d.Reason)
	}
	return ""
}

// who are the people of a step: those who have it, or who ended it.
func (v *view) who(s *casework.Step) string {
	var names []string
	for _, task := range s.OpenTasks() {
		if name := v.names[task.Assignee]; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if said := s.Last().Said; s.Progress == casework.StepDone && said != nil {
		names = append(names, said.ActorName)
	}
	return strings.Join(names, " ")
}

func stepTone(s *casework.Step) ui.Tone {
	switch {
	case s.Blocked, s.Progress == casework.StepOpen && s.Clock != nil && s.Clock.Late:
		return ui.Bad
	case s.Progress == casework.StepOpen:
		return ui.Info
	case s.Progress == casework.StepDone:
		return outcomeTone(s)
	}
	return ui.Mute
}

// outcomeTone tells the outcome that lets a case go on from others.
func outcomeTone(s *casework.Step) ui.Tone {
	switch s.Last().Outcome {
	case workflow.Pass, "granted":
		return ui.OK
	case "refuse", "denied":
		return ui.Bad
	}
	return ui.Info
}

// stepTag says how far a step is.
func (v *view) stepTag(ctx context.Context, s *casework.Step) ui.TagProps {
	switch {
	case s.Blocked:
		return ui.TagProps{Tone: ui.Bad, Text: t(ctx, "course.blocked"), Icon: "alert-triangle"}
	case s.Progress == casework.StepDone:
		return ui.TagProps{Tone: outcomeTone(s), Text: v.outcome(ctx, s)}
	case s.Progress == casework.StepOpen && v.who(s) == "" && !slices.ContainsFunc(s.OpenTasks(), func(t *casework.Task) bool { return t.Assignee != "" }):
		return ui.TagProps{Tone: ui.Info, Text: t(ctx, "course.unclaimed"), Icon: "users"}
	case s.Progress == casework.StepOpen:
		return ui.TagProps{Tone: ui.Info, Text: t(ctx, "course.open"), Icon: "user"}
	case s.Progress == casework.StepCut:
		return ui.TagProps{Tone: ui.Mute, Text: t(ctx, "course.cut"), Icon: "player-pause"}
	case len(s.Rounds) > 0:
		return ui.TagProps{Tone: ui.Warn, Text: t(ctx, "course.anew"), Icon: "clock"}
	}
	return ui.TagProps{Tone: ui.Mute, Text: t(ctx, "course.ahead"), Icon: "clock"}
}

// outcome is what came of a step.
func (v *view) outcome(ctx context.Context, s *casework.Step) string {
	switch o := s.Last().Outcome; o {
	case workflow.Pass:
		return t(ctx, "course.done")
	case "granted", "denied":
		return t(ctx, "course."+o)
	default:
		return casework.OutcomeName(ctx, o)
	}
}

// badge is the own clock of a step that is open, nil if it has none.
func badge(ctx context.Context, s *casework.Step) *ui.DeadlineProps {
	if c := s.Clock; c != nil && s.Progress == casework.StepOpen {
		return &ui.DeadlineProps{Left: c.Left, Late: c.Late, Paused: c.Stopped, Date: message.Date(ctx, c.Due.Add(-time.Millisecond))}
	}
	return nil
}

// spent says what a step has used of its limit, and from when it counts.
func spent(ctx context.Context, s *casework.Step) string {
	c := s.Clock
	if c == nil {
		return ""
	}
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	text := t(ctx, "course.spent", number(c.Workdays), number(c.Used), message.DateTime(ctx, s.Last().OpenedAt))
	if c.Workdays < 1 {
		const day = 480 // minutes of work
		text = t(ctx, "course.spent-minutes", number(c.Workdays*day), number(c.Used*day), message.DateTime(ctx, s.Last().OpenedAt))
	}
	if len(c.Excluded) > 0 {
		text += t(ctx, "branch.excluded", len(c.Excluded))
	}
	return text
}

// laneTitle names a branch among others: by its department, or where they share one, by what
// it begins with.
func (v *view) laneTitle(ctx context.Context, part casework.Part, b casework.Branch) string {
	if b.Element != "" {
		return v.service.elementName(ctx, b.Element)
	}
	office, alike := b.Steps[0].Department, 0
	for _, other := range part.Branches {
		if other.Steps[0].Department == office {
			alike++
		}
	}
	if alike < 2 {
		return v.office(ctx, office)
	}
	return t(ctx, "course.lane", v.office(ctx, office), v.StepName(ctx, &b.Steps[0]))
}

// resend is the address at which the reader sends their work back to a step, "" if they may not.
func (v *view) resend(s *casework.Step) string {
	if s.Progress != casework.StepDone {
		return ""
	}
	for _, task := range v.OpenTasks() {
		if v.works(task) && slices.Contains(v.service.Casework.Returnable(v.File, task), workflow.Target{Node: s.Node, Element: s.Element}) {
			return v.asks(task, "send-back") + "&to=" + url.QueryEscape(stepKey(s.Node, s.Element))
		}
	}
	return ""
}

// drawing is the diagram of the process with where the case stands in it, nil if it is lost.
func (v *view) drawing(ctx context.Context) templ.Component {
	doc := v.service.Casework.Drawing(v.File)
	if doc == nil {
		return nil
	}
	return procedure.Diagram(doc, t(ctx, "course.label", v.Item.Name), v.marks(ctx))
}

// marks are what the diagram says of each step, and of what blocks the case elsewhere. What
// is within a called process is said at the call.
func (v *view) marks(ctx context.Context) map[string]procedure.Mark {
	marks := map[string]procedure.Mark{}
	for _, s := range v.course.Steps() {
		node, _, _ := strings.Cut(s.Node, "/")
		mark := v.mark(ctx, s)
		if before, marked := marks[node]; marked && (mark.Tone == "" || before.Tone == ui.Bad || before.Tone == ui.Info) {
			continue // of a list what waits for somebody counts
		}
		marks[node] = mark
	}
	for _, b := range v.course.Stuck {
		node, _, _ := strings.Cut(b.Node, "/")
		mark := marks[node]
		mark.Tone, mark.Badge = ui.Bad, t(ctx, "course.mark.blocked")
		marks[node] = mark
	}
	return marks
}

func (v *view) mark(ctx context.Context, s *casework.Step) procedure.Mark {
	var m procedure.Mark
	if s.Progress == casework.StepAhead {
		return m
	}
	m.Tone = stepTone(s)
	switch c := s.Clock; {
	case s.Progress == casework.StepCut:
		m.Badge = t(ctx, "course.mark.cut")
	case s.Progress == casework.StepDone && m.Tone == ui.OK:
		m.Badge = "✓"
	case s.Progress == casework.StepDone:
		m.Badge = v.outcome(ctx, s)
	case c == nil:
	case c.Stopped:
		m.Badge = t(ctx, "course.mark.paused")
	case c.Left < 0:
		m.Badge = t(ctx, "course.mark.late", -c.Left)
	case c.Late:
		m.Badge = t(ctx, "course.mark.passed")
	case c.Left == 0:
		m.Badge = t(ctx, "course.mark.today")
	default:
		m.Badge = t(ctx, "course.mark.left", c.Left)
	}
	if n := s.Returned(); n > 0 {
		m.Badge = strings.TrimSpace(m.Badge + " ×" + strconv.Itoa(n+1))
	}
	if s.Progress == casework.StepOpen {
		if m.Foot = v.who(s); m.Foot == "" {
			m.Foot = v.stepTag(ctx, s).Text
		}
	}
	return m
}

package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tongban/capability/catalogue"
	"tongban/capability/workflow"
	"tongban/kernel/deadline"
	"tongban/kernel/id"
	"tongban/kernel/mask"
	"tongban/kernel/message"
	"tongban/kernel/module"
	"tongban/ui"
)

// Fill renders what others say of a case in a place on its page.
func Fill(ctx context.Context, place string, shown ShownCase) ([]templ.Component, error) {
	return module.Fill(context.WithValue(ctx, shownKey{}, shown), place)
}

// StatusTag shows where a case stands.
func StatusTag(ctx context.Context, s Status) ui.TagProps {
	tone := ui.Info
	switch s {
	case InCorrection, Special, Suspended:
		tone = ui.Warn
	case Approved, Issuing, Completed:
		tone = ui.OK
	case Denied, RefusedAccept, Terminated:
		tone = ui.Bad
	case Draft, Withdrawn, NotNeeded:
		tone = ui.Mute
	}
	return ui.TagProps{Tone: tone, Text: t(ctx, "status."+strings.ToLower(string(s)))}
}

// OutcomeTag shows how an ended case ended: a completed one may have been denied.
func (f *File) OutcomeTag(ctx context.Context) ui.TagProps {
	if f.Case.Status == Completed {
		for _, r := range f.Records {
			if r.Event == Deny {
				return ui.TagProps{Tone: ui.Bad, Text: t(ctx, "status.denied")}
			}
		}
	}
	return StatusTag(ctx, f.Case.Status)
}

// Badge shows the date that ends first, nil if the case is over.
func (f *File) Badge(ctx context.Context) *ui.DeadlineProps {
	w, ok := f.Clock.Due()
	if !ok || !f.Case.Status.IsOpen() {
		return nil
	}
	return windowBadge(ctx, w)
}

func windowBadge(ctx context.Context, w deadline.Window) *ui.DeadlineProps {
	return &ui.DeadlineProps{
		Left: w.Remaining, Paused: w.State == deadline.Stopped, Provisional: w.Provisional,
		Date: message.Date(ctx, w.Due.Start()),
	}
}

// MaterialName names a material of the item; one the item no longer lists keeps
// the name its file has.
func MaterialName(item *catalogue.Item, m Material) string {
	if known, ok := item.Material(m.Code); ok {
		return known.Name
	}
	return m.Name
}

// Size writes a number of bytes for people.
func Size(bytes int64) string {
	switch {
	case bytes >= 1<<20:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(bytes)/(1<<20)), ".0") + " MB"
	case bytes >= 1<<10:
		return fmt.Sprintf("%d KB", bytes>>10)
	}
	return fmt.Sprintf("%d B", bytes)
}

// SpacedCode writes a query code so that it can be read out.
func SpacedCode(code string) string {
	if len(code) < 6 {
		return code
	}
	return code[:5] + "-" + code[5:]
}

// NoticeURL is where a paper of a case is read.
func NoticeURL(c *Case, n Notice) string { return CaseURL(c.ShortNo) + "/notices/" + n.ID.String() }

// CaseURL is where its applicant finds the case no.
func CaseURL(no string) string { return "/cases/" + no }

// DeskURL is where its handlers find the case no.
func DeskURL(no string) string { return "/desk/cases/" + no }

// Timeline tells what happened, the latest first. Citizens see offices, not
// persons.
func (f *File) Timeline(ctx context.Context, desk bool) []ui.TimelineEvent {
	var events []ui.TimelineEvent
	for i := len(f.Records) - 1; i >= 0; i-- {
		r := f.Records[i]
		if !desk && slices.Contains(inside, r.Event) {
			continue
		}
		e := ui.TimelineEvent{
			Title: f.title(ctx, r, desk), Time: message.DateTime(ctx, r.At), At: r.At.Format(time.RFC3339),
			By: f.doer(ctx, r, desk), Note: r.Detail.note(ctx, desk), Tone: eventTone(r.Event),
		}
		for _, n := range f.Notices {
			if n.Number != "" && n.Number == r.Detail.Notice {
				e.Body = noticeLink(f, n)
			}
		}
		events = append(events, e)
	}
	return events
}

// title says what happened, to the desk also in which step of a drawn process.
func (f *File) title(ctx context.Context, r Record, desk bool) string {
	title := f.Say(ctx, "event."+string(r.Event))
	if !desk || f.Case.ProcedureID == 0 || r.Detail.Stage == "" {
		return title
	}
	var step *Task
	for i := range f.Tasks {
		if t := &f.Tasks[i]; t.Stage == r.Detail.Stage && t.Node != "" && (step == nil || t.ClosedAt.Equal(r.At) && t.ClosedBy == r.Actor) {
			step = t
		}
	}
	if step == nil {
		return title
	}
	return t(ctx, "event.in-step", title, f.TaskName(ctx, step))
}

// inside are the events that are the house's own: applicants follow the case, not its desks.
var inside = []Event{Proceed, Retry, LeaveProcess, SendBack, TakeBack, AddSigner, RemoveSigner, Entrust, ChangeProcess}

// doer names who did it: the person on the desk, the office for citizens.
func (f *File) doer(ctx context.Context, r Record, desk bool) string {
	switch {
	case r.Event == Issue, strings.HasPrefix(r.Actor, "system:"):
		return t(ctx, "by.law")
	case r.Actor == f.Case.Owner.String():
		return t(ctx, "by.applicant")
	case f.Case.Agent != 0 && r.Actor == f.Case.Agent.String():
		return t(ctx, "by.agent", mask.Name(r.ActorName))
	case desk && f.offices[r.Department] != "":
		return t(ctx, "by.office", f.offices[r.Department], r.ActorName)
	case desk:
		return r.ActorName
	case r.Event == StartPreReview, r.Event == Accept, r.Event == Deliver, r.Event == RequestMending, r.Event == PointOut:
		return t(ctx, "by.window")
	case f.elsewhere(r):
		return t(ctx, "by.beside")
	}
	return f.Item.Department.Name
}

// elsewhere reports whether r was done on a task of another department than the one that
// decides.
func (f *File) elsewhere(r Record) bool {
	return slices.ContainsFunc(f.Tasks, func(t Task) bool {
		return t.Department != f.Case.Department && (t.Assignee == r.Actor && t.ClaimedAt.Equal(r.At) || t.ClosedBy == r.Actor && t.ClosedAt.Equal(r.At))
	})
}

// note is what a record says in words; opinions stay inside.
func (d Detail) note(ctx context.Context, desk bool) string {
	words := d.Reason
	if d.Incident != "" && !desk {
		return "" // is the house's own
	}
	switch d.Incident {
	case incidentOverrun:
		words = t(ctx, "incident.pause-overrun")
	case incidentProcess:
		words = Cause(ctx, d.Cause, d.Args)
	}
	if desk && d.Opinion != "" {
		words = d.Opinion
	}
	if desk && d.Outcome != "" && d.Outcome != workflow.Pass {
		words = t(ctx, "gap-line", OutcomeName(ctx, d.Outcome), words)
	}
	if d.LegalGround != "" {
		words = t(ctx, "ground", words, d.LegalGround)
	}
	return words
}

func eventTone(e Event) ui.Tone {
	switch e {
	case Accept, DeemAccept, Grant, Issue, Deliver:
		return ui.OK
	case RequestMending:
		return ui.Warn
	case Deny, RefuseAccept, Terminate, LapseCorrection:
		return ui.Bad
	}
	return ui.Info
}

// OutcomeName is what an outcome of a task is called: as the drawing does, but for the usual ones.
func OutcomeName(ctx context.Context, outcome string) string {
	switch outcome {
	case workflow.Pass:
		return t(ctx, "outcome.pass")
	case "refuse":
		return t(ctx, "outcome.refuse")
	}
	return outcome
}

// Cause is why a process cannot go on, in words.
func Cause(ctx context.Context, key string, args []string) string {
	speaks := make([]any, len(args))
	for i, a := range args {
		speaks[i] = a
	}
	return message.T(ctx, key, speaks...)
}

// TaskName is what a task of f is called: as it was drawn, or as its stage is.
func (f *File) TaskName(ctx context.Context, task *Task) string {
	if drawn, ok := f.Drawn(task); ok && drawn.Name != "" {
		return drawn.Name
	}
	for _, s := range f.Item.Stages {
		if s.Code == task.Stage {
			return s.Name
		}
	}
	switch task.Stage {
	case stageAccept:
		return t(ctx, "stage.accept")
	case stageDecide:
		return t(ctx, "stage.decide")
	case stageIssue:
		return t(ctx, "stage.issue")
	}
	return task.Stage
}

// StepName is what a step of the course of f is called.
func (f *File) StepName(ctx context.Context, s *Step) string {
	if s.Name != "" {
		return s.Name
	}
	return f.TaskName(ctx, &Task{Node: s.Node, Stage: s.Stage})
}

// idOf reads an id out of an address, zero if it is none.
func idOf(s string) id.ID {
	v, _ := id.Parse(s)
	return v
}

package casework

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/deadline"
	"tongban/kernel/id"
	"tongban/kernel/mask"
	"tongban/kernel/message"
	"tongban/kernel/module"
	"tongban/ui"
)

// view is a case with what its pages work out.
type view struct {
	*File
	form *form.Definition
	now  time.Time

	signed []templ.Component // panels of others: how it was signed
	more   []templ.Component // panels of others: what else there is to know or to do

	// ifToday is the promised last day if the case were accepted today; set while it
	// waits for acceptance.
	ifToday time.Time
}

func (s *Service) view(f *File) (*view, error) {
	def, err := s.Form(f.Item)
	if err != nil {
		return nil, err
	}
	v := &view{File: f, form: def, now: s.Clock.Now()}
	if f.Case.Status.awaitsAcceptance() {
		v.ifToday = f.ifAccepted(s.Calendar(), v.now)
	}
	return v, nil
}

// fill lets others say how the case was signed.
func (v *view) fill(ctx context.Context) (err error) {
	if v.signed, err = Fill(ctx, SignedPlace, ShownCase{File: v.File}); err != nil {
		return err
	}
	v.more, err = Fill(ctx, MorePlace, ShownCase{File: v.File})
	return err
}

// Fill renders what others say of a case in a place on its page.
func Fill(ctx context.Context, place string, shown ShownCase) ([]templ.Component, error) {
	return module.Fill(context.WithValue(ctx, shownKey{}, shown), place)
}

// paper returns the newest notice of a kind, nil if there is none.
func (f *File) paper(kind NoticeKind) *Notice {
	for i := len(f.Notices) - 1; i >= 0; i-- {
		if f.Notices[i].Kind == kind {
			return &f.Notices[i]
		}
	}
	return nil
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

// spacedCode writes a query code so that it can be read out.
func spacedCode(code string) string {
	if len(code) < 6 {
		return code
	}
	return code[:5] + "-" + code[5:]
}

func noticeURL(c *Case, n Notice) string { return "/cases/" + c.ShortNo + "/notices/" + n.ID.String() }

// DeskURL is where its handlers find the case no.
func DeskURL(no string) string { return "/desk/cases/" + no }

// steps are the few steps an applicant thinks in.
func (f *File) steps(ctx context.Context) []ui.Step {
	at := map[Status]int{
		Submitted: 1, PreReview: 1, InCorrection: 1, Accepted: 2, Reviewing: 2, Special: 2, Suspended: 2,
		Deciding: 3, Approved: 4, Denied: 4, Issuing: 4, Completed: 5,
	}
	position, ends := at[f.Case.Status], false
	if position == 0 { // ended on the way: the last step reached is where it stopped
		ends = true
		position = max(1, at[f.Records[len(f.Records)-1].From])
	}
	var steps []ui.Step
	for i, name := range []string{"submit", "accept", "review", "decide", "deliver"} {
		step := ui.Step{Title: t(ctx, "step."+name)}
		switch {
		case i < position:
			step.State = ui.StepDone
		case i == position && ends:
			step.State = ui.StepStopped
		case i == position:
			step.State = ui.StepNow
		}
		steps = append(steps, step)
	}
	return steps
}

// Timeline tells what happened, the latest first. Citizens see offices, not
// persons.
func (f *File) Timeline(ctx context.Context, desk bool) []ui.TimelineEvent {
	var events []ui.TimelineEvent
	for i := len(f.Records) - 1; i >= 0; i-- {
		r := f.Records[i]
		e := ui.TimelineEvent{
			Title: f.Say(ctx, "event."+string(r.Event)), Time: message.DateTime(ctx, r.At), At: r.At.Format(time.RFC3339),
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

// doer names who did it: the person on the desk, the office for citizens.
func (f *File) doer(ctx context.Context, r Record, desk bool) string {
	switch {
	case r.Event == Issue, strings.HasPrefix(r.Actor, "system:"):
		return t(ctx, "by.law")
	case r.Actor == f.Case.Owner.String():
		return t(ctx, "by.applicant")
	case f.Case.Agent != 0 && r.Actor == f.Case.Agent.String():
		return t(ctx, "by.agent", mask.Name(r.ActorName))
	case desk:
		return r.ActorName
	case r.Event == StartPreReview, r.Event == Accept, r.Event == Deliver, r.Event == RequestMending:
		return t(ctx, "by.window")
	}
	return f.Item.Department.Name
}

// note is what a record says in words; opinions stay inside.
func (d Detail) note(ctx context.Context, desk bool) string {
	words := d.Reason
	if d.Incident != "" && !desk {
		return "" // is the house's own
	}
	if d.Incident == incidentOverrun {
		words = t(ctx, "incident."+d.Incident)
	}
	if desk && d.Opinion != "" {
		words = d.Opinion
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

// openWindows are the periods a page explains: those that run or have passed.
func (f *File) openWindows() []deadline.Window {
	var windows []deadline.Window
	for _, w := range f.Clock.Windows {
		if w.State != deadline.NotStarted {
			windows = append(windows, w)
		}
	}
	return windows
}

// idOf reads an id out of an address, zero if it is none.
func idOf(s string) id.ID {
	v, _ := id.Parse(s)
	return v
}

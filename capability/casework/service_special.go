package casework

import (
	"context"

	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// suspension is what a suspension is called among the procedures that stop the clock.
const suspension = "suspension"

// enterSpecial begins a procedure and tells the applicant how long it is expected to
// take. One that neither the law lists nor a statute names lets the clock run on.
//
// Basis: 行政许可法, art. 45.
func (s *Service) enterSpecial(_ context.Context, m *move, in Input) error {
	if in.Procedure != string(deadline.Hearing) {
		if err := mayGoOn(m.file); err != nil {
			return err
		}
	}
	return m.pause(EnterSpecial, SpecialNotice, "special", Detail{
		Procedure: in.Procedure, Statute: in.Statute, Workdays: in.Workdays, Reason: in.Reason, LegalGround: in.LegalGround,
	})
}

// suspend stops a case that cannot go on, for as long as the applicant is told at most.
func (s *Service) suspend(_ context.Context, m *move, in Input) error {
	return m.pause(Suspend, SuspensionNotice, "suspended", Detail{
		Procedure: suspension, Statute: in.LegalGround, Workdays: in.Workdays, Reason: in.Reason, LegalGround: in.LegalGround,
	})
}

// hearingWorkdays is how long the body has to hold a hearing that was asked for.
//
// Basis: 行政许可法, art. 47(1).
const hearingWorkdays = 20

// requestHearing is the applicant's: the body has to hold the hearing.
func (s *Service) requestHearing(_ context.Context, m *move, in Input) error {
	return m.pause(RequestHearing, SpecialNotice, "hearing-requested", Detail{
		Procedure: string(deadline.Hearing), Workdays: hearingWorkdays, Reason: in.Reason,
	})
}

// pause records what the case waits for, with the paper that says so.
func (m *move) pause(e Event, kind NoticeKind, told string, d Detail) error {
	m.notify(told)
	if err := m.record(e, d); err != nil {
		return err
	}
	n := m.notice(kind)
	n.Body.Procedure, n.Body.Statute, n.Body.Workdays = d.Procedure, d.Statute, d.Workdays
	n.Body.Reason, n.Body.LegalGround = d.Reason, d.LegalGround
	n.Body.Uncounted = lawOf(m.file.Item).Stops(deadline.Procedure(d.Procedure), d.Statute)
	return nil
}

// leaveSpecial ends a procedure with its result; of a hearing that is its record.
//
// Basis: 行政许可法, art. 48(2): the decision rests on the record of the hearing.
func (s *Service) leaveSpecial(_ context.Context, m *move, in Input) error {
	began := m.file.latest(EnterSpecial, RequestHearing).Detail
	m.notify("special-ended")
	if err := m.record(LeaveSpecial, Detail{Procedure: began.Procedure, Result: in.Result}); err != nil {
		return err
	}
	kind := SpecialEndNotice
	if began.Procedure == string(deadline.Hearing) {
		kind = HearingRecord
	}
	n := m.notice(kind)
	n.Body.Procedure, n.Body.Result = began.Procedure, in.Result
	held := m.file.hearing()
	n.Body.HearingAt, n.Body.Place, n.Body.Chair = held.HearingAt, held.Place, held.Chair
	return nil
}

// tellHearing tells the applicant that they may ask to be heard.
//
// Basis: 行政许可法, art. 47.
func (s *Service) tellHearing(_ context.Context, m *move, in Input) error {
	m.notify("hearing-told")
	if err := m.record(TellHearing, Detail{Reason: in.Reason, LegalGround: in.LegalGround}); err != nil {
		return err
	}
	n := m.notice(HearingRights)
	n.Body.Reason, n.Body.LegalGround = in.Reason, in.LegalGround
	return nil
}

// hearingNotice is how many working days before a hearing its time and place are told.
const hearingNotice = 7

// setHearing names time, place and chair of a hearing.
//
// Basis: 行政许可法, art. 48(1)(1): seven days before; art. 47(1): within twenty days of
// the request. Where the twenty are all but over, it is held as soon as the seven allow.
func (s *Service) setHearing(_ context.Context, m *move, in Input) error {
	wrong := func(key string, days int, border calendar.Date) error {
		return fault.InvalidFields([]fault.Field{{Name: string(InputAt), Key: "casework.input." + key, Args: []any{days, message.Stamp(border.Start())}}})
	}
	soonest := s.Calendar().AddWorkdays(calendar.DateOf(m.now), hearingNotice)
	if in.At.Before(soonest.Start()) {
		return wrong("at-soon", hearingNotice, soonest)
	}
	if asked := m.file.latest(EnterSpecial, RequestHearing); asked.Event == RequestHearing {
		last := max(soonest, s.Calendar().AddWorkdays(calendar.DateOf(asked.At), hearingWorkdays))
		if !in.At.Before(last.End()) {
			return wrong("at-late", hearingWorkdays, last)
		}
	}
	m.notify("hearing-set")
	if err := m.record(SetHearing, Detail{HearingAt: in.At, Place: in.Place, Chair: in.Chair}); err != nil {
		return err
	}
	n := m.notice(HearingNotice)
	n.Body.HearingAt, n.Body.Place, n.Body.Chair = in.At, in.Place, in.Chair
	return nil
}

// resume lets a suspended case go on.
func (s *Service) resume(_ context.Context, m *move, in Input) error {
	return m.goOn(Detail{Opinion: in.Opinion})
}

func (m *move) goOn(d Detail) error {
	m.notify("resumed")
	if err := m.record(Resume, d); err != nil {
		return err
	}
	m.notice(ResumptionNotice).Body.Procedure = suspension
	return nil
}

// extend lengthens the time to decide by what the item's regime allows.
//
// Basis: 行政许可法, art. 42: the applicant is told the reason.
func (s *Service) extend(_ context.Context, m *move, in Input) error {
	extension := lawOf(m.file.Item).Extension
	m.notify("extended")
	if err := m.record(Extend, Detail{Workdays: extension.Workdays, Reason: in.Reason}); err != nil {
		return err
	}
	n := m.notice(ExtensionNotice)
	n.Body.Workdays, n.Body.Reason, n.Body.Approver = extension.Workdays, in.Reason, string(extension.Approver)
	return nil
}

// Incidents.
const (
	incidentFound   = "found"         // by a person: a gap that should have been seen before acceptance
	incidentOverrun = "pause-overrun" // a special procedure takes longer than the applicant was told
	incidentProcess = "process"       // what was drawn cannot go on
)

// raiseIncident notes what should not have happened. The case goes on: whoever did not
// ask for a correction in time must not ask the applicant to pay for it.
func (s *Service) raiseIncident(_ context.Context, m *move, in Input) error {
	return m.record(RaiseIncident, Detail{Incident: incidentFound, Reason: in.Reason})
}

// pauseBranch tells the applicant that a task of the drawing is a special procedure: its time
// counts neither for the case, as far as the law says so, nor for its branch. The other
// branches go on.
//
// Basis: 行政许可法, art. 45.
func (m *move) pauseBranch(t *Task, drawn workflow.Task) error {
	if drawn.Clock != workflow.Special {
		return nil
	}
	m.notify("special")
	d := Detail{Procedure: drawn.Procedure, Statute: drawn.Statute, Workdays: wholeDays(drawn), Stage: drawn.Stage, Branch: t.ID.String()}
	if err := m.recordBy(actor.AsSystem("process"), PauseBranch, d); err != nil {
		return err
	}
	n := m.notice(SpecialNotice)
	n.Body.Procedure, n.Body.Statute, n.Body.Workdays, n.Body.LegalGround = d.Procedure, d.Statute, d.Workdays, d.Statute
	n.Body.Uncounted = lawOf(m.file.Item).Stops(deadline.Procedure(d.Procedure), d.Statute)
	return nil
}

// resumeBranch ends the special procedure that t is, with what came of it.
func (m *move) resumeBranch(t *Task, result string) error {
	drawn, ok := m.file.Drawn(t)
	if !ok || drawn.Clock != workflow.Special {
		return nil
	}
	m.notify("special-ended")
	if err := m.recordBy(actor.AsSystem("process"), ResumeBranch, Detail{Procedure: drawn.Procedure, Result: result, Stage: drawn.Stage, Branch: t.ID.String()}); err != nil {
		return err
	}
	n := m.notice(SpecialEndNotice)
	n.Body.Procedure, n.Body.Result = drawn.Procedure, result
	return nil
}

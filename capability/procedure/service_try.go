package procedure

import (
	"context"
	"fmt"

	"tongban/capability/form"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
)

// Try takes a sample case through a drawing on paper and keeps nothing: through the draft
// (revision 0) or a published version. Invalid says which answers cannot be.
func (s *Service) Try(ctx context.Context, item string, revision int, trial Trial) (Tried, error) {
	_, on, err := s.track(ctx, item, revision)
	if err != nil {
		return Tried{}, err
	}
	trial = s.settled(on, trial)
	today := s.Clock.Now()
	wrong := on.asked().Faults(on.form.Check(trial.Answers, form.Situation{Today: today}))
	if err := fault.InvalidFields(wrong); err != nil {
		return Tried{}, err
	}
	tried, err := on.run(trial)
	if err != nil {
		return Tried{}, fmt.Errorf("try procedure of %s: %w", item, err)
	}
	return tried, nil
}

// settled returns a trial with what nobody has said: today, and answers as good as any.
func (s *Service) settled(on track, trial Trial) Trial {
	now := s.Clock.Now()
	if trial.Start == 0 {
		trial.Start = calendar.DateOf(now)
	}
	trial.Answers = on.form.Sample(0, now).With(trial.Answers)
	return trial
}

// track returns what a trial is taken over: errFaulty where the drawing cannot be executed.
func (s *Service) track(ctx context.Context, item string, revision int) (*Procedure, track, error) {
	p, err := s.Find(ctx, item)
	if err != nil {
		return nil, track{}, err
	}
	xml := ""
	switch {
	case revision > 0:
		var v Version
		if _, v, err = s.Version(ctx, item, revision); err != nil {
			return nil, track{}, err
		}
		xml = v.XML
	case p.Draft == nil:
		return nil, track{}, errNotNow
	default:
		xml = p.Draft.XML
	}
	on := track{checked: parse(xml), days: s.Calendar()}
	if on.definition == nil {
		return p, on, errUndrawn
	}
	if on.item, err = s.Items.Published(ctx, p.Item); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = errUnknown
		}
		return nil, track{}, err
	}
	on.law = s.Law(on.item)
	on.form, err = s.Form(on.item)
	return p, on, err
}

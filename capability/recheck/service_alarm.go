package recheck

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Sweep looks at what rules came to lately for each item, and raises alarms. Sweeping twice
// changes nothing.
func (s *Service) Sweep(ctx context.Context) error {
	ctx = actor.With(ctx, actor.AsSystem("recheck"))
	items, err := s.Rules.Items(ctx)
	if err != nil {
		return err
	}
	var wrong []error
	for _, item := range items {
		if err := s.look(ctx, item); err != nil {
			wrong = append(wrong, fmt.Errorf("look at %s: %w", item, err))
		}
	}
	return errors.Join(wrong...)
}

// look raises what alarms there are about an item.
func (s *Service) look(ctx context.Context, item string) error {
	outcomes, err := s.Rules.Outcomes(ctx, item, window+baseline)
	if err != nil {
		return err
	}
	if now, was, alarming := drift(outcomes); alarming {
		if err := s.raise(ctx, Alarm{Item: item, Cause: Drifted, Now: now, Was: was}); err != nil {
			return err
		}
	}
	if n, alarming := silent(outcomes); alarming {
		if err := s.raise(ctx, Alarm{Item: item, Cause: Silent, Now: n}); err != nil {
			return err
		}
	}
	return s.dispute(ctx, item)
}

// dispute raises an alarm where people disagreed lately, and stops the rules where they did too
// often. What was found of earlier disagreements ends their part in it: only those since the
// last alarm of the kind was ended count.
func (s *Service) dispute(ctx context.Context, item string) error {
	var seen []Verdict
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		ended, err := lastEnded(ctx, tx, item, Disputed, Stopped)
		if err != nil {
			return err
		}
		seen, err = listSeen(ctx, tx, item, ended, Recent)
		return err
	})
	n := 0
	for _, v := range seen {
		if v == Disputes {
			n++
		}
	}
	switch {
	case err != nil || n == 0:
		return err
	case n < StopAfter:
		return s.raise(ctx, Alarm{Item: item, Cause: Disputed, Now: n})
	}
	return s.raise(ctx, Alarm{Item: item, Cause: Stopped, Now: n})
}

// quiet is how long after an alarm of drift or silence was ended none of its kind is raised:
// what raised it is still among the latest cases.
const quiet = 7 * 24 * time.Hour

// isRaised reports whether an alarm is open, or somebody has just said what was found.
func (s *Service) isRaised(ctx context.Context, item string, cause Cause) (raised bool, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if raised, err = isOpen(ctx, tx, item, cause); err != nil || raised || cause == Disputed || cause == Stopped {
			return err
		}
		ended, err := lastEnded(ctx, tx, item, cause, cause)
		raised = !ended.IsZero() && s.Clock.Now().Sub(ended) < quiet
		return err
	})
	return raised, err
}

// raise stores an alarm and tells the heads of its department, once. One that stops the rules
// stops them first: told of twice is better than gone on with.
func (s *Service) raise(ctx context.Context, a Alarm) error {
	open, err := s.isRaised(ctx, a.Item, a.Cause)
	if err != nil || open {
		return err
	}
	named, err := s.Items.Named(ctx, a.Item)
	if err != nil {
		return err
	}
	heads, err := s.Heads.Heads(ctx, named.Department)
	if err != nil {
		return err
	}
	if a.Cause == Stopped {
		if err := s.Rules.Stop(actor.With(ctx, actor.AsSystem("recheck")), a.Item); err != nil {
			return err
		}
	}
	a.ID, a.ItemName, a.Department, a.RaisedAt = id.New(), named.Name, named.Department, s.Clock.Now()
	return s.DB.Write(ctx, "recheck/"+a.Item, func(ctx context.Context, tx *db.Tx) error {
		first, err := insertAlarm(ctx, tx, &a)
		if err != nil || !first {
			return err
		}
		for _, head := range heads {
			if err := s.Informer.Inform(ctx, tx, head, "recheck.told."+string(a.Cause), []string{a.ItemName}, alarmsURL); err != nil {
				return err
			}
		}
		return s.noteAlarm(ctx, tx, "recheck.alarm", &a)
	})
}

func (s *Service) noteAlarm(ctx context.Context, tx *db.Tx, event string, a *Alarm) error {
	return audit.Record(ctx, tx, audit.Entry{Event: event, Actor: actor.From(ctx).ID, Subject: a.ID.String(), At: s.Clock.Now(), Data: alarmData{a.Item, a.Cause}})
}

// Alarms returns the open alarms that the actor may see, newest first.
func (s *Service) Alarms(ctx context.Context) (list []*Alarm, err error) {
	scope := access.Scope(actor.From(ctx), access.InstantRead)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listAlarms(ctx, tx, scope, 100)
		return err
	})
	return list, err
}

// EndAlarm ends an alarm with what was found; rules that were stopped stay so until somebody
// starts them.
func (s *Service) EndAlarm(ctx context.Context, key id.ID, words string) error {
	var a *Alarm
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		a, err = findAlarm(ctx, tx, key)
		return err
	})
	if err != nil {
		return err
	}
	by := actor.From(ctx)
	if err := access.May(by, access.InstantSwitch, of(a.Department)); err != nil {
		return err
	}
	words = strings.TrimSpace(words)
	switch {
	case words == "":
		return fault.InvalidFields([]fault.Field{{Name: "words", Key: "recheck.say-found"}})
	case len([]rune(words)) > mostWords:
		return fault.InvalidFields([]fault.Field{{Name: "words", Key: "recheck.too-long", Args: []any{mostWords}}})
	}
	a.Words, a.ByName, a.EndedAt = words, by.Name, s.Clock.Now()
	return s.DB.Write(ctx, "recheck/"+a.Item, func(ctx context.Context, tx *db.Tx) error {
		if err := endAlarm(ctx, tx, a); err != nil {
			return err
		}
		return s.noteAlarm(ctx, tx, "recheck.end-alarm", a)
	})
}

// Late counts samples of the actor's departments that should have been looked at.
func (s *Service) Late(list []*Sample) (n int) {
	today := calendar.DateOf(s.Clock.Now())
	for _, sample := range list {
		if sample.IsLate(today) {
			n++
		}
	}
	return n
}

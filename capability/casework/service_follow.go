package casework

import (
	"context"
	"slices"

	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Moved is what has just happened to a case, as it is told within the unit that stores it.
type Moved struct {
	Case    *Case
	Item    *catalogue.Item // the version whose law governs the case
	Records []Record        // new ones, in order
	History []Record        // all, these too
	Notices []*Notice       // new ones; numbered for who follows papers
	Handed  *Submission     // what was handed in by it, nil if nothing was
	Opened  []Task          // that it opens
	Ended   []Task          // that it ends, as they are then
	File    *File           // the whole case as it becomes: its records and its dates
}

// Follower is told of every move, and, without new Records, of dates that a late holiday has
// moved. It inserts rows of its own and does nothing else: what it gets wrong undoes the move.
type Follower func(context.Context, *db.Tx, Moved) error

// Follow has told called with every move of a case from now on. It is for the start only.
func (s *Service) Follow(told Follower) { s.followers = append(s.followers, told) }

// FollowPapers does the same for who needs the numbers of papers. It is told last: from the
// first number on, units that number the same papers wait for each other.
func (s *Service) FollowPapers(told Follower) { s.readers = append(s.readers, told) }

// tell tells followers of what has happened to the case of m.File.
func tell(ctx context.Context, tx *db.Tx, followers []Follower, m Moved) error {
	m.Case, m.Item, m.History = m.File.Case, m.File.Item, m.File.Records
	for _, told := range followers {
		if err := told(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

// Blocker says why a case may not be granted yet, nil if nothing of its own is open. It
// reads rows of its own.
type Blocker func(context.Context, *db.Tx, *Case) error

// Block has asked called in the unit of every grant from now on. It is for the start only.
func (s *Service) Block(asked Blocker) { s.blockers = append(s.blockers, asked) }

// Holder says why a task may not be concluded yet, nil if nothing of its own holds it. It
// reads rows of its own.
type Holder func(ctx context.Context, tx *db.Tx, task id.ID) error

// Hold has asked called in the unit in which somebody concludes a task from now on. It is for
// the start only.
func (s *Service) Hold(asked Holder) { s.holders = append(s.holders, asked) }

// concluding are the events by which somebody ends a task as it was meant to end.
var concluding = []Event{Accept, GrantAtOnce, FindNotNeeded, RefuseAccept, PassStage, ProposeDecision, Grant, Deny}

// held says what keeps the task of m from being concluded, nil if m concludes none. What
// happens by itself waits for nobody.
func (s *Service) held(ctx context.Context, tx *db.Tx, m *move) error {
	if m.task == nil || m.by.Kind == actor.System || !m.has(concluding) {
		return nil
	}
	for _, asked := range s.holders {
		if err := asked(ctx, tx, m.task.ID); err != nil {
			return err
		}
	}
	return nil
}

// has reports whether one of events happens in m.
func (m *move) has(events []Event) bool {
	return slices.ContainsFunc(m.records, func(r Record) bool { return slices.Contains(events, r.Event) })
}

// granting are the events that give the applicant what was asked for.
var granting = []Event{Grant, GrantAtOnce}

// blocked says what keeps the case of m from being granted, nil if m grants nothing.
func (s *Service) blocked(ctx context.Context, tx *db.Tx, m *move) error {
	if !m.has(granting) {
		return nil
	}
	for _, asked := range s.blockers {
		if err := asked(ctx, tx, m.file.Case); err != nil {
			return err
		}
	}
	return nil
}

package casework

import (
	"context"
	"slices"

	"tongban/capability/catalogue"
	"tongban/kernel/db"
)

// Moved is what has just happened to a case, as it is told within the unit that stores it.
type Moved struct {
	Case    *Case
	Item    *catalogue.Item // the version whose law governs the case
	Records []Record        // new ones, in order
	History []Record        // all, these too
	Notices []*Notice       // new ones, numbered
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

// tell tells the followers of what has happened to the case of m.File.
func (s *Service) tell(ctx context.Context, tx *db.Tx, m Moved) error {
	m.Case, m.Item, m.History = m.File.Case, m.File.Item, m.File.Records
	for _, told := range s.followers {
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

// granting are the events that give the applicant what was asked for.
var granting = []Event{Grant, GrantAtOnce}

// blocked says what keeps the case of m from being granted, nil if m grants nothing.
func (s *Service) blocked(ctx context.Context, tx *db.Tx, m *move) error {
	if !slices.ContainsFunc(m.records, func(r Record) bool { return slices.Contains(granting, r.Event) }) {
		return nil
	}
	for _, asked := range s.blockers {
		if err := asked(ctx, tx, m.file.Case); err != nil {
			return err
		}
	}
	return nil
}

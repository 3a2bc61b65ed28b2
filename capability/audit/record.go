package audit

import (
	"context"
	"fmt"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Record writes e in the caller's unit: one insert whose answer nobody waits for.
func Record(ctx context.Context, tx *db.Tx, e Entry) error {
	r, err := e.seal()
	if err != nil {
		return err
	}
	return insertEntry(ctx, tx, r)
}

// Access records that somebody looked at another person's data.
func Access(ctx context.Context, tx *db.Tx, l Look) error {
	return Record(ctx, tx, Entry{
		Event: accessed, Actor: l.Actor, Subject: l.Subject, Person: l.Person, At: l.At,
		Data: lookData{l.Department, l.Purpose, l.Note, l.Elements, l.Resource, l.Outcome},
	})
}

// Forget deletes what the entry says and records that it did, on whose demand and
// for which reason. The commitment stays, so the log remains whole: it still
// proves that there was an entry, no longer which. An entry that is unknown or
// forgotten is NotFound.
//
// Basis: 个人信息保护法, art. 47.
func Forget(ctx context.Context, tx *db.Tx, entry id.ID, actor, reason string, at time.Time) error {
	n, err := blankEntry(ctx, tx, entry)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.NotFound, "audit.unknown")
	}
	return Record(ctx, tx, Entry{
		Event: forgotten, Actor: actor, Subject: entry.String(), At: at,
		Data: map[string]string{"reason": reason},
	})
}

// Restored records in the log of a restored installation which backup it goes on from,
// and how many entries the log had in it: whoever knows of more knows why they are gone.
func (s *Service) Restored(ctx context.Context, backup, at time.Time) error {
	err := s.db.Write(ctx, "audit", func(ctx context.Context, tx *db.Tx) error {
		size, err := findSize(ctx, tx)
		if err != nil {
			return err
		}
		return Record(ctx, tx, Entry{
			Event: restored, Actor: "system:restore", Subject: backup.UTC().Format(time.RFC3339), At: at,
			Data: map[string]int64{"size": size},
		})
	})
	if err != nil {
		return fmt.Errorf("record restore: %w", err)
	}
	return nil
}

package audit

import (
	"context"
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

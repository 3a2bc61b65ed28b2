package recheck

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/once"
)

// Deps are what samples stand on. All are required.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	Calendar func() *calendar.Calendar
	Keys     *crypt.Keys
	Once     *once.Keeper
	Rules    Rules
	Credit   Credit
	Items    Items
	Heads    Heads
	Informer Informer
}

// Service is the use cases of samples and alarms.
type Service struct {
	Deps
	secret []byte // which cases are drawn follows from it
}

// New returns the service.
func New(d Deps) *Service { return &Service{d, d.Keys.Secret("recheck")} }

// kindDraw is the job that draws.
const kindDraw = "recheck.draw"

// settled is what the job knows of a case.
type settled struct {
	CaseID     id.ID     `json:"caseId"`
	CaseNo     string    `json:"caseNo"`
	ShortNo    string    `json:"shortNo"`
	Item       string    `json:"item"`
	ItemName   string    `json:"itemName"`
	Department string    `json:"department"`
	Owner      id.ID     `json:"owner"`
	Ground     Ground    `json:"ground"`
	By         string    `json:"by,omitempty"`
	At         time.Time `json:"at"`
}

// Follow adds the job that draws, where a case was settled by rules or by one clerk. It is a
// casework.Follower.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	ground, by, ok := groundOf(m)
	if !ok || job.Spares(ctx, kindDraw) || ground == OneClerk && !drawn(s.lot(m.Case.No), OneClerkShare) {
		return nil
	}
	c := m.Case
	return job.Enqueue(ctx, tx, job.Job{Kind: kindDraw, Key: c.No, Payload: settled{c.ID, c.No, c.ShortNo, c.ItemCode, c.ItemName, c.Department, c.Owner, ground, by, s.Clock.Now()}})
}

// lot is what decides whether a case is drawn.
func (s *Service) lot(no string) []byte {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(no))
	return mac.Sum(nil)
}

// draw is the job.
func (s *Service) draw(ctx context.Context, payload json.RawMessage) error {
	var c settled
	if err := json.Unmarshal(payload, &c); err != nil {
		return err
	}
	share, err := s.share(ctx, c)
	if err != nil {
		return err
	}
	if !drawn(s.lot(c.CaseNo), share) {
		return nil
	}
	sample := &Sample{
		ID: id.New(), CaseID: c.CaseID, CaseNo: c.CaseNo, ShortNo: c.ShortNo, Item: c.Item, ItemName: c.ItemName, Department: c.Department,
		Ground: c.Ground, Settled: c.By, DecidedAt: c.At, DueOn: s.Calendar().AddWorkdays(calendar.DateOf(c.At), Workdays),
	}
	return s.DB.Write(ctx, c.CaseNo, func(ctx context.Context, tx *db.Tx) error {
		first, err := insertSample(ctx, tx, sample)
		if err != nil || !first {
			return err
		}
		return s.note(ctx, tx, "recheck.draw", sample)
	})
}

// share returns how many per cent of cases like c are looked at again: as the rulebook says, or
// more of who has facts in the record of credit that raise it.
func (s *Service) share(ctx context.Context, c settled) (int, error) {
	if c.Ground != ByRule {
		return OneClerkShare, nil
	}
	percent, ok, err := s.Rules.Share(ctx, c.Item)
	if err != nil {
		return 0, err
	}
	if !ok {
		percent = OneClerkShare
	}
	raised, err := s.Credit.Raised(ctx, c.Owner)
	return max(percent, raised), err
}

// note leaves what happened to a sample in the log.
func (s *Service) note(ctx context.Context, tx *db.Tx, event string, sample *Sample) error {
	data := sampleData{Case: sample.CaseNo, Ground: sample.Ground, Verdict: sample.Verdict}
	return audit.Record(ctx, tx, audit.Entry{Event: event, Actor: actor.From(ctx).ID, Subject: sample.ID.String(), At: s.Clock.Now(), Data: data})
}

// of is what access is asked about.
func of(department string) access.Object { return access.Object{Department: department} }

// Find returns a sample that the actor may look at.
func (s *Service) Find(ctx context.Context, key id.ID) (sample *Sample, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		sample, err = findSample(ctx, tx, key)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := access.May(actor.From(ctx), access.InstantReview, of(sample.Department)); err != nil {
		return nil, hidden(ctx, err)
	}
	return sample, nil
}

// hidden keeps from staff of others that there is something.
func hidden(ctx context.Context, err error) error {
	if access.Has(actor.From(ctx), access.InstantReview) {
		return errUnknown
	}
	return err
}

// Open returns samples that wait for a look, what is due first before.
func (s *Service) Open(ctx context.Context, after Cursor, limit int) (list []*Sample, err error) {
	scope := access.Scope(actor.From(ctx), access.InstantReview)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listOpen(ctx, tx, scope, after, limit)
		return err
	})
	return list, err
}

// Judge says of a sample whether one would have decided so. Who settled the case cannot.
func (s *Service) Judge(ctx context.Context, key id.ID, v Verdict, words string) (*Sample, error) {
	sample, err := s.Find(ctx, key)
	if err != nil {
		return nil, err
	}
	by := actor.From(ctx)
	words = strings.TrimSpace(words)
	switch {
	case sample.Settled == by.ID:
		return nil, errOwn
	case sample.Verdict != Unseen:
		return nil, errOver
	}
	if err := check(v, words); err != nil {
		return nil, err
	}
	sample.Verdict, sample.Words, sample.By, sample.ByName, sample.EndedAt = v, words, by.ID, by.Name, s.Clock.Now()
	asked := struct {
		Key     id.ID
		Verdict Verdict
	}{key, v}
	_, err = once.Do(ctx, s.Once, sample.CaseNo, "recheck.judge", asked, func(ctx context.Context, tx *db.Tx) (id.ID, error) {
		if err := endSample(ctx, tx, sample); err != nil {
			return 0, err
		}
		return key, s.note(ctx, tx, "recheck.judge", sample)
	})
	if err != nil {
		return nil, fmt.Errorf("judge sample %s: %w", key, err)
	}
	if sample.Verdict == Disputes && sample.Ground == ByRule {
		if err := s.dispute(actor.With(ctx, actor.AsSystem("recheck")), sample.Item); err != nil {
			slog.ErrorContext(ctx, "disagreement not told", "sample", key, "error", err) // the sweep tells it
		}
	}
	return sample, nil
}

// Tally returns the samples drawn in the last days, by item.
func (s *Service) Tally(ctx context.Context, days int) (list []Figures, err error) {
	scope := access.Scope(actor.From(ctx), access.InstantRead)
	now := s.Clock.Now()
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = countSamples(ctx, tx, scope, now.AddDate(0, 0, -days), calendar.DateOf(now))
		return err
	})
	return list, err
}

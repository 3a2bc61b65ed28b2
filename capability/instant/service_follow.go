package instant

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// elementAccount is the data element under which the account of a decision is sealed.
const elementAccount = "instant.account"

// handing are the events by which something is handed in that rules may decide on.
var handing = []casework.Event{casework.Submit, casework.Correct, casework.MendAtOnce}

// kindDecide is the job that decides on a case.
const kindDecide = "instant.decide"

// due is what the job knows.
type due struct {
	CaseNo string `json:"caseNo"`
}

// headStart is how long the job leaves the case to the page that waits for it.
const headStart = 3 * time.Second

// Follow adds the job that decides, where rules may. It is a casework.Follower.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	if !slices.ContainsFunc(m.Records, func(r casework.Record) bool { return slices.Contains(handing, r.Event) }) || job.Spares(ctx, kindDecide) {
		return nil
	}
	in, err := s.Rulebooks.InForce(ctx, tx, m.Case.ItemCode)
	if err != nil || !in {
		return err
	}
	return job.Enqueue(ctx, tx, job.Job{Kind: kindDecide, Key: m.Case.No, Payload: due{m.Case.No}, RunAt: clock.Real.Now().Add(headStart)})
}

// work does the job.
func (s *Service) work(ctx context.Context, payload json.RawMessage) error {
	var d due
	if err := json.Unmarshal(payload, &d); err != nil {
		return err
	}
	_, err := s.Decide(ctx, d.CaseNo)
	return err
}

// Offers reports whether rules may decide on new cases of an item now.
func (s *Service) Offers(ctx context.Context, item string) (bool, error) {
	_, ok, err := s.Rulebooks.Current(ctx, item)
	if err != nil || !ok {
		return false, err
	}
	found, err := s.item(ctx, item)
	return !found.Stopped, err
}

// WishPerson notes, in the unit that hands a case in, that its applicant wants a person to
// decide.
//
// Basis: 个人信息保护法, art. 24(3).
func (s *Service) WishPerson(ctx context.Context, tx *db.Tx, no string, caseID id.ID, seq int64) error {
	now := s.Clock.Now()
	if err := insertWish(ctx, tx, caseID, seq, now); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Event: "instant.wish", Actor: actor.From(ctx).ID, Subject: no, At: now, Data: map[string]int64{"seq": seq}})
}

// Try decides on the case no and waits for it no longer than ctx. What takes longer goes on
// by itself; the job does what fails.
func (s *Service) Try(ctx context.Context, no string) {
	over := make(chan struct{})
	going := context.WithoutCancel(ctx)
	s.trying.Go(func() {
		defer close(over)
		if _, err := guarded(func() (*Decision, error) { return s.Decide(going, no) }); err != nil {
			slog.WarnContext(going, "not decided at once", "case", no, "error", err)
		}
	})
	select {
	case <-over:
	case <-ctx.Done():
	}
}

// find returns what became of the latest submission of f, nil if nothing has yet.
func (s *Service) find(ctx context.Context, f *casework.File) (*Decision, error) {
	all, err := s.decisions(ctx, f.Case.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	if last := all[len(all)-1]; last.Seq == seqOf(f) {
		return last, nil
	}
	return nil, nil
}

// decisions returns what became of the submissions of a case, oldest first.
func (s *Service) decisions(ctx context.Context, caseID id.ID) (list []*Decision, err error) {
	var rows []*decisionRow
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = listOfCase(ctx, tx, caseID)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.Account, err = s.openAccount(r.account); err != nil {
			return nil, err
		}
		list = append(list, &r.Decision)
	}
	return list, nil
}

func (s *Service) sealAccount(a Account) ([]byte, error) {
	text, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	return s.Keys.Seal(elementAccount, text)
}

func (s *Service) openAccount(sealed []byte) (a Account, err error) {
	text, err := s.Keys.Open(elementAccount, sealed)
	if err == nil {
		err = json.Unmarshal(text, &a)
	}
	if err != nil {
		return a, fmt.Errorf("account of a decision: %w", err)
	}
	return a, nil
}

// digestOf proves what an account is without telling it.
func digestOf(sealed []byte) []byte {
	sum := sha256.Sum256(sealed)
	return sum[:]
}

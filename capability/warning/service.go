package warning

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Deps are what warnings stand on. All are required.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	Keys     *crypt.Keys
	Once     *once.Keeper
	Cases    *casework.Service
	Papers   Papers
	Licences Licences
}

// Service is the use cases of warnings.
type Service struct {
	Deps
	patience time.Duration // how long Look takes at most
}

// New returns the service.
func New(d Deps) *Service { return &Service{Deps: d, patience: 500 * time.Millisecond} }

// The names that texts are sealed under.
const (
	sealedEvidence = "warning.evidence"
	sealedWords    = "warning.words"
)

// Open returns what is open about a case, oldest first, whoever asks: it is for what decides
// by itself and then leaves the case to a person. Kinds that are switched off are left out.
func (s *Service) Open(ctx context.Context, caseID id.ID) ([]Warning, error) {
	all, err := s.ofCase(ctx, caseID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	settings, err := s.settings(ctx)
	var list []Warning
	for _, w := range all {
		if w.State == Open && settings[w.Kind].On {
			list = append(list, *w)
		}
	}
	return list, err
}

// Look looks at f now, stores what it finds and returns what is open about it. It takes as
// long as ctx allows, else half a second; what takes longer is Unavailable and is done by
// the job that every submission leaves.
func (s *Service) Look(ctx context.Context, f *casework.File) ([]Warning, error) {
	if _, bounded := ctx.Deadline(); !bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.patience)
		defer cancel()
	}
	err := s.look(ctx, f, errand{})
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, errUnready
	}
	if err != nil {
		return nil, err
	}
	return s.Open(ctx, f.Case.ID)
}

// ofCase returns the warnings of a case.
func (s *Service) ofCase(ctx context.Context, caseID id.ID) (list []*Warning, err error) {
	var rows []*row
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err = listOfCase(ctx, tx, caseID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("warnings of case %s: %w", caseID, err)
	}
	return s.unsealAll(rows)
}

func (s *Service) unsealAll(rows []*row) ([]*Warning, error) {
	list := make([]*Warning, len(rows))
	for i, r := range rows {
		if err := s.unseal(r); err != nil {
			return nil, err
		}
		list[i] = &r.Warning
	}
	return list, nil
}

// unseal opens the texts of r.
func (s *Service) unseal(r *row) error {
	text, err := s.Keys.Open(sealedEvidence, r.evidence)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &r.Evidence); err != nil {
		return err
	}
	if len(r.words) > 0 {
		if text, err = s.Keys.Open(sealedWords, r.words); err != nil {
			return err
		}
		r.Words = string(text)
	}
	return nil
}

func (s *Service) sealEvidence(e Evidence) ([]byte, error) {
	text, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	return s.Keys.Seal(sealedEvidence, text)
}

// OfCase returns what was found about a case, to those who review it; of everybody else who
// may open the case it returns how many are open only.
func (s *Service) OfCase(ctx context.Context, c *casework.Case) (list []*Warning, open int, err error) {
	by := actor.From(ctx)
	if by.Kind != actor.Staff {
		return nil, 0, nil
	}
	if list, err = s.ofCase(ctx, c.ID); err != nil {
		return nil, 0, err
	}
	for _, w := range list {
		if w.State == Open {
			open++
		}
	}
	if access.May(by, access.WarningRead, caseOf(c).object()) != nil {
		return nil, open, nil
	}
	return list, open, nil
}

// Find returns a warning to who reviews its case.
func (s *Service) Find(ctx context.Context, key id.ID) (*Warning, error) {
	var r *row
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = findWarning(ctx, tx, key)
		return err
	})
	if err == nil {
		err = may(actor.From(ctx), r)
	}
	if err == nil {
		err = s.unseal(r)
	}
	if err != nil {
		return nil, fmt.Errorf("find warning %s: %w", key, err)
	}
	return &r.Warning, nil
}

// may says why a may not read r: what is not theirs does not exist.
func may(a actor.Actor, r *row) error {
	err := access.May(a, access.WarningRead, r.Case.object())
	if err != nil && access.Has(a, access.WarningRead) {
		return errUnknown
	}
	return err
}

// List returns the open warnings the actor may read, newest first, below before.
func (s *Service) List(ctx context.Context, before id.ID, limit int) ([]*Warning, error) {
	scope := access.Scope(actor.From(ctx), access.WarningRead)
	if scope.None() {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	var rows []*row
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = listOpen(ctx, tx, scope, before, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list warnings: %w", err)
	}
	return s.unsealAll(rows)
}

// Answer stores what a reviewer did with a warning. It changes nothing else.
func (s *Service) Answer(ctx context.Context, key id.ID, a Answer) (*Warning, error) {
	by, now := actor.From(ctx), s.Clock.Now()
	words, err := s.Keys.Seal(sealedWords, []byte(check.Words(a.Words)))
	if err != nil {
		return nil, err
	}
	_, err = once.Do(ctx, s.Once, key.String(), "warning.answer", []any{key, a}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		r, err := findWarning(ctx, tx, key)
		if err != nil {
			return false, err
		}
		if err := may(by, r); err != nil {
			return false, err
		}
		if err := r.mayAnswer(by); err != nil {
			return false, err
		}
		if fields := a.check(); len(fields) > 0 {
			return false, fault.InvalidFields(fields)
		}
		from := r.State
		r.State, _ = Lifecycle.To(from, a.Event) // it was asked before
		r.AnsweredAt, r.AnsweredBy, r.Answerer, r.words = now, by.ID, by.Name, words
		if moved, err := moveWarning(ctx, tx, r, from); err != nil || !moved {
			return false, errors.Join(err, errAnswered)
		}
		return true, audit.Record(ctx, tx, audit.Entry{
			Event: "warning.answer", Actor: by.ID, Subject: key.String(), At: now, Data: answerData{r.Case.No, r.Kind, r.State},
		})
	})
	if err != nil {
		return nil, fmt.Errorf("answer warning %s: %w", key, err)
	}
	return s.Find(ctx, key)
}

// answerData is what the log holds of an answer.
type answerData struct {
	Case  string `json:"case"`
	Kind  Kind   `json:"kind"`
	State State  `json:"state"`
}

// Others are the cases in the evidence of a warning, as its reader may see them.
type Others struct {
	Cases []Case // that may be opened
	More  int    // that may not, or are not kept any more, or were not named
}

// mostLinked is how many cases a page leads to.
const mostLinked = 10

// Others returns the other cases that w rests on.
func (s *Service) Others(ctx context.Context, w *Warning) (o Others, err error) {
	by := actor.From(ctx)
	var list []standing
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listStandings(ctx, tx, w.Evidence.Others)
		return err
	})
	for _, c := range list {
		if len(o.Cases) < mostLinked && access.May(by, access.CaseRead, c.object()) == nil {
			o.Cases = append(o.Cases, c.Case)
		}
	}
	o.More = max(w.total()-len(o.Cases), 0)
	return o, err
}

// total is how many other cases w speaks of.
func (w *Warning) total() int {
	if w.Kind == Agent {
		return w.Evidence.Failed
	}
	return max(w.Evidence.Cases, len(w.Evidence.Others))
}

// caseOf is a case as warnings know it.
func caseOf(c *casework.Case) Case {
	return Case{c.ID, c.No, c.ShortNo, c.ItemCode, c.ItemName, c.Department, c.Region, c.Outlet}
}

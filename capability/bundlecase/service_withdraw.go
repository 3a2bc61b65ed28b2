package bundlecase

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/once"
)

// Stop is what became of a wish to take a run, or one part of it, back.
type Stop struct {
	Stopped []string // names of what was taken back
	Kept    []string // names of what could not be: it is decided, or about to be
}

// Withdraw takes back a part of the run no, or with part "" all of it: what waits does not begin,
// what runs is withdrawn as any case is, and what is decided stays.
func (s *Service) Withdraw(ctx context.Context, no, part, reason string) (Stop, error) {
	r, err := s.Find(ctx, no)
	if err != nil {
		return Stop{}, err
	}
	by := actor.From(ctx)
	if err := access.May(by, access.CaseWithdraw, r.object()); err != nil {
		return Stop{}, fmt.Errorf("withdraw %s: %w", no, err)
	}
	if err := r.mayWithdraw(part); err != nil {
		return once.Again(ctx, s.Once, "bundlecase.withdraw", []string{r.No, part}, Stop{}, err)
	}
	stop, err := s.stopWaiting(ctx, r, part)
	if err != nil {
		return Stop{}, fmt.Errorf("withdraw %s: %w", no, err)
	}
	// What ran when it was read, and what has begun since.
	if r, err = s.Find(ctx, no); err != nil {
		return stop, err
	}
	for _, p := range r.Parts {
		if p.State != Running || p.CaseID == 0 || part != "" && p.Code != part {
			continue
		}
		_, err := s.Cases.Step(once.Part(ctx, p.Code), p.ShortNo, casework.Withdraw, casework.Input{Reason: reason})
		switch kind := fault.KindOf(err); {
		case err == nil:
			stop.Stopped = append(stop.Stopped, p.Name)
		case kind == fault.Conflict, kind == fault.Forbidden:
			stop.Kept = append(stop.Kept, p.Name)
		default:
			return stop, fmt.Errorf("withdraw %s of %s: %w", p.Code, no, err)
		}
	}
	return stop, nil
}

// mayWithdraw says why neither a part, nor with "" anything, of r can be taken back.
func (r *Run) mayWithdraw(part string) error {
	if part != "" && r.part(part) == nil {
		return errUnknown
	}
	if !slices.ContainsFunc(r.Parts, func(p *Part) bool { return (part == "" || p.Code == part) && p.isTakeable() }) {
		return fault.New(fault.Conflict, "bundlecase.over")
	}
	return nil
}

// isTakeable reports whether p can perhaps be taken back.
func (p *Part) isTakeable() bool { return p.State == Waiting || p.State == Yours || p.State == Running }

// stopWaiting takes back what has no case: it will not begin any more.
func (s *Service) stopWaiting(ctx context.Context, r *Run, part string) (Stop, error) {
	return once.Do(ctx, s.Once, r.ID.String(), "bundlecase.withdraw", []string{r.No, part}, func(ctx context.Context, tx *db.Tx) (Stop, error) {
		stop := Stop{}
		now, err := listParts(ctx, tx, r.ID)
		if err != nil {
			return stop, err
		}
		for _, p := range now {
			if part != "" && p.Code != part || p.State != Waiting && p.State != Yours && !(p.State == Running && p.CaseID == 0) {
				continue
			}
			p.Reason = ""
			if ok, err := s.change(ctx, tx, p, Withdraw); err != nil {
				return stop, err
			} else if ok {
				stop.Stopped = append(stop.Stopped, p.Name)
			}
		}
		if part == "" {
			if err := stopRun(ctx, tx, r.ID); err != nil {
				return stop, err
			}
			err = audit.Record(ctx, tx, audit.Entry{
				Event: "bundlecase.stop", Actor: actor.From(ctx).ID, Subject: r.ID.String(), At: s.Clock.Now(), Data: map[string]int{"notBegun": len(stop.Stopped)},
			})
			if err != nil {
				return stop, err
			}
		}
		return stop, s.settle(ctx, tx, r.ID)
	})
}

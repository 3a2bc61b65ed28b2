package bundlecase

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"

	"tongban/capability/application"
	"tongban/capability/bundle"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Advance starts what can start of the run no, and waits for it no longer than ctx. What takes
// longer goes on by itself; the job does what fails.
func (s *Service) Advance(ctx context.Context, no string) {
	over := make(chan struct{})
	going := context.WithoutCancel(ctx)
	s.trying.Go(func() {
		defer close(over)
		if err := guarded(func() error { return s.advanceNo(going, no) }); err != nil {
			slog.WarnContext(going, "not advanced at once", "bundle-case", no, "error", err)
		}
	})
	select {
	case <-over:
	case <-ctx.Done():
	}
}

// guarded turns a panic of what nobody waits for into its error.
func guarded(fn func() error) (err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("bundlecase: %v\n%s", caught, debug.Stack())
		}
	}()
	return fn()
}

func (s *Service) advanceNo(ctx context.Context, no string) error {
	var r *Run
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = findRun(ctx, tx, no)
		return err
	})
	if err != nil {
		return err
	}
	return s.advance(ctx, r.ID)
}

// advance does what can be done for a run until nothing is left. What fails holds up nothing
// else, and is tried again by the job. Doing it twice, or two doing it at once, changes nothing.
func (s *Service) advance(ctx context.Context, key id.ID) error {
	ctx = actor.With(ctx, system)
	failed := map[string]error{} // by component
	for rounds := 0; ; rounds++ {
		var r *Run
		err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			r, err = findRunByID(ctx, tx, key)
			return err
		})
		if err != nil {
			return fmt.Errorf("advance %s: %w", key, err)
		}
		progress := false
		for _, step := range next(r) {
			if failed[step.Part.Code] != nil {
				continue
			}
			progress = true
			if err := s.take(ctx, r, step); err != nil {
				failed[step.Part.Code] = fmt.Errorf("advance %s: %s: %w", key, step.Part.Code, err)
			}
		}
		if !progress || rounds > len(r.Parts) { // a part moves no more often than that
			return errors.Join(values(failed)...)
		}
	}
}

func values(m map[string]error) (list []error) {
	for _, err := range m {
		list = append(list, err)
	}
	return list
}

// take does one step of r.
func (s *Service) take(ctx context.Context, r *Run, step Step) error {
	p := *step.Part
	switch {
	case step.On == Cancel:
		p.Reason, p.Cause = "cancelled", step.Cause
		return s.put(ctx, p, Cancel)
	case p.Kind == bundle.Check:
		return s.check(ctx, r, p)
	case p.Kind == bundle.External:
		p.Reason = "external"
		return s.put(ctx, p, Start)
	}
	return s.start(ctx, r, p)
}

// put carries out what needs no more than the part's own row.
func (s *Service) put(ctx context.Context, part Part, e Event) error {
	return s.DB.Write(ctx, part.Run.String(), func(ctx context.Context, tx *db.Tx) error {
		p := part // the unit may run again
		if ok, err := s.change(ctx, tx, &p, e); err != nil || !ok {
			return err
		}
		return s.settle(ctx, tx, p.Run, &p)
	})
}

// check ends a part by rule: the applicant holds a licence that is in force, or does not.
func (s *Service) check(ctx context.Context, r *Run, p Part) error {
	held, err := s.Licences.InForce(ctx, r.Owner, p.Licence)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		p.Reason = "check-none"
		return s.put(ctx, p, Deny)
	}
	p.Reason, p.Cause, p.Usable = "check-held", held[0].Number, true
	return s.put(ctx, p, Grant)
}

// start hands in the share of p, says that the applicant has it already, or leaves it to them.
func (s *Service) start(ctx context.Context, r *Run, p Part) error {
	share, held, err := s.shareOf(ctx, r, &p)
	if err != nil {
		return err
	}
	if held != nil {
		p.Reason, p.Cause = "held", held.Number
		return s.put(ctx, p, Find)
	}
	h, err := s.Applications.PrepareShare(ctx, share)
	switch kind := fault.KindOf(err); {
	case err == nil:
		return s.handIn(ctx, p, h)
	case kind == fault.Invalid, kind == fault.Conflict, kind == fault.Forbidden:
		slog.InfoContext(ctx, "part left to its applicant", "bundle", r.No, "component", p.Code, "why", err)
		return s.leave(ctx, r, p, share)
	}
	return err
}

// handIn makes the application and the case of a part, exactly once: whoever finds its row moved
// on stores nothing.
func (s *Service) handIn(ctx context.Context, part Part, h *application.ShareHandover) error {
	return s.DB.Write(ctx, part.Run.String(), func(ctx context.Context, tx *db.Tx) error {
		p := part // the unit may run again
		ok, err := s.change(ctx, tx, &p, Start)
		if err != nil || !ok {
			return err
		}
		if p.CaseNo, p.CaseID, err = s.Applications.ReceiveShare(starting(ctx, &p), tx, h); err != nil {
			return err
		}
		if err := nameCase(ctx, tx, &p); err != nil {
			return err
		}
		return s.settle(ctx, tx, p.Run, &p)
	})
}

// leave makes a draft of the share of a part, which the applicant finishes and hands in.
func (s *Service) leave(ctx context.Context, r *Run, part Part, share application.Share) error {
	return s.DB.Write(ctx, part.Run.String(), func(ctx context.Context, tx *db.Tx) error {
		p := part // the unit may run again
		p.Reason = "yours"
		if ok, err := s.change(ctx, tx, &p, Leave); err != nil || !ok {
			return err
		}
		var err error
		if p.Application, err = s.Applications.DraftShare(ctx, tx, share); err != nil {
			return err
		}
		if err := nameCase(ctx, tx, &p); err != nil {
			return err
		}
		if err := s.inform(ctx, tx, r, "yours", p.Name); err != nil {
			return err
		}
		return s.settle(ctx, tx, p.Run, &p)
	})
}

// shareOf is what p is handed in with, or the licence by which its applicant has it already.
func (s *Service) shareOf(ctx context.Context, r *Run, p *Part) (application.Share, *Licence, error) {
	none := application.Share{}
	item, err := s.Items.Version(ctx, r.Edition)
	if err != nil {
		return none, nil, err
	}
	j, is := bundle.Of(item)
	if !is {
		return none, nil, fmt.Errorf("bundlecase: edition %s is no bundle", r.Edition)
	}
	of, known := j.Part(p.Code)
	if !known {
		return none, nil, fmt.Errorf("bundlecase: edition %s has no %s", r.Edition, p.Code)
	}
	sub, err := s.Applications.HandedIn(ctx, r.Application)
	if err != nil {
		return none, nil, err
	}
	results, made, err := s.results(ctx, r)
	if err != nil {
		return none, nil, err
	}
	register, err := s.People.Elements(ctx, r.Owner.String())
	if err != nil {
		return none, nil, err
	}
	share := application.Share{Joint: r.Application, Item: of.Item}
	share.Answers, share.Values = j.Share(of, sub.Answers, bundle.Applicant(sub.Values, register), results)
	share.Materials = materials(j, of, sub, made)
	held, err := s.held(ctx, r, j, of, share)
	return share, held, err
}

// results are what the parts of r have resulted in: for who fills forms, and as licences.
func (s *Service) results(ctx context.Context, r *Run) (bundle.Results, map[string]Licence, error) {
	results, made := bundle.Results{}, map[string]Licence{}
	for _, p := range r.Parts {
		if p.Licence == "" || !p.isThere() || p.Kind == bundle.Check {
			continue
		}
		list, err := s.Licences.InForce(ctx, r.Owner, p.Licence)
		if err != nil {
			return nil, nil, err
		}
		for _, l := range list {
			if l.CaseNo == p.CaseNo && p.CaseNo != "" || p.State == Held && l.Number == p.Cause {
				results[p.Code], made[p.Code] = l.Values, l
				break
			}
		}
	}
	return results, made, nil
}

// materials are those of sub that a component asks for, as it calls them, and the licences of
// earlier parts that stand for one.
func materials(j *bundle.Joint, p *bundle.Part, sub casework.Submission, made map[string]Licence) (list []casework.Material) {
	plan, _ := j.PlanOf(p, sub.Answers)
	for _, m := range plan.Materials {
		joint, by := j.MaterialOf(p, m.Code, sub.Answers)
		if l, is := made[by]; by != "" && is {
			giver, _ := j.Part(by)
			list = append(list, casework.Material{
				ID: id.New(), Code: m.Code, Source: casework.ByLicence, Reference: l.ID, Name: giver.Item.Result.LicenceType, AddedAt: sub.At,
			})
			continue
		}
		for _, given := range sub.Materials {
			if given.Code == joint && joint != "" {
				given.Code = m.Code
				list = append(list, given)
			}
		}
	}
	return list
}

// held is the licence by which the applicant has already what a component gives, nil if none: of
// its kind, in force, and saying the same wherever both speak of the same data element. One that
// is about another child or another shop is another.
func (s *Service) held(ctx context.Context, r *Run, j *bundle.Joint, p *bundle.Part, share application.Share) (*Licence, error) {
	if p.Item.Result.LicenceType == "" {
		return nil, nil
	}
	list, err := s.Licences.InForce(ctx, r.Owner, p.Item.Result.LicenceType)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if agrees(j, p, share, list[i]) {
			return &list[i], nil
		}
	}
	return nil, nil
}

// agrees reports whether a licence says what a share says: something at least, and all of it that
// tells one matter from another.
func agrees(j *bundle.Joint, p *bundle.Part, share application.Share, l Licence) bool {
	both := 0
	for i := range p.Form.Fields {
		f := &p.Form.Fields[i]
		asked, isText := share.Values[f.Key].(string)
		said := l.Values[f.Element]
		switch {
		case f.Element == "" || !isText || asked == "":
		case said == "" && !slices.Contains(j.Same, f.Element):
		case plain(asked) != plain(said):
			return false
		default:
			both++
		}
	}
	return both > 0
}

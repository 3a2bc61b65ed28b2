package shadow

import (
	"context"
	"fmt"

	"tongban/capability/audit"
	"tongban/capability/rulebook"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Finish goes on with a run until it has ended. What has been compared is stored batch by
// batch: whoever is killed between loses one, and two who do it at once count nothing twice.
func (s *Service) Finish(ctx context.Context, key id.ID) (*Run, error) {
	ctx = actor.With(ctx, actor.AsSystem("shadow"))
	for {
		var r *Run
		err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			r, err = findRun(ctx, tx, key)
			return err
		})
		if err != nil || r.State != Running {
			return r, err
		}
		if err := s.goOn(ctx, r); err != nil {
			return nil, fmt.Errorf("shadow run %s: %w", key, err)
		}
	}
}

// goOn compares the next batch of cases of r.
func (s *Service) goOn(ctx context.Context, r *Run) error {
	from := r.last
	v, err := s.content(ctx, r)
	if err != nil {
		return err
	}
	var compared []Compared
	if v == nil {
		r.State = Stale
	} else if compared, err = s.compare(ctx, r, v); err != nil {
		return err
	}
	if r.State != Running {
		r.EndedAt = s.Clock.Now()
	}
	return s.DB.Write(ctx, "shadow/"+r.Item, func(ctx context.Context, tx *db.Tx) error {
		moved, err := moveRun(ctx, tx, r, from)
		if err != nil || !moved {
			return err // somebody else has done this batch
		}
		for _, c := range compared {
			if err := insertCompared(ctx, tx, r.ID, c); err != nil {
				return err
			}
		}
		if r.State != Ended {
			return nil
		}
		data := runData{Item: r.Item, Digest: r.Digest, Cases: r.Cases(), Agreed: r.Agreed()}
		return audit.Record(ctx, tx, audit.Entry{Event: "shadow.end", Actor: actor.From(ctx).ID, Subject: r.ID.String(), At: r.EndedAt, Data: data})
	})
}

// content is what r runs, nil if the draft is not what it was any more, or was thrown away.
func (s *Service) content(ctx context.Context, r *Run) (*rulebook.Version, error) {
	v, err := s.Rulebooks.Version(ctx, r.Version)
	switch {
	case err != nil && fault.KindOf(err) == fault.NotFound:
		return nil, nil
	case err != nil || v.Digest != r.Digest:
		return nil, err
	}
	return v, nil
}

// compare asks v about the next cases, and moves r on.
func (s *Service) compare(ctx context.Context, r *Run, v *rulebook.Version) (list []Compared, err error) {
	cases, err := s.Casework.Finished(ctx, r.Item, r.last, batch)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		f, err := s.Casework.File(ctx, c.No)
		if err != nil {
			return nil, err
		}
		r.last = c.ID
		r.looked++
		ruling, decided := rulingOf(f)
		if !decided {
			r.Unasked++
			continue
		}
		verdict, err := s.Trials.Would(ctx, f, v)
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", c.No, err)
		}
		one := Compared{CaseID: c.ID, ShortNo: c.ShortNo, Ruling: ruling, Verdict: verdict}
		r.add(one)
		list = append(list, one)
		if r.Cases() == r.Wanted {
			break
		}
	}
	if len(cases) < batch || r.Cases() == r.Wanted || r.looked >= mostLooked {
		r.State = Ended
	}
	return list, nil
}

var _ rulebook.Proof = (*Service)(nil)

package warning

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// errand says why a case is looked at.
type errand struct {
	again bool // whether or not it was looked at before, and without others being looked at
}

// examination is one case while it is looked at.
type examination struct {
	c        standing
	file     *casework.File
	settings map[Kind]Setting
	facts    facts
	traces   []left
	pictures []picture
	seq, was int64 // what was handed in last, and what was looked at before
	now      time.Time
}

// look compares f with others and stores what is unusual. Twice changes nothing.
func (s *Service) look(ctx context.Context, f *casework.File, why errand) error {
	ctx = actor.With(ctx, actor.AsSystem("warning"))
	c, seq := standingOf(f), int64(len(f.Submissions))
	ended := !c.endedAt.IsZero()
	known, seen, err := s.standing(ctx, c.ID)
	switch {
	case err != nil || !ended && seen && known.seq == seq && !why.again:
		return err
	case ended && (seen || c.isWithdrawn):
		return s.end(ctx, c)
	}
	x, err := s.examine(ctx, c, f)
	if err != nil {
		return fmt.Errorf("look at case %s: %w", c.No, err)
	}
	x.seq, x.was = seq, known.seq
	if err := s.leave(ctx, x); err != nil {
		return fmt.Errorf("look at case %s: %w", c.No, err)
	}
	if ended { // before anybody looked: those that come later are compared with it
		return nil
	}
	found, err := s.search(ctx, x)
	if err == nil {
		err = s.keep(ctx, x, found, why)
	}
	if err != nil {
		return fmt.Errorf("look at case %s: %w", c.No, err)
	}
	return nil
}

// failures are the events by which a case comes to nothing for its applicant.
var failures = []casework.Event{casework.RefuseAccept, casework.Deny, casework.Terminate, casework.LapseCorrection}

func standingOf(f *casework.File) standing {
	c := standing{Case: caseOf(f.Case), owner: f.Case.Owner, agent: f.Case.Agent, handedAt: f.Case.ReceivedAt}
	if !f.Case.Status.IsOpen() {
		c.endedAt = f.Case.FinishedAt
		if c.endedAt.IsZero() {
			c.endedAt = f.Case.UpdatedAt
		}
	}
	c.isWithdrawn = f.Case.Status == casework.Withdrawn
	c.failed = slices.ContainsFunc(f.Records, func(r casework.Record) bool { return slices.Contains(failures, r.Event) })
	return c
}

func (s *Service) standing(ctx context.Context, of id.ID) (c standing, ok bool, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, ok, err = findStanding(ctx, tx, of)
		return err
	})
	return c, ok, err
}

// end stores that a case is over: what is open about it lapses, nobody needs it any more.
func (s *Service) end(ctx context.Context, c standing) error {
	return s.DB.Write(ctx, c.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := endStanding(ctx, tx, c); err != nil {
			return err
		}
		rows, err := listOfCase(ctx, tx, c.ID)
		for i := 0; err == nil && i < len(rows); i++ {
			err = lapse(ctx, tx, rows[i])
		}
		return err
	})
}

// lapse ends r by itself if it is open.
func lapse(ctx context.Context, tx *db.Tx, r *row) error {
	from := r.State
	if !Lifecycle.May(from, Lapse) {
		return nil
	}
	r.State, _ = Lifecycle.To(from, Lapse)
	_, err := moveWarning(ctx, tx, r, from)
	return err
}

// examine reads what a case says.
func (s *Service) examine(ctx context.Context, c standing, f *casework.File) (x *examination, err error) {
	x = &examination{c: c, file: f, now: s.Clock.Now()}
	if x.settings, err = s.settings(ctx); err != nil {
		return nil, err
	}
	def, err := s.Cases.Form(f.Item)
	if err != nil {
		return nil, err
	}
	handed := f.LastSubmission()
	x.facts = factsOf(def, handed.Values)
	for _, t := range x.facts.traces() {
		x.traces = append(x.traces, left{t.kind, s.Keys.BlindIndex("warning."+string(t.kind), t.text), t.element})
	}
	x.pictures, err = s.picturesOf(ctx, f.Item, handed)
	return x, err
}

// leave stores what the case leaves for others, before others are searched for: of two that
// come at once each finds the other or one does.
func (s *Service) leave(ctx context.Context, x *examination) error {
	return s.DB.Write(ctx, x.c.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := keepStanding(ctx, tx, x.c); err != nil {
			return err
		}
		if err := replaceTraces(ctx, tx, x.c, x.traces); err != nil {
			return err
		}
		return replacePrints(ctx, tx, x.c, x.printed())
	})
}

// since is how far back a kind is looked for.
func (x *examination) since(k Setting) time.Time {
	if k.Days == 0 {
		return x.now.AddDate(0, 0, -maxDays)
	}
	return x.now.AddDate(0, 0, -k.Days)
}

// search returns what is unusual about a case.
func (s *Service) search(ctx context.Context, x *examination) (found []finding, err error) {
	for _, look := range []func(context.Context, *examination) ([]finding, error){s.shared, s.agents, s.contradictions, s.likenesses} {
		some, err := look(ctx, x)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found[:min(len(found), mostFound)], nil
}

// shared finds values that others have too.
func (s *Service) shared(ctx context.Context, x *examination) (found []finding, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		found = nil
		for _, t := range x.traces {
			k := x.settings[t.kind]
			if !k.On {
				continue
			}
			relatives, err := listRelatives(ctx, tx, t, x.since(k), x.c.ID)
			if err != nil {
				return err
			}
			evidence, unusual := k.crowd(relatives, x.c.owner, t.element)
			if t.kind == Number {
				evidence, unusual = twin(relatives, x.c.owner, x.c.Item, t.element)
			}
			if unusual {
				found = append(found, finding{t.kind, t.value, evidence})
			}
		}
		return nil
	})
	return found, err
}

// agents finds that the agent's cases often fail.
func (s *Service) agents(ctx context.Context, x *examination) (found []finding, err error) {
	k := x.settings[Agent]
	if !k.On || x.c.agent == 0 {
		return nil, nil
	}
	var list []closed
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listClosed(ctx, tx, x.c.agent, x.since(k))
		return err
	})
	if err != nil {
		return nil, err
	}
	if evidence, unusual := k.failing(list); unusual {
		found = append(found, finding{Agent, s.Keys.BlindIndex("warning.agent", x.c.agent.String()), evidence})
	}
	return found, nil
}

// keep stores what was found, lets lapse what is not found any more, and has open cases with
// the same evidence looked at again.
func (s *Service) keep(ctx context.Context, x *examination, found []finding, why errand) error {
	return s.DB.Write(ctx, x.c.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		rows, err := listOfCase(ctx, tx, x.c.ID)
		if err != nil {
			return err
		}
		fresh := 0
		for _, f := range found {
			at := slices.IndexFunc(rows, func(r *row) bool { return r.Kind == f.kind && slices.Equal(r.value, f.value) })
			isNew, err := s.keepOne(ctx, tx, x, f, rows, at)
			if err != nil {
				return err
			}
			if isNew {
				fresh++
				if err := s.spread(ctx, tx, f, why); err != nil {
					return err
				}
			}
		}
		for _, r := range rows {
			// What others have done since takes nothing away from what was found.
			if x.seq != x.was && !slices.ContainsFunc(found, func(f finding) bool { return r.Kind == f.kind && slices.Equal(r.value, f.value) }) {
				if err := lapse(ctx, tx, r); err != nil {
					return err
				}
			}
		}
		if err := markLooked(ctx, tx, x.c.ID, x.seq, x.now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Event: "warning.look", Actor: actor.From(ctx).ID, Subject: x.c.No, At: x.now, Data: lookData{x.looked(), fresh},
		})
	})
}

// lookData is what the log holds of a look.
type lookData struct {
	Kinds []Kind `json:"kinds"`
	New   int    `json:"new"`
}

// looked are the kinds that were looked for.
func (x *examination) looked() (kinds []Kind) {
	for _, k := range Kinds {
		if x.settings[k].On {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// keepOne stores one finding: a new one, one that had lapsed, or what an open one now rests
// on. What was answered stays answered.
func (s *Service) keepOne(ctx context.Context, tx *db.Tx, x *examination, f finding, rows []*row, at int) (fresh bool, err error) {
	sealed, err := s.sealEvidence(f.evidence)
	if err != nil {
		return false, err
	}
	if at < 0 {
		r := &row{Warning: Warning{ID: id.New(), Case: x.c.Case, Kind: f.kind, State: Lifecycle.Start, FoundAt: x.now, value: f.value}, evidence: sealed}
		return insertWarning(ctx, tx, r)
	}
	r, from := rows[at], rows[at].State
	switch from {
	case Lapsed:
		r.State, fresh = Open, true
	case Open:
	default:
		return false, nil
	}
	r.evidence = sealed
	_, err = moveWarning(ctx, tx, r, from)
	return fresh, err
}

// spread has the open cases that f rests on looked at as well: who reviews them should know.
func (s *Service) spread(ctx context.Context, tx *db.Tx, f finding, why errand) error {
	if why.again || f.kind == Agent || f.kind == Contradiction {
		return nil
	}
	cases, err := listStandings(ctx, tx, f.evidence.Others)
	for i := 0; err == nil && i < len(cases); i++ {
		if c := cases[i]; c.endedAt.IsZero() {
			err = job.Enqueue(ctx, tx, job.Job{Kind: kindLook, Key: "again:" + c.ID.String(), Payload: lookPayload{No: c.No, Again: true}})
		}
	}
	return err
}

package insight

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"tongban/capability/casework"
	"tongban/capability/place"
	"tongban/capability/procedure"
	"tongban/capability/rating"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// Deps are what insight stands on. All are required.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	Calendar func() *calendar.Calendar
	Casework *casework.Service
	Places   *place.Service

	Procedures *procedure.Service // what cases go by
	Good       rating.Grade       // the worst grade that counts as good
}

// Service counts what became of cases.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// Follow counts a case anew in the unit that moves it or its dates. It is a
// casework.Follower.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	fact := factOf(m.File, s.Calendar())
	if m.Case.Version == 1 { // handed in by this unit: nobody else can have counted it
		if err := sendFact(ctx, tx, fact); err != nil {
			return err
		}
		return s.begin(ctx, tx, m, fact)
	}
	old, stepped, err := findFact(ctx, tx, fact.CaseID)
	if err == db.ErrNoRows {
		inserted, err := insertFact(ctx, tx, fact)
		if err != nil {
			return err
		}
		if inserted {
			return s.begin(ctx, tx, m, fact)
		}
		if old, stepped, err = findFact(ctx, tx, fact.CaseID); err != nil { // Fill was faster
			return err
		}
	} else if err != nil {
		return err
	}
	if err := s.followSteps(ctx, tx, m, stepped); err != nil {
		return err
	}
	fact.Grade, fact.Excluded = old.Grade, old.Excluded
	return recount(ctx, tx, old, fact)
}

// begin counts a case for the first time.
func (s *Service) begin(ctx context.Context, tx *db.Tx, m casework.Moved, fact Fact) error {
	if err := s.know(ctx, tx, m.File); err != nil {
		return err
	}
	if err := s.bookAllSteps(ctx, tx, m); err != nil {
		return err
	}
	return book(ctx, tx, []change{{after: fact}})
}

// Rated notes the rating of a case in the unit that stores it, or finds it to count for
// nothing. It is a rating.Follower. The second after a reform is another matter.
func (s *Service) Rated(ctx context.Context, tx *db.Tx, r rating.Rated) error {
	if r.Second {
		return nil
	}
	old, _, err := findFact(ctx, tx, r.CaseID)
	if err == db.ErrNoRows { // nobody is kept from rating by what is not counted yet
		return nil
	}
	if err != nil {
		return err
	}
	fact := old
	fact.Grade, fact.Excluded = r.Grade, r.Excluded
	return recount(ctx, tx, old, fact)
}

// recount stores what has changed of a fact, and of the sums.
func recount(ctx context.Context, tx *db.Tx, old, fact Fact) error {
	if old == fact {
		return nil
	}
	if err := updateFact(ctx, tx, fact); err != nil {
		return err
	}
	return book(ctx, tx, []change{{&old, fact}})
}

// change is a fact that was counted as before, or not at all.
type change struct {
	before *Fact
	after  Fact
}

// slot is a row of sums.
type slot struct {
	Month            Month
	Department, Item string
}

func (a slot) compare(b slot) int {
	return slices.Compare([]string{a.Month.String(), a.Department, a.Item}, []string{b.Month.String(), b.Department, b.Item})
}

// book brings changes into the sums, always in one order, so that two units never wait for
// each other.
func book(ctx context.Context, tx *db.Tx, changes []change) error {
	sums := map[slot]Counts{}
	for _, c := range changes {
		for month, counts := range booked(&c.after) {
			at := slot{month, c.after.Department, c.after.Item}
			sums[at] = sums[at].Add(counts)
		}
		if c.before == nil {
			continue
		}
		for month, counts := range booked(c.before) {
			at := slot{month, c.before.Department, c.before.Item}
			sums[at] = sums[at].less(counts)
		}
	}
	for _, at := range slices.SortedFunc(maps.Keys(sums), slot.compare) {
		if sums[at] == (Counts{}) {
			continue
		}
		if err := addSum(ctx, tx, at, sums[at]); err != nil {
			return err
		}
	}
	return nil
}

// know keeps what the item of f is called and promises.
func (s *Service) know(ctx context.Context, tx *db.Tx, f *casework.File) error {
	promised, statutory := limits(f.Item)
	item := Item{Code: f.Case.ItemCode, Name: f.Item.Name, Department: f.Case.Department, Promised: promised, Statutory: statutory}
	return putItem(ctx, tx, item, f.Case.VersionID)
}

// fillBatch is how many cases one unit of Fill counts.
const fillBatch = 200

// Fill counts the cases that were there before anything was counted, in the order of their
// ids. It goes on where it has stopped, and once it has come to the end it is over: Follow
// counts what comes after.
func (s *Service) Fill(ctx context.Context) error {
	ctx = actor.With(ctx, actor.AsSystem("insight"))
	for {
		var last id.ID
		var done bool
		err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			last, done, err = findFilled(ctx, tx)
			return err
		})
		if err != nil || done {
			return err
		}
		if err := s.fillSome(ctx, last); err != nil {
			return fmt.Errorf("count cases after %s: %w", last, err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// fillSome counts one batch. Cases that Follow has counted meanwhile stay as they are.
func (s *Service) fillSome(ctx context.Context, last id.ID) error {
	files, err := s.Casework.After(ctx, last, fillBatch)
	if err != nil {
		return err
	}
	days := s.Calendar()
	facts := make([]Fact, len(files))
	for i, f := range files {
		if f.Item != nil {
			facts[i] = factOf(f, days)
		}
		last = f.Case.ID
	}
	return s.DB.Write(ctx, "insight", func(ctx context.Context, tx *db.Tx) error {
		var changes []change
		for i, fact := range facts {
			if fact.CaseID == 0 {
				continue
			}
			inserted, err := insertFact(ctx, tx, fact)
			if err != nil {
				return err
			}
			if inserted {
				changes = append(changes, change{after: fact})
				if err := s.know(ctx, tx, files[i]); err != nil {
					return err
				}
				if err := s.bookAllSteps(ctx, tx, casework.Moved{File: files[i]}); err != nil {
					return err
				}
			}
		}
		if err := book(ctx, tx, changes); err != nil {
			return err
		}
		return moveFilled(ctx, tx, last, len(files) < fillBatch)
	})
}

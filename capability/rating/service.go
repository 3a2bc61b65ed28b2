package rating

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Deps are what ratings stand on. All are required.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	Calendar func() *calendar.Calendar
	Keys     *crypt.Keys
	Once     *once.Keeper
	Cases    *casework.Service
	People   People
	Informer Informer
	Address  string // people reach us at: of the link in a text
	Good     Grade  // the worst grade that counts as good; the zero grade is 3
}

// Service is the use cases of ratings.
type Service struct {
	Deps
	followers []Follower
	bundles   Bundles // nil: there are none
}

// New returns the service.
func New(d Deps) *Service {
	if d.Good == Unrated {
		d.Good = FairlySatisfied
	}
	return &Service{Deps: d}
}

// Follower is told of every rating in the unit that stores it. It inserts rows of its own
// and does nothing else.
type Follower func(context.Context, *db.Tx, Rated) error

// Follow has told called with every rating from now on. It is for the start only.
func (s *Service) Follow(told Follower) { s.followers = append(s.followers, told) }

func (s *Service) tell(ctx context.Context, tx *db.Tx, r *Rating) error {
	for _, told := range s.followers {
		if err := told(ctx, tx, r.told()); err != nil {
			return err
		}
	}
	return nil
}

// sealedText is the element that what people write is sealed as.
const sealedText = "rating.text"

// Ended makes the place for the rating of a case that has just ended, and tells whose case
// it was. A part of a bundle gets none: its applicant is asked for the whole. It is a
// casework.Follower.
func (s *Service) Ended(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	c := m.Case
	if c.Status.IsOpen() || len(m.Records) == 0 || !m.Records[0].From.IsOpen() {
		return nil
	}
	if part, err := s.isPart(ctx, tx, c.ID, c.ApplicationID); err != nil || part {
		return err
	}
	r := &Rating{Round: 1, Matter: Matter{
		CaseID: c.ID, CaseNo: c.No, ShortNo: c.ShortNo, Owner: c.Owner, Contact: c.Informed()[0], ItemCode: c.ItemCode, ItemName: c.ItemName,
		Department: c.Department, Office: m.Item.Department.Name, Region: c.Region, Outlet: c.Outlet, EndedAt: c.FinishedAt, Handlers: handlersOf(m),
	}}
	return s.open(ctx, tx, r, "rating.inform.ask")
}

// handlersOf returns the staff who worked on a case.
func handlersOf(m casework.Moved) []Handler {
	var handlers []Handler
	for _, r := range m.History {
		citizen := r.Actor == m.Case.Owner.String() || r.Actor == m.Case.Agent.String()
		if !citizen && !strings.Contains(r.Actor, ":") && !slices.Contains(handlers, Handler{r.Actor, r.ActorName}) {
			handlers = append(handlers, Handler{r.Actor, r.ActorName})
		}
	}
	return handlers
}

// open makes the place for a rating and sends its link.
func (s *Service) open(ctx context.Context, tx *db.Tx, r *Rating, key string) error {
	now := s.Clock.Now()
	r.ID, r.Token, r.MadeAt, r.ClosesAt = id.New(), id.NewCode(), now, now.Add(openFor)
	made, err := insertRating(ctx, tx, r)
	if err != nil || !made {
		return err
	}
	return s.Informer.Inform(ctx, tx, r.Contact, key, []string{r.ItemName, s.Address + r.URL() + "?from=" + string(SMS)}, r.URL())
}

// ByToken returns the rating a link opens, with what was said.
func (s *Service) ByToken(ctx context.Context, token string) (*Rating, error) {
	return s.read(ctx, func(ctx context.Context, tx *db.Tx) (*sealed, error) {
		return findByToken(ctx, tx, id.NormalCode(token))
	})
}

// Of returns the ratings of a case of the actor's, the first round first; none before the
// case has ended.
func (s *Service) Of(ctx context.Context, no string) ([]*Rating, error) {
	if actor.From(ctx).Kind != actor.Citizen {
		return nil, errUnknown // staff do not learn what was said by whom
	}
	c, err := s.Cases.Case(ctx, no)
	if err != nil {
		return nil, err
	}
	return s.ratingsOf(ctx, c.ID)
}

// ratingsOf returns the ratings of a case to who was let at it.
func (s *Service) ratingsOf(ctx context.Context, key id.ID) ([]*Rating, error) {
	var found []*sealed
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = listOfCase(ctx, tx, key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ratings of case %s: %w", key, err)
	}
	ratings := make([]*Rating, len(found))
	for i, one := range found {
		if ratings[i], err = s.unseal(one); err != nil {
			return nil, err
		}
	}
	return ratings, nil
}

func (s *Service) read(ctx context.Context, find func(context.Context, *db.Tx) (*sealed, error)) (*Rating, error) {
	var found *sealed
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = find(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find rating: %w", err)
	}
	return s.unseal(found)
}

// unseal opens what somebody wrote.
func (s *Service) unseal(found *sealed) (*Rating, error) {
	r := &found.Rating
	if len(found.words) == 0 {
		return r, nil
	}
	text, err := s.Keys.Open(sealedText, found.words)
	r.Text = string(text)
	return r, err
}

// seal closes what somebody wrote, nothing for nothing.
func (s *Service) seal(text string) ([]byte, error) {
	if text == "" {
		return []byte{}, nil
	}
	return s.Keys.Seal(sealedText, []byte(text))
}

// Rate says what somebody thinks of how their matter was handled, once. A bad grade opens a
// follow-up in the same unit. Whoever has the link may rate, but nobody while at work here.
func (s *Service) Rate(ctx context.Context, token string, in Input) error {
	if actor.From(ctx).Kind == actor.Staff {
		return errStaff
	}
	in.Text = check.Words(in.Text)
	if fields := in.check(); len(fields) > 0 {
		return fault.InvalidFields(fields)
	}
	words, err := s.seal(in.Text)
	if err != nil {
		return err
	}
	token = id.NormalCode(token)
	_, err = once.Do(ctx, s.Once, token, "rating.rate", []any{token, in}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		return true, s.rate(ctx, tx, token, in, words)
	})
	if err != nil {
		return fmt.Errorf("rate: %w", err)
	}
	return nil
}

// rate stores what was said, within a unit.
func (s *Service) rate(ctx context.Context, tx *db.Tx, token string, in Input, words []byte) error {
	found, err := findByToken(ctx, tx, token)
	if err != nil {
		return err
	}
	r, now := &found.Rating, s.Clock.Now()
	switch {
	case r.Rated():
		return errRated
	case !r.Open(now):
		return errClosed
	}
	r.Grade, r.At, r.Channel, r.Tags, r.Anonymous = in.Grade, now, in.Channel, compact(in.Grade, in.Tags), in.Anonymous
	if in.Text != "" {
		r.TextState = Waiting
	}
	switch done, err := setGrade(ctx, tx, r, words); {
	case err != nil:
		return err
	case !done:
		return errRated
	}
	switch {
	case r.Round > 1:
		err = s.ratedAgain(ctx, tx, r)
	case r.Grade.IsBad():
		err = s.openFollowUp(ctx, tx, r)
	}
	if err != nil {
		return err
	}
	if err := s.tell(ctx, tx, r); err != nil {
		return err
	}
	return s.record(ctx, tx, "rating.rate", r.ID.String(), ratingData{r.ItemCode, r.Department, r.Round, r.Grade, r.Channel})
}

// Add adds reasons to a grade that was given, once, soon after it.
func (s *Service) Add(ctx context.Context, token string, tags []Tag, text string) error {
	text = check.Words(text)
	words, err := s.seal(text)
	if err != nil {
		return err
	}
	token = id.NormalCode(token)
	_, err = once.Do(ctx, s.Once, token, "rating.add", []any{token, tags, text}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		found, err := findByToken(ctx, tx, token)
		if err != nil {
			return false, err
		}
		r, now := &found.Rating, s.Clock.Now()
		r.Text = string(found.words)
		if !r.MayAdd(now) {
			return false, errNotNow
		}
		fields := wrongReasons(r.Grade, tags, text)
		if len(tags) == 0 && text == "" {
			fields = []fault.Field{{Name: "tags", Key: "rating.wrong.nothing"}}
		}
		if len(fields) > 0 {
			return false, fault.InvalidFields(fields)
		}
		r.Tags, r.AddedAt = compact(r.Grade, append(tags, r.Tags...)), now
		if text != "" {
			r.TextState = Waiting
		}
		switch added, err := addReasons(ctx, tx, r, words); {
		case err != nil:
			return false, err
		case !added:
			return false, errNotNow
		}
		return true, s.record(ctx, tx, "rating.add", r.ID.String(), ratingData{r.ItemCode, r.Department, r.Round, r.Grade, r.Channel})
	})
	if err != nil {
		return fmt.Errorf("add to a rating: %w", err)
	}
	return nil
}

// record writes what happened into the log. Of a rating the log says neither who nor which
// case, since staff may read the log.
func (s *Service) record(ctx context.Context, tx *db.Tx, event, subject string, data any) error {
	by := actor.From(ctx)
	entry := audit.Entry{Event: event, Subject: subject, At: s.Clock.Now(), Data: data}
	if by.Kind != actor.Citizen {
		entry.Actor = by.ID
	}
	return audit.Record(ctx, tx, entry)
}

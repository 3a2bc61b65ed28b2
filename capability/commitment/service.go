package commitment

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/notice"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
)

// Deps are what commitments stand on. All are required.
type Deps struct {
	DB         *db.DB
	Clock      clock.Clock
	Calendar   func() *calendar.Calendar
	Keys       *crypt.Keys
	Once       *once.Keeper
	Texts      *message.Catalogue // filled after every capability is known
	Cases      *casework.Service
	Licences   Licences
	Notices    *notice.Service
	Credit     Credit
	Colleagues Colleagues
	Visits     Visits
	Informer   Informer
}

// Service is the use cases of commitments.
type Service struct{ Deps }

// New returns the service, which keeps the facts of the papers it makes.
func New(d Deps) *Service {
	s := &Service{d}
	d.Notices.From(source, s)
	return s
}

// today is the day it is.
func (s *Service) today() calendar.Date { return calendar.DateOf(s.Clock.Now()) }

// The data elements under which things are sealed.
const (
	elementSignature = "commitment.signature"
	elementStep      = "commitment.step"
	elementMark      = "commitment.mark"
)

// sealedSignature is what is kept sealed of a signature.
type sealedSignature struct {
	Name    string `json:"name"`
	For     string `json:"for,omitempty"`
	Method  string `json:"method"`
	Clauses []int  `json:"clauses"`
}

// markOf is the keyed digest of all that was signed: who changes the text together with its
// digest does not have the key.
func (s *Service) markOf(c *Commitment) []byte {
	g := c.Signature
	return s.Keys.BlindIndex(elementMark, strings.Join([]string{
		c.Digest, c.Case.ID.String(), g.By.String(), g.Name, g.Method, strconv.FormatInt(clock.Millis(g.At), 10), fmt.Sprint(g.Clauses),
	}, "\n"))
}

// opened is r with what is sealed of it, and whether it is still what was signed.
func (s *Service) opened(r *row, err error) (*Commitment, error) {
	if err != nil {
		return nil, err
	}
	plain, err := s.Keys.Open(elementSignature, r.signature)
	if err != nil {
		return nil, err
	}
	var g sealedSignature
	if err := json.Unmarshal(plain, &g); err != nil {
		return nil, err
	}
	c := &r.Commitment
	c.Signature.Name, c.Signature.For, c.Signature.Method, c.Signature.Clauses = g.Name, g.For, g.Method, g.Clauses
	c.Fits = c.Text.Digest() == c.Digest && string(s.markOf(c)) == string(r.mark) && len(g.Clauses) == len(c.Text.Clauses)
	return c, nil
}

// withSteps adds what has happened to c.
func (s *Service) withSteps(ctx context.Context, tx *db.Tx, c *Commitment, err error) (*Commitment, error) {
	if err != nil {
		return nil, err
	}
	stored, err := listSteps(ctx, tx, c.ID)
	for i := 0; err == nil && i < len(stored); i++ {
		var plain []byte
		if plain, err = s.Keys.Open(elementStep, stored[i].said); err == nil {
			err = json.Unmarshal(plain, &stored[i].Said)
		}
		c.Steps = append(c.Steps, stored[i].Step)
	}
	return c, err
}

// Signed returns the commitment on which a case was handed in, false if it was not. Whether it
// Fits is what a rule may rest on.
func (s *Service) Signed(ctx context.Context, caseID id.ID) (c *Commitment, is bool, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = s.ofCase(ctx, tx, caseID)
		return err
	})
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return nil, false, nil
	}
	return c, err == nil, err
}

func (s *Service) ofCase(ctx context.Context, tx *db.Tx, caseID id.ID) (*Commitment, error) {
	c, err := s.opened(findOfCase(ctx, tx, caseID))
	return s.withSteps(ctx, tx, c, err)
}

// Find returns a commitment to those it concerns.
func (s *Service) Find(ctx context.Context, key id.ID) (c *Commitment, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = s.opened(findCommitment(ctx, tx, key))
		c, err = s.withSteps(ctx, tx, c, err)
		return err
	})
	if err == nil {
		err = access.May(actor.From(ctx), access.CommitmentRead, c.object())
	}
	if err != nil {
		return nil, fmt.Errorf("commitment %s: %w", key, err)
	}
	return c, nil
}

// step adds what happened to c, with the paper it makes, to the unit that stores it, and tells
// the applicant.
func (s *Service) step(ctx context.Context, tx *db.Tx, f *casework.File, c *Commitment, e Event, said Said) error {
	by := actor.From(ctx)
	one := Step{ID: id.New(), Event: e, At: s.Clock.Now(), By: by.ID, Said: said}
	if one.Name == "" && by.Kind == actor.Staff {
		one.Name = by.Name
	}
	if kind, makes := papers[e]; makes {
		var err error
		one.Paper = id.New()
		if one.PaperNo, err = s.Cases.Number(ctx, tx, f, kind, one.At); err != nil {
			return err
		}
	}
	c.Steps = append(c.Steps, one)
	if one.Paper != 0 {
		if err := s.Notices.Register(ctx, tx, s.asPaper(c, f, one)); err != nil {
			return err
		}
	}
	plain, err := json.Marshal(one.Said)
	if err != nil {
		return err
	}
	sealed, err := s.Keys.Seal(elementStep, plain)
	if err != nil {
		return err
	}
	if err := insertStep(ctx, tx, c.ID, one, sealed); err != nil {
		return err
	}
	return s.record(ctx, tx, "commitment."+string(e), c)
}

// record writes what happened into the log.
func (s *Service) record(ctx context.Context, tx *db.Tx, event string, c *Commitment) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: c.ID.String(), At: s.Clock.Now(), Data: commitmentData{c.Case.No, c.State, c.Digest},
	})
}

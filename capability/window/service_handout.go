package window

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tongban/capability/application"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/identity"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// mostResults is how many results one page of the counter shows.
const mostResults = 50

// Ready lists the results that wait at the actor's outlet, granted and denied, by the day
// they have to be handed out.
func (s *Service) Ready(ctx context.Context) (list []*casework.Case, err error) {
	if _, _, err := clerk(ctx); err != nil {
		return nil, err
	}
	for _, status := range waiting {
		found, err := s.Cases.Cases(ctx, casework.CaseFilter{Status: status}, casework.PageKey{}, mostResults)
		if err != nil {
			return nil, fmt.Errorf("list results: %w", err)
		}
		list = append(list, found.Rows...)
	}
	slices.SortStableFunc(list, func(a, b *casework.Case) int { return a.DueAt.Compare(b.DueAt) })
	return list[:min(mostResults, len(list))], nil
}

// waiting are the statuses in which a result lies ready.
var waiting = []casework.Status{casework.Issuing, casework.Approved, casework.Denied}

// isWaiting reports whether the result of a case lies ready.
func isWaiting(c *casework.Case) bool { return slices.Contains(waiting, c.Status) }

// Fetch finds the results that somebody came for: by the number of a case or of a whole matter,
// or by what the ID card says, whose number is found by its blind index. What waits elsewhere is not shown.
func (s *Service) Fetch(ctx context.Context, text string) ([]*casework.Case, error) {
	if _, _, err := clerk(ctx); err != nil {
		return nil, err
	}
	text = strings.TrimSpace(text)
	if card := CardOf(text); len(check.IDNumber(card.Number, true, s.Clock.Now())) == 0 {
		text = card.Number
	}
	if whole, err := s.Whole(ctx, text); err != nil || whole != nil {
		if err != nil {
			return nil, err
		}
		return whole.Ready, nil
	}
	list, err := s.Cases.Find(ctx, text, 0, mostResults)
	if err != nil {
		return nil, fmt.Errorf("fetch results: %w", err)
	}
	return slices.DeleteFunc(list, func(c *casework.Case) bool { return !isWaiting(c) }), nil
}

// Receipt is who receives results, and how they stand by it.
type Receipt struct {
	Card      Card   // of who is there
	Entrusted bool   // they came for the applicant with a power on paper, which the counter keeps
	Picture   string // drawn, a PNG as data URL; empty where the list is signed on paper
}

// HandOut gives the results of the cases out to one receiver and makes the list of them. It
// goes to the applicant, who handed in for them, who has their power, or who brings one on
// paper; to nobody else. A result that somebody else has handed out meanwhile is left out of
// the list; if that leaves none, the fault says so.
//
// Basis: 行政许可法, art. 44; the receipt follows 民事诉讼法, arts 87, 88 (送达回证).
func (s *Service) HandOut(ctx context.Context, numbers []string, r Receipt) (*Handout, error) {
	by, staff, err := clerk(ctx)
	if err != nil {
		return nil, err
	}
	if err := mayReceive(numbers, r, s.Clock.Now()); err != nil {
		return nil, err
	}
	name, err := s.receiver(ctx, numbers, r)
	if err != nil {
		return nil, err
	}
	h := handoutRow{Handout: Handout{
		ID: id.New(), Outlet: by.Outlet, Staff: staff, StaffName: by.Name, At: s.Clock.Now(), department: by.Department,
		receipt: receipt{Receiver: name, Entrusted: r.Entrusted, Picture: r.Picture},
	}}
	if h.Results, err = s.deliver(ctx, numbers, name); err != nil {
		return s.again(ctx, h.Handout, numbers[0], err)
	}
	if err := s.storeHandout(ctx, h); err != nil {
		return nil, fmt.Errorf("hand out: %w", err)
	}
	return s.Handout(ctx, h.ID)
}

// again returns the list that an earlier click of the same clerk has made for the same
// receiver; else why there is none.
func (s *Service) again(ctx context.Context, h Handout, no string, why error) (*Handout, error) {
	if fault.KindOf(why) != fault.Conflict {
		return nil, why
	}
	var earlier id.ID
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		earlier, err = findHandoutOf(ctx, tx, no)
		return err
	})
	if err != nil || earlier == 0 {
		return nil, why
	}
	made, err := s.Handout(ctx, earlier)
	if err != nil || made.Staff != h.Staff || made.Receiver != h.Receiver {
		return nil, why
	}
	return made, nil
}

// storeHandout stores a list with its number.
func (s *Service) storeHandout(ctx context.Context, h handoutRow) error {
	paper, mark, err := s.asPaper(ctx, &h.Handout)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(h.receipt)
	if err != nil {
		return err
	}
	if h.sealed, err = s.Keys.Seal(sealedReceipt, plain); err != nil {
		return err
	}
	return s.DB.Write(ctx, h.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		row := h // the unit may run again
		if err := s.number(ctx, tx, &row.Handout, paper, mark); err != nil {
			return err
		}
		if err := insertHandout(ctx, tx, row); err != nil {
			return err
		}
		var nos []string
		for _, one := range h.Results {
			nos = append(nos, one.CaseNo)
		}
		return audit.Record(ctx, tx, audit.Entry{Event: "window.handed-out", Actor: actor.From(ctx).ID, Subject: h.ID.String(), At: h.At, Data: nos})
	})
}

func mayReceive(numbers []string, r Receipt, now time.Time) error {
	var faults []fault.Field
	if len(numbers) == 0 {
		faults = append(faults, fault.Field{Name: "case", Key: "window.handout.none"})
	}
	if wrong := check.IDNumber(r.Card.Number, true, now); r.Card.Number == "" {
		faults = append(faults, fault.Field{Name: "receiver", Key: "window.handout.no-receiver"})
	} else if len(wrong) > 0 {
		faults = append(faults, check.Named("receiver", wrong)...)
	}
	if r.Picture != "" && !application.IsDrawn(r.Picture) {
		faults = append(faults, fault.Field{Name: "signature.drawn", Key: "application.sign.nothing-drawn"})
	}
	return fault.InvalidFields(faults)
}

// receiver returns the name of who may receive all of the results.
func (s *Service) receiver(ctx context.Context, numbers []string, r Receipt) (string, error) {
	wrong := func(key string, args ...any) error {
		return fault.InvalidFields([]fault.Field{{Name: "receiver", Key: key, Args: args}})
	}
	person, err := s.Identity.PersonByIDNumber(ctx, r.Card.Number)
	unknown := fault.KindOf(err) == fault.NotFound && err != nil
	switch {
	case err != nil && !unknown:
		return "", err
	case unknown && r.Card.Name == "":
		return "", wrong("window.handout.no-name")
	case !unknown && r.Card.Name != "" && r.Card.Name != person.Name:
		return "", wrong("identity.counter.other-name")
	case r.Entrusted && unknown:
		return r.Card.Name, nil
	case r.Entrusted:
		return person.Name, nil
	}
	for _, no := range numbers {
		c, err := s.Cases.Case(ctx, no)
		if err != nil {
			return "", err
		}
		power := identity.Relation("")
		if !unknown && c.Owner != person.ID && c.Agent != person.ID {
			if power, err = s.Identity.StandsFor(ctx, person.ID, c.Owner); err != nil {
				return "", err
			}
		}
		if unknown || c.Owner != person.ID && c.Agent != person.ID && power == "" {
			return "", wrong("window.handout.not-theirs", c.ShortNo)
		}
	}
	return person.Name, nil
}

// deliver ends the cases that still wait and returns what was given out.
func (s *Service) deliver(ctx context.Context, numbers []string, receiver string) (done []Handed, err error) {
	for _, no := range numbers {
		f, err := s.Cases.Step(once.Part(ctx, no), no, casework.Deliver, casework.Input{Method: "counter", Receiver: receiver})
		if fault.KindOf(err) == fault.Conflict {
			continue // a colleague has, or the case has moved on
		}
		if err != nil {
			return nil, err
		}
		one := Handed{CaseNo: f.Case.No, ShortNo: f.Case.ShortNo, ItemName: f.Case.ItemName}
		for _, r := range f.Records {
			one.Licence = cmp.Or(r.Detail.Licence, one.Licence)
		}
		done = append(done, one)
	}
	if len(done) == 0 {
		return nil, fault.New(fault.Conflict, "window.handout.gone")
	}
	return done, nil
}

// Handout returns a list that was made at the actor's outlet. Elsewhere it does not exist.
func (s *Service) Handout(ctx context.Context, handout id.ID) (*Handout, error) {
	by, _, err := clerk(ctx)
	if err != nil {
		return nil, err
	}
	h, err := s.findHandout(ctx, handout)
	if err == nil && h.Outlet != by.Outlet {
		return nil, errHandout
	}
	return h, err
}

func (s *Service) findHandout(ctx context.Context, handout id.ID) (*Handout, error) {
	var row handoutRow
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		row, err = findHandout(ctx, tx, handout)
		return err
	})
	if err != nil {
		return nil, err
	}
	plain, err := s.open(sealedReceipt, row.sealed)
	if err != nil {
		return nil, err
	}
	return &row.Handout, json.Unmarshal([]byte(plain), &row.receipt)
}

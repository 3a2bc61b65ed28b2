package entitlement

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Standing is how a programme stands, for the department that answers for it.
type Standing struct {
	*Programme
	Item      *catalogue.Item // nil if it is not published
	Round     Round
	Figures   Figures
	Objecting int // people who object to all programmes
	Switched  []Switching
}

// Told reports whether the item is one that people are told of without asking.
func (s Standing) Told() bool {
	return s.Item != nil && s.Item.Proactive != nil && s.Item.Proactive.Enabled
}

// mostSwitched is how many changes of a mode are shown.
const mostSwitched = 20

// Standings lists the programmes within the actor's reach.
func (s *Service) Standings(ctx context.Context) (list []Standing, err error) {
	by := actor.From(ctx)
	if !access.Has(by, access.EntitlementRead) {
		return nil, access.May(by, access.EntitlementRead, access.Object{})
	}
	var rounds []Round
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		rounds, err = listRounds(ctx, tx, access.Scope(by, access.EntitlementRead))
		return err
	})
	for _, r := range rounds {
		if err != nil {
			break
		}
		if s.programme(r.Code) == nil {
			continue // its file has gone
		}
		var one Standing
		one, err = s.standing(ctx, r)
		list = append(list, one)
	}
	if err != nil {
		return nil, fmt.Errorf("list programmes: %w", err)
	}
	return list, nil
}

// Standing returns how one programme stands.
func (s *Service) Standing(ctx context.Context, code string) (one Standing, err error) {
	if s.programme(code) == nil {
		return one, errUnknown
	}
	var r Round
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = findRound(ctx, tx, code)
		return err
	})
	if err != nil {
		return one, err
	}
	if err := access.May(actor.From(ctx), access.EntitlementRead, access.Object{Department: r.Department}); err != nil {
		return one, hidden(ctx, err)
	}
	return s.standing(ctx, r)
}

// hidden keeps from staff of others that there is something.
func hidden(ctx context.Context, err error) error {
	if access.Has(actor.From(ctx), access.EntitlementRead) {
		return errUnknown
	}
	return err
}

func (s *Service) standing(ctx context.Context, r Round) (one Standing, err error) {
	one = Standing{Programme: s.programme(r.Code), Round: r}
	if one.Item, err = s.Items.Published(ctx, one.Programme.Item); err != nil {
		if fault.KindOf(err) != fault.NotFound {
			return one, err
		}
		one.Item = nil
	}
	return one, s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if one.Figures, err = countStates(ctx, tx, r.Code); err != nil {
			return err
		}
		if one.Objecting, err = countObjections(ctx, tx); err != nil {
			return err
		}
		one.Switched, err = listSwitchings(ctx, tx, r.Code, mostSwitched)
		return err
	})
}

// longestWhy is how many characters a reason may have.
const longestWhy = 500

// Switch pauses, stops or takes up a programme, with the reason. A stop ends its open invitations.
func (s *Service) Switch(ctx context.Context, code string, to Mode, why string) (one Standing, err error) {
	if one, err = s.Standing(ctx, code); err != nil {
		return one, err
	}
	by := actor.From(ctx)
	if err := access.May(by, access.EntitlementSwitch, access.Object{Department: one.Round.Department}); err != nil {
		return one, err
	}
	why = strings.TrimSpace(why)
	var wrong []fault.Field
	if !slices.Contains(modes, to) {
		wrong = append(wrong, fault.Field{Name: "mode", Key: "entitlement.mode-unknown"})
	}
	switch {
	case why == "":
		wrong = append(wrong, fault.Field{Name: "why", Key: "entitlement.why-missing"})
	case utf8.RuneCountInString(why) > longestWhy:
		wrong = append(wrong, fault.Field{Name: "why", Key: "entitlement.why-long", Args: []any{longestWhy}})
	}
	if err := fault.InvalidFields(wrong); err != nil {
		return one, err
	}
	x := Switching{ID: id.New(), Code: code, Mode: to, Why: why, By: by.ID, ByName: by.Name, At: s.Clock.Now()}
	asked := []string{code, string(to), why}
	_, err = once.Do(ctx, s.Once, code, "entitlement.switch", asked, func(ctx context.Context, tx *db.Tx) (bool, error) {
		if err := setMode(ctx, tx, x); err != nil {
			return false, err
		}
		return true, s.note(ctx, tx, "entitlement.switch", code, switchData{to})
	})
	if err == nil && to == Stopped {
		err = s.halt(actor.With(ctx, system), code)
	}
	if err != nil {
		return one, fmt.Errorf("switch programme %s: %w", code, err)
	}
	return s.Standing(ctx, code)
}

// halt ends the open invitations of a programme that was stopped.
func (s *Service) halt(ctx context.Context, code string) error {
	for range maxBatches {
		var rows []invitationRow
		err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			rows, err = listOpenUnder(ctx, tx, code, batch)
			return err
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			if err := s.finish(ctx, &row.Invitation, Halt); err != nil {
				return err
			}
		}
	}
	return nil
}

package entitlement

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"tongban/capability/audit"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// How much one sweep does, and how often a round through everybody begins.
const (
	batch      = 100
	maxBatches = 50
	roundEvery = 20 * time.Hour // a little less than a day: the round does not wander
)

// Sweep goes on with every programme: invitations whose time is over end, who has news is looked
// at, and the round through the population comes a little further. It may be cut short anywhere
// and be done twice.
func (s *Service) Sweep(ctx context.Context) error {
	ctx = actor.With(ctx, system)
	if err := s.expire(ctx); err != nil {
		return fmt.Errorf("sweep entitlements: %w", err)
	}
	running, err := s.running(ctx)
	if err != nil {
		return fmt.Errorf("sweep entitlements: %w", err)
	}
	failed := s.news(ctx, running)
	for _, r := range running {
		failed = errors.Join(failed, s.round(ctx, r))
	}
	return failed
}

// going is a programme that runs, with the item it is for.
type going struct {
	*Programme
	round Round
	item  *catalogue.Item
}

// running returns the programmes that run: their item is published and said to be one that
// people are told of without asking, and nobody has paused them.
func (s *Service) running(ctx context.Context) (list []going, err error) {
	for _, p := range s.Programmes {
		item, err := s.Items.Published(ctx, p.Item)
		if err != nil {
			if fault.KindOf(err) != fault.NotFound {
				return nil, err
			}
			continue
		}
		g := going{Programme: p, item: item}
		err = s.DB.Write(ctx, p.Code, func(ctx context.Context, tx *db.Tx) (err error) {
			if err := putRound(ctx, tx, p.Code, item.Department.Code); err != nil {
				return err
			}
			g.round, err = findRound(ctx, tx, p.Code)
			return err
		})
		if err != nil {
			return nil, err
		}
		if g.round.Mode == On && item.Proactive != nil && item.Proactive.Enabled {
			list = append(list, g)
		}
	}
	return list, nil
}

// news looks at whom something was issued to.
func (s *Service) news(ctx context.Context, running []going) error {
	for range maxBatches {
		var due []dueAt
		err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			due, err = listDue(ctx, tx, batch)
			return err
		})
		if err != nil || len(due) == 0 {
			return err
		}
		for _, d := range due {
			for _, g := range running {
				if _, err := s.look(ctx, g, d.account); err != nil {
					slog.WarnContext(ctx, "entitlement: looked in vain, the next round looks again", "programme", g.Code, "account", d.account, "err", err)
				}
			}
			if err := s.DB.Write(ctx, d.account.String(), func(ctx context.Context, tx *db.Tx) error { return deleteDue(ctx, tx, d) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// round goes on with the round of one programme, batch after batch, and keeps how far it is.
func (s *Service) round(ctx context.Context, g going) error {
	r := g.round
	now := s.Clock.Now()
	if r.BeganAt.IsZero() {
		if !r.EndedAt.IsZero() && now.Sub(r.EndedAt) < roundEvery && !now.Before(r.EndedAt) {
			return nil
		}
		r.BeganAt, r.Cursor, r.Looked, r.Matched = now, 0, 0, 0
	}
	for range maxBatches {
		accounts, err := s.people(ctx, g.Programme, r.Cursor)
		if err != nil {
			return err
		}
		for _, account := range accounts {
			matched, err := s.look(ctx, g, account)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil { // of one keeps nobody else waiting: their turn comes in the next round
				slog.WarnContext(ctx, "entitlement: looked in vain, the next round looks again", "programme", g.Code, "account", account, "err", err)
			}
			r.Looked, r.Matched, r.Cursor = r.Looked+1, r.Matched+matched, account
		}
		if len(accounts) < batch {
			r.EndedAt, r.LastLooked, r.LastMatched, r.BeganAt, r.Cursor = s.Clock.Now(), r.Looked, r.Matched, time.Time{}, 0
		}
		err = s.DB.Write(ctx, g.Code, func(ctx context.Context, tx *db.Tx) error {
			if err := moveRound(ctx, tx, r); err != nil || !r.BeganAt.IsZero() {
				return err
			}
			return s.note(ctx, tx, "entitlement.round", g.Code, roundData{r.LastLooked, r.LastMatched})
		})
		if err != nil || r.BeganAt.IsZero() {
			return err
		}
	}
	return nil
}

// people returns whom a programme looks at after a place.
func (s *Service) people(ctx context.Context, p *Programme, after id.ID) ([]id.ID, error) {
	if p.Per != "" {
		return s.Population.Holders(ctx, p.Per, after, batch)
	}
	return s.Population.People(ctx, after, batch)
}

// look looks at one person for one programme, and invites them to what they are entitled to. It
// says how many matters matched. Who objects is not looked at.
func (s *Service) look(ctx context.Context, g going, account id.ID) (matched int, err error) {
	if objects, err := s.objects(ctx, account); err != nil || objects {
		return 0, err
	}
	sub, err := s.subjectOf(ctx, account)
	if err != nil || sub == nil {
		return 0, err
	}
	for _, paper := range g.matters(sub) {
		found, result, err := s.find(ctx, g.Programme, sub, paper)
		if err != nil {
			return matched, err
		}
		if result == entitled {
			matched++
		}
		if err := s.settle(ctx, g, account, found, result); err != nil {
			return matched, err
		}
	}
	return matched, nil
}

// settle does what follows from what was found: invites, or ends an invitation that is not true
// any more. What could not be found out changes nothing of an invitation that stands.
func (s *Service) settle(ctx context.Context, g going, account id.ID, found Finding, result string) error {
	mark := s.mark(g.Programme, account, found.Facts)
	var last *Invitation
	var objected time.Time // while they were being looked at
	err := s.DB.Write(ctx, account.String(), func(ctx context.Context, tx *db.Tx) (err error) {
		if objected, err = findObjection(ctx, tx, account); err != nil {
			return err
		}
		if last, err = findLast(ctx, tx, g.Code, account, found.Matter); err != nil {
			return err
		}
		fresh := true
		if objected.IsZero() {
			fresh, err = noteLook(ctx, tx, g.Code, account, found.Matter, mark, s.Clock.Now())
		}
		if err != nil || !fresh {
			return err
		}
		return audit.Access(ctx, tx, audit.Look{
			Person: account.String(), Actor: actor.From(ctx).ID, Department: g.item.Department.Code, Subject: g.Code,
			Purpose: purposeMatch, Elements: g.elements(), At: s.Clock.Now(),
		})
	})
	switch {
	case err != nil || !objected.IsZero():
		return err
	case result != entitled && result != "" && last != nil && last.State == Open:
		return s.finish(ctx, last, Lapse)
	case result != entitled, !g.mayInvite(last, mark, s.Clock.Now()):
		return nil
	}
	barred, err := s.barred(ctx, g, account, found)
	if err != nil || barred {
		return err
	}
	return s.invite(ctx, g, account, found, mark)
}

// elements are what of a person's data the rule is told.
func (p *Programme) elements() (list []string) {
	for _, in := range p.Inputs {
		if in.Kind != Calendar {
			list = append(list, string(in.Kind)+":"+in.Key)
		}
	}
	return list
}

// barred reports whether a person has applied for the same before: it is running, or granted.
func (s *Service) barred(ctx context.Context, g going, account id.ID, found Finding) (bool, error) {
	earlier, err := s.Cases.Earlier(ctx, account, g.Item)
	if err != nil || len(earlier) == 0 {
		return false, err
	}
	def, err := s.Cases.Form(g.item)
	if err != nil {
		return false, err
	}
	for _, e := range earlier {
		if (e.Running || e.Granted && len(g.Same) > 0) && g.sameMatter(def, found, e.Values) {
			return true, nil
		}
	}
	return false, nil
}

// invite tells a person what they are entitled to, unless they have objected meanwhile or are
// invited already.
func (s *Service) invite(ctx context.Context, g going, account id.ID, found Finding, mark []byte) error {
	sealed, err := s.seal(found)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	i := &Invitation{
		ID: id.New(), Code: g.Code, Item: g.Item, ItemName: g.item.Name, Department: g.item.Department.Code, Account: account,
		Matter: found.Matter, State: Open, Mark: mark, InvitedAt: now, ExpiresAt: now.AddDate(0, 0, g.Days),
	}
	return s.DB.Write(ctx, account.String(), func(ctx context.Context, tx *db.Tx) error {
		objected, err := enter(ctx, tx, account)
		if err != nil || !objected.IsZero() {
			return err
		}
		if r, err := findRound(ctx, tx, g.Code); err != nil || r.Mode != On {
			return err
		}
		first, err := insertInvitation(ctx, tx, i, sealed)
		if err != nil || !first {
			return err
		}
		if err := s.Informer.Inform(ctx, tx, account, "entitlement.inform.invited", []string{i.ItemName}, i.url()); err != nil {
			return err
		}
		return s.note(ctx, tx, "entitlement.invite", i.ID.String(), invitationData{Programme: g.Code, State: Open, Digest: digestOf(sealed)})
	})
}

// finish ends an invitation in a unit of its own; somebody else may have been first.
func (s *Service) finish(ctx context.Context, i *Invitation, e Event) error {
	err := s.DB.Write(ctx, i.Account.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := s.end(ctx, tx, i, e); err != nil {
			return err
		}
		return s.noteEnd(ctx, tx, i)
	})
	if err != nil && fault.KindOf(err) == fault.Conflict {
		slog.DebugContext(ctx, "invitation ended by somebody else", "invitation", i.ID)
		return nil
	}
	return err
}

// expire ends invitations whose time is over.
func (s *Service) expire(ctx context.Context) error {
	for range maxBatches {
		var rows []invitationRow
		err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			rows, err = listExpired(ctx, tx, s.Clock.Now(), batch)
			return err
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			if err := s.finish(ctx, &row.Invitation, Expire); err != nil {
				return err
			}
		}
	}
	return nil
}

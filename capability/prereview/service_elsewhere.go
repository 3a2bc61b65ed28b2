package prereview

import (
	"context"
	"fmt"
	"strings"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// mostListed is how many requests stand on one hand-over list, and on its page.
const mostListed = 100

// Elsewhere returns the requests within the actor's reach, in a state, that another
// platform decides: Ready to be handed over, or HandedOver and without a result.
func (s *Service) Elsewhere(ctx context.Context, in State) (list []*Request, err error) {
	scope := access.Scope(actor.From(ctx), access.CasePrereview)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listElsewhere(ctx, tx, scope, in, mostListed)
		return err
	})
	return list, err
}

// HandOver puts everything that is ready for another platform on one list and returns the
// list. What a colleague has handed over meanwhile is not on it.
func (s *Service) HandOver(ctx context.Context) (listNo string, list []*Request, err error) {
	by, now := actor.From(ctx), s.Clock.Now()
	if !access.Has(by, access.CasePrereview) {
		return "", nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	listNo = fmt.Sprintf("YJ-%s-%s", now.In(clock.Shanghai).Format("060102"), id.New())
	err = s.DB.Write(ctx, s.Office().Outlet, func(ctx context.Context, tx *db.Tx) error {
		list, err = listElsewhere(ctx, tx, access.Scope(by, access.CasePrereview), Ready, mostListed)
		if err != nil {
			return err
		}
		for _, r := range list {
			if err := advance(r, HandOver); err != nil {
				return err
			}
			r.HandedAt, r.ListNo = now, listNo
			if err := updateRequest(ctx, tx, r); err != nil {
				return err
			}
			if err := s.note(ctx, tx, "handed-over", r); err != nil {
				return err
			}
			if err := s.Informer.Inform(ctx, tx, r.Owner, "prereview.inform.handed-over", []string{r.ItemName, r.Number, r.Elsewhere}, "/apply/"+r.Application.String()); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && len(list) == 0 {
		err = fault.New(fault.Conflict, "prereview.none-ready")
	}
	return listNo, list, err
}

// Settle enters what the other platform has decided.
func (s *Service) Settle(ctx context.Context, request id.ID, o Outcome) (*Request, error) {
	r, err := s.Request(ctx, request)
	if err != nil {
		return nil, err
	}
	if faults := o.check(); len(faults) > 0 {
		return nil, fault.InvalidFields(faults)
	}
	r.Result, r.ResultNo, r.ResultNote, r.ResultAt = o.Result, strings.TrimSpace(o.Number), strings.TrimSpace(o.Note), s.Clock.Now()
	return r, s.move(ctx, r, Settle, "settled", "settled-"+o.Result)
}

package application

import (
	"context"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
)

// underLaw finds the version w is checked against: a correction the one its case
// carries, a draft the one published today. A draft of an item that is suspended or
// retired is kept under the version it was begun with and says so in Ended. A share that was left
// to its applicant was handed in with the whole: it goes on as that was signed.
func (s *Service) underLaw(ctx context.Context, w *Work) (err error) {
	switch {
	case w.Case != nil:
		w.Item, err = s.Catalogue.Version(ctx, w.Case.VersionID)
		return err
	case w.handedIn:
		if w.Joint, err = s.bundles.Page(ctx, w.ID); err == nil {
			w.Item, err = s.Catalogue.Version(ctx, w.VersionID)
		}
		return err
	case w.row.share:
		w.Item, err = s.Catalogue.Version(ctx, w.VersionID)
		return err
	}
	w.Item, err = s.Catalogue.Published(ctx, w.ItemCode)
	if fault.KindOf(err) != fault.NotFound {
		return err
	}
	unknown := err
	if w.Ended, err = s.Catalogue.Ended(ctx, w.ItemCode); err != nil {
		return err
	}
	if w.Ended == nil {
		return unknown
	}
	w.Item, err = s.Catalogue.Version(ctx, w.VersionID)
	return err
}

// Renewed reports whether the item has got a new version since w was begun.
func (w *Work) Renewed() bool {
	return w.Case == nil && !w.handedIn && w.Ended == nil && w.Item.VersionID != w.VersionID
}

// mayGoOn says why nobody can apply under the item of w now.
func (w *Work) mayGoOn() error {
	switch {
	case w.Ended == nil:
		return nil
	case w.Ended.State == catalogue.Suspended:
		return fault.New(fault.Conflict, "application.item-suspended", w.Item.Name, w.Ended.Reason)
	}
	return fault.New(fault.Conflict, "application.item-retired", w.Item.Name, w.Ended.Reason)
}

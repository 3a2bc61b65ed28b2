package app

import (
	"context"

	"tongban/adapter/carrier"
	"tongban/capability/assistant"
	"tongban/capability/catalogue"
	"tongban/capability/delivery"
	"tongban/capability/notification"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// carrierOf returns who takes parcels: the demo plays a carrier, any other installation
// has none connected yet.
func carrierOf(c Config, now clock.Clock) delivery.Carrier {
	if c.Demo {
		return carrier.Fake{Clock: now}
	}
	return carrier.Unconfigured{}
}

// informed tells people what became of their parcels.
type informed struct{ notices *notification.Service }

func (i informed) parcelEnded(ctx context.Context, tx *db.Tx, p delivery.Parcel) error {
	if p.Account == 0 {
		return nil
	}
	return i.notices.Inform(ctx, tx, p.Account, "delivery.inform."+string(p.State), []string{p.What, p.No}, "/cases/"+p.Case)
}

// finder finds items for the counter.
type finder struct{ assistant *assistant.Service }

func (f finder) Items(ctx context.Context, text string, most int) ([]catalogue.Summary, error) {
	found, err := f.assistant.Find(ctx, catalogue.Query{Text: text, Limit: most})
	return found.Items, err
}

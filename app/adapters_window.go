package app

import (
	"context"
	"slices"
	"strings"

	"tongban/adapter/carrier"
	"tongban/capability/assistant"
	"tongban/capability/bundle"
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

// finder finds items for the counter, those first that stand for several.
type finder struct {
	assistant *assistant.Service
	bundles   *bundle.Service
}

func (f finder) Items(ctx context.Context, text string, most int) ([]catalogue.Summary, error) {
	found, err := f.assistant.Find(ctx, catalogue.Query{Text: text, Limit: most})
	if err != nil {
		return nil, err
	}
	offered, err := f.bundles.Offered(ctx)
	if err != nil {
		return nil, err
	}
	var list []catalogue.Summary
	for _, j := range offered {
		if meant(j, strings.ToLower(strings.TrimSpace(text))) {
			list = append(list, catalogue.Summary{
				VersionID: j.Edition, Code: j.Code, Name: j.Name, NameEn: j.English[j.Name], Department: j.Lead, PromisedLimit: j.Limit, Online: true,
			})
		}
	}
	list = append(list, found.Items...)
	return list[:min(len(list), most)], nil
}

// meant reports whether somebody who says text may mean j: by its code, or by its name or
// everyday words in part.
func meant(j *bundle.Joint, text string) bool {
	names := append([]string{j.Name, j.English[j.Name]}, j.Keywords...)
	return text != "" && (text == j.Code || slices.ContainsFunc(names, func(name string) bool { return strings.Contains(strings.ToLower(name), text) }))
}

package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"tongban/capability/bundle"
	"tongban/capability/bundlecase"
	"tongban/capability/casework"
	"tongban/capability/lifestage"
	"tongban/kernel/clock"
)

// living is what the stages of life stand on.
func (a *App) living() lifestage.Deps {
	return lifestage.Deps{
		DB: a.DB, Clock: a.Clock, Catalogue: a.Catalogue, Cases: onTheWay{a}, Licences: a.Licences, People: a.Identity, Bundles: &asOne{bundles: a.Bundles},
	}
}

// onTheWay are the cases of whom the actor acts for, and what begins by itself later because it
// was handed in with others: nobody is told to apply for that.
type onTheWay struct {
	app *App // bundle cases are added later
}

// mostRuns bounds how many bundle cases are looked at.
const mostRuns = 10

func (o onTheWay) Matters(ctx context.Context, limit int) ([]casework.Matter, error) {
	list, err := o.app.Casework.Matters(ctx, limit)
	if err != nil {
		return nil, err
	}
	runs, err := o.app.BundleCases.Mine(ctx, 0, mostRuns)
	for _, r := range runs {
		for _, p := range r.Parts {
			if p.State == bundlecase.Waiting || p.State == bundlecase.Yours {
				list = append(list, casework.Matter{No: r.No, ShortNo: r.No, Item: p.Code, ItemName: p.Name, Open: true, ReceivedAt: r.ReceivedAt})
			}
		}
	}
	return list, err
}

// asOne tells the stages of life what is offered as one. It asks anew now and then only: every
// home page wants to know. A definition that cannot be read takes no page down.
type asOne struct {
	bundles *bundle.Service
	mu      sync.Mutex
	list    []lifestage.Bundle
	asked   time.Time
}

// freshBundles is how long what is offered is not asked for again.
const freshBundles = 5 * time.Second

func (o *asOne) Offered(ctx context.Context) ([]lifestage.Bundle, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := clock.Real.Now()
	if now.Sub(o.asked) < freshBundles {
		return o.list, nil
	}
	joints, err := o.bundles.Offered(ctx)
	if err != nil {
		slog.ErrorContext(ctx, "list bundles for the stages of life", "error", err)
		return o.list, nil
	}
	var list []lifestage.Bundle
	for _, j := range joints {
		b := lifestage.Bundle{Code: j.Code, Name: j.Name, NameEn: j.English[j.Name], ServiceObjects: j.ServiceObjects}
		for _, c := range j.Components {
			b.Components = append(b.Components, lifestage.Component{Item: c.Item, DependsOn: c.DependsOn})
		}
		list = append(list, b)
	}
	o.list, o.asked = list, now
	return list, nil
}

package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"tongban/capability/bundle"
	"tongban/capability/lifestage"
	"tongban/kernel/clock"
)

// living is what the stages of life stand on.
func (a *App) living() lifestage.Deps {
	return lifestage.Deps{
		DB: a.DB, Clock: a.Clock, Catalogue: a.Catalogue, Cases: a.Casework, Licences: a.Licences, People: a.Identity, Bundles: &asOne{bundles: a.Bundles},
	}
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

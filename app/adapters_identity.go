package app

import (
	"context"

	"tongban/adapter/firms"
	"tongban/adapter/realname"
	"tongban/capability/catalogue"
	"tongban/capability/identity"
)

// surroundingsOf returns what identity asks: the demo plays the registers, any other
// installation has none connected yet.
func surroundingsOf(c Config, texter identity.Texter, offers identity.Offers) (identity.Ports, error) {
	ports := identity.Ports{Texter: texter, Offers: offers}
	if !c.Demo {
		return ports, nil
	}
	population, err := realname.NewFake()
	if err != nil {
		return ports, err
	}
	register, err := firms.NewFake()
	ports.Population, ports.Firms = population, register
	return ports, err
}

// offers tells identity what can be applied for here. The catalogue stands above
// identity and is put in when it is there.
type offers struct{ catalogue *catalogue.Service }

func (o *offers) Offers(ctx context.Context) ([]identity.Offer, error) {
	page, err := o.catalogue.Search(ctx, catalogue.Query{Online: true, Limit: 100})
	if err != nil {
		return nil, err
	}
	list := make([]identity.Offer, len(page.Items))
	for i := range page.Items {
		list[i] = identity.Offer{Code: page.Items[i].Code, Name: page.Items[i].In(ctx)}
	}
	return list, nil
}

// districts tells identity the places of the region served.
type districts struct{ *App }

func (d districts) Districts(ctx context.Context) ([]identity.District, error) {
	below, err := d.Place.Children(ctx, d.Office.Known().Region)
	if err != nil {
		return nil, err
	}
	list := make([]identity.District, len(below))
	for i, r := range below {
		list[i] = identity.District{Code: r.Code, Name: r.In(ctx)}
	}
	return list, nil
}

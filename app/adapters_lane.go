package app

import (
	"context"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/lane"
	"tongban/capability/place"
	"tongban/capability/window"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// parties finds who can sign an agreement.
type parties struct{ people }

// Known returns the person or the firm with a name and a number.
func (p parties) Known(ctx context.Context, name, number string) (casework.Person, error) {
	unknown := fault.New(fault.NotFound, "agreement.other-unknown", name)
	number = check.Compact(number)
	if person, err := p.identity.PersonByIDNumber(ctx, number); err == nil {
		if person.Name != name {
			return casework.Person{}, unknown
		}
		return p.Person(ctx, person.ID.String())
	} else if fault.KindOf(err) != fault.NotFound {
		return casework.Person{}, err
	}
	firm, err := p.identity.FirmByUSCC(ctx, number)
	switch {
	case err != nil && fault.KindOf(err) != fault.NotFound:
		return casework.Person{}, err
	case err != nil || firm.Name != name:
		return casework.Person{}, unknown
	}
	return p.Person(ctx, firm.ID.String())
}

// counter tells the lane of originals, which the window checks.
type counter struct{ window *window.Service }

func (counter) Wanted(item *catalogue.Item, handed casework.Submission) (papers []lane.Paper) {
	for _, wanted := range window.Wanted(item, handed) {
		papers = append(papers, lane.Paper(wanted))
	}
	return papers
}

func (c counter) Seen(ctx context.Context, tx *db.Tx, application id.ID) (looks []lane.Look, err error) {
	seen, err := c.window.Seen(ctx, tx, application)
	for _, o := range seen {
		looks = append(looks, lane.Look{Material: o.Material, By: o.CheckedBy, At: o.CheckedAt})
	}
	return looks, err
}

// desks names desks: a department's, or the window of an outlet.
type desks struct{ place *place.Service }

func (d desks) Desk(ctx context.Context, code string, window bool) (string, error) {
	if window {
		outlet, err := d.place.Outlet(ctx, code)
		return outlet.Name, err
	}
	department, err := d.place.Department(ctx, code)
	return department.Name, err
}

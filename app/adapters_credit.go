package app

import (
	"context"

	"tongban/capability/casework"
	"tongban/capability/credit"
	"tongban/capability/document"
	"tongban/capability/holiday"
	"tongban/capability/notification"
)

// matters tells credit in which case something was seen.
type matters struct{ casework *casework.Service }

func (m matters) Matter(ctx context.Context, no string) (credit.Matter, error) {
	c, err := m.casework.Case(ctx, no)
	if err != nil {
		return credit.Matter{}, err
	}
	return matterOf(c), nil
}

func (matters) Shown(ctx context.Context) (credit.Matter, bool) {
	shown, ok := casework.Shown(ctx)
	if !ok || !shown.Desk {
		return credit.Matter{}, false
	}
	return matterOf(shown.Case), true
}

func matterOf(c *casework.Case) credit.Matter {
	return credit.Matter{
		CaseNo: c.No, ShortNo: c.ShortNo, ItemName: c.ItemName, Owner: c.Owner, Department: c.Department, Region: c.Region, Told: c.Informed(),
	}
}

// crediting is what facts stand on.
func (a *App) crediting(holidays *holiday.Service, documents *document.Service, notices *notification.Service) credit.Deps {
	return credit.Deps{
		DB: a.DB, Clock: a.Clock, Calendar: holidays.Calendar, Keys: a.Keys, Once: a.once, Documents: documents, Cases: matters{a.Casework},
		Firms: a.Identity, Informer: notices, Demo: a.Config.Demo,
	}
}

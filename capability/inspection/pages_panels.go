package inspection

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/ui"
)

// casePanel says on the case's page at the desk which visits there were, and leads to them.
func (s *Service) casePanel(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok {
		return nil, nil
	}
	visits, err := s.Visits(ctx, shown.File)
	if err != nil {
		return nil, err
	}
	me := actor.From(ctx)
	v := &view{File: shown.File, visits: visits, me: me, mayOrder: mayOrder(me, shown.File) == nil}
	if len(visits) == 0 && !v.mayOrder && shown.VisitTask() == nil {
		return nil, nil
	}
	return casePanel(v), nil
}

// applicantPanel tells the applicant of the visit that is planned, and what to prepare. Who
// comes is told by office: inspectors show their papers at the door.
//
// Basis: 行政许可法, art. 34(3).
func (s *Service) applicantPanel(ctx context.Context) (templ.Component, error) {
	shown, ok := casework.Shown(ctx)
	if !ok || shown.Desk {
		return nil, nil
	}
	visits, err := s.Visits(ctx, shown.File)
	if err != nil || len(visits) == 0 {
		return nil, err
	}
	last := visits[len(visits)-1]
	if last.Cancelled != "" {
		return nil, nil
	}
	return applicantPanel(last, shown.Item.Department.Name), nil
}

// worklistPanel lists above the worklist the visits in which its reader goes.
func (s *Service) worklistPanel(ctx context.Context) (templ.Component, error) {
	if actor.From(ctx).Kind != actor.Staff {
		return nil, nil
	}
	list, err := s.Mine(ctx)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var cards []ui.Card
	for _, v := range list {
		c, err := s.Casework.Case(ctx, v.CaseNo)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			continue // of a reader who has moved to another department
		}
		if err != nil {
			return nil, err
		}
		url := base(c.ShortNo) + "/" + v.ID.String()
		cards = append(cards, ui.Card{
			Title: t(ctx, "mine", when(ctx, v)), URL: url, Text: c.ItemName, Facts: []string{c.ShortNo, withWhom(ctx, v)}, Tags: []ui.TagProps{standing(ctx, v)},
			Action: &ui.LinkBtnProps{Text: t(ctx, "record-open"), URL: url, Kind: ui.Primary, What: c.ShortNo},
		})
	}
	return ui.Cards(cards), nil
}

// when is the day a visit is planned for, and the hour if there is one.
func when(ctx context.Context, v *Visit) string {
	return strings.TrimSpace(day(ctx, v.PlannedOn) + " " + v.PlannedAt)
}

// withWhom names the departments that take part.
func withWhom(ctx context.Context, v *Visit) string {
	var names []string
	for _, p := range v.Parts {
		if p.Name != "" {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, t(ctx, "between"))
}

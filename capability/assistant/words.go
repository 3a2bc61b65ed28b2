package assistant

import (
	"context"
	"strings"

	"tongban/capability/catalogue"
	"tongban/capability/place"
	"tongban/kernel/message"
	"tongban/ui"
)

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "assistant."+key, args...)
}

// office returns what a department is called: as place knows it, which has English
// names, otherwise as its services say.
func (v view) office(ctx context.Context, o catalogue.Office) string {
	if label, known := v.offices[o.Code]; known {
		return label.In(ctx)
	}
	return strings.TrimSpace(o.Name)
}

// view is what pages know beside the services: how departments are called.
type view struct{ offices map[string]place.Label }

// view reads the names of the departments, which are in memory.
func (s *Service) view(ctx context.Context) (view, error) {
	all, err := s.place.Departments(ctx)
	if err != nil {
		return view{}, err
	}
	v := view{offices: map[string]place.Label{}}
	for _, d := range all {
		v.offices[d.Code] = d.Label
	}
	return v, nil
}

// cards are services as lists show them, with the words of queries marked. With go
// the links count what is opened.
func (v view) cards(ctx context.Context, items []catalogue.Summary, link func(code string) string, queries ...string) []ui.Card {
	cards := make([]ui.Card, len(items))
	for i, s := range items {
		name := s.In(ctx)
		cards[i] = ui.Card{
			Title: name, Marks: marks(name, queries...), URL: link(s.Code),
			Facts: v.facts(ctx, s), Tags: []ui.TagProps{catalogue.StartTag(ctx, s.Online, s.Elsewhere)},
		}
		if s.Result != "" {
			cards[i].Text = t(ctx, "card.result", s.ResultIn(ctx))
		}
	}
	return cards
}

// title says why these services are offered.
func (o Offer) title(ctx context.Context) string {
	if o.Opened {
		return t(ctx, "offer.opened")
	}
	return t(ctx, "offer.online")
}

// facts are who offers a service, and how long it takes where that is known.
func (v view) facts(ctx context.Context, s catalogue.Summary) []string {
	facts := []string{v.office(ctx, catalogue.Office{Code: s.Department.Code, Name: s.Department.Name})}
	if s.PromisedLimit.Unit != "" {
		facts = append(facts, t(ctx, "fact.promised", s.PromisedLimit.Words(ctx)))
	}
	switch {
	case s.OnSiteVisits > 0:
		facts = append(facts, t(ctx, "fact.visits", s.OnSiteVisits))
	case s.Online || s.Elsewhere: // "no need to come" helps nobody who can only come
		facts = append(facts, t(ctx, "fact.no-visits"))
	}
	return facts
}

// plainly leads to a service's page.
func plainly(code string) string { return "/items/" + code }

// typeKeys are the kinds of items that have a name of ours in both languages.
var typeKeys = map[string]bool{
	"01": true, "02": true, "03": true, "04": true, "05": true, "06": true, "07": true, "08": true, "09": true, "10": true, "20": true,
}

func typeTitle(ctx context.Context, kind catalogue.ItemType) string {
	if typeKeys[kind.Code] {
		return t(ctx, "type."+kind.Code)
	}
	return kind.Name
}

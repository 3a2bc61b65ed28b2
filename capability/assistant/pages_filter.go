package assistant

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"

	"tongban/capability/catalogue"
	"tongban/capability/place"
	"tongban/ui"
)

// narrowed reports whether anything but its words narrows a query.
func narrowed(q catalogue.Query) bool {
	return q.Object != 0 || q.Theme != "" || q.Type != "" || q.Department != "" || q.Region != "" || q.Online
}

// regionChoice is a region somebody may narrow by.
type regionChoice struct {
	place.Region
	items int
}

// regionChoices returns the regions from the topmost down to the chosen one, and those
// below it. A region nobody knows has none.
func (s *Service) regionChoices(ctx context.Context, chosen string, all catalogue.Tally) ([]regionChoice, error) {
	var regions []place.Region
	if chosen != "" {
		path, err := s.place.Path(ctx, chosen)
		if err != nil {
			chosen = ""
		}
		regions = append(regions, path...)
	}
	below, err := s.place.Children(ctx, chosen)
	if err != nil {
		return nil, err
	}
	regions = append(regions, below...)
	if len(regions) == 1 { // one province or city is no choice
		if below, err = s.place.Children(ctx, regions[0].Code); err != nil {
			return nil, err
		}
		regions = append(regions, below...)
	}
	var choices []regionChoice
	for _, r := range regions {
		if n := all.In(r.Code); n > 0 || r.Code == chosen {
			choices = append(choices, regionChoice{r, n})
		}
	}
	return choices, nil
}

// choice is a value a list can be narrowed by, with how many it leaves.
type choice struct {
	value, label string
	items        int
}

// mostChoices bounds what is offered; pages of departments and regions list all.
const mostChoices = 60

// options writes choices, most frequent first, for a select.
func options(ctx context.Context, choices []choice) []ui.Option {
	slices.SortFunc(choices, func(a, b choice) int {
		return cmp.Or(cmp.Compare(b.items, a.items), cmp.Compare(a.label, b.label))
	})
	return inOrder(ctx, choices[:min(len(choices), mostChoices)])
}

func inOrder(ctx context.Context, choices []choice) (list []ui.Option) {
	for _, c := range choices {
		list = append(list, ui.Option{Value: c.value, Label: t(ctx, "filter.option", c.label, c.items)})
	}
	return list
}

func (r results) objects(ctx context.Context) (list []choice) {
	for object, n := range r.Tally.Objects {
		list = append(list, choice{strconv.Itoa(object), catalogue.ObjectTitle(ctx, object), n})
	}
	slices.SortFunc(list, func(a, b choice) int { return cmp.Compare(a.value, b.value) })
	return list
}

func (r results) themes(ctx context.Context) (list []choice) {
	for theme, n := range r.Tally.Themes {
		list = append(list, choice{theme.Slug(), t(ctx, "filter.theme-"+theme.Group, theme.Title(ctx)), n})
	}
	slices.SortFunc(list, func(a, b choice) int { return cmp.Compare(b.value, a.value) })
	return list
}

func (r results) types(ctx context.Context) (list []choice) {
	for kind, n := range r.Tally.Types {
		list = append(list, choice{kind.Code, typeTitle(ctx, kind), n})
	}
	return list
}

func (r results) departments(ctx context.Context) []choice {
	byCode := map[string]choice{}
	for office, n := range r.Tally.Departments {
		byCode[office.Code] = choice{office.Code, r.office(ctx, office), n + byCode[office.Code].items}
	}
	return slices.Collect(maps.Values(byCode))
}

func (r results) places(ctx context.Context) (list []choice) {
	for _, region := range r.regions {
		list = append(list, choice{region.Code, region.In(ctx), region.items})
	}
	return list
}

// questions are the ways to narrow what was found.
func (r results) questions(ctx context.Context) (fields []ui.FieldProps) {
	q := r.Query
	for _, one := range []struct {
		name, value string
		options     []ui.Option
	}{
		{"object", number(q.Object), inOrder(ctx, r.objects(ctx))},
		{"theme", q.Theme, inOrder(ctx, r.themes(ctx))},
		{"type", q.Type, options(ctx, r.types(ctx))},
		{"department", q.Department, options(ctx, r.departments(ctx))},
		{"region", q.Region, inOrder(ctx, r.places(ctx))},
	} {
		if len(one.options) > 1 || one.value != "" {
			fields = append(fields, ui.FieldProps{
				Kind: ui.SelectField, Name: one.name, Label: t(ctx, "filter."+one.name), Value: one.value, Options: one.options,
				Empty: t(ctx, "filter.any"),
			})
		}
	}
	return fields
}

// words are what the narrowed list keeps of the search.
func (r results) words() []ui.Hidden {
	if r.Query.Text == "" {
		return nil
	}
	return []ui.Hidden{{Name: "q", Value: r.Query.Text}}
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// chosen are what narrows the list now, each leading to the list without it.
func (r results) chosen(ctx context.Context) (links []ui.Link) {
	without := func(value string, choices []choice, change func(q *catalogue.Query)) {
		if value == "" {
			return
		}
		label := t(ctx, "filter.unknown")
		if at := slices.IndexFunc(choices, func(c choice) bool { return c.value == value }); at >= 0 {
			label = choices[at].label
		}
		q := r.Query
		q.Cursor = ""
		change(&q)
		links = append(links, ui.Link{Text: label, URL: addressOf(q)})
	}
	without(number(r.Query.Object), r.objects(ctx), func(q *catalogue.Query) { q.Object = 0 })
	without(r.Query.Theme, r.themes(ctx), func(q *catalogue.Query) { q.Theme = "" })
	without(r.Query.Type, r.types(ctx), func(q *catalogue.Query) { q.Type = "" })
	without(r.Query.Department, r.departments(ctx), func(q *catalogue.Query) { q.Department = "" })
	without(r.Query.Region, r.places(ctx), func(q *catalogue.Query) { q.Region = "" })
	if r.Query.Online {
		without("1", []choice{{"1", t(ctx, "filter.online"), 0}}, func(q *catalogue.Query) { q.Online = false })
	}
	return links
}

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
// below it; without one, those to begin with.
func (s *Service) regionChoices(ctx context.Context, chosen string, all catalogue.Tally) ([]regionChoice, error) {
	regions, err := s.topmost(ctx, all)
	if path, unknown := s.place.Path(ctx, chosen); unknown == nil {
		below, _ := s.place.Children(ctx, chosen) // known, as its path is
		regions = slices.Concat(path, below)
	}
	if err != nil {
		return nil, err
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

func objects(ctx context.Context, all catalogue.Tally) (list []choice) {
	for object, n := range all.Objects {
		list = append(list, choice{strconv.Itoa(object), catalogue.ObjectTitle(ctx, object), n})
	}
	slices.SortFunc(list, func(a, b choice) int { return cmp.Compare(a.value, b.value) })
	return list
}

func themes(ctx context.Context, all catalogue.Tally) (list []choice) {
	for theme, n := range all.Themes {
		list = append(list, choice{theme.Slug(), t(ctx, "filter.theme-"+theme.Group, theme.Title(ctx)), n})
	}
	slices.SortFunc(list, func(a, b choice) int { return cmp.Compare(b.value, a.value) })
	return list
}

func types(ctx context.Context, all catalogue.Tally) (list []choice) {
	for kind, n := range all.Types {
		list = append(list, choice{kind.Code, typeTitle(ctx, kind), n})
	}
	return list
}

func (v view) departments(ctx context.Context, all catalogue.Tally) []choice {
	byCode := map[string]choice{}
	for office, n := range all.Departments {
		byCode[office.Code] = choice{office.Code, v.office(ctx, office), n + byCode[office.Code].items}
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
		{"object", number(q.Object), inOrder(ctx, objects(ctx, r.Tally))},
		{"theme", q.Theme, inOrder(ctx, themes(ctx, r.Tally))},
		{"type", q.Type, options(ctx, types(ctx, r.Tally))},
		{"department", q.Department, options(ctx, r.departments(ctx, r.Tally))},
		{"region", q.Region, inOrder(ctx, r.places(ctx))},
	} {
		if len(one.options) < 2 && one.value == "" {
			continue
		}
		if one.value != "" && !slices.ContainsFunc(one.options, func(o ui.Option) bool { return o.Value == one.value }) {
			one.options = append(one.options, ui.Option{Value: one.value, Label: t(ctx, "filter.option", r.labels[one.name], 0)})
		}
		fields = append(fields, ui.FieldProps{
			Kind: ui.SelectField, Name: one.name, Label: t(ctx, "filter."+one.name), Value: one.value, Options: one.options,
			Empty: t(ctx, "filter.any"),
		})
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

// namesOf names what narrows a query, by the names in the address. They are looked up
// among all services: a choice that leaves nothing has a name too.
func (r results) namesOf(ctx context.Context, all catalogue.Tally) map[string]string {
	labels := map[string]string{}
	for name, one := range map[string]struct {
		value   string
		choices []choice
	}{
		"object":     {number(r.Query.Object), objects(ctx, all)},
		"theme":      {r.Query.Theme, themes(ctx, all)},
		"type":       {r.Query.Type, types(ctx, all)},
		"department": {r.Query.Department, r.departments(ctx, all)},
		"region":     {r.Query.Region, r.places(ctx)},
	} {
		if one.value == "" {
			continue
		}
		labels[name] = t(ctx, "filter.unknown")
		if at := slices.IndexFunc(one.choices, func(c choice) bool { return c.value == one.value }); at >= 0 {
			labels[name] = one.choices[at].label
		}
	}
	if r.Query.Online {
		labels["online"] = t(ctx, "filter.online")
	}
	return labels
}

// chosen are what narrows the list now, each leading to the list without it.
func (r results) chosen() (links []ui.Link) {
	for _, one := range []struct {
		name  string
		clear func(q *catalogue.Query)
	}{
		{"object", func(q *catalogue.Query) { q.Object = 0 }},
		{"theme", func(q *catalogue.Query) { q.Theme = "" }},
		{"type", func(q *catalogue.Query) { q.Type = "" }},
		{"department", func(q *catalogue.Query) { q.Department = "" }},
		{"region", func(q *catalogue.Query) { q.Region = "" }},
		{"online", func(q *catalogue.Query) { q.Online = false }},
	} {
		if label := r.labels[one.name]; label != "" {
			q := r.Query
			q.Cursor = ""
			one.clear(&q)
			links = append(links, ui.Link{Text: label, URL: addressOf(q)})
		}
	}
	return links
}

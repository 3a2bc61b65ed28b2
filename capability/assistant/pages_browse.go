package assistant

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// shelf is the services of one theme, stage, department or region.
type shelf struct {
	view
	Found
	title, lead string
	back        ui.Link
	path        string // its address without a cursor
	territory   *Territory
}

// list finds the services of a shelf.
func (p pages) list(r *http.Request, q catalogue.Query, s shelf) (shelf, error) {
	q.Cursor = r.URL.Query().Get("cursor")
	found, err := p.service.Find(r.Context(), q)
	if err != nil {
		return shelf{}, err
	}
	s.Found = found
	s.view, err = p.service.view(r.Context())
	return s, err
}

func (s shelf) next() string {
	if s.Next == "" {
		return ""
	}
	return s.path + "?" + url.Values{"cursor": {s.Next}}.Encode()
}

// first is the address of the first page, empty if this is it.
func (s shelf) first() string {
	if s.Query.Cursor == "" {
		return ""
	}
	return s.path
}

// stagesOfLife is the page of a life by its stages.
const stagesOfLife = "/life"

// ways are the ways to browse.
func ways(ctx context.Context) []ui.Link {
	return []ui.Link{
		{Text: t(ctx, "browse.themes"), URL: "/themes", Icon: "apps"},
		{Text: t(ctx, "browse.stages"), URL: stagesOfLife, Icon: "user"},
		{Text: t(ctx, "browse.departments"), URL: "/departments", Icon: "building"},
		{Text: t(ctx, "browse.regions"), URL: "/regions", Icon: "map-pin"},
	}
}

// themes lists the life events.
func (p pages) themes(w http.ResponseWriter, r *http.Request) error {
	all, err := p.service.Find(r.Context(), catalogue.Query{Count: true, Limit: 1})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, themesPage(all.Tally.Themes))
}

// theme lists the services of one life event.
func (p pages) theme(w http.ResponseWriter, r *http.Request) error {
	ctx, theme := r.Context(), catalogue.ThemeOf(r.PathValue("theme"))
	s, err := p.list(r, catalogue.Query{Theme: theme.Slug()}, shelf{
		back: ui.Link{Text: t(ctx, "browse.themes"), URL: "/themes"}, path: "/themes/" + theme.Slug(),
	})
	if err != nil {
		return err
	}
	if s.Total == 0 {
		return fault.New(fault.NotFound, "assistant.unknown-theme")
	}
	s.title, s.lead = theme.Title(ctx), t(ctx, "themes."+theme.Group)
	return web.Render(w, r, http.StatusOK, shelfPage(s))
}

// departments lists who offers services.
func (p pages) departments(w http.ResponseWriter, r *http.Request) error {
	list, err := p.service.Bureaus(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, departmentsPage(list))
}

// department lists the services of one department.
func (p pages) department(w http.ResponseWriter, r *http.Request) error {
	ctx, code := r.Context(), r.PathValue("code")
	s, err := p.list(r, catalogue.Query{Department: code}, shelf{
		back: ui.Link{Text: t(ctx, "browse.departments"), URL: "/departments"}, path: "/departments/" + url.PathEscape(code),
	})
	if err != nil {
		return err
	}
	if s.Total == 0 {
		return fault.New(fault.NotFound, "assistant.unknown-department")
	}
	s.title, s.lead = s.office(ctx, catalogue.Office{Code: code, Name: s.Items[0].Department.Name}), t(ctx, "themes.items", s.Total)
	return web.Render(w, r, http.StatusOK, shelfPage(s))
}

// regions lists the topmost regions.
func (p pages) regions(w http.ResponseWriter, r *http.Request) error {
	all, err := p.service.Territory(r.Context(), "")
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, regionsPage(all))
}

// region shows what the levels of government offer the people of one region.
func (p pages) region(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	territory, err := p.service.Territory(ctx, r.PathValue("code"))
	if err != nil {
		return err
	}
	here := territory.here()
	s, err := p.list(r, catalogue.Query{Only: of(here.Code)}, shelf{
		title: t(ctx, "region.title", here.In(ctx)), back: territory.up(ctx), path: "/regions/" + here.Code, territory: &territory,
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, shelfPage(s))
}

// here is the region itself.
func (a Territory) here() Level { return a.Path[len(a.Path)-1] }

// up leads one level up.
func (a Territory) up(ctx context.Context) ui.Link {
	if len(a.Path) < 2 {
		return ui.Link{Text: t(ctx, "browse.regions"), URL: "/regions"}
	}
	above := a.Path[len(a.Path)-2]
	return ui.Link{Text: above.In(ctx), URL: "/regions/" + above.Code}
}

// levelRows say how many services each level from the top down offers itself.
func (a Territory) levelRows(ctx context.Context) (rows []ui.SummaryRow) {
	for _, level := range a.Path {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "level."+strconv.Itoa(level.Level)), Body: ui.TextLink(level.link(ctx))})
	}
	return rows
}

func (l Level) link(ctx context.Context) ui.Link {
	return ui.Link{Text: t(ctx, "filter.option", l.In(ctx), l.Items), URL: "/regions/" + l.Code}
}

// tiles are regions as ways on.
func tiles(ctx context.Context, levels []Level) []ui.Tile {
	list := make([]ui.Tile, len(levels))
	for i, l := range levels {
		list[i] = ui.Tile{Title: l.In(ctx), Note: t(ctx, "region.own", l.Items), URL: "/regions/" + l.Code, Icon: iconName("map-pin")}
	}
	return list
}

// themeTiles are the themes of a group that have services, in their official order.
func themeTiles(ctx context.Context, themes map[catalogue.Theme]int, group string) (tiles []ui.Tile) {
	var list []catalogue.Theme
	for theme := range themes {
		if theme.Group == group {
			list = append(list, theme)
		}
	}
	slices.SortFunc(list, func(a, b catalogue.Theme) int { return cmp.Compare(a.Code, b.Code) })
	for _, theme := range list {
		tiles = append(tiles, ui.Tile{
			Title: theme.Title(ctx), Note: t(ctx, "themes.items", themes[theme]), URL: "/themes/" + theme.Slug(), Icon: icon(theme),
		})
	}
	return tiles
}

// letters groups departments by the letter they are listed under.
func letters(list []Bureau) (groups [][]Bureau) {
	for _, b := range list {
		if n := len(groups); n > 0 && groups[n-1][0].Letter == b.Letter {
			groups[n-1] = append(groups[n-1], b)
			continue
		}
		groups = append(groups, []Bureau{b})
	}
	return groups
}

// ownFirst parts the departments of the place itself from those that came with an
// imported list.
func ownFirst(list []Bureau) (own, others []Bureau) {
	for _, b := range list {
		if b.Known {
			own = append(own, b)
		} else {
			others = append(others, b)
		}
	}
	return own, others
}

// link leads to the services of a department.
func (b Bureau) link(ctx context.Context) ui.Link {
	return ui.Link{Text: t(ctx, "filter.option", b.In(ctx), b.Items), URL: "/departments/" + url.PathEscape(b.Code)}
}

// letterRows are the departments of each letter.
func letterRows(ctx context.Context, list []Bureau) (rows []ui.SummaryRow) {
	for _, group := range letters(list) {
		var links []ui.Link
		for _, b := range group {
			links = append(links, b.link(ctx))
		}
		rows = append(rows, ui.SummaryRow{Key: group[0].Letter, Body: ui.Links(links)})
	}
	return rows
}

// whole leads to all that the people of a region can use.
func (a Territory) whole(ctx context.Context) *ui.Link {
	return &ui.Link{Text: t(ctx, "region.all", a.All), URL: addressOf(catalogue.Query{Region: a.here().Code})}
}

// instead leads on from a shelf without services.
func (s shelf) instead(ctx context.Context) *ui.Link {
	if s.territory != nil && s.territory.All > 0 {
		return s.territory.whole(ctx)
	}
	return &ui.Link{Text: t(ctx, "search.browse"), URL: "/themes"}
}

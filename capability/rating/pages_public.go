package rating

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"tongban/capability/catalogue"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// monthly is what everybody reads of a month.
type monthly struct {
	Figures
	month      Month
	now        Month
	department string // its code, "" for all
	said       []Rating
	reforms    []*FollowUp
}

func (p pages) figures(w http.ResponseWriter, r *http.Request) error {
	v := monthly{now: monthOf(p.Clock.Now()), department: r.FormValue("department")}
	v.month = v.now
	if n, err := strconv.Atoi(r.FormValue("month")); err == nil {
		v.month = Month(n)
	}
	var err error
	if v.Figures, err = p.Figures(r.Context(), Query{From: v.month, To: v.month, Department: v.department}); err != nil {
		return err
	}
	if v.department == "" {
		if v.said, v.reforms, err = p.Typical(r.Context(), v.month); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, figuresPage(v))
}

// monthName writes a month for people.
func monthName(ctx context.Context, m Month) string {
	return t(ctx, "month", strconv.Itoa(int(m/100)), strconv.Itoa(int(m%100)))
}

// address is where the figures of a month are, of a department if one is named.
func (v monthly) address(m Month, department string) string {
	at := "/ratings?month=" + strconv.Itoa(int(m))
	if department != "" {
		at += "&department=" + department
	}
	return at
}

// percent writes a rate with what it is of; only how many there are if they are too few.
func percent(ctx context.Context, r Rate) string {
	if !r.Known() {
		return t(ctx, "rate-none")
	}
	tenths := r.PerMille()
	return t(ctx, "rate", strconv.Itoa(tenths/10)+"."+strconv.Itoa(tenths%10), r.N, r.Of)
}

// rateRows are the nine indicators with their formulas. Those of what people said are left
// out where so few did that they might be known by it.
func (v monthly) rateRows(ctx context.Context) []ui.SummaryRow {
	rates, few := v.Rates(v.Good), v.Small
	var rows []ui.SummaryRow
	for _, one := range []struct {
		key  string
		rate Rate
		said bool
	}{
		{"active", rates.Active, false}, {"good", rates.Good, true}, {"very", rates.Very, true}, {"bad", rates.Bad, true}, {"reformed", rates.Reformed, true},
		{"in-time", rates.InTime, true}, {"called-back", rates.CalledBack, true}, {"second", rates.Second, true}, {"coverage", rates.Coverage, false},
	} {
		value := percent(ctx, one.rate)
		if few && one.said {
			value = t(ctx, "few", least)
		}
		formula := t(ctx, "formula."+one.key)
		if one.key == "good" || one.key == "second" {
			formula = t(ctx, "formula."+one.key, t(ctx, "up-to", gradeName(ctx, v.Good)))
		}
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "indicator."+one.key), Value: value, Body: ui.Muted(formula)})
	}
	return rows
}

// gradeRows are how often each grade was given.
func (v monthly) gradeRows(ctx context.Context) []ui.TableRow {
	var rows []ui.TableRow
	for _, g := range Grades {
		n := v.Grades[g]
		rows = append(rows, ui.TableRow{Cells: []templ.Component{
			ui.Plain(gradeName(ctx, g)), ui.Plain(message.Number(int64(n))), ui.Plain(percent(ctx, Rate{n, v.Valid()})),
		}})
	}
	return rows
}

// groupRows are the departments, or the items of one. Of small ones only the cases are told.
func (v monthly) groupRows(ctx context.Context) []ui.TableRow {
	var rows []ui.TableRow
	for i := range v.Groups {
		g := &v.Groups[i]
		var name templ.Component = ui.TextLink(ui.Link{Text: g.Name, URL: v.address(v.month, g.Key)})
		if v.department != "" {
			name = ui.TextLink(ui.Link{Text: g.Name, URL: "/items/" + g.Key})
		}
		rates, cells := g.Rates(v.Good), []templ.Component{name, ui.Plain(message.Number(int64(g.Ended)))}
		if g.Small {
			cells = append(cells, ui.Plain(t(ctx, "few", least)), ui.Plain("—"), ui.Plain("—"))
		} else {
			cells = append(cells, ui.Plain(message.Number(int64(g.Given()))), ui.Plain(percent(ctx, rates.Good)), ui.Plain(percent(ctx, rates.Bad)))
		}
		rows = append(rows, ui.TableRow{Cells: cells})
	}
	return rows
}

// tagLines are the reasons most often given.
func (v monthly) tagLines(ctx context.Context) []string {
	var lines []string
	for _, one := range v.Tags {
		if one.N >= least {
			lines = append(lines, t(ctx, "tag-n", tagName(ctx, one.Tag), t(ctx, "dimension."+string(one.Tag.Of())), one.N))
		}
	}
	return lines
}

// ofItem says on an item's page how the last year's cases were rated.
func (p pages) ofItem(ctx context.Context) (templ.Component, error) {
	item, ok := catalogue.Shown(ctx)
	if !ok {
		return nil, nil
	}
	now := monthOf(p.Clock.Now())
	f, err := p.Figures(ctx, Query{From: now.Before(11), To: now, Item: item.Code})
	if err != nil || f.Given() == 0 {
		return nil, err
	}
	return itemPanel(f), nil
}

// itemRows are the summary on an item's page.
func itemRows(ctx context.Context, f Figures) []ui.SummaryRow {
	if f.Small {
		return []ui.SummaryRow{{Key: t(ctx, "indicator.good"), Value: t(ctx, "few", least)}}
	}
	rates := f.Rates(f.Good)
	return []ui.SummaryRow{
		{Key: t(ctx, "indicator.good"), Value: percent(ctx, rates.Good)}, {Key: t(ctx, "indicator.bad"), Value: percent(ctx, rates.Bad)},
		{Key: t(ctx, "indicator.active"), Value: percent(ctx, rates.Active)},
	}
}

package catalogue

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"tongban/kernel/module"
	"tongban/kernel/web"
	"tongban/ui"
)

type pages struct{ service *Service }

// item shows the guide to one item (办事指南).
func (p pages) item(w http.ResponseWriter, r *http.Request) error {
	item, err := p.service.Published(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	added, err := fill(withShown(r.Context(), item))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, itemPage(item, p.service.Online(item), added))
}

// added is what other capabilities say on an item's page.
type added struct{ history, announcements []templ.Component }

func fill(ctx context.Context) (a added, err error) {
	if a.history, err = module.Fill(ctx, HistoryPlace); err != nil {
		return a, err
	}
	a.announcements, err = module.Fill(ctx, AnnouncementsPlace)
	return a, err
}

func durationRows(ctx context.Context, item *Item) []ui.SummaryRow {
	rows := []ui.SummaryRow{
		{Key: t(ctx, "duration.promised"), Value: item.PromisedLimit.Words(ctx)},
	}
	for _, track := range item.TrackLimits {
		limit := Limit{Value: track.PromisedWorkdays, Unit: "workday"}
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "duration.track", track.Track), Value: limit.Words(ctx)})
	}
	rows = append(rows, []ui.SummaryRow{
		{Key: t(ctx, "duration.statutory"), Value: item.StatutoryLimit.Words(ctx), Body: statutory(item)},
		{Key: t(ctx, "duration.acceptance"), Value: item.acceptanceWords(ctx)},
		{Key: t(ctx, "duration.stages"), Body: stages(item)},
	}...)
	if len(item.SpecialProcedures) > 0 {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "duration.more"), Body: special(item)})
	}
	return rows
}

func stageLines(ctx context.Context, item *Item) (lines []string) {
	for _, stage := range item.Stages {
		limit := Limit{Value: stage.LimitWorkdays, Unit: "workday"}.Words(ctx)
		lines = append(lines, t(ctx, "stage."+stage.Clock, stage.Name, limit))
	}
	return lines
}

func lawRows(item *Item) (rows []ui.SummaryRow) {
	for _, b := range item.LegalBasis {
		rows = append(rows, ui.SummaryRow{Key: b.Title, Body: basis(b)})
	}
	return rows
}

func materialRows(item *Item, list []Material) (rows []ui.SummaryRow) {
	for _, m := range list {
		rows = append(rows, ui.SummaryRow{Key: m.Name, Body: material(item, m)})
	}
	return rows
}

// acceptanceWords says how long acceptance may take and what silence means.
func (i *Item) acceptanceWords(ctx context.Context) string {
	if i.Regime.AcceptanceWorkdays == 0 {
		return t(ctx, "acceptance.at-once")
	}
	return t(ctx, "acceptance."+i.Regime.DeemedAcceptance, i.Regime.AcceptanceWorkdays)
}

// given returns the answer to show: what was answered, else the default.
func (q Question) given(answers Answers) any {
	if answer, ok := answers[q.ID]; ok {
		return answer
	}
	return q.Default
}

// text writes a bool as the value of its radio button.
func (q Question) text(given any) any {
	if b, ok := given.(bool); ok {
		return strconv.FormatBool(b)
	}
	return given
}

func (q Question) choices() []ui.Option {
	options := make([]ui.Option, len(q.Options))
	for i, o := range q.Options {
		options[i] = ui.Option{Value: o.Value, Label: o.Label}
	}
	return options
}

func chosenTexts(given any) (texts []string) {
	for _, one := range list(given) {
		texts = append(texts, value(one))
	}
	return texts
}

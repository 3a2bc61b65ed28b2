package credit

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// standingView is how somebody stands, as its reader is told.
type standingView struct {
	Standing
	matter *Matter // the case at the desk; nil for whom it is about
	level  bool    // the reader is told the level
}

// credit shows somebody how they stand.
func (p pages) credit(w http.ResponseWriter, r *http.Request) error {
	found, err := p.Mine(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, creditPage(standingView{Standing: found, level: true}))
}

// ofCase shows what is open to the applicant of a case.
func (p pages) ofCase(w http.ResponseWriter, r *http.Request) error {
	m, found, err := p.OfCase(r.Context(), r.PathValue("no"))
	if err != nil {
		return err
	}
	supervises := actor.From(r.Context()).Is(actor.Supervisor)
	return web.Render(w, r, http.StatusOK, ofCasePage(standingView{Standing: found, matter: &m, level: supervises}))
}

var levelTones = map[Letter]ui.Tone{A: ui.OK, B: ui.OK, C: ui.Warn, D: ui.Bad}

func levelTag(ctx context.Context, l Level) ui.TagProps {
	return ui.TagProps{Tone: levelTones[l.Letter], Text: t(ctx, "level."+string(l.Letter))}
}

// levelRows explain a level: by which rule, from which facts, since when.
func (v standingView) levelRows(ctx context.Context) []ui.SummaryRow {
	rows := []ui.SummaryRow{
		{Key: t(ctx, "row.level"), Body: ui.Tag(levelTag(ctx, v.Level))},
		{Key: t(ctx, "row.rule"), Value: t(ctx, "level-rule."+string(v.Level.Letter))},
	}
	if v.Level.Since != 0 {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.since"), Value: message.Date(ctx, v.Level.Since.Start())})
	}
	if len(v.Reasons) > 0 {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.facts"), Body: v.reasons(v.Reasons)})
	}
	return rows
}

// wayRows say what is open, and for which facts it is not.
func (v standingView) wayRows(ctx context.Context) []ui.SummaryRow {
	rows := make([]ui.SummaryRow, len(v.Ways))
	for i, way := range v.Ways {
		rows[i].Key = t(ctx, "effect."+string(way.Effect))
		switch {
		case way.Effect == Inspection:
			rows[i].Value = t(ctx, "share", strconv.Itoa(way.Share))
		case way.May.OK:
			rows[i].Value = t(ctx, "open")
		default:
			rows[i].Value = t(ctx, "closed")
		}
		if len(way.May.Reasons) > 0 {
			rows[i].Body = v.reasons(way.May.Reasons)
		}
	}
	return rows
}

// reasons are facts in words; whom they are about reads them in full from here.
func (v standingView) reasons(list []Reason) templ.Component {
	items := make([]templ.Component, len(list))
	for i, one := range list {
		switch at := one.URL(); {
		case at == "", v.matter != nil && one.Own:
			items[i] = ui.Plain(one.Words)
		default:
			items[i] = ui.TextLink(ui.Link{Text: one.Words, URL: at})
		}
	}
	return ui.List(items)
}

// repairList is a list of repairs as its page shows it.
type repairList struct {
	cards []ui.Card
	open  bool
	next  string
	from  *ui.Link // where somebody begins one, if the list is empty
}

func repairTag(ctx context.Context, r *Repair, today calendar.Date) ui.TagProps {
	if r.late(today) {
		return ui.TagProps{Tone: ui.Bad, Text: t(ctx, "repair-state.late")}
	}
	tone := map[RepairState]ui.Tone{Asked: ui.Warn, Granted: ui.OK, Refused: ui.Bad, Dropped: ui.Mute, Needless: ui.Mute}[r.State]
	return ui.TagProps{Tone: tone, Text: t(ctx, "repair-state."+string(r.State))}
}

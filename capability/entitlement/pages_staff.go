package entitlement

import (
	"context"
	"net/http"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

const programmesURL = "/admin/entitlements"

func programmeURL(code string) string { return programmesURL + "/" + code }

func (p pages) programmes(w http.ResponseWriter, r *http.Request) error {
	list, err := p.Standings(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, programmesPage(list))
}

// programmeView is the page of one programme.
type programmeView struct {
	Standing
	may  bool // the reader may switch it
	mode string
	why  string
	errs ui.FieldErrors
}

func (p pages) shown(r *http.Request) (v programmeView, err error) {
	if v.Standing, err = p.Standing(r.Context(), r.PathValue("code")); err != nil {
		return v, err
	}
	v.may = access.May(actor.From(r.Context()), access.EntitlementSwitch, access.Object{Department: v.Round.Department}) == nil
	v.mode = string(v.Round.Mode)
	return v, nil
}

func (p pages) oneProgramme(w http.ResponseWriter, r *http.Request) error {
	v, err := p.shown(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, programmePage(v))
}

func (p pages) switchProgramme(w http.ResponseWriter, r *http.Request) error {
	v, err := p.shown(r)
	if err != nil {
		return err
	}
	v.mode, v.why = r.PostFormValue("mode"), r.PostFormValue("why")
	_, err = p.Switch(keyed(r), v.Code, Mode(v.mode), v.why)
	if err == nil {
		return web.Redirect(w, r, programmeURL(v.Code))
	}
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	v.errs = ui.ErrorsOf(r.Context(), err)
	return web.Render(w, r, web.StatusOf(err), programmePage(v))
}

// name is what a programme is called: its item.
func (s Standing) name() string {
	if s.Item == nil {
		return s.Code
	}
	return s.Item.Name
}

// modeTag says whether a programme runs.
func (s Standing) modeTag(ctx context.Context) ui.TagProps {
	switch {
	case !s.Told():
		return ui.TagProps{Tone: ui.Mute, Text: t(ctx, "mode.untold")}
	case s.Round.Mode == On:
		return ui.TagProps{Tone: ui.OK, Text: t(ctx, "mode.on")}
	}
	return ui.TagProps{Tone: ui.Warn, Text: t(ctx, "mode."+string(s.Round.Mode))}
}

// counted are the states in the order of the figures.
var counted = []State{Open, Confirmed, Declined, Objected, Expired, Lapsed, Settled, Halted}

// figureRows are the figures of one programme.
func (s Standing) figureRows(ctx context.Context) []ui.SummaryRow {
	rows := []ui.SummaryRow{
		{Key: t(ctx, "looked"), Value: message.Number(int64(s.Round.LastLooked))},
		{Key: t(ctx, "matched"), Value: message.Number(int64(s.Round.LastMatched))},
		{Key: t(ctx, "invited"), Value: message.Number(int64(s.Figures.All()))},
	}
	for _, state := range counted {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "state."+string(state)), Value: message.Number(int64(s.Figures[state]))})
	}
	return append(rows, ui.SummaryRow{Key: t(ctx, "objectors"), Value: message.Number(int64(s.Objecting))})
}

// lastRound says when everybody was looked at last.
func (s Standing) lastRound(ctx context.Context) string {
	if s.Round.EndedAt.IsZero() {
		return t(ctx, "round-none")
	}
	return message.DateTime(ctx, s.Round.EndedAt)
}

// inputRows are what the rule is told, and where that comes from.
func (s Standing) inputRows(ctx context.Context) (rows []ui.SummaryRow) {
	for _, one := range s.Inputs {
		rows = append(rows, ui.SummaryRow{Key: in(ctx, one.Label, one.LabelEn), Value: t(ctx, "kind."+string(one.Kind))})
	}
	return rows
}

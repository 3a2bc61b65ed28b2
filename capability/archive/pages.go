package archive

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// pages are the pages of the archive.
type pages struct{ *Service }

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "archive."+key, args...)
}

// perPage is how many rows a list shows.
const perPage = 20

// shownList is a list as its page shows it.
type shownList struct {
	status Status
	rows   []ui.TableRow
	next   string
}

func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l := shownList{status: Status(r.FormValue("status"))}
	if !slices.Contains(Statuses, l.status) {
		l.status = Checked
	}
	before, _ := id.Parse(r.FormValue("before")) // what is no id begins at the top
	list, err := p.List(ctx, l.status, before, perPage+1)
	if err != nil {
		return err
	}
	if len(list) > perPage {
		list = list[:perPage]
		l.next = "/desk/archive?status=" + string(l.status) + "&before=" + list[perPage-1].ID.String()
	}
	for i := range list {
		e := &list[i]
		l.rows = append(l.rows, ui.TableRow{Cells: []templ.Component{
			ui.TextLink(ui.Link{Text: e.ItemName, URL: url(e)}), ui.ShortCode(e.No), ui.Plain(message.Stamp(e.FinishedAt)), ui.Tag(tag(ctx, e)),
		}})
	}
	return web.Render(w, r, http.StatusOK, listPage(l))
}

// emptyText says where cases are before they are where one looks first.
func emptyText(ctx context.Context, s Status) string {
	if s != Checked {
		return ""
	}
	return t(ctx, "none-text")
}

func url(e *Entry) string { return "/desk/archive/" + e.No }

func tag(ctx context.Context, e *Entry) ui.TagProps {
	tones := map[Status]ui.Tone{None: ui.Mute, Packaged: ui.Bad, Checked: ui.OK, Transferred: ui.Info}
	return ui.TagProps{Tone: tones[e.Status], Text: t(ctx, "status."+string(e.Status))}
}

// shown is an entry as its page shows it.
type shown struct {
	*Entry
	may bool // take it out
	to  string
	err ui.FieldErrors
}

func (p pages) shown(r *http.Request) (shown, error) {
	e, err := p.Entry(r.Context(), r.PathValue("no"))
	if err != nil {
		return shown{}, err
	}
	return shown{Entry: e, may: access.May(actor.From(r.Context()), access.ArchiveExport, e.object()) == nil}, nil
}

func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	s, err := p.shown(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, entryPage(s))
}

// export hands the package out; one that fails its checks shows what was found.
func (p pages) export(w http.ResponseWriter, r *http.Request) error {
	e, data, err := p.Export(r.Context(), r.PathValue("no"))
	if fault.KindOf(err) == fault.Conflict && err != nil {
		s, missing := p.shown(r)
		if missing != nil {
			return missing
		}
		s.err = ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, http.StatusConflict, entryPage(s))
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Disposition", fileName(e))
	http.ServeContent(w, r, "", clock.Real.Now(), bytes.NewReader(data))
	return nil
}

func fileName(e *Entry) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": e.No + ".zip"})
}

func (p pages) transfer(w http.ResponseWriter, r *http.Request) error {
	to := r.PostFormValue("to")
	err := p.Transfer(r.Context(), r.PathValue("no"), to)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		s, missing := p.shown(r)
		if missing != nil {
			return missing
		}
		s.to, s.err = to, ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, web.StatusOf(err), entryPage(s))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/archive/"+r.PathValue("no"))
}

func rows(ctx context.Context, s shown) []ui.SummaryRow {
	list := []ui.SummaryRow{
		{Key: t(ctx, "row.no"), Body: ui.TextLink(ui.Link{Text: s.No, URL: "/desk/cases/" + s.No})},
		{Key: t(ctx, "row.finished"), Value: message.DateTime(ctx, s.FinishedAt)},
	}
	if !s.PackagedAt.IsZero() {
		list = append(list, ui.SummaryRow{Key: t(ctx, "row.packaged"), Value: message.DateTime(ctx, s.PackagedAt)},
			ui.SummaryRow{Key: t(ctx, "row.size"), Value: message.Number(s.Size)}, ui.SummaryRow{Key: t(ctx, "row.digest"), Body: ui.Code(s.Digest)})
	}
	if !s.TransferredAt.IsZero() {
		list = append(list, ui.SummaryRow{Key: t(ctx, "row.transferred"), Value: message.DateTime(ctx, s.TransferredAt)},
			ui.SummaryRow{Key: t(ctx, "row.to"), Value: s.TransferredTo})
	}
	return list
}

// checkRows say what each check has found.
func checkRows(ctx context.Context, r Report) []ui.SummaryRow {
	var list []ui.SummaryRow
	for _, c := range Checks {
		row := ui.SummaryRow{Key: t(ctx, "check."+string(c)), Body: ui.Tag(ui.TagProps{Tone: ui.OK, Text: t(ctx, "passed")})}
		if found := r.Of(c); len(found) > 0 {
			row.Body = ui.Bullets(sentences(ctx, found))
		}
		list = append(list, row)
	}
	return list
}

// sentences put findings into words.
func sentences(ctx context.Context, found []Finding) []string {
	var lines []string
	for _, f := range found {
		lines = append(lines, t(ctx, "why."+f.Why, f.About))
	}
	return lines
}

package rating

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// perPage is how many rows a list shows.
const perPage = 20

// officeList is the office's list as its page shows it.
type officeList struct {
	closed   bool
	moderate bool // the reader may read texts
	rows     []ui.TableRow
	next     string
}

func (p pages) office(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	by := actor.From(ctx)
	l := officeList{closed: r.FormValue("show") == "closed", moderate: access.Has(by, access.RatingModerate)}
	if l.moderate && !access.Has(by, access.RatingRead) {
		return web.Redirect(w, r, "/desk/rating-texts")
	}
	list, err := p.Office(ctx, l.closed, parseCursor(r.FormValue("after")), perPage+1)
	if err != nil {
		return err
	}
	if len(list) > perPage {
		list = list[:perPage]
		last := list[perPage-1]
		l.next = "/desk/ratings?show=" + r.FormValue("show") + "&after=" + Cursor{last.DueOn, last.ID}.String()
	}
	for _, f := range list {
		l.rows = append(l.rows, ui.TableRow{Cells: []templ.Component{
			ui.TextLink(ui.Link{Text: f.ItemName, URL: f.URL()}), ui.Tag(GradeTag(ctx, f.Grade)), ui.Plain(calendar.DateOf(f.OpenedAt).String()),
			ui.Plain(f.Office), ui.Plain(owner(ctx, f)), standCell(p.standing(ctx, f)),
		}})
	}
	return web.Render(w, r, http.StatusOK, officePage(l))
}

// owner is who is responsible for a follow-up.
func owner(ctx context.Context, f *FollowUp) string {
	if f.TakenBy == 0 {
		return t(ctx, "nobody")
	}
	return f.TakenName
}

// standing is where a follow-up stands, as tags.
func (p pages) standing(ctx context.Context, f *FollowUp) []ui.TagProps {
	tags := []ui.TagProps{statusTag(ctx, f)}
	today := calendar.DateOf(p.Clock.Now())
	if f.LateContact || f.isLateContact(today) {
		tags = append(tags, ui.TagProps{Tone: ui.Bad, Text: t(ctx, "late-contact"), Icon: "clock"})
	}
	switch {
	case f.Status.IsOpen():
		left := p.Calendar().WorkdaysBetween(today, f.DueOn)
		if f.isLate(today) {
			return append(tags, ui.TagProps{Tone: ui.Bad, Text: t(ctx, "over", -left), Icon: "clock"})
		}
		return append(tags, ui.TagProps{Tone: ui.Info, Text: t(ctx, "left", left), Icon: "clock"})
	case f.Late:
		tags = append(tags, ui.TagProps{Tone: ui.Warn, Text: t(ctx, "was-late")})
	}
	return tags
}

func statusTag(ctx context.Context, f *FollowUp) ui.TagProps {
	tone := ui.Info
	switch f.Status {
	case Reformed, Explained, Upheld:
		tone = ui.OK
	case Excluded:
		tone = ui.Mute
	case Disputed, Doubted, Extending:
		tone = ui.Warn
	}
	return ui.TagProps{Tone: tone, Text: t(ctx, "status."+string(f.Status))}
}

// handling is a follow-up with what its reader may do.
type handling struct {
	*FollowUp
	notes   []Note
	tags    []ui.TagProps
	next    []Event
	mine    bool // the reader is responsible and it is open
	late    bool
	rater   *Rater // as asked for just now
	caseURL string // where what they rate is looked at
	form    func(string) string
	errs    ui.FieldErrors
}

func (h handling) may(e Event) bool { return slices.Contains(h.next, e) }

// isOthers reports whether somebody else is working on it.
func (h handling) isOthers() bool {
	return h.Status.IsOpen() && h.TakenBy != 0 && !h.mine && !waitsForDecision(h.FollowUp)
}

// choice is a decision between two, nil if the reader has none to take.
func (h handling) choice() []Event {
	var events []Event
	for _, e := range h.next {
		if isDecision(e) {
			events = append(events, e)
		}
	}
	return events
}

func idOf(r *http.Request) (id.ID, error) {
	key, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return 0, errUnknown
	}
	return key, nil
}

func (p pages) handling(r *http.Request) (handling, error) {
	key, err := idOf(r)
	if err != nil {
		return handling{}, err
	}
	f, notes, err := p.FollowUp(r.Context(), key)
	if err != nil {
		return handling{}, err
	}
	by := actor.From(r.Context())
	return handling{
		FollowUp: f, notes: notes, tags: p.standing(r.Context(), f), next: f.next(by), mine: f.Status.IsOpen() && f.TakenBy.String() == by.ID,
		late: f.isLate(calendar.DateOf(p.Clock.Now())), form: r.PostFormValue,
	}, nil
}

func (p pages) followUp(w http.ResponseWriter, r *http.Request) error {
	h, err := p.handling(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, followUpPage(h))
}

// rater shows who rated to the one responsible; that they asked is logged.
func (p pages) rater(w http.ResponseWriter, r *http.Request) error {
	key, err := idOf(r)
	if err != nil {
		return err
	}
	rater, err := p.Rater(r.Context(), key)
	if err != nil {
		return err
	}
	h, err := p.handling(r)
	if err != nil {
		return err
	}
	h.rater, h.caseURL = &rater, p.deskURL(rater.CaseNo)
	return web.Render(w, r, http.StatusOK, followUpPage(h))
}

// step does what a form of the page says.
func (p pages) step(w http.ResponseWriter, r *http.Request) error {
	key, err := idOf(r)
	if err != nil {
		return err
	}
	ctx, form := keyed(r), r.PostFormValue
	switch r.PathValue("step") {
	case "take":
		err = p.Take(ctx, key)
	case "contact":
		if !slices.Contains([]string{"yes", "no"}, form("reached")) {
			err = fault.InvalidFields([]fault.Field{{Name: "reached", Key: "rating.wrong.reached"}})
			break
		}
		err = p.Contact(ctx, key, Call{Way: Way(form("way")), Reached: form("reached") == "yes", Note: form("note")})
	case "close":
		err = p.Close(ctx, key, Event(form("outcome")), form("answer"))
	case "ask-time":
		err = p.AskTime(ctx, key, form("why"))
	case "doubt":
		err = p.Doubt(ctx, key, Ground(form("ground")), form("reason"))
	case "decide":
		err = p.Decide(ctx, key, Event(form("decision")), form("why"))
	default:
		err = errUnknown
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		h, unknown := p.handling(r)
		if unknown != nil {
			return unknown
		}
		h.errs = ui.ErrorsOf(ctx, err)
		return web.Render(w, r, web.StatusOf(err), followUpPage(h))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/ratings/"+key.String())
}

// facts say what was rated and how, never by whom.
func (h handling) facts(ctx context.Context) []ui.SummaryRow {
	rows := []ui.SummaryRow{
		{Key: t(ctx, "row.item"), Value: h.ItemName}, {Key: t(ctx, "row.office"), Value: h.Office},
		{Key: t(ctx, "row.grade"), Body: ui.Tag(GradeTag(ctx, h.Grade))}, {Key: t(ctx, "row.day"), Value: message.Date(ctx, h.OpenedAt)}, // no hour: it would tell which case
	}
	if len(h.Tags) > 0 {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.tags"), Value: tagNames(ctx, h.Tags)})
	}
	if h.Text != "" {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.text"), Value: h.Text})
	}
	if h.Anonymous {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.name"), Value: t(ctx, "unnamed-desk")})
	}
	rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.owner"), Value: owner(ctx, h.FollowUp)})
	if h.Status.IsOpen() {
		if !h.Anonymous && !h.Reached {
			rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.contact-by"), Value: message.Date(ctx, h.ContactBy.Start())})
		}
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.due"), Value: message.Date(ctx, h.DueOn.Start())})
	}
	if h.Answer != "" {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.answer"), Value: h.Answer})
	}
	if h.Second != Unrated {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.second"), Body: ui.Tag(GradeTag(ctx, h.Second))})
	}
	return rows
}

// story tells what happened, the latest first.
func (h handling) story(ctx context.Context) []ui.TimelineEvent {
	var events []ui.TimelineEvent
	for _, n := range h.notes {
		e := ui.TimelineEvent{Title: t(ctx, "event."+string(n.Event)), Time: message.DateTime(ctx, n.At), By: n.Name, Note: n.Text, Tone: ui.Info}
		if n.Detail != "" {
			e.Title += t(ctx, "in-brackets", t(ctx, "detail."+string(n.Event)+"."+n.Detail))
		}
		if n.Event == Dispute {
			e.By = t(ctx, "by-rater")
		}
		events = append(events, e)
	}
	return events
}

// textList is what waits for a moderator.
type textList struct {
	texts []Words
	next  string
	wrong id.ID // whose form was wrong
	typed string
	errs  ui.FieldErrors
	read  bool // the reader also sees follow-ups
}

func (p pages) textList(r *http.Request) (textList, error) {
	after, _ := id.Parse(r.FormValue("after")) // what is no id begins at the top
	found, err := p.Texts(r.Context(), after, perPage+1)
	l := textList{texts: found, read: access.Has(actor.From(r.Context()), access.RatingRead)}
	if len(found) > perPage {
		l.texts = found[:perPage]
		l.next = "/desk/rating-texts?after=" + found[perPage-1].Rating.String()
	}
	return l, err
}

func (p pages) texts(w http.ResponseWriter, r *http.Request) error {
	l, err := p.textList(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, textsPage(l))
}

func (p pages) moderate(w http.ResponseWriter, r *http.Request) error {
	key, err := idOf(r)
	if err != nil {
		return err
	}
	if r.PostFormValue("go") == "withhold" {
		err = p.Withhold(r.Context(), key)
	} else {
		err = p.Publish(r.Context(), key, r.PostFormValue(textName(key)))
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		l, unknown := p.textList(r)
		if unknown != nil {
			return unknown
		}
		l.wrong, l.typed, l.errs = key, r.PostFormValue(textName(key)), ui.ErrorsOf(r.Context(), err)
		for i := range l.errs {
			l.errs[i].Name = textName(key)
		}
		return web.Render(w, r, web.StatusOf(err), textsPage(l))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/desk/rating-texts")
}

// errsOf are the mistakes in the form of a text.
func (l textList) errsOf(key id.ID) ui.FieldErrors {
	if key == l.wrong {
		return l.errs
	}
	return nil
}

// valueOf is what stands in the form of a text.
func (l textList) valueOf(one Words) string {
	if one.Rating == l.wrong {
		return l.typed
	}
	return one.Text
}

// textName is the name of a text's box.
func textName(key id.ID) string { return "text-" + key.String() }

package bundlecase

import (
	"context"

	"tongban/capability/access"
	"tongban/capability/bundle"
	"tongban/capability/casework"
	"tongban/capability/rating"
	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/ui"
)

// view is a run with what its page works out.
type view struct {
	*Run
	files   map[string]*casework.File // by component, of what the reader may open
	todo    []todo
	mayStop bool
	ratings map[id.ID]*rating.Rating // by run and case
}

// todo is something that the applicant has to do.
type todo struct {
	part *Part
	key  string // of its texts
	url  string
}

func (s *Service) view(ctx context.Context, no string) (view, error) {
	r, err := s.Find(ctx, no)
	if err != nil {
		return view{}, err
	}
	v := view{Run: r, files: map[string]*casework.File{}, mayStop: access.May(actor.From(ctx), access.CaseWithdraw, r.object()) == nil}
	for _, p := range r.Parts {
		if p.State == Yours {
			v.todo = append(v.todo, todo{p, "draft", "/apply/" + p.Application.String()})
		}
		if p.CaseNo == "" {
			continue
		}
		f, err := s.Cases.File(ctx, p.CaseNo)
		if err != nil {
			if orNone(err) == nil {
				continue // an agent whose power does not cover the item
			}
			return view{}, err
		}
		v.files[p.Code] = f
		if key, url := turnOf(ctx, f); key != "" {
			v.todo = append(v.todo, todo{p, key, url})
		}
	}
	v.ratings, err = s.ratingsOf(ctx, r)
	return v, err
}

// turnOf is what its applicant has to do with a case, "" if nothing: what the case itself waits
// for, or what others say on its page must not be missed.
func turnOf(ctx context.Context, f *casework.File) (key, url string) {
	at := casework.CaseURL(f.Case.ShortNo)
	switch {
	case f.Case.Status == casework.InCorrection:
		return "correct", at + "/correction"
	case f.Mending():
		return "mend", at + "/correction"
	case f.HearingOpen():
		return "hearing", at + "/request-hearing"
	case f.Waits():
		return "collect", at
	}
	panels, err := casework.Fill(ctx, casework.TurnPlace, casework.ShownCase{File: f})
	if err == nil && len(panels) > 0 {
		return "look", at
	}
	return "", ""
}

// standTag shows how a run stands.
func standTag(ctx context.Context, s Stand) ui.TagProps {
	tone := map[Stand]ui.Tone{Going: ui.Info, Turn: ui.Warn, Done: ui.OK, Partly: ui.Warn, Failed: ui.Bad, Stopped: ui.Mute}[s]
	return ui.TagProps{Tone: tone, Text: t(ctx, "stand."+string(s))}
}

// stateTag shows where a part stands.
func stateTag(ctx context.Context, p *Part) ui.TagProps {
	tone := map[State]ui.Tone{
		Waiting: ui.Mute, Yours: ui.Warn, Running: ui.Info, Held: ui.OK, Granted: ui.OK, Unneeded: ui.OK,
		Denied: ui.Bad, Withdrawn: ui.Mute, Ended: ui.Bad, Cancelled: ui.Mute,
	}[p.State]
	key := string(p.State)
	if p.Kind == bundle.Check && (p.State == Granted || p.State == Denied) {
		key = "check-" + key
	}
	return ui.TagProps{Tone: tone, Text: t(ctx, "state."+key)}
}

// tag shows where a part stands, as its case says it while that runs or where it was refused.
func (v view) tag(ctx context.Context, p *Part) ui.TagProps {
	if f := v.files[p.Code]; f != nil && (p.State == Running || p.State == Denied) {
		return f.OutcomeTag(ctx)
	}
	return stateTag(ctx, p)
}

// says tells what a part waits for or came to, and what to do next.
func (r *Run) says(ctx context.Context, p *Part) string {
	switch p.State {
	case Waiting:
		if names := r.missing(p); len(names) > 0 {
			return t(ctx, "says.waiting", message.Join(ctx, names))
		}
		return t(ctx, "says.free")
	case Running:
		if p.Kind == bundle.External {
			return t(ctx, "says.external", p.Office)
		}
		return t(ctx, "says.running")
	case Held:
		return t(ctx, "says.held", p.Cause)
	case Cancelled:
		if r.tookBack(p) {
			return t(ctx, "says.cancelled-withdrawn", r.nameOf(p.Cause))
		}
		return t(ctx, "says.cancelled", r.nameOf(p.Cause))
	case Granted, Denied, Ended:
		switch p.Reason {
		case "reported":
			return t(ctx, "says.reported", r.Lead, p.Words)
		case "check-held":
			return t(ctx, "says.check-held", p.Licence, p.Cause)
		case "check-none":
			return t(ctx, "says.check-none", p.Licence)
		case "refused", "lapsed", "terminated":
			return t(ctx, "says."+p.Reason)
		}
		if p.State == Granted && !p.Usable {
			return t(ctx, "says.issuing")
		}
	}
	return t(ctx, "says."+string(p.State))
}

// missing are the names of what p waits for.
func (r *Run) missing(p *Part) (names []string) {
	for _, code := range p.Needs {
		if other := r.part(code); other != nil && !other.isThere() {
			names = append(names, other.Name)
		}
	}
	return names
}

// cards are the parts with what each says and where it leads.
func (v view) cards(ctx context.Context) (cards []ui.Card) {
	for _, p := range v.Parts {
		card := ui.Card{Title: p.Name, Text: v.says(ctx, p), Needed: true, Tags: []ui.TagProps{v.tag(ctx, p)}}
		if p.Office != "" {
			card.Facts = append(card.Facts, p.Office)
		}
		if !p.Required {
			card.Facts = append(card.Facts, t(ctx, "optional"))
		}
		if f := v.files[p.Code]; f != nil {
			card.URL, card.Due = casework.CaseURL(p.ShortNo), f.Badge(ctx)
			card.Facts = append(card.Facts, p.ShortNo)
			if p.State == Running {
				card.Text = v.goesOn(ctx, p, f)
			}
		} else if alone(p) {
			card.Action = &ui.LinkBtnProps{Text: t(ctx, "alone"), URL: "/items/" + p.Code, What: p.Name}
		}
		cards = append(cards, card)
	}
	return cards
}

// todos are what the applicant has to do, each with the way there.
func (v view) todos(ctx context.Context) (cards []ui.Card) {
	for i, one := range v.todo {
		b := &ui.LinkBtnProps{Text: t(ctx, "todo."+one.key+".go"), URL: one.url, What: one.part.Name}
		if i == 0 {
			b.Kind = ui.Primary
		}
		card := ui.Card{Title: one.part.Name, Text: t(ctx, "todo."+one.key+".text"), Needed: true, Action: b}
		if f := v.files[one.part.Code]; f != nil {
			card.Due = f.Badge(ctx)
		}
		cards = append(cards, card)
	}
	return cards
}

// steps are the parts in the order in which they can be done, beside each other what can be done
// at once.
func (v view) steps(ctx context.Context) (steps []ui.Step) {
	depth := map[string]int{}
	for _, p := range v.Parts {
		for _, code := range p.Needs {
			depth[p.Code] = max(depth[p.Code], depth[code]+1)
		}
		for len(steps) <= depth[p.Code] {
			steps = append(steps, ui.Step{})
		}
		at := &steps[depth[p.Code]]
		at.Beside = append(at.Beside, ui.Step{Title: p.Name, State: stepOf(p), Note: v.tag(ctx, p).Text})
	}
	for i := range steps {
		one := &steps[i]
		if len(one.Beside) == 1 {
			*one = one.Beside[0]
			continue
		}
		one.Title, one.State = t(ctx, "beside", len(one.Beside)), together(one.Beside)
	}
	return steps
}

func stepOf(p *Part) ui.StepState {
	switch {
	case p.State.isBad():
		return ui.StepStopped
	case p.isThere():
		return ui.StepDone
	case p.State == Waiting:
		return ui.StepTodo
	}
	return ui.StepNow
}

// together is how far steps are that are taken at the same time.
func together(list []ui.Step) ui.StepState {
	count := map[ui.StepState]int{}
	for _, s := range list {
		count[s.State]++
	}
	switch {
	case count[ui.StepNow] > 0:
		return ui.StepNow
	case count[ui.StepTodo] == len(list):
		return ui.StepTodo
	case count[ui.StepTodo] > 0:
		return ui.StepNow
	case count[ui.StepStopped] == len(list):
		return ui.StepStopped
	}
	return ui.StepDone
}

// results are the licences that the parts have resulted in.
func (v view) results() (rows []ui.SummaryRow) {
	for _, p := range v.Parts {
		f := v.files[p.Code]
		if p.State == Held {
			rows = append(rows, ui.SummaryRow{Key: p.Name, Body: ui.TextLink(ui.Link{Text: p.Cause, URL: "/licences"})})
			continue
		}
		if f == nil || f.Result() == nil {
			continue
		}
		rows = append(rows, ui.SummaryRow{Key: f.Item.Result.Name, Body: ui.TextLink(ui.Link{Text: f.Result().Detail.Licence, URL: "/licences"})})
	}
	return rows
}

// facts are the particulars of a run.
func (v view) facts(ctx context.Context) []ui.SummaryRow {
	rows := []ui.SummaryRow{
		{Key: t(ctx, "row.no"), Body: ui.Code(v.No)},
		{Key: t(ctx, "row.lead"), Value: v.Lead},
		{Key: t(ctx, "row.received"), Value: message.DateTime(ctx, v.ReceivedAt)},
	}
	if v.DueOn != 0 && v.Stand.IsOpen() {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.due"), Value: message.Date(ctx, v.DueOn.Start())})
	}
	if !v.FinishedAt.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "row.finished"), Value: message.DateTime(ctx, v.FinishedAt)})
	}
	return rows
}

// outcome says how the whole stands: what has come about, what has not.
func (v view) outcome(ctx context.Context) ui.BannerProps {
	var good, bad []string
	var open, ahead int
	for _, p := range v.Parts {
		switch {
		case p.State == Waiting:
			ahead++
		case p.isOpen():
			open++
		case p.State.isBad():
			bad = append(bad, p.Name)
		default:
			good = append(good, p.Name)
		}
	}
	b := ui.BannerProps{Tone: standTag(ctx, v.Stand).Tone}
	switch v.Stand {
	case Going, Turn:
		if v.isFresh() {
			return v.received(ctx, ahead)
		}
		b.Tone, b.Title = ui.Info, t(ctx, "banner.running", len(v.Parts), len(good), open, ahead)
		if len(bad) > 0 {
			b.Text = t(ctx, "banner.lost", message.Join(ctx, bad))
		}
		if v.Stopping {
			b.Text = t(ctx, "banner.kept")
		}
	case Partly:
		b.Title, b.Text = t(ctx, "banner.partly", len(good), len(bad)), t(ctx, "banner.partly-text", message.Join(ctx, good), message.Join(ctx, bad))
	default:
		b.Title, b.Text = t(ctx, "banner."+string(v.Stand)), t(ctx, "banner."+string(v.Stand)+"-text")
	}
	return b
}

// runCards lists runs as their applicant sees them.
func runCards(ctx context.Context, list []*Run) (cards []ui.Card) {
	for _, r := range list {
		cards = append(cards, ui.Card{
			Title: r.Name, URL: r.URL(), Facts: []string{r.No, message.Date(ctx, r.ReceivedAt), t(ctx, "parts", len(r.Parts))},
			Tags: []ui.TagProps{standTag(ctx, r.Stand)},
		})
	}
	return cards
}

// stopLines says what a withdrawal does to each part.
func (v view) stopLines(ctx context.Context, code string) (lines []string) {
	for _, p := range v.Parts {
		if code != "" && p.Code != code || !p.isOpen() && !p.State.isGood() {
			continue
		}
		f := v.files[p.Code]
		switch {
		case p.State.isGood():
			lines = append(lines, t(ctx, "withdraw.granted", p.Name))
		case f != nil && !f.May(casework.Withdraw):
			lines = append(lines, t(ctx, "withdraw.kept", p.Name))
		case p.State == Running:
			lines = append(lines, t(ctx, "withdraw.running", p.Name))
		default:
			lines = append(lines, t(ctx, "withdraw.waiting", p.Name))
		}
	}
	if code != "" {
		for _, p := range v.Parts {
			if p.State == Waiting && v.dependsOn(p, code) {
				lines = append(lines, t(ctx, "withdraw.dependant", p.Name))
			}
		}
	}
	return append(lines, t(ctx, "withdraw.again"))
}

// dependsOn reports whether p needs a part, directly or not.
func (r *Run) dependsOn(p *Part, code string) bool {
	for _, need := range p.Needs {
		if other := r.part(need); need == code || other != nil && r.dependsOn(other, code) {
			return true
		}
	}
	return false
}

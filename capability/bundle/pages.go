package bundle

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/catalogue"
	"tongban/kernel/condition"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/module"
	"tongban/kernel/web"
	"tongban/ui"
)

type pages struct{ *Service }

// FiguresPlace is the place below the comparison on the public page of a bundle, for what real
// cases say. Its Render asks Shown which bundle.
const FiguresPlace = "bundle.figures"

type shownKey struct{}

// Shown returns the bundle whose page is being drawn.
func Shown(ctx context.Context) (*Joint, bool) {
	j, ok := ctx.Value(shownKey{}).(*Joint)
	return j, ok
}

// view is the public page of a bundle as one reader has asked for it.
type view struct {
	*Joint
	answers catalogue.Answers
	faults  []fault.Field
	plan    catalogue.Plan
	asked   bool // some question was answered
	tally   Tally
	figures []templ.Component
}

// list shows what is offered as one.
func (p pages) list(w http.ResponseWriter, r *http.Request) error {
	offered, err := p.Offered(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, listPage(offered))
}

// show says what a bundle does, what it spares and what to bring, for the answers in the
// address.
func (p pages) show(w http.ResponseWriter, r *http.Request) error {
	j, ended, err := p.Joint(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	if ended != nil {
		status := http.StatusOK
		if ended.State == catalogue.Retired {
			status = http.StatusGone
		}
		return web.Render(w, r, status, endedPage(ended))
	}
	ctx := context.WithValue(r.Context(), shownKey{}, j)
	v := view{Joint: j}
	v.answers, v.faults = j.Item.DecodeAnswers(r.URL.Query())
	v.plan, v.asked = j.Plan(v.answers), len(v.answers) > 0
	v.tally = j.Tally(v.usual())
	if v.figures, err = module.Fill(ctx, FiguresPlace); err != nil {
		return err
	}
	return web.Render(w, r.WithContext(ctx), http.StatusOK, showPage(v))
}

// usual are the reader's answers; while nothing is answered, those with which everything is
// done that can be.
func (v view) usual() catalogue.Answers {
	if v.asked && v.plan.Complete() && !v.plan.Blocked() {
		return v.answers
	}
	return v.Everything()
}

// Everything are answers to the joint guide with which every component takes part that can.
func (j *Joint) Everything() catalogue.Answers {
	answers := catalogue.Answers{}
	for _, q := range j.Questions {
		for _, p := range j.Parts {
			if c := p.When; c != nil && c.Var == q.ID {
				answers[q.ID] = meeting(q, *c, answers[q.ID])
			}
		}
	}
	for range len(j.Item.Scenarios) + 1 {
		open := j.Plan(answers).Open
		if len(open) == 0 {
			break
		}
		for _, q := range open {
			answers[q.ID] = j.harmless(q, answers)
		}
	}
	return answers
}

// meeting is an answer to q that makes c true, beside those it already makes.
func meeting(q catalogue.Question, c catalogue.Condition, before any) any {
	switch {
	case q.Type == "multi":
		list, _ := before.([]string)
		for _, one := range c.Values() {
			if name, isText := one.(string); isText && !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
		return list
	case c.Op == "gte" || c.Op == "eq":
		n, isNumber := condition.Number(c.Value)
		if earlier, had := condition.Number(before); isNumber && had {
			return max(n, earlier)
		}
		return c.Value
	}
	return before
}

// harmless is the first answer to q that ends nothing and leaves nobody out.
func (j *Joint) harmless(q catalogue.Question, answers catalogue.Answers) any {
	var ways []any
	switch q.Type {
	case "bool":
		ways = []any{true, false}
	case "number":
		ways = []any{1.0}
	case "date":
		ways = []any{"2026-01-01"}
	case "multi":
		for _, o := range q.Options {
			ways = append(ways, []string{o.Value})
		}
	default:
		for _, o := range q.Options {
			ways = append(ways, o.Value)
		}
	}
	best, most := ways[0], -1
	for _, way := range ways {
		tried := catalogue.Answers{q.ID: way}
		for key, value := range answers {
			tried[key] = value
		}
		if plan, found := j.plan(tried); !plan.Blocked() && len(found) > most {
			best, most = way, len(found)
		}
	}
	return best
}

// say is a text of the bundle or its items in the reader's language.
func (j *Joint) say(ctx context.Context, text string) string {
	said, _ := j.Item.In(ctx, text)
	return said
}

// startURL begins the application with the answers already given.
func (v view) startURL() string {
	input := url.Values{"item": {v.Code}}
	for _, q := range v.Item.Scenarios {
		for _, one := range condition.List(v.answers[q.ID]) {
			input.Add(q.ID, text(one))
		}
	}
	return "/apply/new?" + input.Encode()
}

// cards are the bundles on offer.
func cards(ctx context.Context, list []*Joint) (cards []ui.Card) {
	for _, j := range list {
		n := j.Tally(j.Everything())
		cards = append(cards, ui.Card{
			Title: j.say(ctx, j.Name), URL: "/bundles/" + j.Code, Text: j.say(ctx, j.Summary),
			Facts: []string{t(ctx, "card.parts", len(j.Parts)), t(ctx, "card.fields", n.Together.Fields, n.Apart.Fields), t(ctx, "card.materials", n.Together.Materials, n.Apart.Materials)},
		})
	}
	return cards
}

// entries are what a bundle does, in order.
func (v view) entries(ctx context.Context) (list []ui.Entry) {
	chosen := v.Chosen(v.usual())
	for _, p := range v.Parts {
		list = append(list, ui.Entry{Title: v.say(ctx, p.Title()), URL: p.url(), Tags: v.tags(ctx, p, slices.Contains(chosen, p)), Body: ui.Muted(v.partWords(ctx, p))})
	}
	return list
}

// url is where the guide to a component by itself is.
func (p *Part) url() string {
	if p.Item == nil {
		return ""
	}
	return "/items/" + p.Code()
}

func (v view) tags(ctx context.Context, p *Part, chosen bool) (tags []ui.TagProps) {
	switch {
	case p.Kind == Check:
		tags = append(tags, ui.TagProps{Tone: ui.Info, Text: t(ctx, "tag.check")})
	case p.Kind == External:
		tags = append(tags, ui.TagProps{Tone: ui.Mute, Text: t(ctx, "tag.external")})
	case p.Required:
		tags = append(tags, ui.TagProps{Tone: ui.OK, Text: t(ctx, "tag.required")})
	case v.asked && !chosen:
		tags = append(tags, ui.TagProps{Tone: ui.Mute, Text: t(ctx, "tag.left-out")})
	default:
		tags = append(tags, ui.TagProps{Tone: ui.Mute, Text: t(ctx, "tag.optional")})
	}
	return tags
}

// partWords says who does a component, how soon, and what it waits for.
func (v view) partWords(ctx context.Context, p *Part) string {
	words := []string{v.say(ctx, p.DepartmentName())}
	if p.Item != nil && p.Item.PromisedLimit.Known() {
		words = append(words, t(ctx, "part.promised", p.Item.PromisedLimit.Words(ctx)))
	}
	var before []string
	for _, code := range p.DependsOn {
		if o, known := v.Part(code); known {
			before = append(before, v.say(ctx, o.Title()))
		}
	}
	switch {
	case p.Kind == External:
		words = append(words, t(ctx, "part.external"))
	case p.Kind == Check:
		words = append(words, t(ctx, "part.check"))
	case len(before) > 0:
		words = append(words, t(ctx, "part.after", strings.Join(before, t(ctx, "and"))))
	}
	return strings.Join(words, t(ctx, "sep"))
}

// compared are the rows of the comparison.
func (v view) compared(ctx context.Context) (rows []ui.TableRow) {
	a, b := v.tally.Apart, v.tally.Together
	row := func(what, apart, together string) {
		rows = append(rows, ui.TableRow{Cells: []templ.Component{ui.Plain(t(ctx, "compare."+what)), ui.Plain(apart), ui.Plain(together)}})
	}
	count := func(what string, apart, together int) {
		row(what, message.Number(int64(apart)), message.Number(int64(together)))
	}
	count("forms", a.Forms, b.Forms)
	count("fields", a.Fields, b.Fields)
	count("filled", a.Filled, b.Filled)
	count("materials", a.Materials, b.Materials)
	count("visits", a.Visits, b.Visits)
	row("days", days(a.Workdays), days(b.Workdays))
	return rows
}

// days writes working days without needless decimals.
func days(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// papers are what to bring.
func (v view) papers(ctx context.Context) (list []ui.Entry) {
	for _, m := range v.plan.Materials {
		var tags []ui.TagProps
		switch {
		case m.FromForm:
			tags = append(tags, ui.TagProps{Tone: ui.OK, Text: t(ctx, "paper.form")})
		case len(m.ReplaceableBy) > 0:
			tags = append(tags, ui.TagProps{Tone: ui.OK, Text: t(ctx, "paper.replaced")})
		case m.Necessity != catalogue.Required:
			tags = append(tags, ui.TagProps{Tone: ui.Mute, Text: t(ctx, "paper.optional")})
		}
		list = append(list, ui.Entry{Title: v.say(ctx, m.Name), Tags: tags})
	}
	return list
}

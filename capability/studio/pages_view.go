package studio

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"tongban/capability/access"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/ui"
)

// itemList is a page of the list.
type itemList struct {
	query  catalogue.EntryQuery
	page   catalogue.EntryPage
	counts catalogue.Counts
	names  map[string]string
}

// address is the list narrowed by q.
func address(q catalogue.EntryQuery) string {
	form := url.Values{}
	for name, value := range map[string]string{
		"state": string(q.State), "department": q.Department, "rule": q.Rule, "severity": string(q.Severity), "q": q.Text, "after": q.Cursor,
	} {
		if value != "" {
			form.Set(name, value)
		}
	}
	if len(form) == 0 {
		return "/admin/items"
	}
	return "/admin/items?" + form.Encode()
}

// narrowed reports whether the list shows less than everything.
func (l itemList) narrowed() bool {
	q := l.query
	q.Cursor = ""
	return q != catalogue.EntryQuery{}
}

func (l itemList) next() string {
	if l.page.Next == "" {
		return ""
	}
	q := l.query
	q.Cursor = l.page.Next
	return address(q)
}

func (l itemList) first() string {
	if l.query.Cursor == "" {
		return ""
	}
	q := l.query
	q.Cursor = ""
	return address(q)
}

// mostRules is how many kinds of findings the head of the list shows at once.
const mostRules = 8

// rules are the kinds of findings, the heaviest first, in two parts: those to see at
// once and the rest.
func (l itemList) rules() (first, rest []catalogue.RuleCount) {
	all := slices.Clone(l.counts.Rules)
	slices.SortStableFunc(all, func(a, b catalogue.RuleCount) int { return weight(b.Severity) - weight(a.Severity) })
	n := min(mostRules, len(all))
	return all[:n], all[n:]
}

// ruleName is a rule in a few words; its sentence is with the finding.
func ruleName(ctx context.Context, rule string) string {
	if key := "studio.rule." + rule; message.Known(ctx, key) {
		return message.T(ctx, key)
	}
	return t(ctx, "rule-unnamed")
}

func stateTag(ctx context.Context, state catalogue.State) ui.TagProps {
	tag := ui.TagProps{Tone: ui.Mute, Text: t(ctx, "state."+string(state))}
	switch state {
	case catalogue.Draft:
		tag.Icon = "pencil"
	case catalogue.Submitted, catalogue.Reviewed:
		tag.Tone = ui.Info
	case catalogue.Published:
		tag.Tone = ui.OK
	case catalogue.Suspended:
		tag.Tone = ui.Warn
	}
	return tag
}

func severityTag(ctx context.Context, severity catalogue.Severity) ui.TagProps {
	return ui.TagProps{Tone: toneOf(severity), Text: t(ctx, "severity."+string(severity))}
}

func toneOf(severity catalogue.Severity) ui.Tone {
	switch severity {
	case catalogue.Error:
		return ui.Bad
	case catalogue.Warning:
		return ui.Warn
	}
	return ui.Info
}

// findingTags say how many findings there are.
func findingTags(ctx context.Context, errors, warnings int) (tags []ui.TagProps) {
	if errors > 0 {
		tags = append(tags, ui.TagProps{Tone: ui.Bad, Text: t(ctx, "errors", errors)})
	}
	if warnings > 0 {
		tags = append(tags, ui.TagProps{Tone: ui.Warn, Text: t(ctx, "warnings", warnings)})
	}
	if len(tags) == 0 {
		tags = append(tags, ui.TagProps{Tone: ui.OK, Text: t(ctx, "no-findings")})
	}
	return tags
}

// whose is who did something: a person's name, or that it was an import.
func whose(ctx context.Context, names map[string]string, account string) string {
	if account == "" {
		return ""
	}
	return cmp.Or(names[account], t(ctx, "by-import"))
}

// itemView is an item as an editor or a publisher sees it.
type itemView struct {
	*catalogue.Entry
	me       actor.Actor
	names    map[string]string
	steps    []step
	barred   error // why the reader may not correct it now
	changes  []change
	compared bool // there is a version to compare with
	did      catalogue.Event
}

// separated reports whether the reader may not publish because the version is their
// own work.
func (v *itemView) separated() bool {
	return v.Head.State == catalogue.Reviewed && v.Head.Author == v.me.ID && access.Has(v.me, access.CataloguePublish)
}

// refuses says why the reader cannot take a step now.
func (v *itemView) refuses(c command) error {
	permission, object := access.CataloguePublish, access.Object{}
	if c.event == catalogue.Submit {
		permission = access.CatalogueEdit
	} else if c.open {
		object.By = v.Head.Author
	}
	if err := access.May(v.me, permission, object); err != nil {
		return err
	}
	return fault.New(fault.Conflict, "studio.not-now")
}

// leads returns the address of the field that mends a finding, empty if it is not
// mended here or not by this reader.
func (v *itemView) leads(f catalogue.Finding) string {
	topic, field, ok := place(f.Element)
	if !ok || v.barred != nil {
		return ""
	}
	return itemURL(v.Item.Code, "edit", topic.key) + "#" + ui.FieldID(field)
}

// findings are the findings, the heaviest first.
func (v *itemView) findings() []catalogue.Finding {
	sorted := slices.Clone(v.Findings)
	slices.SortStableFunc(sorted, func(a, b catalogue.Finding) int { return weight(b.Severity) - weight(a.Severity) })
	return sorted
}

// weight orders severities: the heavier, the larger.
func weight(severity catalogue.Severity) int {
	return slices.Index([]catalogue.Severity{catalogue.Notice, catalogue.Warning, catalogue.Error}, severity)
}

// holds reports whether the topic corrects what a finding is about.
func (t topic) holds(f catalogue.Finding) bool {
	owner, _, ok := place(f.Element)
	return ok && owner.key == t.key
}

// of are the findings the topic corrects.
func (t topic) of(findings []catalogue.Finding) (mine []catalogue.Finding, errors, warnings int) {
	for _, f := range findings {
		if !t.holds(f) {
			continue
		}
		mine = append(mine, f)
		switch f.Severity {
		case catalogue.Error:
			errors++
		case catalogue.Warning:
			warnings++
		}
	}
	return mine, errors, warnings
}

// placed leads mistakes to their fields on the topic's page; of one that is elsewhere
// in the item it says where.
func (t topic) placed(ctx context.Context, errs ui.FieldErrors) ui.FieldErrors {
	for i, e := range errs {
		owner, field, ok := place(e.Name)
		switch {
		case ok && owner.key == t.key:
			errs[i].Name = field
		case e.Name != "":
			errs[i] = ui.FieldError{Text: message.T(ctx, "studio.said", catalogue.Place(ctx, e.Name), e.Text)}
		}
	}
	return errs
}

// topicForm is a part of an item being corrected.
type topicForm struct {
	*itemView
	topic  topic
	values url.Values
	errs   ui.FieldErrors
	stale  string // what a colleague did meanwhile
	saved  bool
}

// typed reports whether the form came back with what was typed, which the findings
// of the stored version are not about.
func (f *topicForm) typed() bool { return f.values.Has("base") }

// warning is what the findings say about a field.
func (f *topicForm) warning(ctx context.Context, name string) string {
	if f.typed() {
		return ""
	}
	var sentences []string
	for _, finding := range f.Findings {
		if _, field, ok := place(finding.Element); ok && field == name {
			sentences = append(sentences, finding.Sentence(ctx))
		}
	}
	return strings.Join(sentences, t(ctx, "semicolon"))
}

func (f *topicForm) value(name string) string { return f.values.Get(name) }

// stepForm is a step somebody is about to take.
type stepForm struct {
	*itemView
	step
	reason string
	errs   ui.FieldErrors
	stale  string
}

// effects are what taking the step does.
func effects(ctx context.Context, f stepForm) []string {
	var lines []string
	for n := 1; n <= effectCount[f.event]; n++ {
		lines = append(lines, t(ctx, "effect."+string(f.event)+"."+plain(n)))
	}
	if f.event == catalogue.Publish && f.Current != nil {
		lines = append(lines, t(ctx, "effect.supersede", inForce(ctx, f.Entry)))
	}
	return lines
}

// effectCount is how many sentences there are about each step.
var effectCount = map[catalogue.Event]int{
	catalogue.Submit: 2, catalogue.Review: 2, catalogue.Publish: 2, catalogue.Return: 2,
	catalogue.Suspend: 3, catalogue.Resume: 2, catalogue.Retire: 4,
}

// reasonKey tells reasons for the public, for the author and for the record apart.
func reasonKey(c command) string {
	switch {
	case c.event == catalogue.Return:
		return "author"
	case c.reason:
		return "public"
	}
	return "note"
}

package procedure

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"tongban/capability/access"
	"tongban/capability/procedure/drawing"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// rows are the drawing as a list; nothing where there is no drawing.
func (v *view) rows() []drawing.Row {
	if v.doc == nil {
		return nil
	}
	return drawing.Outline(v.doc)
}

// outline is the list as it is shown, numbered by level.
func (v *view) outline(ctx context.Context) []ui.OutlineRow {
	var list []ui.OutlineRow
	var count []int
	for _, r := range v.rows() {
		for len(count) <= r.Depth {
			count = append(count, 0)
		}
		count = count[:r.Depth+1]
		count[r.Depth]++
		list = append(list, v.row(ctx, r, numbered(count)))
	}
	return list
}

// numbered writes a place in a list of lists: 2.1.3.
func numbered(count []int) string {
	parts := make([]string, len(count))
	for i, n := range count {
		parts[i] = strconv.Itoa(n)
	}
	return strings.Join(parts, ".")
}

// row is one line of the list.
func (v *view) row(ctx context.Context, r drawing.Row, number string) ui.OutlineRow {
	line := ui.OutlineRow{Depth: r.Depth, Number: number, Title: titleOf(ctx, r)}
	id := ""
	switch r.Sort {
	case drawing.Branch:
		id, line.Notes = r.Flow.ID, v.branchNotes(ctx, r)
	case drawing.Leap, drawing.Lost:
		return line
	default:
		id, line.Notes = r.Node.ID, v.facts(ctx, r.Node)
		line.Tags = kindTags(ctx, r.Node)
	}
	line.ID, line.Focus = "row-"+id, id == v.at
	for _, f := range v.faults {
		if f.Element == id {
			line.Wrong = append(line.Wrong, f.Sentence(ctx))
		}
	}
	if v.Draft != nil && v.mayDraw {
		line.URL, line.Actions = pageURL(v.Item, "elements", id), rowActions(v, r)
	}
	return line
}

// kindTags say what sort of step one is, where its name does not.
func kindTags(ctx context.Context, n *bpmn.Node) []ui.TagProps {
	tag := ui.TagProps{Tone: ui.Mute, Text: t(ctx, "kind."+string(n.Kind)), Icon: "user"}
	switch {
	case n.Name == "":
		return nil
	case n.Kind.IsGateway():
		tag = ui.TagProps{Tone: tag.Tone, Text: tag.Text, Icon: "arrows-split"}
	case n.Kind.IsEvent():
		tag = ui.TagProps{Tone: tag.Tone, Text: tag.Text, Icon: "clock"}
	}
	return []ui.TagProps{tag}
}

// titleOf is what a line is called.
func titleOf(ctx context.Context, r drawing.Row) string {
	switch r.Sort {
	case drawing.Branch:
		return t(ctx, "outline.branch", r.Number)
	case drawing.Leap:
		return t(ctx, "outline.leap", nameOf(ctx, r.Node))
	case drawing.Lost:
		return t(ctx, "outline.lost")
	}
	return nameOf(ctx, r.Node)
}

// nameOf is what a step is called; one without a name by what it is.
func nameOf(ctx context.Context, n *bpmn.Node) string {
	if n.Name != "" {
		return n.Name
	}
	if n.Kind.IsGateway() {
		return t(ctx, "part."+string(n.Kind))
	}
	return t(ctx, "kind."+string(n.Kind))
}

// branchNotes say when a branch is taken.
func (v *view) branchNotes(ctx context.Context, r drawing.Row) []string {
	var notes []string
	if r.Flow.Name != "" {
		notes = append(notes, r.Flow.Name)
	}
	switch when := conditionOf(r.Flow.Condition, r.Flow.Default); when.How {
	case Always:
	case Else:
		notes = append(notes, when.said(ctx, v))
	default:
		notes = append(notes, t(ctx, "outline.when", when.said(ctx, v)))
	}
	if r.Empty {
		notes = append(notes, t(ctx, "outline.empty"))
	}
	return notes
}

// facts are who does a step and in what time.
func (v *view) facts(ctx context.Context, n *bpmn.Node) []string {
	p := drawing.PropertiesOf(v.doc, n)
	var facts []string
	for _, key := range []string{"role", "department", "limit", "clock", "countersign", drawing.Over, "decides", "visit", drawing.Duration} {
		if p[key] != "" && p[key] != "run" {
			facts = append(facts, t(ctx, "said", t(ctx, "property."+key), v.say(ctx, key, p)))
		}
	}
	if len(facts) == 0 {
		return nil
	}
	return []string{strings.Join(facts, t(ctx, "outline.between"))}
}

// say puts the value of a property into words.
func (v *view) say(ctx context.Context, key string, p drawing.Properties) string {
	value := p[key]
	switch key {
	case "role":
		if roles[value] {
			return t(ctx, "role."+value)
		}
	case "department":
		if name := v.names[value]; name != "" {
			return name
		}
	case "limit":
		if p["unit"] == "minute" {
			return t(ctx, "unit.minutes", value)
		}
		return t(ctx, "unit.workdays", value)
	case "clock", "unit":
		return t(ctx, key+"."+value)
	case "procedure":
		if lawful[value] {
			return t(ctx, "lawful."+value)
		}
	case "decides", "visit", drawing.Sequence:
		return t(ctx, "yes")
	case "outcomes":
		words := split(value)
		for i, w := range words {
			words[i] = outcomeName(ctx, w)
		}
		return strings.Join(words, t(ctx, "outline.and"))
	case "candidates":
		return v.sayDepartments(ctx, value)
	case "notice":
		return noticeName(ctx, value)
	case "fields":
		return v.sayFields(ctx, value)
	case drawing.Duration:
		if wait := drawing.WaitOf(value); wait.Unit != drawing.Otherwise {
			return t(ctx, "waits."+string(wait.Unit), wait.Count)
		}
	case drawing.Completion:
		if ending := endingOf(value); ending != endedOtherwise {
			return t(ctx, "ended."+ending)
		}
	}
	return value
}

// addForm is something about to be added.
type addForm struct {
	*view
	do     drawing.Do
	at     string
	where  string // in words
	choose bool   // of a step, a part, an end; else Do is settled
	names  string
	to     string // where the way leads on
	from   *bpmn.Node
	errs   ui.FieldErrors
}

// adding asks what is to be added at a place of the list.
func (p pages) adding(w http.ResponseWriter, r *http.Request) error {
	v, err := p.drafted(r)
	if err != nil {
		return err
	}
	f, err := v.addForm(r.Context(), drawing.Do(r.FormValue("do")), r.FormValue("place"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, addPage(f))
}

// addForm is the form for a place: the flow it goes into, or the part or step it belongs to.
func (v *view) addForm(ctx context.Context, do drawing.Do, place string) (*addForm, error) {
	f := &addForm{view: v, do: do, at: place}
	for _, r := range v.rows() {
		switch {
		case (do == drawing.AddBranch || do == drawing.AddTimer) && r.Node != nil && r.Node.ID == place:
			f.where = nameOf(ctx, r.Node)
			return f, nil
		case do != drawing.AddBranch && do != drawing.AddTimer && r.After != nil && r.After.ID == place:
			f.where, f.choose, f.from = titleOf(ctx, r), true, r.After.From
			if do == "" {
				f.do = drawing.AddStep
			}
			return f, nil
		}
	}
	return nil, fault.New(fault.Conflict, "procedure.edit.gone")
}

// change does one thing to the list of steps.
func (p pages) change(w http.ResponseWriter, r *http.Request) error {
	if err := shape(r); err != nil {
		return err
	}
	v, err := p.drafted(r)
	if err != nil {
		return err
	}
	op := opOf(r)
	at, err := p.apply(r, v, op)
	if err == nil {
		return web.Redirect(w, r, v.back(at))
	}
	if !isShown(err) {
		return err
	}
	if form, gone := v.addForm(r.Context(), op.Do, op.At); gone == nil && r.PostFormValue("names") != "" || fault.KindOf(err) == fault.Invalid && gone == nil {
		form.names, form.to, form.errs = r.PostFormValue("names"), op.To, ui.ErrorsOf(r.Context(), err)
		return web.Render(w, r, web.StatusOf(err), addPage(form))
	}
	return p.answer(w, r, err, func(*view) {})
}

// apply changes the draft as op says and saves it; at is what was changed.
func (p pages) apply(r *http.Request, v *view, op drawing.Op) (at string, err error) {
	xml, at, err := drawing.Apply(v.doc, op)
	if err != nil {
		return "", err
	}
	_, err = p.Save(keyed(r), v.Item, edits(r), xml)
	return at, err
}

// opOf reads what is to be done: a button says both what and where.
func opOf(r *http.Request) drawing.Op {
	do, at, both := strings.Cut(r.PostFormValue("do"), ":")
	if !both {
		at = r.PostFormValue("place")
	}
	op := drawing.Op{Do: drawing.Do(do), At: at, To: r.PostFormValue("to")}
	for _, line := range strings.Split(r.PostFormValue("names"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			op.Names = append(op.Names, line)
		}
	}
	return op
}

// back is the page of the procedure with the focus on an element.
func (v *view) back(at string) string {
	if at == "" {
		return pageURL(v.Item)
	}
	return pageURL(v.Item) + "?at=" + url.QueryEscape(at)
}

// addURL is the page on which something is added at a place.
func (v *view) addURL(do drawing.Do, place string) string {
	return pageURL(v.Item, "add") + "?" + url.Values{"do": {string(do)}, "place": {place}}.Encode()
}

// elementURL is where an element is described: on its page, or beside the drawing.
func (v *view) elementURL(id string, drawn bool) string {
	if drawn {
		return pageURL(v.Item, "draw") + "?element=" + url.QueryEscape(id)
	}
	return pageURL(v.Item, "elements", id)
}

// placeOf says where a fault is: the name of the step, if it has one.
func (v *view) placeOf(ctx context.Context, f bpmn.Fault) string {
	if v.doc != nil {
		if n := v.doc.Node(f.Element); n != nil {
			return nameOf(ctx, n)
		}
		if flow := drawing.FlowOf(v.doc, f.Element); flow != nil {
			return t(ctx, "element.way", nameOf(ctx, flow.From), nameOf(ctx, flow.To))
		}
	}
	return f.Place(ctx)
}

// removes is the value of the button that takes a line out, "" where it has none.
func removes(r drawing.Row) string {
	switch {
	case r.Sort == drawing.Branch && len(r.Flow.From.Out) > 1:
		return string(drawing.Drop) + ":" + r.Flow.ID
	case r.Sort == drawing.Part && r.Join != nil, r.Sort == drawing.Step && r.Node.Kind != bpmn.StartEvent && r.Node.Kind != bpmn.EndEvent:
		return string(drawing.Remove) + ":" + r.Node.ID
	}
	return ""
}

// separated reports whether the reader may publish, but not this draft.
func (v *view) separated(by actor.Actor) bool {
	return access.Has(by, access.ProcedurePublish) && v.mayPublish(by, *v.Draft) != nil
}

// or returns text, or otherwise where there is none.
func or(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// sayDepartments names the departments of a list; another expression stands for itself.
func (v *view) sayDepartments(ctx context.Context, expression string) string {
	list := departmentsOf(expression)
	if list == nil {
		return expression
	}
	for i, code := range list {
		list[i] = or(v.names[code], code)
	}
	return strings.Join(list, t(ctx, "outline.and"))
}

// sayFields names fields of the item's form.
func (v *view) sayFields(ctx context.Context, list string) string {
	keys := split(list)
	for i, key := range keys {
		keys[i] = labelOf(ctx, fieldOf(v.asked, key), key)
	}
	return strings.Join(keys, t(ctx, "outline.and"))
}

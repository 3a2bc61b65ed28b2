package procedure

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tongban/capability/form"
	"tongban/capability/notice"
	"tongban/capability/procedure/drawing"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/actor"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// roleList are the roles a step can be given to, in the order of the form.
var roleList = []actor.Role{
	actor.Reviewer, actor.Inspector, actor.Approver, actor.Registrar,
	actor.Street, actor.Hospital, actor.Bank, actor.Tax, actor.Finance,
}

// otherRoles are those of files drawn elsewhere, which do not work on steps.
var otherRoles = []actor.Role{actor.Head, actor.Window, actor.Government}

// lawfulList are the procedures whose time does not count.
//
// Basis: 行政许可法, art. 45. A hearing has rules of its own (arts 46–48) and is no step.
var lawfulList = []deadline.Procedure{
	deadline.Tender, deadline.Auction, deadline.Inspection, deadline.Testing, deadline.Quarantine, deadline.Appraisal, deadline.ExpertReview,
}

var roles, lawful = known(slices.Concat(roleList, otherRoles)), known(lawfulList)

func known[T ~string](list []T) map[string]bool {
	set := map[string]bool{}
	for _, one := range list {
		set[string(one)] = true
	}
	return set
}

// elementForm is one step, or one way between steps, being described.
type elementForm struct {
	*view
	id      string
	node    *bpmn.Node // nil for a flow
	flow    *bpmn.Flow // nil for a node
	name    string
	p       drawing.Properties
	wait    drawing.Wait // of a timer
	ended   string       // when a step that is done several times is done: one of endings
	when    condition    // a flow is taken
	to      string       // where it leads
	errs    ui.FieldErrors
	stale   string
	xml     string // drawn and not saved
	modeler bool   // it stands beside the drawing
}

// elementForm returns the form of an element of the draft.
func (v *view) elementForm(id string) (*elementForm, error) {
	f := &elementForm{view: v, id: id, node: v.doc.Node(id)}
	if f.node != nil {
		f.name, f.p = f.node.Name, drawing.PropertiesOf(v.doc, f.node)
		f.wait, f.ended = drawing.WaitOf(f.p[drawing.Duration]), endingOf(f.p[drawing.Completion])
	} else if f.flow = drawing.FlowOf(v.doc, id); f.flow != nil {
		f.name, f.when, f.to = f.flow.Name, conditionOf(f.flow.Condition, f.flow.Default), f.flow.To.ID
	} else {
		return nil, errUnknown
	}
	return f, nil
}

// element shows the form of an element, alone or, beside the drawing, without a page.
func (p pages) element(w http.ResponseWriter, r *http.Request) error {
	v, err := p.drafted(r)
	if err != nil {
		return err
	}
	f, err := v.elementForm(idOf(r))
	if err != nil {
		return err
	}
	if f.modeler = r.FormValue("panel") != ""; f.modeler {
		return web.Render(w, r, http.StatusOK, elementPanel(f))
	}
	return web.Render(w, r, http.StatusOK, elementPage(f))
}

// describe saves what was said of an element, together with what was drawn since.
func (p pages) describe(w http.ResponseWriter, r *http.Request) error {
	if err := shape(r); err != nil {
		return err
	}
	v, err := p.drafted(r)
	if err != nil {
		return err
	}
	if xml := r.PostFormValue("xml"); xml != "" {
		if v.checked, err = p.check(r.Context(), v.Item, xml); err != nil {
			return err
		}
		if err := v.unreadable(r.Context()); err != nil {
			return err
		}
	}
	f, err := v.elementForm(idOf(r))
	if err != nil {
		return err
	}
	f.read(r)
	err = f.save(p, r)
	switch kind := fault.KindOf(err); {
	case err == nil && f.modeler:
		return web.Redirect(w, r, pageURL(v.Item, "draw")+"?element="+url.QueryEscape(f.id))
	case err == nil:
		return web.Redirect(w, r, v.back(f.id))
	case kind == fault.Conflict:
		f.stale = ui.ErrorsOf(r.Context(), err)[0].Text
	case isShown(err):
		f.errs = ui.ErrorsOf(r.Context(), err)
	default:
		return err
	}
	return web.Render(w, r, web.StatusOf(err), elementPage(f))
}

// read takes what was typed.
func (f *elementForm) read(r *http.Request) {
	typed := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	f.xml, f.modeler = r.PostFormValue("xml"), typed("back") == "draw"
	f.name = typed("name")
	if f.flow != nil {
		f.readFlow(typed)
		return
	}
	f.p = drawing.Properties{}
	for _, key := range append([]string{drawing.Over, drawing.Completion, drawing.Sequence, drawing.Awaits}, drawing.TaskProperties...) {
		f.p[key] = typed(key)
	}
	f.wait = drawing.Wait{Count: typed("wait"), Unit: drawing.Unit(typed("wait-unit")), Text: typed("wait-text")}
	f.p[drawing.Duration] = f.wait.Write()
	if f.ended = typed("ended"); f.ended != endedOtherwise {
		f.p[drawing.Completion] = endings[f.ended]
	}
	if list := r.PostForm["departments"]; len(list) > 0 {
		f.p["candidates"] = listOf(list)
	}
	outcomes := append(r.PostForm["outcomes"], strings.FieldsFunc(typed("outcomes-more"), isBetween)...)
	f.p["outcomes"], f.p["fields"] = strings.Join(outcomes, ","), strings.Join(r.PostForm["fields"], ",")
	f.tidy()
}

// isBetween reports whether a character stands between words of a list, as people type it.
func isBetween(r rune) bool { return r == ',' || r == '\uff0c' || r == '\u3001' || unicode.IsSpace(r) }

// tidy leaves out what is so without being said.
func (f *elementForm) tidy() {
	if f.p["outcomes"] == "pass" {
		f.p["outcomes"] = ""
	}
	if f.p["clock"] != "special" {
		f.p["clock"], f.p["procedure"], f.p["statute"] = "", "", ""
	}
	if f.p["unit"] != "minute" || f.p["limit"] == "" {
		f.p["unit"] = ""
	}
	if f.p["countersign"] == "1" {
		f.p["countersign"] = ""
	}
}

// save stores what was said.
func (f *elementForm) save(p pages, r *http.Request) error {
	if err := fault.InvalidFields(f.wrong()); err != nil {
		return err
	}
	if f.flow != nil {
		return f.saveFlow(p, r)
	}
	if err := drawing.SetStep(f.doc, f.id, f.name, f.p); err != nil {
		return err
	}
	_, err := p.Save(keyed(r), f.Item, edits(r), string(f.doc.Write()))
	return err
}

// wrong says what of the form cannot be.
func (f *elementForm) wrong() (fields []fault.Field) {
	add := func(bad bool, name, key string, args ...any) {
		if bad {
			fields = append(fields, fault.Field{Name: name, Key: "procedure.wrong." + key, Args: args})
		}
	}
	add(len([]rune(f.name)) > drawing.MaxName, "name", "long", drawing.MaxName)
	if f.flow != nil {
		add(f.when.missing(f.asked), string(f.when.How), "condition")
		return fields
	}
	add(drawing.TimerOf(f.node) != nil && f.p[drawing.Duration] == "", "wait", "wait")
	add(f.name == "" && f.node.Kind.IsActivity(), "name", "name")
	if limit := f.p["limit"]; limit != "" {
		n, err := strconv.ParseFloat(limit, 64)
		add(err != nil || n <= 0 || n > 10_000, "limit", "limit")
	}
	if many := f.p["countersign"]; many != "" {
		n, err := strconv.Atoi(many)
		add(err != nil || n < 1 || n > 50, "countersign", "countersign")
	}
	add(f.p["clock"] == "special" && f.p["procedure"] == "" && f.p["statute"] == "", "procedure", "special")
	return fields
}

// isTask reports whether the form is of a step that people work on.
func (f *elementForm) isTask() bool { return f.node != nil && isWork(f.node) }

// outcomes are the known ones that are ticked; more are the others.
func (f *elementForm) outcomes() (ticked []string, more string) {
	var others []string
	for _, o := range strings.FieldsFunc(f.p["outcomes"], func(r rune) bool { return r == ',' || r == ' ' }) {
		if o == "pass" || o == "refuse" {
			ticked = append(ticked, o)
		} else {
			others = append(others, o)
		}
	}
	if len(ticked)+len(others) == 0 {
		ticked = []string{"pass"}
	}
	return ticked, strings.Join(others, ",")
}

func options[T ~string](ctx context.Context, prefix string, list []T) []ui.Option {
	var all []ui.Option
	for _, one := range list {
		all = append(all, ui.Option{Value: string(one), Label: t(ctx, prefix+string(one))})
	}
	return all
}

// departments are those a step can be given to.
func (v *view) departments() []ui.Option {
	var all []ui.Option
	for _, code := range sortedKeys(v.names) {
		all = append(all, ui.Option{Value: code, Label: v.names[code]})
	}
	return all
}

// fields are those of the item's form that somebody answers.
func (f *elementForm) fields(ctx context.Context) []ui.Option {
	var all []ui.Option
	for _, field := range f.asked {
		if field.Kind != form.Info && field.Kind != form.Computed {
			all = append(all, ui.Option{Value: field.Key, Label: labelOf(ctx, &field, "")})
		}
	}
	return all
}

// endings are when a step that is done several times is done, as expressions; otherwise it
// is said by one of one's own.
var endings = map[string]string{
	"all":     "",
	"refusal": `outcomes.exists(o, o == "refuse")`,
	"most":    `outcomes.filter(o, o == "pass").size() * 2 > nrOfInstances`,
}

const endedOtherwise = "text"

func endingOf(expression string) string {
	for ending, is := range endings {
		if is == expression {
			return ending
		}
	}
	return endedOtherwise
}

// listOf writes departments as an expression; departmentsOf reads it again.
func listOf(departments []string) string {
	quoted := make([]string, len(departments))
	for i, code := range departments {
		quoted[i] = strconv.Quote(code)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func departmentsOf(expression string) (list []string) {
	if err := json.Unmarshal([]byte(expression), &list); err != nil {
		return nil
	}
	return list
}

// notices are the papers a step can produce, by name.
func notices(ctx context.Context) []ui.Option {
	var all []ui.Option
	for _, kind := range noticeList {
		all = append(all, ui.Option{Value: kind, Label: noticeName(ctx, kind)})
	}
	return all
}

// noticeName is what a paper is called.
func noticeName(ctx context.Context, kind string) string {
	if !slices.Contains(noticeList, kind) {
		return kind
	}
	return notice.Title(ctx, notice.Kind(kind), deadline.Licensing)
}

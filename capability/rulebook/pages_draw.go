package rulebook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"tongban/kernel/fault"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"
)

// drawView is the draft in the modeler.
type drawView struct {
	*view
	xml   string
	stale string
}

// draw shows the modeler, the only page that may carry styles of its own.
func (p pages) draw(w http.ResponseWriter, r *http.Request) error {
	v, err := p.drafted(r)
	if err != nil {
		return err
	}
	web.AllowInlineStyles(w)
	return web.Render(w, r, http.StatusOK, drawPage(drawView{view: v, xml: v.Draft.XML}))
}

// parts reads a form that may carry a large file as text, and returns r's context with the
// idempotency key it carries.
func parts(r *http.Request) (map[string]string, context.Context, error) {
	tooLarge := fault.New(fault.TooLarge, "rulebook.too-large", MostXML>>20)
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, nil, fault.New(fault.Invalid, "fault.shape")
	}
	values := map[string]string{}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return values, once.WithKey(r.Context(), values[web.FormKey]), nil
		}
		if err != nil {
			return nil, nil, shapeOrSize(err, tooLarge)
		}
		text, err := io.ReadAll(io.LimitReader(part, MostXML+1))
		if err != nil || len(text) > MostXML {
			return nil, nil, shapeOrSize(err, tooLarge)
		}
		values[part.FormName()] = string(text)
	}
}

func shapeOrSize(err error, tooLarge error) error {
	var most *http.MaxBytesError
	if err == nil || errors.As(err, &most) {
		return tooLarge
	}
	return fault.New(fault.Invalid, "fault.shape")
}

// keep saves what was drawn. It survives a colleague who was faster.
func (p pages) keep(w http.ResponseWriter, r *http.Request) error {
	v, err := p.drafted(r)
	if err != nil {
		return err
	}
	form, ctx, err := parts(r)
	if err != nil {
		return err
	}
	c := v.Draft.Content
	c.XML = form["xml"]
	_, err = p.Save(ctx, v.Item, number(form["edits"]), c)
	switch {
	case err == nil:
		return web.Redirect(w, r, pageURL(v.Item, "draw"))
	case fault.KindOf(err) == fault.Conflict:
		d := drawView{view: v, xml: c.XML, stale: ui.ErrorsOf(r.Context(), err)[0].Text}
		web.AllowInlineStyles(w)
		return web.Render(w, r, web.StatusOf(err), drawPage(d))
	}
	return p.untied(w, r, v, c, number(form["edits"]), err)
}

// bring takes rules from a file: as the draft, in place of the one there is.
func (p pages) bring(w http.ResponseWriter, r *http.Request) error {
	file, err := written.Read(w, r)
	if err != nil {
		return p.answer(w, r, err)
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	c := Content{SampleShare: UsualShare, DailyLimit: UsualLimit}
	if v.shown != nil {
		c = v.shown.Content
	}
	c.XML = string(file)
	n, _ := strconv.Atoi(r.URL.Query().Get("edits"))
	if err = p.put(r.Context(), v.Item, n, c); err == nil {
		return web.Redirect(w, r, pageURL(v.Item))
	}
	return p.untied(w, r, v, c, n, err)
}

// put saves a content as the draft, or begins one where the reader saw none.
func (p pages) put(ctx context.Context, item string, edits int, c Content) (err error) {
	if edits > 0 {
		_, err = p.Save(ctx, item, edits, c)
	} else {
		_, err = p.Begin(ctx, item, c)
	}
	return err
}

// tieView are rules whose inputs have no source yet.
type tieView struct {
	*view
	xml   string
	edits int
}

// untied asks for the sources of inputs that have none; what else is wrong is said on the
// rulebook's page.
func (p pages) untied(w http.ResponseWriter, r *http.Request, v *view, c Content, edits int, why error) error {
	found, ok := fault.As(why)
	if !ok || found.Kind != fault.Invalid {
		return p.answer(w, r, why)
	}
	for _, f := range found.Fields {
		if f.Key != "rulebook.wrong.untied" {
			return p.answer(w, r, why)
		}
	}
	k, _ := p.check(r.Context(), v.Item, c)
	v.ran = nil
	v.look(p.Service, k.Content)
	v.errs = ui.ErrorsOf(r.Context(), why)
	return web.Render(w, r, web.StatusOf(why), tiePage(tieView{v, c.XML, edits}))
}

// tie takes the sources of inputs, with the rules they are for.
func (p pages) tie(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	form, ctx, err := parts(r)
	if err != nil {
		return err
	}
	c := Content{SampleShare: UsualShare, DailyLimit: UsualLimit}
	if v.shown != nil {
		c = v.shown.Content
	}
	c.XML, c.Inputs = form["xml"], nil
	for i := range min(number(form["inputs"]), mostInputs) {
		at := fmt.Sprintf("in.%d.", i)
		kind, key := sourceOf(form[at+"source"])
		c.Inputs = append(c.Inputs, Input{Name: form[at+"name"], Kind: kind, Key: key})
	}
	n := number(form["edits"])
	if err = p.put(ctx, v.Item, n, c); err == nil {
		return web.Redirect(w, r, pageURL(v.Item))
	}
	return p.untied(w, r, v, c, n, err)
}

// modelerWords are what the modeler says in its own English, and the keys of what we say.
var modelerWords = map[string]string{
	"View DRD": "graph", "Add rule": "add-row", "Add rule above": "add-row-above", "Add rule below": "add-row-below", "Remove rule": "remove-row",
	"Copy rule": "copy-row", "Cut rule": "cut-row", "Paste rule above": "paste-row-above", "Paste rule below": "paste-row-below", "Move rule": "move-row",
	"Add input": "add-column", "Add output": "add-output", "Input": "column", "Output": "output", "When": "when", "Then": "then", "And": "and",
	"Add input column left": "add-column-left", "Add input column right": "add-column-right", "Remove input column": "remove-column",
	"Copy input column": "copy-column", "Cut input column": "cut-column", "Paste input column left": "paste-column-left", "Paste input column right": "paste-column-right",
	"Add output column left": "add-output-left", "Add output column right": "add-output-right", "Remove output column": "remove-output",
	"Copy output column": "copy-output", "Cut output column": "cut-output", "Paste output column left": "paste-output-left", "Paste output column right": "paste-output-right",
	"Annotations": "notes", "Annotation": "note", "Hit policy": "policy", "Hit policy:": "policy-is", "Decision name": "decision-name", "Decision name: ": "decision-name-is",
	"Unique": "unique", "First": "first", "Any": "any", "Priority": "priority", "Collect": "collect", "Rule order": "rule-order", "Output order": "output-order",
	"Collect (Sum)": "sum", "Collect (Min)": "least", "Collect (Max)": "most", "Collect (Count)": "count",
	"Edit input": "edit-column", "Edit output": "edit-output", "Expression": "expression", "Enter expression": "enter-expression", "Type": "type", "Name": "name",
	"Input label": "label", "Input label: ": "label-is", "Input expression": "expression", "Input expression: ": "expression-is", "Input type": "type", "Input values": "values",
	"Output label": "label", "Output label: ": "label-is", "Output name": "name", "Output name: ": "name-is", "Output type": "type", "Output values": "values",
	"Predefined values": "values", "Add predefined values": "add-values", "Clear predefined values": "clear-values", "Add values": "add-values", "No values": "no-values", "Values": "values", "Value": "value",
	"Add cell description": "describe", "Remove cell description": "undescribe", "Change cell expression language": "language", "Expression language": "language", "Expression language:": "language-is",
	"Yes": "yes", "No": "no", "Equals": "equals", "Less": "less", "Less or equals": "at-most", "Greater": "more", "Greater or equals": "at-least",
	"Comparison": "comparison", "Comparison operator": "comparison", "Range": "range", "Start value": "from", "End value": "to", "Include": "including", "Exclude": "excluding",
	"Match one": "one-of", "Match none": "none-of", "Custom values": "own-values", "Set value": "set-value", "Exactly": "exactly", "Before": "before", "After": "after", "Between": "between",
	"Edit string": "edit", "Edit number": "edit", "Edit boolean": "edit", "Edit date": "edit", "Edit": "edit", "Use today": "today", "Test type": "test",
	"Create decision": "new-decision", "Create input data": "new-input", "Create knowledge model": "new-model", "Create knowledge source": "new-source",
	"Append decision": "next-decision", "Append input data": "next-input", "Append business knowledge model": "next-model", "Append knowledge source": "next-source",
	"Add text annotation": "annotate", "Connect to other element": "connect", "Change type": "change-type", "Delete": "delete", "Resize": "resize",
	"Activate hand tool": "hand", "Activate lasso tool": "lasso", "Search in diagram": "search", "Empty": "empty", "Decision table": "table", "Literal expression": "literal", "Literal Expression": "literal",
	"Open decision table": "open", "Open literal expression": "open", "Variable name": "variable", "Variable name:": "variable-is", "Variable type": "type", "Variable type:": "type-is",
	"Definition name": "file-name", "Definition ID": "file-id", "Element name": "name",
	"Strings must be in double quotes": "quotes",
}

// words is the table the modeler reads.
func words(ctx context.Context) string {
	table := make(map[string]string, len(modelerWords))
	for english, key := range modelerWords {
		table[english] = t(ctx, "modeler."+key)
	}
	b, _ := json.Marshal(table) // texts always can be
	return string(b)
}

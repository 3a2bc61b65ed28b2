package dmn

import (
	"slices"
	"strings"

	"tongban/kernel/markup"
)

type element = markup.Element

// versions are the namespaces of DMN.
var versions = map[string]string{
	"http://www.omg.org/spec/DMN/20180521/MODEL/":  "1.2",
	"https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
	"https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
	"https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}

// Read reads a file of DMN. If a fault is an error, there is no document.
func Read(source []byte) (*Document, []markup.Fault) {
	tree, fault := markup.Parse(source)
	if fault != nil {
		return nil, []markup.Fault{*fault}
	}
	root := tree.Root
	v := &viewer{ids: map[string]*element{}, doc: &Document{
		Item: itemOf(root), Namespace: root.Attr("namespace"), Version: versions[root.Name.Space], tree: tree,
	}}
	switch {
	case root.Name.Local == "definitions" && v.doc.Version == "":
		v.at(root, "not-dmn", root.Name.Space)
	case v.doc.Version == "":
		v.at(root, "fragment", root.Written())
	default:
		root.All(v.index)
		for _, e := range root.Children() {
			v.top(e)
		}
		v.references()
	}
	if markup.Refused(v.faults) {
		return nil, v.faults
	}
	return v.doc, v.faults
}

// mostFaults bounds what is said about one file; who has more to mend begins with these.
const mostFaults = 100

// viewer makes the typed view of a tree.
type viewer struct {
	doc    *Document
	ids    map[string]*element
	faults []markup.Fault
}

// at notes an error at an element.
func (v *viewer) at(e *element, key string, args ...any) {
	v.note(e, markup.Error, key, args...)
}

func (v *viewer) note(e *element, severity markup.Severity, key string, args ...any) {
	if len(v.faults) < mostFaults || severity == markup.Error && !markup.Refused(v.faults) {
		v.faults = append(v.faults, markup.Fault{
			Element: e.Attr("id"), Name: e.Attr("name"), Line: e.Line, Key: "decision." + key, Args: args, Severity: severity,
		})
	}
}

// index notes the id of an element of DMN. Extensions have ids of their own.
func (v *viewer) index(e *element) {
	id := e.Attr("id")
	if id == "" || e.Name.Space != v.doc.Element.Name.Space {
		return
	}
	if first := v.ids[id]; first != nil {
		v.at(e, "id-twice", id, first.Line)
		return
	}
	v.ids[id] = e
}

func itemOf(e *element) Item {
	return Item{ID: e.Attr("id"), Name: name(e.Attr("name")), Label: e.Attr("label"), Line: e.Line, Element: e}
}

// name returns a name as FEEL compares names: with single spaces.
func name(s string) string { return strings.Join(strings.Fields(s), " ") }

// top takes one child of the root.
func (v *viewer) top(e *element) {
	if e.Name.Space != v.doc.Element.Name.Space {
		return
	}
	switch e.Name.Local {
	case "itemDefinition":
		v.doc.Types = append(v.doc.Types, v.typ(e))
	case "inputData":
		in := &InputData{Item: itemOf(e), Type: variable(e).Type}
		v.named(e, in.Name)
		v.doc.Inputs = append(v.doc.Inputs, in)
	case "decision":
		d := &Decision{Item: itemOf(e), Variable: variable(e), Question: e.ChildText("question")}
		v.named(e, d.Item.Name)
		d.Needs = append(refs(e, "informationRequirement", "requiredInput"), refs(e, "informationRequirement", "requiredDecision")...)
		d.Knows = refs(e, "knowledgeRequirement", "requiredKnowledge")
		d.Body = v.body(e)
		v.doc.Decisions = append(v.doc.Decisions, d)
	case "businessKnowledgeModel":
		k := &Knowledge{Item: itemOf(e), Variable: variable(e), Knows: refs(e, "knowledgeRequirement", "requiredKnowledge")}
		v.named(e, k.Item.Name)
		if f := e.Child("encapsulatedLogic"); f != nil {
			k.Function = v.function(Base{Item: itemOf(f), Type: f.Attr("typeRef")})
		}
		v.doc.Knowledge = append(v.doc.Knowledge, k)
	case "decisionService":
		v.doc.Services = append(v.doc.Services, &Service{
			Item: itemOf(e), Variable: variable(e), Outputs: refs(e, "", "outputDecision"), Encapsulated: refs(e, "", "encapsulatedDecision"),
			Decisions: refs(e, "", "inputDecision"), Inputs: refs(e, "", "inputData"),
		})
	case "import":
		v.at(e, "import", e.Attr("name"))
	}
}

// named refuses what has no name: nobody could speak of it.
func (v *viewer) named(e *element, name string) {
	if name == "" {
		v.at(e, "name-none", e.Written())
	}
}

// variable returns the variable of e, which bears e's name if it has none of its own.
func variable(e *element) Variable {
	c := e.Child("variable")
	if c == nil {
		return Variable{Name: name(e.Attr("name"))}
	}
	found := Variable{Name: name(c.Attr("name")), Type: c.Attr("typeRef")}
	if found.Name == "" {
		found.Name = name(e.Attr("name"))
	}
	return found
}

// refs returns the ids that e's elements of a name refer to: those in boxes, if a box is
// named.
func refs(e *element, box, local string) (ids []string) {
	for _, c := range e.Children() {
		if box != "" {
			if c.Is(e.Name.Space, box) {
				ids = append(ids, refs(c, "", local)...)
			}
			continue
		}
		if c.Is(e.Name.Space, local) {
			ids = append(ids, c.Attr("href"))
		}
	}
	return ids
}

// local returns the id a reference names in this file.
func (v *viewer) local(ref string) string {
	space, id, found := strings.Cut(ref, "#")
	if found && (space == "" || space == v.doc.Namespace) {
		return id
	}
	return ref
}

// references turns references into ids and refuses those to nothing.
func (v *viewer) references() {
	settle := func(e *element, refs []string, kinds ...string) {
		for i, ref := range refs {
			refs[i] = v.local(ref)
			if found := v.ids[refs[i]]; found == nil || !slices.Contains(kinds, found.Name.Local) {
				v.at(e, "reference", refs[i])
			}
		}
	}
	for _, d := range v.doc.Decisions {
		settle(d.Element, d.Needs, "inputData", "decision")
		settle(d.Element, d.Knows, "businessKnowledgeModel", "decisionService")
	}
	for _, k := range v.doc.Knowledge {
		settle(k.Element, k.Knows, "businessKnowledgeModel", "decisionService")
	}
	for _, s := range v.doc.Services {
		settle(s.Element, s.Outputs, "decision")
		settle(s.Element, s.Encapsulated, "decision")
		settle(s.Element, s.Decisions, "decision")
		settle(s.Element, s.Inputs, "inputData")
	}
}

// typ takes the definition of a type.
func (v *viewer) typ(e *element) *Type {
	t := &Type{Item: itemOf(e), Ref: e.ChildText("typeRef"), Collection: e.Attr("isCollection") == "true", Allowed: textOf(e.Child("allowedValues"))}
	if t.Allowed == nil {
		t.Allowed = textOf(e.Child("typeConstraint"))
	}
	v.named(e, t.Name)
	for _, c := range e.Children() {
		switch {
		case c.Is(e.Name.Space, "itemComponent"):
			t.Components = append(t.Components, v.typ(c))
		case c.Is(e.Name.Space, "functionItem"):
			t.Function = true
		}
	}
	return t
}

// textOf returns the text of an element that has one, nil if there is no such element.
func textOf(e *element) *Text {
	if e == nil {
		return nil
	}
	t := written(e)
	return &t
}

// written returns the text e has.
func written(e *element) Text {
	t := Text{Line: e.Line, Language: e.Attr("expressionLanguage")}
	if c := e.Child("text"); c != nil {
		t.Source, t.Line = c.Text(), c.Line
	}
	return t
}

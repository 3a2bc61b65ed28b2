package bundlestudio

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/bundle"
	"tongban/capability/element"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/ui"
)

// placed is something that is wrong with a definition, with where it can be mended.
type placed struct {
	part, at, text string
}

var numbered = regexp.MustCompile(`^([a-z]+)\[(\d+)\]`)

// place finds the page where a fault can be mended.
func (v *view) place(ctx context.Context, f fault.Field) placed {
	p := placed{part: "basics", text: message.T(ctx, f.Key, f.Args...)}
	name, n := f.Name, 0
	if m := numbered.FindStringSubmatch(f.Name); m != nil {
		name = m[1]
		n, _ = strconv.Atoi(m[2])
	}
	switch {
	case name == "components":
		p.part = name
		if n < len(v.b.Components) && name != f.Name {
			p.at = v.b.Components[n].Item
		}
	case name == "questions":
		p.part = name
		if n < len(v.b.Questions) && name != f.Name {
			p.at = v.b.Questions[n].ID
		}
	case name == "fields" || name == "supplies":
		p.part = "form"
	case name == "materials":
		p.part = "papers"
	}
	return p
}

// wrongs are the faults of a part of the bundle, or of one thing in it; "" is all.
func (v *view) wrongs(ctx context.Context, part, at string) (list []placed) {
	for _, f := range v.faults {
		p := v.place(ctx, f)
		if (part == "" || p.part == part) && (at == "" || p.at == at) {
			list = append(list, p)
		}
	}
	return list
}

// texts are what faults say.
func texts(list []placed) (all []string) {
	for _, p := range list {
		all = append(all, p.text)
	}
	return all
}

func (v *view) url(part string, at ...string) string {
	return pageURL(v.Code, append([]string{"edit", part}, slices.DeleteFunc(at, func(s string) bool { return s == "" })...)...)
}

// clashes are those of the form, or of the papers.
func (v *view) clashes(papers bool) (list []bundle.Clash) {
	if v.joint == nil {
		return nil
	}
	for _, c := range v.joint.Clashes {
		if (c.Aspect == "terms") == papers {
			list = append(list, c)
		}
	}
	return list
}

// ready is the list of what has to be done before the draft can be published.
func (v *view) ready(ctx context.Context) []ui.TaskSection {
	section := ui.TaskSection{Title: t(ctx, "ready.title")}
	for _, part := range parts {
		task := ui.Task{Title: t(ctx, "part."+part), Hint: t(ctx, "hint."+part), URL: v.url(part), Status: ui.TagProps{Tone: ui.OK, Text: t(ctx, "ready.fine")}}
		n := len(v.wrongs(ctx, part, ""))
		clashing := 0
		switch part {
		case "form":
			clashing = len(v.clashes(false))
		case "papers":
			clashing = len(v.clashes(true))
		}
		switch {
		case n > 0:
			task.Status = ui.TagProps{Tone: ui.Bad, Text: t(ctx, "ready.wrong", n)}
		case clashing > 0:
			task.Status = ui.TagProps{Tone: ui.Bad, Text: t(ctx, "ready.clash", clashing)}
		case v.joint == nil && (part == "form" || part == "papers"):
			task.Status = ui.TagProps{Tone: ui.Mute, Text: t(ctx, "ready.later")}
		}
		section.Tasks = append(section.Tasks, task)
	}
	preview := ui.Task{Title: t(ctx, "preview.title"), Hint: t(ctx, "preview.hint"), Status: ui.TagProps{Tone: ui.Mute, Text: t(ctx, "ready.later")}}
	if v.joint != nil {
		preview.URL, preview.Status = pageURL(v.Code, "preview"), ui.TagProps{Tone: ui.Info, Text: t(ctx, "ready.look")}
	}
	publish := ui.Task{Title: t(ctx, "do.publish"), Hint: t(ctx, "ready.second"), Status: ui.TagProps{Tone: ui.Mute, Text: t(ctx, "ready.not-yet")}}
	if v.publishable() {
		publish.Status = ui.TagProps{Tone: ui.OK, Text: t(ctx, "ready.can")}
		if v.Draft.MayPublish(actor.From(ctx)) == nil {
			publish.URL = pageURL(v.Code, "decide", "publish")
		}
	}
	section.Tasks = append(section.Tasks, preview, publish)
	return []ui.TaskSection{section}
}

// publishable reports whether nothing keeps the draft from being published.
func (v *view) publishable() bool {
	return v.Draft != nil && len(v.faults) == 0 && v.joint != nil && len(v.joint.Clashes) == 0
}

// about is what a page about one thing of the joint form shows.
type about struct {
	subject
	label   string
	asked   *bundle.Asked
	unasked []bundle.Unasked
	clashes []bundle.Clash
}

func (a about) known() bool { return a.asked != nil || len(a.unasked) > 0 }

// about finds what the address names in the joint form.
func (v *view) about() about {
	a := about{subject: subjectOf(v.at)}
	for _, topic := range v.joint.Form() {
		for i := range topic.Fields {
			f := &topic.Fields[i]
			if a.element != "" && f.Shared && f.Element == a.element || a.element == "" && !f.Shared && f.By[0].Item == a.item && f.By[0].Key == a.key {
				a.asked, a.label = f, f.Label
			}
		}
	}
	for _, u := range v.joint.Unasked() {
		if u.Element == a.element && a.element != "" {
			a.unasked = append(a.unasked, u)
			a.label = cmp.Or(a.label, u.Label)
		}
	}
	for _, c := range v.joint.Clashes {
		if a.element != "" && c.Element == a.element {
			a.clashes = append(a.clashes, c)
		}
	}
	return a
}

// address is where a field of the joint form is settled.
func address(f bundle.Asked) string {
	if f.Shared {
		return f.Element
	}
	return subject{item: f.By[0].Item, key: f.By[0].Key}.String()
}

// says writes in words how one side of a clash wants it.
func (v *view) says(ctx context.Context, c bundle.Clash, s bundle.Side) string {
	p, known := v.joint.Part(s.Item)
	if !known {
		return s.Says
	}
	if c.Aspect == "terms" {
		m, _ := p.Item.Material(s.Key)
		list := []string{t(ctx, "terms.form."+cmp.Or(m.Form, "both")), t(ctx, "terms.count", m.Originals, m.Copies)}
		for key, value := range map[string]string{"within": m.IssuedWithin, "size": m.PaperSize, "accept": strings.Join(m.Accept, " ")} {
			if value != "" {
				list = append(list, t(ctx, "terms."+key, value))
			}
		}
		if m.MaxKB > 0 {
			list = append(list, t(ctx, "terms.most", m.MaxKB))
		}
		slices.Sort(list[2:])
		return strings.Join(list, "\n")
	}
	f, known := p.Form.Field(s.Key)
	if !known {
		return s.Says
	}
	switch c.Aspect {
	case "kind":
		return t(ctx, "kind."+string(f.Kind))
	case "rules":
		return rules(ctx, f)
	case "options":
		var labels []string
		for _, o := range f.Options {
			labels = append(labels, o.Label)
		}
		return strings.Join(labels, "\n")
	}
	return s.Says
}

// rules writes in words what an answer is held to.
func rules(ctx context.Context, f *form.Field) string {
	list := []string{t(ctx, "rule.optional")}
	if f.Required {
		list[0] = t(ctx, "rule.required")
	}
	var each map[string]any
	text, _ := json.Marshal(f.Rules)
	_ = json.Unmarshal(text, &each) // what was just written
	for _, name := range slices.Sorted(maps.Keys(each)) {
		if name != "check" {
			list = append(list, t(ctx, "rule."+name, strings.Trim(fmt.Sprint(each[name]), "[]")))
		}
	}
	return strings.Join(list, "\n")
}

// aspects are those that can be settled by saying whose count.
func (a about) aspect(name string) bool {
	return slices.ContainsFunc(a.clashes, func(c bundle.Clash) bool { return c.Aspect == name })
}

// elementName is what a data element is called.
func elementName(ctx context.Context, name string) string {
	if e, known := element.Find(name); known {
		return e.In(ctx)
	}
	return name
}

// elements are those that components ask for, and what is known of the applicant.
func (v *view) elements(ctx context.Context) (list []ui.Option) {
	seen := map[string]bool{}
	add := func(name, group string) {
		if name == "" || seen[name] {
			return
		}
		seen[name] = true
		list = append(list, ui.Option{Value: name, Label: elementName(ctx, name), Group: group})
	}
	for _, p := range v.joint.Parts {
		if p.Form == nil {
			continue
		}
		for i := range p.Form.Fields {
			add(p.Form.Fields[i].Element, p.Title())
		}
	}
	for _, name := range []string{"person.name", "person.idNumber", "person.mobile", "person.address", "firm.name", "firm.uscc"} {
		if _, known := element.Find(name); known {
			add(name, t(ctx, "form.applicant"))
		}
	}
	return list
}

// sayPrefill says where a field is filled from, "" where it is not.
func sayPrefill(ctx context.Context, prefill string) string {
	words := strings.Split(prefill, ".")
	switch {
	case prefill == "":
		return ""
	case words[0] == "licence" && len(words) > 1:
		return t(ctx, "form.from-licence", words[1])
	}
	return t(ctx, "form.from-register")
}

// saySupply says where an answer comes from that is not asked.
func (v *view) saySupply(ctx context.Context, s *bundle.Supply) string {
	var text string
	switch {
	case s.Value == "":
		text = t(ctx, "supply.empty")
	case s.Value != nil:
		text = t(ctx, "supply.value", v.sayValue(ctx, s))
	case s.Question != "":
		q, known := question(v.b, s.Question)
		if !known {
			return t(ctx, "condition.gone")
		}
		text = t(ctx, "supply.question", q.Text)
	case s.Result != "":
		text = t(ctx, "supply.result", v.title(s.Result))
	default:
		text = t(ctx, "supply.from", elementName(ctx, s.From))
		if s.Take != "" {
			text = t(ctx, "supply.part."+s.Take, elementName(ctx, s.From))
		}
	}
	if s.When != nil {
		text = t(ctx, "supply.when", sayCondition(ctx, v.b.Questions, s.When), text)
	}
	return text
}

// sayValue is what the same answer for all is called.
func (v *view) sayValue(ctx context.Context, s *bundle.Supply) string {
	switch s.Value {
	case true:
		return t(ctx, "yes")
	case false:
		return t(ctx, "no")
	}
	text := fmt.Sprint(s.Value)
	for _, o := range v.choices(s.Element) {
		if o.Value == text {
			return o.Label
		}
	}
	return text
}

// choices are the answers that may be chosen for an element, by any component that asks.
func (v *view) choices(name string) (list []ui.Option) {
	if v.joint == nil {
		return nil
	}
	for _, p := range v.joint.Parts {
		if p.Form == nil {
			continue
		}
		for i := range p.Form.Fields {
			f := &p.Form.Fields[i]
			if f.Element != name || len(f.Options) == 0 {
				continue
			}
			for _, o := range f.Options {
				list = append(list, ui.Option{Value: o.Value, Label: o.Label})
			}
			return list
		}
	}
	e, _ := element.Find(name)
	codes, _ := element.CodeList(e.CodeList)
	for _, c := range codes.Codes {
		list = append(list, ui.Option{Value: c.Code, Label: c.Label})
	}
	return list
}

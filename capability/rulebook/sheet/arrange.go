package sheet

import (
	"fmt"
	"strings"

	"tongban/kernel/markup"
)

// The sizes of the drawing, in its own unit.
const (
	boxWidth, boxHeight   = 180, 80
	pillWidth, pillHeight = 150, 45
	gap, storey           = 40, 140
)

// shape is where something stands in the drawing.
type shape struct{ x, y, w, h int }

// arrange draws the graph of requirements anew: inputs below, what rests on them above.
func (f *File) arrange() {
	root := f.tree.Root
	if !strings.HasSuffix(root.Name.Space, "/20191111/MODEL/") {
		return // of another edition of the standard: its drawing stays as it is
	}
	drop(root, func(e *markup.Element) bool { return e.Name.Local == "DMNDI" })
	needs := f.needs()
	var level func(id string, depth int) int
	level = func(id string, depth int) (n int) {
		for _, need := range needs[id] {
			if depth < 50 { // a circle is told elsewhere
				n = max(n, level(need[1], depth+1)+1)
			}
		}
		return n
	}
	var order []string
	levels, top := map[string]int{}, 0
	for _, e := range root.Children() {
		switch e.Name.Local {
		case "decision", "inputData", "businessKnowledgeModel", "knowledgeSource":
			id := e.Attr("id")
			order = append(order, id)
			levels[id] = level(id, 0)
			top = max(top, levels[id])
		}
	}
	shapes, used := map[string]shape{}, map[int]int{}
	for _, id := range order {
		l := levels[id]
		s := shape{x: gap + used[l]*(boxWidth+gap), y: gap + (top-l)*storey, w: boxWidth, h: boxHeight}
		if l == 0 {
			s.w, s.h = pillWidth, pillHeight
		}
		used[l]++
		shapes[id] = s
	}
	f.draw(order, shapes, needs)
}

// needs lists what each element rests on: the id of the requirement, and of what is required.
func (f *File) needs() map[string][][2]string {
	needs := map[string][][2]string{}
	for _, e := range f.tree.Root.Children() {
		for _, r := range e.Children() {
			if !strings.HasSuffix(r.Name.Local, "Requirement") {
				continue
			}
			for _, to := range r.Children() {
				if href, local := strings.CutPrefix(to.Attr("href"), "#"); local {
					needs[e.Attr("id")] = append(needs[e.Attr("id")], [2]string{r.Attr("id"), href})
				}
			}
		}
	}
	return needs
}

func (f *File) draw(order []string, shapes map[string]shape, needs map[string][][2]string) {
	var b strings.Builder
	fmt.Fprintf(&b, `<d:DMNDI xmlns:d="%s" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/"><d:DMNDiagram id="Diagram">`, diSpace)
	for _, id := range order {
		s := shapes[id]
		fmt.Fprintf(&b, `<d:DMNShape id="Shape_%[1]s" dmnElementRef="%[1]s"><dc:Bounds x="%d" y="%d" width="%d" height="%d"/></d:DMNShape>`, id, s.x, s.y, s.w, s.h)
	}
	for _, id := range order {
		to := shapes[id]
		for _, need := range needs[id] {
			from, drawn := shapes[need[1]]
			if !drawn || need[0] == "" {
				continue
			}
			fmt.Fprintf(&b, `<d:DMNEdge id="Edge_%[1]s" dmnElementRef="%[1]s"><di:waypoint x="%d" y="%d"/><di:waypoint x="%d" y="%d"/></d:DMNEdge>`,
				need[0], from.x+from.w/2, from.y, to.x+to.w/2, to.y+to.h)
		}
	}
	b.WriteString(`</d:DMNDiagram></d:DMNDI>`)
	if tree, fault := markup.Parse([]byte(b.String())); fault == nil { // ids are names of XML; where one is not, there is no drawing
		f.tree.Root.Append(tree.Root)
	}
}

// Marks returns what each id of a table's rows belongs to: the place of the row.
func (f *File) Marks(decision string) map[string]int {
	marks := map[string]int{}
	d := f.decision(decision)
	if d == nil || d.Child("decisionTable") == nil {
		return marks
	}
	n := 0
	for _, e := range d.Child("decisionTable").Children() {
		if e.Name.Local != "rule" {
			continue
		}
		e.All(func(x *markup.Element) {
			if id := x.Attr("id"); id != "" {
				marks[id] = n
			}
		})
		n++
	}
	return marks
}

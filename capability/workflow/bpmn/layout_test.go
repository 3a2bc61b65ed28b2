package bpmn

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// drawn are the boxes and ways of a document's diagram by the id of what they show.
func drawn(t *testing.T, d *Document) (map[string]box, map[string][]point) {
	t.Helper()
	number := func(e *Element, attr string) int {
		n, err := strconv.Atoi(e.Attr(attr))
		if err != nil {
			t.Fatalf("%s: %v", e.Name.Local, err)
		}
		return n
	}
	boxes, ways := map[string]box{}, map[string][]point{}
	d.Element.All(func(e *Element) {
		of := e.Attr("bpmnElement")
		switch {
		case e.Is(Diagram, "BPMNShape"):
			for _, b := range e.Children() {
				boxes[of] = box{number(b, "x"), number(b, "y"), number(b, "width"), number(b, "height")}
			}
		case e.Is(Diagram, "BPMNEdge"):
			for _, p := range e.Children() {
				ways[of] = append(ways[of], point{number(p, "x"), number(p, "y")})
			}
		}
	})
	return boxes, ways
}

// crosses reports whether the way from p to q goes through b.
func (b box) crosses(p, q point) bool {
	return max(p.x, q.x) > b.x && min(p.x, q.x) < b.x+b.width && max(p.y, q.y) > b.y && min(p.y, q.y) < b.y+b.height
}

// inside reports whether n stands in sub-process outer, however deep.
func inside(n, outer *Node) bool {
	for s := n.Level; s.Owner != nil; s = s.Owner.Level {
		if s.Owner == outer {
			return true
		}
	}
	return false
}

// readable fails if nodes overlap or flows pass through nodes.
func readable(t *testing.T, d *Document) {
	t.Helper()
	boxes, ways := drawn(t, d)
	for id, n := range d.nodes {
		b, shown := boxes[id]
		if !shown {
			t.Errorf("%s has no shape", id)
		}
		for other, m := range d.nodes {
			o := boxes[other]
			if id < other && n.AttachedTo != m && m.AttachedTo != n && !inside(n, m) && !inside(m, n) && o.crosses(point{b.x, b.y}, point{b.x + b.width, b.y + b.height}) {
				t.Errorf("%s %v and %s %v overlap", id, b, other, o)
			}
		}
	}
	for _, n := range d.nodes {
		for _, f := range n.Out {
			way := ways[f.ID]
			if len(way) < 2 {
				t.Errorf("%s has no way", f.ID)
			}
			for i := 1; i < len(way); i++ {
				if way[i].x != way[i-1].x && way[i].y != way[i-1].y {
					t.Errorf("%s runs askew: %v", f.ID, way)
				}
				for id, m := range d.nodes {
					if m != f.From && m != f.To && host(f.From) != m && !inside(n, m) && boxes[id].crosses(way[i-1], way[i]) {
						t.Errorf("%s %v passes through %s %v", f.ID, way, id, boxes[id])
					}
				}
			}
		}
	}
}

// anyProcess fills a level with nodes and with flows between them, loops included.
func anyProcess(b *Builder, random *rand.Rand, name string, deep int) {
	kinds := []Kind{UserTask, ServiceTask, ExclusiveGateway, ParallelGateway, CatchEvent, SubProcess}
	var ids []string
	for i := range 3 + random.IntN(9) {
		id := fmt.Sprintf("%s_%d", name, i)
		ids = append(ids, id)
		kind := kinds[random.IntN(len(kinds))]
		if kind == SubProcess && deep < 2 {
			_, within := b.Within(kind, id, id)
			anyProcess(within, random, id, deep+1)
			continue
		}
		b.Add(kind, id, id)
		if kind.IsActivity() && random.IntN(3) == 0 {
			b.Attach(id, id+"_border", "", random.IntN(2) == 0)
			ids = append(ids, id+"_border")
		}
	}
	for range len(ids) + random.IntN(6) {
		from, to := ids[random.IntN(len(ids))], ids[random.IntN(len(ids))]
		if b.made.nodes[to].Name.Local != string(BoundaryEvent) {
			b.Connect(from, to, "")
		}
	}
}

func TestDiagramsOfGeneratedProcessesAreReadable(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		b := Build("P", "P")
		anyProcess(b, rand.New(rand.NewPCG(seed, 0)), "n", 0)
		d, faults := b.Document()
		if d == nil {
			t.Fatalf("%d: %+v", seed, faults)
		}
		readable(t, d)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func TestPoolsAreDrawnBelowEachOther(t *testing.T) {
	t.Parallel()
	d, faults := Read([]byte(head + `<collaboration id="C"><participant id="A" processRef="P"/><participant id="B" processRef="Q"/></collaboration>` +
		`<process id="P"><startEvent id="S"/><task id="T"/><sequenceFlow id="F" sourceRef="S" targetRef="T"/></process>` +
		`<process id="Q"><task id="U"/></process></definitions>`))
	if len(faults) > 0 {
		t.Fatalf("%+v", faults)
	}
	for range 2 { // the second time in place of the first
		d.Arrange()
	}
	readable(t, d)
	boxes, _ := drawn(t, d)
	within := func(n, pool string) bool {
		a, b := boxes[n], boxes[pool]
		return a.x > b.x && a.y > b.y && a.x+a.width < b.x+b.width && a.y+a.height < b.y+b.height
	}
	if !within("T", "A") || !within("U", "B") || boxes["A"].y+boxes["A"].height > boxes["B"].y {
		t.Errorf("%+v", boxes)
	}
	if again, faults := Read(d.Write()); again == nil || len(faults) > 0 || strings.Count(string(d.Write()), Canvas) != 1 {
		t.Errorf("%+v\n%s", faults, d.Write())
	}
}

package insight

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tongban/capability/casework"
	"tongban/capability/procedure/drawing"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
)

// course is what cases of an item go by: a version of its procedure, 0 where they take the
// item's stages one after the other.
type course struct {
	Item    string
	Version id.ID
}

// step is the step a task belongs to, "" for what stands outside any process. Stages keep
// their code when an item's entry changes, the places in their row do not.
func (at course) step(t *casework.Task) string {
	switch {
	case t.Node == "":
		return ""
	case at.Version == 0:
		return t.Stage
	}
	return t.Node
}

// doneStep is a step that was done.
type doneStep struct {
	course
	step    string
	day     calendar.Date
	tenths  int
	limited bool
	late    bool
}

func (d doneStep) compare(other doneStep) int {
	return cmp.Or(strings.Compare(d.step, other.step), cmp.Compare(d.day, other.day), cmp.Compare(d.tenths, other.tenths))
}

// tenthsOf is working time in tenths of a working day, rounded up: what took a minute took a
// tenth.
func tenthsOf(minutes int) int {
	const tenth = calendar.WorkdayMinutes / 10
	return (minutes + tenth - 1) / tenth
}

// StepFigure is what is known of a step over many cases.
type StepFigure struct {
	Step     string // id in the drawing; of stages their code
	Node     string // id in the document that is shown
	Name     string
	Standing int64 // cases that stand there now
	Done     int64 // that went through in the period
	Median   int64 // of these, in tenths of a working day
	P90      int64 // nine tenths took no longer
	Limited  int64 // of these, with a limit of its own
	Late     int64 // of these, done after it
}

// LateShare is the share that was done after its limit.
func (f StepFigure) LateShare() Rate { return Rate{f.Late, f.Limited} }

// tally adds the buckets of a step, which are in the order of their length.
func (f *StepFigure) tally(buckets []bucket) {
	for _, b := range buckets {
		f.Done, f.Limited, f.Late = f.Done+b.done, f.Limited+b.limited, f.Late+b.late
	}
	f.Median, f.P90 = percentile(buckets, f.Done, 50), percentile(buckets, f.Done, 90)
}

// percentile returns the least length that so many of a hundred do not exceed.
func percentile(buckets []bucket, n, percent int64) int64 {
	var seen int64
	for _, b := range buckets {
		if seen += b.done; seen*100 >= n*percent {
			return b.tenths
		}
	}
	return 0
}

// StepFilter is what steps are counted of: a zero version is the newest, a zero period the
// last ninety days.
type StepFilter struct {
	Item     string
	Version  id.ID
	Stages   bool // those that go by the item's stages
	From, To calendar.Date
}

// The period of steps: what it is where nothing is said, and the longest.
const (
	usualDays = 90
	mostDays  = 366
)

// settled returns f with a period that is the right way round and not too long.
func (f StepFilter) settled(now time.Time) StepFilter {
	if f.To == 0 {
		f.To = calendar.DateOf(now)
	}
	if f.From == 0 {
		f.From = f.To - usualDays + 1
	}
	if f.From > f.To {
		f.From, f.To = f.To, f.From
	}
	f.From = max(f.From, f.To-mostDays+1)
	return f
}

// ProcessLine is an item whose cases go by a procedure.
type ProcessLine struct {
	Item, Name, Department string
	Versions               int64 // drawn ones
	Standing               int64 // steps that cases stand at now
}

// Branch is one way of a part whose branches run beside each other.
type Branch struct {
	Part   string   // name of the part; "" has none
	Number int      // of the branch, from 1
	Nodes  []string // its tasks
	Steps  []string // their names
	Tenths int64    // what it usually takes: the medians of its steps
	Holds  bool     // the others wait for it
}

// branches compares the branches of every part of a drawing whose branches run beside each
// other.
func branches(doc *bpmn.Document, known map[string]StepFigure) [][]Branch {
	rows := drawing.Outline(doc)
	var parts [][]Branch
	for i, r := range rows {
		if r.Sort == drawing.Part && (r.Node.Kind == bpmn.ParallelGateway || r.Node.Kind == bpmn.InclusiveGateway) {
			if part := branchesOf(rows, i, known); len(part) > 1 {
				parts = append(parts, part)
			}
		}
	}
	return parts
}

// branchesOf are the branches of the part that row i begins.
func branchesOf(rows []drawing.Row, i int, known map[string]StepFigure) []Branch {
	head := rows[i]
	var part []Branch
	for j := i + 1; j < len(rows) && rows[j].Depth > head.Depth; j++ {
		if rows[j].Sort != drawing.Branch || rows[j].Depth != head.Depth+1 {
			continue
		}
		b := Branch{Part: head.Node.Name, Number: rows[j].Number}
		end := j + 1
		for end < len(rows) && rows[end].Depth > rows[j].Depth {
			if n := rows[end].Node; rows[end].Sort == drawing.Step && n != nil {
				if f, ok := known[n.ID]; ok {
					b.Nodes, b.Steps = append(b.Nodes, n.ID), append(b.Steps, f.Name)
				}
			}
			end++
		}
		b.Tenths = usual(rows[j+1:end], rows[j].Depth+1, known)
		part = append(part, b)
	}
	longest := slices.MaxFunc(append(part, Branch{}), func(a, b Branch) int { return cmp.Compare(a.Tenths, b.Tenths) }).Tenths
	for k := range part {
		part[k].Holds = longest > 0 && part[k].Tenths == longest
	}
	return part
}

// usual is what the rows of a level usually take one after the other: of a part within, what
// its longest branch takes.
func usual(rows []drawing.Row, depth int, known map[string]StepFigure) (tenths int64) {
	for i, r := range rows {
		switch {
		case r.Depth == depth && r.Sort == drawing.Step:
			tenths += known[r.Node.ID].Median
			if r.Node.Content != nil {
				tenths += usual(below(rows, i), depth+1, known)
			}
		case r.Depth == depth && r.Sort == drawing.Part:
			inside := below(rows, i)
			var longest int64
			for j, b := range inside {
				if b.Sort == drawing.Branch && b.Depth == depth+1 {
					longest = max(longest, usual(below(inside, j), depth+2, known))
				}
			}
			tenths += longest
		}
	}
	return tenths
}

// below are the rows that belong to row i.
func below(rows []drawing.Row, i int) []drawing.Row {
	end := i + 1
	for end < len(rows) && rows[end].Depth > rows[i].Depth {
		end++
	}
	return rows[i+1 : end]
}

package casework

import (
	"cmp"
	"slices"
	"time"

	"tongban/capability/workflow"
	"tongban/kernel/calendar"
	"tongban/kernel/deadline"
)

// Course is the way of a case through its process: every step that was, is, or is certain to
// come. It is told from tasks and records, so that it is whole after the decision, too, when
// the case stands nowhere any more.
type Course struct {
	Parts []Part
	Stuck []Incident // why it cannot go on, for those who were told
}

// Part is a part of a course: what is done one after the other, or branches beside each other.
type Part struct{ Branches []Branch }

// Branch is what is done one after the other.
type Branch struct {
	ID      workflow.Branch
	Element string // what it is for, where a list is gone through
	Steps   []Step
	Stuck   []Incident
}

// Progress says how far a step is.
type Progress string

// How far steps are.
const (
	StepAhead Progress = "ahead" // certain to come, or to come again
	StepOpen  Progress = "open"
	StepDone  Progress = "done"
	StepCut   Progress = "cut" // ended without being done: a veto elsewhere, or the end of the case
)

// Step is one step of a course.
type Step struct {
	Node       string // in the drawing; empty where it stands outside any
	Name       string // as drawn; File.StepName names those that are not
	Stage      string
	Department string // code
	Role       string
	Element    string  // what it is for, where it is done over a list
	Decides    bool    // the case is decided here
	Visit      bool    // it is the visit to the site
	Limit      float64 // working days it may take, 0 if nobody says
	Progress   Progress
	Rounds     []Round // the oldest first; none before it is reached
	Clock      *StepClock
	Blocked    bool
}

// Round is one time that a step was to be done: anew if it was sent or taken back.
type Round struct {
	Tasks    []*Task // one for each who signs
	OpenedAt time.Time
	ClosedAt time.Time // zero while it is open
	Outcome  string    // of the process: pass; or of the decision: granted, denied
	Said     *Record   // with which it ended; nil if nobody has ended it
	Again    *Record   // by which it was opened anew: SendBack, TakeBack; nil the first time
}

// StepClock is how the own time of a step stands, or stood when it ended.
type StepClock struct {
	deadline.Stage
	Used float64 // working days
	Left int     // working days to the last one: 0 is on that day, negative behind it
	Late bool
}

// Last is the latest round of a step; a zero one before it is reached.
func (s *Step) Last() Round {
	if len(s.Rounds) == 0 {
		return Round{}
	}
	return s.Rounds[len(s.Rounds)-1]
}

// Returned is how often a step was done again because it was sent back.
func (s *Step) Returned() (n int) {
	for _, r := range s.Rounds {
		if r.Again != nil && r.Again.Event == SendBack {
			n++
		}
	}
	return n
}

// OpenTasks are the tasks of a step that are open, one for each who signs.
func (s *Step) OpenTasks() (open []*Task) {
	for _, t := range s.Last().Tasks {
		if t.ClosedAt.IsZero() {
			open = append(open, t)
		}
	}
	return open
}

// Steps are the steps of all branches, in the order of the drawing.
func (c Course) Steps() (steps []*Step) {
	for p := range c.Parts {
		for b := range c.Parts[p].Branches {
			for i := range c.Parts[p].Branches[b].Steps {
				steps = append(steps, &c.Parts[p].Branches[b].Steps[i])
			}
		}
	}
	return steps
}

// Branched reports whether any part has branches beside each other.
func (c Course) Branched() bool {
	return slices.ContainsFunc(c.Parts, func(p Part) bool { return len(p.Branches) > 1 })
}

// plot makes the course of a case.
type plot struct {
	f   *File
	def *workflow.Definition // nil if it is lost
	cal *calendar.Calendar
	now time.Time
}

// spot is where a step is: a node, and of those done over a list for what.
type spot struct{ node, element string }

func (p plot) course(stuck []Incident) Course {
	tasks, order := p.tasks()
	coming := map[spot]bool{}
	for _, a := range p.coming() {
		at := spot{a.Node, a.Element}
		known := slices.ContainsFunc(order, func(o spot) bool { return o.node == a.Node })
		for _, o := range order { // of a list that is gone through again, what it is for
			if a.Element == "" && o.node == a.Node {
				coming[o] = true
			}
		}
		if _, reached := tasks[at]; !reached && (!known || a.Element != "") {
			order = append(order, at)
		}
		coming[at] = true
	}
	p.sort(order)
	c := Course{Stuck: stuck}
	for _, at := range order {
		step := p.step(at, tasks[at], coming[at])
		step.Blocked = slices.ContainsFunc(stuck, step.stops)
		c.add(p.branch(at), step)
	}
	c.stop(p.def)
	return c
}

// tasks are those of the process by where they are, and where in the order they came.
func (p plot) tasks() (tasks map[spot][]*Task, order []spot) {
	tasks = map[spot][]*Task{}
	for i := range p.f.Tasks {
		t := &p.f.Tasks[i]
		at := spot{p.node(t), t.Element}
		if at.node == "" {
			continue
		}
		if len(tasks[at]) == 0 {
			order = append(order, at)
		}
		tasks[at] = append(tasks[at], t)
	}
	return tasks, order
}

// node is where t stands: of tasks from before there were processes, and of the decision
// that no drawing has, where their stage is done. Nowhere is before and after the process.
func (p plot) node(t *Task) string {
	switch {
	case t.Node != "":
		return t.Node
	case t.Stage == stageAccept, t.Stage == stageIssue:
		return ""
	}
	for _, drawn := range p.drawn() {
		if drawn.Stage == t.Stage {
			return drawn.Node
		}
	}
	return t.Stage
}

func (p plot) drawn() []workflow.Task {
	if p.def == nil {
		return nil
	}
	return p.def.Tasks()
}

// coming are the steps that are certain to come.
func (p plot) coming() []workflow.Activity {
	c := p.f.Case
	switch {
	case p.def == nil:
		return nil
	case c.Status.awaitsAcceptance(), c.Status == InCorrection:
		return p.def.Coming(workflow.State{})
	case !c.Status.isAccepted():
		return nil
	}
	s, err := p.f.standing(p.now)
	if err != nil {
		return nil
	}
	return p.def.Coming(s)
}

// sort puts steps into the order of the drawing; those of no drawing follow as they came.
func (p plot) sort(order []spot) {
	at, drawn := map[string]int{}, p.drawn()
	for i, t := range drawn {
		at[t.Node] = i
	}
	place := func(s spot) int {
		if i, known := at[s.node]; known {
			return i
		}
		return len(drawn)
	}
	slices.SortStableFunc(order, func(a, b spot) int { return cmp.Compare(place(a), place(b)) })
}

func (p plot) step(at spot, tasks []*Task, comes bool) Step {
	s := Step{
		Node: at.node, Stage: at.node, Element: at.element, Department: p.f.Case.Department, Rounds: p.rounds(tasks), Decides: at.node == stageDecide,
	}
	if p.def != nil {
		if drawn, ok := p.def.Task(at.node); ok {
			s.Name, s.Stage, s.Role, s.Department = drawn.Name, drawn.Stage, drawn.Role, cmp.Or(drawn.Department, s.Department)
			s.Decides, s.Visit, s.Limit = drawn.Decides, drawn.Visit, workdays(drawn)
		}
	}
	if n := len(tasks); n > 0 {
		s.Department, s.Role = tasks[n-1].Department, tasks[n-1].Role
	}
	switch last := s.Last(); {
	case len(s.OpenTasks()) > 0:
		s.Progress = StepOpen
	case comes:
		s.Progress = StepAhead
	case last.Outcome != "":
		s.Progress = StepDone
	default:
		s.Progress = StepCut
	}
	if s.Progress != StepAhead {
		s.Clock = p.clock(s.Last())
	}
	return s
}

// branch is where a step lies.
func (p plot) branch(at spot) Branch {
	if p.def == nil {
		return Branch{}
	}
	b := Branch{ID: p.def.Branch(at.node)}
	if b.ID.Flow == "" {
		b.Element = at.element
	}
	return b
}

// add puts a step into its branch.
func (c *Course) add(at Branch, s Step) {
	i := slices.IndexFunc(c.Parts, func(p Part) bool { return p.Branches[0].ID.Fork == at.ID.Fork })
	if n := len(c.Parts); at.ID.Fork == "" { // one after the other is where the last one was
		if i = n - 1; n > 0 && c.Parts[i].Branches[0].ID.Fork != "" {
			i = -1
		}
	}
	if i < 0 {
		at.Steps = []Step{s}
		c.Parts = append(c.Parts, Part{[]Branch{at}})
		return
	}
	part := &c.Parts[i]
	b := slices.IndexFunc(part.Branches, func(b Branch) bool { return b.ID == at.ID && b.Element == at.Element })
	if b < 0 {
		part.Branches = append(part.Branches, at)
		b = len(part.Branches) - 1
	}
	part.Branches[b].Steps = append(part.Branches[b].Steps, s)
}

// stops reports whether an incident is one of the step: of a task of it, or at its node.
func (s *Step) stops(i Incident) bool {
	if i.Task == 0 {
		return i.Node == s.Node
	}
	return slices.ContainsFunc(s.OpenTasks(), func(t *Task) bool { return t.ID == i.Task })
}

// stop tells each branch what it is stuck at.
func (c *Course) stop(def *workflow.Definition) {
	for _, i := range c.Stuck {
		for p := range c.Parts {
			for n := range c.Parts[p].Branches {
				b := &c.Parts[p].Branches[n]
				if slices.ContainsFunc(b.Steps, func(s Step) bool { return s.stops(i) }) ||
					i.Task == 0 && def != nil && def.Branch(i.Node) == b.ID && b.ID != (workflow.Branch{}) {
					b.Stuck = append(b.Stuck, i)
				}
			}
		}
	}
}

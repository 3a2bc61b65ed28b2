package desk

import (
	"context"
	"time"

	"tongban/capability/casework"
)

type branchesOut struct {
	Body struct {
		ShortNo string          `json:"shortNo"`
		Parts   []partBody      `json:"parts" doc:"One after the other; what is not certain to come is left out"`
		Stuck   []stuckBody     `json:"stuck" doc:"Why the process cannot go on"`
		State   casework.Status `json:"state"`
	}
}

type partBody struct {
	Branches []branchBody `json:"branches" doc:"Several go on at the same time"`
}

type branchBody struct {
	Title string     `json:"title" doc:"The department, or what the branch is for"`
	Steps []stepWire `json:"steps"`
}

// stepWire is a step of a course over the wire.
type stepWire struct {
	Node       string            `json:"node"`
	Name       string            `json:"name"`
	Department string            `json:"department" doc:"Code"`
	Role       string            `json:"role,omitempty"`
	Element    string            `json:"element,omitempty" doc:"What it is done for, where a list is gone through"`
	Progress   casework.Progress `json:"progress" enum:"ahead,open,done,cut"`
	Outcome    string            `json:"outcome,omitempty"`
	Opinion    string            `json:"opinion,omitempty"`
	By         string            `json:"by,omitempty" doc:"Who has ended it"`
	Tasks      []string          `json:"tasks" doc:"Open tasks, one for each who signs"`
	Holders    []string          `json:"holders" doc:"Who has claimed them"`
	OpenedAt   *time.Time        `json:"openedAt,omitempty"`
	ClosedAt   *time.Time        `json:"closedAt,omitempty"`
	Returned   int               `json:"returned" doc:"How often it was sent back"`
	Reason     string            `json:"reason,omitempty" doc:"Why, the last time"`
	Stuck      bool              `json:"stuck"`
	Clock      *clockBody        `json:"clock,omitempty"`
}

// clockBody is how the own clock of a step stands.
type clockBody struct {
	Workdays float64   `json:"workdays" doc:"Its limit"`
	Used     float64   `json:"used"`
	Left     int       `json:"left" doc:"Working days to the last one; 0 is that day, below it is late"`
	DueAt    time.Time `json:"dueAt"`
	Paused   bool      `json:"paused"`
	Late     bool      `json:"late"`
}

// stuckBody is where a process cannot go on.
type stuckBody struct {
	Node  string    `json:"node,omitempty"`
	Cause string    `json:"cause"`
	At    time.Time `json:"at"`
}

// branches answers with the branches of a case, without the applicant's data.
func (a api) branches(ctx context.Context, in *casework.CasePath) (*branchesOut, error) {
	f, err := a.Casework.File(ctx, in.No)
	if err != nil {
		return nil, err
	}
	v, err := pages{a.Service}.courseView(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &branchesOut{}
	b := &out.Body
	b.ShortNo, b.State, b.Parts, b.Stuck = f.Case.ShortNo, f.Case.Status, []partBody{}, []stuckBody{}
	for _, part := range v.course.Parts {
		one := partBody{}
		for _, branch := range part.Branches {
			lane := branchBody{Title: v.laneTitle(ctx, part, branch), Steps: []stepWire{}}
			for i := range branch.Steps {
				lane.Steps = append(lane.Steps, v.stepOut(ctx, &branch.Steps[i]))
			}
			one.Branches = append(one.Branches, lane)
		}
		b.Parts = append(b.Parts, one)
	}
	for _, i := range v.course.Stuck {
		b.Stuck = append(b.Stuck, stuckBody{i.Node, casework.Cause(ctx, i.Cause, i.Args), i.At})
	}
	return out, nil
}

func (v *view) stepOut(ctx context.Context, s *casework.Step) stepWire {
	last := s.Last()
	out := stepWire{
		Node: s.Node, Name: v.StepName(ctx, s), Department: s.Department, Role: s.Role, Element: s.Element, Progress: s.Progress, Outcome: last.Outcome,
		Tasks: []string{}, Holders: []string{}, OpenedAt: optional(last.OpenedAt), ClosedAt: optional(last.ClosedAt), Returned: s.Returned(), Stuck: s.Blocked,
	}
	for _, task := range s.OpenTasks() {
		out.Tasks = append(out.Tasks, task.ID.String())
		if name := v.names[task.Assignee]; name != "" {
			out.Holders = append(out.Holders, name)
		}
	}
	if last.Said != nil {
		out.Opinion, out.By = last.Said.Detail.Opinion, last.Said.ActorName
	}
	if last.Again != nil {
		out.Reason = last.Again.Detail.Reason
	}
	if c := s.Clock; c != nil {
		out.Clock = &clockBody{c.Workdays, c.Used, c.Left, c.Due, c.Stopped, c.Late}
	}
	return out
}

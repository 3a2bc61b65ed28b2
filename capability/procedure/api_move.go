package procedure

import (
	"context"
	"time"

	"tongban/kernel/id"
	"tongban/kernel/message"
)

// RunningBody is a version with the cases that run on it.
type RunningBody struct {
	Revision int   `json:"revision"`
	State    State `json:"state" enum:"draft,published,superseded,withdrawn"`
	Cases    int   `json:"cases" doc:"1001 is more than a thousand"`
}

type runningOut struct {
	Body struct {
		Items []RunningBody `json:"items"`
	}
}

func (a api) running(ctx context.Context, in *ItemPath) (*runningOut, error) {
	_, list, err := a.Running(ctx, in.Item)
	if err != nil {
		return nil, err
	}
	out := &runningOut{}
	out.Body.Items = []RunningBody{}
	for _, one := range list {
		out.Body.Items = append(out.Body.Items, RunningBody{one.Revision, one.State, one.Cases})
	}
	return out, nil
}

// MovedCaseBody is what becomes of a case.
type MovedCaseBody struct {
	ShortNo string `json:"shortNo"`
	Outcome string `json:"outcome" enum:"moved,kept,skipped" doc:"moved: it goes on in the other version; kept: that would not be safe; skipped: somebody worked on it at that moment"`
	Node    string `json:"node,omitempty" doc:"The step that keeps it"`
	Why     string `json:"why,omitempty"`
}

func movedBodies(ctx context.Context, list []MovedCase) []MovedCaseBody {
	bodies := []MovedCaseBody{}
	for _, one := range list {
		bodies = append(bodies, MovedCaseBody{one.ShortNo, one.Outcome, one.Node, one.why(ctx)})
	}
	return bodies
}

// why says why a case stays where it is, nothing of one that does not.
func (m MovedCase) why(ctx context.Context) string {
	if m.Cause == "" {
		return ""
	}
	var args []any
	for _, a := range m.Args {
		args = append(args, a)
	}
	return message.T(ctx, m.Cause, args...)
}

type movableIn struct {
	VersionPath
	Paging
}

type movableOut struct {
	Body struct {
		Items []MovedCaseBody `json:"items"`
		Next  string          `json:"next,omitempty" doc:"Cursor of the next page"`
	}
}

func (a api) movable(ctx context.Context, in *movableIn) (*movableOut, error) {
	_, list, next, err := a.Movable(ctx, in.Item, in.Revision, caseOf(in.Cursor), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &movableOut{}
	out.Body.Items, out.Body.Next = movedBodies(ctx, list), cursorOf(next)
	return out, nil
}

// caseOf reads a cursor: what is none is the beginning.
func caseOf(cursor string) id.ID {
	key, _ := id.Parse(cursor)
	return key
}

func cursorOf(last id.ID) string {
	if last == 0 {
		return ""
	}
	return last.String()
}

type moveIn struct {
	VersionPath
	Keyed
	Body struct {
		Current int    `json:"current" doc:"Revision in force as it was read"`
		Reason  string `json:"reason" doc:"Stands in the history of each case"`
	}
}

type moveOut struct {
	Body struct {
		Move string `json:"move" doc:"The order, to ask what became of it"`
	}
}

func (a api) move(ctx context.Context, in *moveIn) (*moveOut, error) {
	order, err := a.MoveCases(in.context(ctx), in.Item, in.Revision, in.Body.Current, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	out := &moveOut{}
	out.Body.Move = order.String()
	return out, nil
}

type movedIn struct {
	ItemPath
	Paging
	Move string `path:"move"`
}

type movedOut struct {
	Body struct {
		From       int             `json:"from" doc:"Revision"`
		To         int             `json:"to" doc:"Revision"`
		By         string          `json:"by"`
		Reason     string          `json:"reason"`
		At         time.Time       `json:"at"`
		FinishedAt *time.Time      `json:"finishedAt,omitempty" doc:"Absent while it is carried out"`
		Moved      int             `json:"moved"`
		Kept       int             `json:"kept"`
		Skipped    int             `json:"skipped"`
		Items      []MovedCaseBody `json:"items"`
		Next       string          `json:"next,omitempty" doc:"Cursor of the next page"`
	}
}

func (a api) moved(ctx context.Context, in *movedIn) (*movedOut, error) {
	_, m, list, next, err := a.Moved(ctx, in.Item, caseOf(in.Move), caseOf(in.Cursor), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &movedOut{}
	b := &out.Body
	b.From, b.To, b.By, b.Reason, b.At, b.Moved, b.Kept, b.Skipped = m.FromRevision, m.ToRevision, m.By, m.Reason, m.At, m.Moved, m.Kept, m.Skipped
	if !m.Finished.IsZero() {
		b.FinishedAt = &m.Finished
	}
	b.Items, b.Next = movedBodies(ctx, list), cursorOf(next)
	return out, nil
}

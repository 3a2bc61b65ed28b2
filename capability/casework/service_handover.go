package casework

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// handoverBatch is how many tasks change hands in one unit.
const handoverBatch = 50

// handing is a task on its way from one member of staff to another, or to nobody.
type handing struct {
	task   Task
	caseNo string
	to     string
	by     actor.Actor
	reason string
	at     time.Time
}

// Release gives a claimed task back to its group.
func (s *Service) Release(ctx context.Context, taskID id.ID) (*File, error) {
	return s.reassign(ctx, taskID, "", "")
}

// HandOver gives a task to a colleague who may do it. Whoever has claimed it may, and
// whoever answers for the work of the department or the hall.
func (s *Service) HandOver(ctx context.Context, taskID id.ID, to, reason string) (*File, error) {
	if to == "" {
		return nil, fault.New(fault.NotFound, "casework.unknown-colleague")
	}
	reason, err := whyHanded(reason)
	if err != nil {
		return nil, err
	}
	return s.reassign(ctx, taskID, to, reason)
}

// whyHanded is the reason a hand-over is given for: both sides read it.
func whyHanded(reason string) (string, error) {
	reason = check.Words(reason)
	switch length := len([]rune(reason)); {
	case length == 0:
		return "", fault.InvalidFields([]fault.Field{{Name: string(InputReason), Key: "casework.input.handover-reason"}})
	case length > MaxText:
		return "", fault.InvalidFields([]fault.Field{{Name: string(InputReason), Key: "casework.input.too-long", Args: []any{MaxText}}})
	}
	return reason, nil
}

// MayHandOver says why a may not give a task of f to somebody else.
func MayHandOver(a actor.Actor, f *File, task *Task) error {
	switch {
	case task == nil || !task.ClosedAt.IsZero():
		return fault.New(fault.Conflict, "casework.not-now")
	case task.Assignee == a.ID && a.ID != "":
		return nil
	}
	return access.May(a, access.CaseAssign, f.taskObject(task))
}

// MayTake reports whether a may do a task of f.
func MayTake(a actor.Actor, f *File, task *Task) bool {
	return task != nil && task.ClosedAt.IsZero() && mayTake(a, task.Role, f.taskObject(task))
}

func (s *Service) reassign(ctx context.Context, taskID id.ID, to, reason string) (*File, error) {
	f, task, err := s.findTask(ctx, taskID)
	if err != nil {
		return nil, err
	}
	by, now := actor.From(ctx), s.Clock.Now()
	if !task.ClosedAt.IsZero() {
		return nil, stale(ctx, f.Case.UpdatedBy, f.Case.UpdatedAt)
	}
	if task.Assignee == to && by.Kind == actor.Staff { // sent twice
		return f, nil
	}
	if err := MayHandOver(by, f, task); err != nil {
		return nil, err
	}
	if to != "" {
		colleague, err := s.Colleagues.Colleague(ctx, to)
		if err != nil {
			return nil, err
		}
		if !MayTake(colleague, f, task) {
			return nil, fault.New(fault.Conflict, "casework.colleague-may-not", colleague.Name)
		}
		if err := mayGive(by, task, colleague, f.taskObject(task)); err != nil {
			return nil, err
		}
	}
	h := handing{*task, f.Case.No, to, by, reason, now}
	err = s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error {
		if err := s.storeHanding(ctx, tx, h); err != nil || to == "" {
			return err
		}
		if err := endTaskIncidents(ctx, tx, task, now); err != nil {
			return err
		}
		return s.tellHanded(ctx, tx, h, f.Case)
	})
	if err != nil {
		return nil, fmt.Errorf("hand over %s: %w", taskID, err)
	}
	task.Assignee, task.ClaimedAt = to, h.claimedAt()
	return f, s.offer(ctx, f, by)
}

// tellHanded tells both sides of a hand-over, but for whoever has done it, and why.
func (s *Service) tellHanded(ctx context.Context, tx *db.Tx, h handing, c *Case) error {
	args := []string{c.ItemName, c.ShortNo, h.reason}
	for account, key := range map[string]string{h.to: "casework.inform.task-handed-over", h.task.Assignee: "casework.inform.task-given-away"} {
		if account == "" || account == h.by.ID {
			continue
		}
		if err := s.Informer.Inform(ctx, tx, idOf(account), key, args, DeskURL(c.ShortNo)); err != nil {
			return err
		}
	}
	return nil
}

// takeOver gives the deputy who claims it what a colleague who is away has begun.
func (s *Service) takeOver(ctx context.Context, f *File, task *Task) (*File, error) {
	by, now := actor.From(ctx), s.Clock.Now()
	if !MayTake(by, f, task) {
		return nil, fault.New(fault.Forbidden, "access.separation")
	}
	h := handing{*task, f.Case.No, by.ID, by, "", now}
	err := s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error { return s.storeHanding(ctx, tx, h) })
	if err != nil {
		return nil, fmt.Errorf("claim %s: %w", task.ID, err)
	}
	task.Assignee, task.ClaimedAt = by.ID, now
	return f, s.offer(ctx, f, by)
}

// findTask reads a task and its case, if the actor may see it.
func (s *Service) findTask(ctx context.Context, taskID id.ID) (*File, *Task, error) {
	f, err := s.due(ctx, func() (*File, error) {
		return s.readBy(ctx, byTask(taskID))
	})
	if err != nil {
		return nil, nil, err
	}
	if err := maySee(actor.From(ctx), f); err != nil {
		return nil, nil, err
	}
	return f, f.Task(taskID), nil
}

// mayTake reports whether a may do the open task of role on a case. Who has accepted a
// case does not get its decision.
func mayTake(a actor.Actor, role string, o access.Object) bool {
	permission := access.CaseClaim
	if role == string(actor.Approver) {
		permission = access.CaseDecide
	}
	return a.Is(actor.Role(role)) && access.May(a, permission, o) == nil
}

func (h handing) claimedAt() time.Time {
	if h.to == "" {
		return time.Time{}
	}
	return h.at
}

// storeHanding moves the task if it is still with whom it was, and writes down who did it.
func (s *Service) storeHanding(ctx context.Context, tx *db.Tx, h handing) error {
	if err := moveTask(ctx, tx, h); err != nil {
		return err
	}
	if err := insertHandover(ctx, tx, id.New(), h); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Event: "casework.task-handed-over", Actor: h.by.ID, Subject: h.caseNo, At: h.at,
		Data: struct {
			Task   string `json:"task"`
			From   string `json:"from"`
			To     string `json:"to"`
			Reason string `json:"reason,omitempty"`
		}{h.task.ID.String(), h.task.Assignee, h.to, h.reason},
	})
}

// HandOverAll gives all tasks of from to a colleague, and returns how many. What the
// colleague may not do goes back to its group. It goes on unit by unit: whoever calls it
// again after an interruption hands over the rest.
func (s *Service) HandOverAll(ctx context.Context, from, to, reason string) (n int, err error) {
	if reason, err = whyHanded(reason); err != nil {
		return 0, err
	}
	colleague, err := s.MayHandOverAll(ctx, from, to)
	if err != nil {
		return 0, err
	}
	by := actor.From(ctx)
	for last := id.ID(0); ; {
		handed, end, err := s.handOverSome(ctx, by, from, colleague, reason, last)
		if err != nil {
			return n, fmt.Errorf("hand over all of %s: %w", from, err)
		}
		n += handed
		if end == 0 {
			return n, s.tellAllHanded(ctx, from, colleague, n, reason)
		}
		last = end
	}
}

// MayHandOverAll says why the actor may not give all tasks of from to a colleague, whom it
// returns. Of a colleague's tasks only those change hands whose cases the actor answers for.
func (s *Service) MayHandOverAll(ctx context.Context, from, to string) (colleague actor.Actor, err error) {
	by := actor.From(ctx)
	if by.ID != from && !access.Has(by, access.CaseAssign) || from == "" || from == to {
		return colleague, fault.New(fault.Forbidden, "access.forbidden")
	}
	return s.Colleagues.Colleague(ctx, to)
}

// handOverSome hands over one batch of tasks after last. It returns how many, and the last
// one looked at, zero at the end.
func (s *Service) handOverSome(ctx context.Context, by actor.Actor, from string, to actor.Actor, reason string, last id.ID) (n int, end id.ID, err error) {
	err = s.DB.Write(ctx, "", func(ctx context.Context, tx *db.Tx) error {
		n, end = 0, 0 // the unit may run again
		rows, err := listAssigned(ctx, tx, from, last, handoverBatch)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if by.ID != from && access.May(by, access.CaseAssign, row.object) != nil {
				continue
			}
			h := handing{row.task, row.caseNo, "", by, reason, s.Clock.Now()}
			if mayTake(to, row.task.Role, row.object) && mayGive(by, &row.task, to, row.object) == nil {
				h.to = to.ID
				n++
			}
			if err := s.storeHanding(ctx, tx, h); err != nil {
				return err
			}
		}
		if len(rows) == handoverBatch {
			end = rows[len(rows)-1].task.ID
		}
		return nil
	})
	return n, end, err
}

// tellAllHanded tells both sides that n tasks have changed hands, but for whoever has done
// it.
func (s *Service) tellAllHanded(ctx context.Context, from string, to actor.Actor, n int, reason string) error {
	if n == 0 {
		return nil
	}
	by := actor.From(ctx).ID
	return s.DB.Write(ctx, to.ID, func(ctx context.Context, tx *db.Tx) error {
		count := strconv.Itoa(n)
		if to.ID != by {
			if err := s.Informer.Inform(ctx, tx, idOf(to.ID), "casework.inform.tasks-handed-over", []string{count, reason}, "/desk?mine=1"); err != nil {
				return err
			}
		}
		if from == by {
			return nil
		}
		return s.Informer.Inform(ctx, tx, idOf(from), "casework.inform.tasks-given-away", []string{count, to.Name, reason}, "/desk?mine=1")
	})
}

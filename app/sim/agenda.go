package sim

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"tongban/capability/identity"
	"tongban/kernel/fault"
)

// turn is one thing somebody does in a matter at an instant.
type turn struct {
	at time.Time
	m  *matter
	do func(context.Context) error
}

// agenda is the turns that are still to come.
type agenda []turn

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return cmp.Or(a[i].at.Compare(a[j].at), cmp.Compare(a[i].m.ordinal, a[j].m.ordinal)) < 0
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(v any)   { *a = append(*a, v.(turn)) }

// Pop takes the last, as the heap wants it.
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// atHand is how far apart turns may be that are taken together.
const atHand = 12 * time.Minute

// moment takes the next turns before end that are at hand together, and the instant at which
// they happen: that of the last of them. Nobody deals with two departments in one moment,
// since what one gives them the other may ask for: who has to do with another waits for the
// next.
func (a *agenda) moment(end time.Time) (turns []turn, at time.Time) {
	with := map[*identity.Person]string{} // the department that each deals with
	var waiting []turn
	for len(*a) > 0 && (*a)[0].at.Before(end) && (len(turns) == 0 || (*a)[0].at.Before(turns[0].at.Add(atHand))) {
		next := heap.Pop(a).(turn)
		who, department := next.m.who.person, next.m.department()
		if with[who] == "" {
			with[who] = department
		}
		if with[who] != department {
			waiting = append(waiting, next)
			continue
		}
		turns, at = append(turns, next), next.at
	}
	for _, t := range waiting {
		heap.Push(a, t)
	}
	return turns, at
}

// take has the turns of a moment taken: a department's in the order of their ordinals, the
// departments side by side.
func (c *city) take(ctx context.Context, turns []turn) error {
	slices.SortFunc(turns, func(a, b turn) int { return cmp.Compare(a.m.ordinal, b.m.ordinal) })
	groups := map[string][]turn{}
	for _, t := range turns {
		groups[t.m.department()] = append(groups[t.m.department()], t)
	}
	departments := slices.Sorted(maps.Keys(groups))
	if c.backwards {
		slices.Reverse(departments)
	}
	var working sync.WaitGroup
	places := make(chan struct{}, c.sideBySide())
	for _, department := range departments {
		places <- struct{}{}
		working.Go(func() {
			defer func() { <-places }()
			for _, t := range groups[department] {
				t.m.next = turn{}
				t.m.failed = t.do(ctx)
			}
		})
	}
	working.Wait()
	for _, t := range turns {
		if next := t.m.next; next.do != nil {
			heap.Push(&c.agenda, next)
		}
		if err := t.m.failed; err != nil {
			c.stuck = append(c.stuck, fmt.Sprintf("matter %d (%s %s): %v%s", t.m.ordinal, t.m.kind.item.Code, t.m.no, err, wrong(err)))
		}
	}
	return ctx.Err()
}

// sideBySide is how many departments work at once.
func (c *city) sideBySide() int {
	if c.backwards {
		return 1
	}
	return 16
}

// wrong says what a fault says of fields.
func wrong(err error) string {
	if f, is := fault.As(err); is && len(f.Fields) > 0 {
		return fmt.Sprint(" ", f.Fields)
	}
	return ""
}

package sim

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

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
// they happen: that of the last of them.
func (a *agenda) moment(end time.Time) (turns []turn, at time.Time) {
	for len(*a) > 0 && (*a)[0].at.Before(end) && (len(turns) == 0 || (*a)[0].at.Before(turns[0].at.Add(atHand))) {
		turns = append(turns, heap.Pop(a).(turn))
	}
	if len(turns) > 0 {
		at = turns[len(turns)-1].at
	}
	return turns, at
}

// sideBySide is how many turns of a moment are taken at once.
const sideBySide = 16

// take has the turns of a moment taken: a department's in the order of their ordinals, the
// departments side by side.
func (c *city) take(ctx context.Context, turns []turn) error {
	groups := map[string][]turn{}
	for _, t := range turns {
		groups[t.m.kind.item.Department.Code] = append(groups[t.m.kind.item.Department.Code], t)
	}
	var working sync.WaitGroup
	places := make(chan struct{}, sideBySide)
	stuck := make(chan string, len(turns))
	for _, group := range groups {
		slices.SortFunc(group, func(a, b turn) int { return cmp.Compare(a.m.ordinal, b.m.ordinal) })
		places <- struct{}{}
		working.Go(func() {
			defer func() { <-places }()
			for _, t := range group {
				t.m.next = turn{}
				if err := t.do(ctx); err != nil {
					stuck <- fmt.Sprintf("matter %d (%s %s): %v%s", t.m.ordinal, t.m.kind.item.Code, t.m.no, err, wrong(err))
				}
			}
		})
	}
	working.Wait()
	close(stuck)
	for why := range stuck {
		c.stuck = append(c.stuck, why)
	}
	for _, t := range turns {
		if next := t.m.next; next.do != nil {
			heap.Push(&c.agenda, next)
		}
	}
	return ctx.Err()
}

// wrong says what a fault says of fields.
func wrong(err error) string {
	if f, is := fault.As(err); is && len(f.Fields) > 0 {
		return fmt.Sprint(" ", f.Fields)
	}
	return ""
}

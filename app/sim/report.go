package sim

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/deadline"
)

// Report is what happened in a past that was made.
type Report struct {
	From, Until time.Time
	People      int
	Firms       int
	Begun       int // applications, handed in or not
	Cases       int
	Finished    int
	ByItem      map[string]map[casework.Status]int
	Counter     int // handed in at a counter
	Corrected   int
	Deemed      int
	Decided     int // that were promised by when
	OnTime      int // of them
	Digest      string
	Stuck       []string // matters that could not go on, and why; none in a sound city
	Took        time.Duration
}

// report looks at every case there is, or only counts.
func (c *city) report(ctx context.Context, brief bool) (*Report, error) {
	r := &Report{
		From: c.from, Until: c.until, People: len(c.settlers.People), Firms: len(c.settlers.Firms), Begun: len(c.matters),
		ByItem: map[string]map[casework.Status]int{}, Stuck: c.stuck,
	}
	ctx = actor.With(ctx, actor.AsSystem("sim"))
	digest := sha256.New()
	for _, m := range c.matters {
		if m.no == "" {
			continue
		}
		if brief {
			r.Cases++
			if m.status != casework.InCorrection && !m.status.IsOpen() {
				r.Finished++
			}
			continue
		}
		f, err := c.Casework.File(ctx, m.no)
		if err != nil {
			return nil, err
		}
		r.count(m, f)
		line, err := json.Marshal(traceOf(f))
		if err != nil {
			return nil, err
		}
		digest.Write(append(line, '\n'))
	}
	if !brief {
		r.Digest = hex.EncodeToString(digest.Sum(nil))
	}
	return r, nil
}

func (r *Report) count(m *matter, f *casework.File) {
	r.Cases++
	item := r.ByItem[f.Case.ItemName]
	if item == nil {
		item = map[casework.Status]int{}
		r.ByItem[f.Case.ItemName] = item
	}
	item[f.Case.Status]++
	if !f.Case.FinishedAt.IsZero() {
		r.Finished++
	}
	if m.fate.counter {
		r.Counter++
	}
	if f.Case.Corrected {
		r.Corrected++
	}
	if f.Case.Basis == casework.Deemed {
		r.Deemed++
	}
	if w := f.Clock.Window(deadline.PromisedPeriod); !w.Closed.IsZero() {
		r.Decided++
		if !w.Closed.After(w.DueAt) {
			r.OnTime++
		}
	}
}

// trace is what the digest takes of a case: nothing in it is random.
type trace struct {
	No, Item, Status, Basis string
	Received, Finished, Due time.Time
	Corrected               bool
	Events                  []event
}

type event struct {
	Event, To string
	At        time.Time
	Detail    casework.Detail
}

// traceOf is the trace of a case.
func traceOf(f *casework.File) trace {
	t := trace{
		No: f.Case.No, Item: f.Case.ItemCode, Status: string(f.Case.Status), Basis: string(f.Case.Basis), Corrected: f.Case.Corrected,
		Received: f.Case.ReceivedAt, Finished: f.Case.FinishedAt, Due: f.Case.DueAt,
	}
	for _, r := range f.Records {
		d := r.Detail
		d.Tracking = "" // the carrier's number is drawn
		t.Events = append(t.Events, event{string(r.Event), string(r.To), r.At, d})
	}
	return t
}

// Write writes the report for people.
func (r *Report) Write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%s to %s: %d people and %d firms began %d applications; %d cases, %d finished\n",
		r.From.Format(time.DateOnly), r.Until.Format(time.DateOnly), r.People, r.Firms, r.Begun, r.Cases, r.Finished)
	if err != nil {
		return err
	}
	total := func(item string) (n int) {
		for _, count := range r.ByItem[item] {
			n += count
		}
		return n
	}
	items := slices.SortedFunc(maps.Keys(r.ByItem), func(a, b string) int { return cmp.Or(total(b)-total(a), cmp.Compare(a, b)) })
	for _, item := range items {
		line := fmt.Sprintf("%6d  %s:", total(item), item)
		for _, status := range slices.Sorted(maps.Keys(r.ByItem[item])) {
			line += fmt.Sprintf(" %s %d", status, r.ByItem[item][status])
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	for _, why := range r.Stuck {
		if _, err := fmt.Fprintln(w, "stuck:", why); err != nil {
			return err
		}
	}
	if r.Digest == "" {
		_, err = fmt.Fprintf(w, "took %s\n", r.Took.Round(time.Millisecond))
		return err
	}
	_, err = fmt.Fprintf(w, "at a counter %d, corrected %d, accepted by silence %d, in the promised time %d of %d (%.1f %%)\ndigest %s\ntook %s\n",
		r.Counter, r.Corrected, r.Deemed, r.OnTime, r.Decided, 100*float64(r.OnTime)/float64(max(r.Decided, 1)), r.Digest, r.Took.Round(time.Millisecond))
	return err
}

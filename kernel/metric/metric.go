// Package metric counts what operators watch and writes it in the text format of
// Prometheus (0.0.4).
//
// Labels have few values that are known beforehand: routes, kinds, codes; never what
// people type or who they are. A family with more than maxSeries combinations counts the
// rest under "other".
package metric

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Kind says how a metric is to be read.
type Kind string

// The kinds.
const (
	CounterKind   Kind = "counter"
	GaugeKind     Kind = "gauge"
	HistogramKind Kind = "histogram"
)

// Family describes a metric.
type Family struct {
	Name   string
	Help   string
	Kind   Kind
	Labels []string
}

// Set is the metrics of a program. All are added before the first is written.
type Set struct{ members []member }

type member struct {
	Family
	write func(ctx context.Context, w *writer) error
}

// Families lists what is counted, by name.
func (s *Set) Families() []Family {
	var all []Family
	for _, m := range s.members {
		all = append(all, m.Family)
	}
	slices.SortFunc(all, func(a, b Family) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Write writes everything to out. A metric that cannot be read is logged and left out.
func (s *Set) Write(ctx context.Context, out io.Writer) error {
	for _, m := range s.members {
		w := &writer{family: m.Family}
		fmt.Fprintf(&w.text, "# HELP %s %s\n# TYPE %s %s\n", m.Name, m.Help, m.Name, m.Kind)
		if err := m.write(ctx, w); err != nil {
			slog.WarnContext(ctx, "metric not read", "metric", m.Name, "error", err)
			continue
		}
		if _, err := io.WriteString(out, w.text.String()); err != nil {
			return err
		}
	}
	return nil
}

// Counter grows.
type Counter struct{ series[atomic.Int64] }

// Counter adds a counter.
func (s *Set) Counter(name, help string, labels ...string) *Counter {
	c := &Counter{}
	s.members = append(s.members, member{Family{name, help, CounterKind, labels}, func(_ context.Context, w *writer) error {
		c.each(func(values []string, n *atomic.Int64) { w.line("", values, "", float64(n.Load())) })
		return nil
	}})
	return c
}

// Add counts n more under the values of the labels.
func (c *Counter) Add(n int64, values ...string) { c.of(values).Add(n) }

// Histogram tells how long things took.
type Histogram struct{ series[Durations] }

// Histogram adds a histogram of seconds.
func (s *Set) Histogram(name, help string, labels ...string) *Histogram {
	h := &Histogram{}
	s.members = append(s.members, member{Family{name, help, HistogramKind, labels}, func(_ context.Context, w *writer) error {
		h.each(w.durations)
		return nil
	}})
	return h
}

// Observe counts something that took so long.
func (h *Histogram) Observe(took time.Duration, values ...string) { h.of(values).Observe(took) }

// Durations adds a histogram somebody else keeps.
func (s *Set) Durations(name, help string, d *Durations) {
	s.members = append(s.members, member{Family{name, help, HistogramKind, nil}, func(_ context.Context, w *writer) error {
		w.durations(nil, d)
		return nil
	}})
}

// Sample is a value with the values of its labels.
type Sample struct {
	Value  float64
	Labels []string
}

// Read adds a metric that is read whenever it is written.
func (s *Set) Read(family Family, read func(ctx context.Context) ([]Sample, error)) {
	s.members = append(s.members, member{family, func(ctx context.Context, w *writer) error {
		samples, err := read(ctx)
		for _, one := range samples {
			w.line("", one.Labels, "", one.Value)
		}
		return err
	}})
}

// bounds are the upper ends of the buckets.
var bounds = [...]time.Duration{
	time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond,
	250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2500 * time.Millisecond, 10 * time.Second,
}

// Durations counts how long things took. The zero value is ready.
type Durations struct {
	buckets [len(bounds) + 1]atomic.Int64
	sum     atomic.Int64
}

// Observe counts something that took so long.
func (d *Durations) Observe(took time.Duration) {
	at := 0
	for at < len(bounds) && took > bounds[at] {
		at++
	}
	d.buckets[at].Add(1)
	d.sum.Add(int64(took))
}

// maxSeries bounds a family: whoever reads it keeps every combination for weeks.
const maxSeries = 2000

// series are the values of a family by those of its labels.
type series[V any] struct {
	all   sync.Map // joined values → *V
	count atomic.Int64
}

const separator = "\xff" // in no UTF-8 text

func (s *series[V]) of(values []string) *V {
	key := strings.Join(values, separator)
	if v, ok := s.all.Load(key); ok {
		return v.(*V)
	}
	if s.count.Add(1) > maxSeries {
		s.count.Add(-1)
		key = strings.Join(slices.Repeat([]string{"other"}, len(values)), separator)
	}
	v, _ := s.all.LoadOrStore(key, new(V))
	return v.(*V)
}

func (s *series[V]) each(fn func(values []string, v *V)) {
	var keys []string
	s.all.Range(func(key, _ any) bool { keys = append(keys, key.(string)); return true })
	slices.Sort(keys)
	for _, key := range keys {
		v, _ := s.all.Load(key)
		fn(strings.Split(key, separator), v.(*V))
	}
}

// writer writes the lines of a family.
type writer struct {
	family Family
	text   strings.Builder
}

var escaped = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// line writes a value; le is the bucket's upper end, if it is one.
func (w *writer) line(suffix string, values []string, le string, value float64) {
	var pairs []string
	for i, label := range w.family.Labels {
		pairs = append(pairs, label+`="`+escaped.Replace(values[i])+`"`)
	}
	if le != "" {
		pairs = append(pairs, `le="`+le+`"`)
	}
	w.text.WriteString(w.family.Name + suffix)
	if len(pairs) > 0 {
		w.text.WriteString("{" + strings.Join(pairs, ",") + "}")
	}
	w.text.WriteString(" " + strconv.FormatFloat(value, 'g', -1, 64) + "\n")
}

func (w *writer) durations(values []string, d *Durations) {
	total := int64(0)
	for i := range d.buckets {
		total += d.buckets[i].Load()
		le := "+Inf"
		if i < len(bounds) {
			le = strconv.FormatFloat(bounds[i].Seconds(), 'g', -1, 64)
		}
		w.line("_bucket", values, le, float64(total))
	}
	w.line("_sum", values, "", time.Duration(d.sum.Load()).Seconds())
	w.line("_count", values, "", float64(total))
}

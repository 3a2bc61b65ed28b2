package workflow

import (
	"fmt"
	"slices"
	"strings"
)

// The bounds of looking at every way: about a second.
const (
	mostMarkings = 20_000
	mostSteps    = 100_000
	mostWrong    = 30
)

// explorer plays the token game in every way there is, with the steps of the engine
// itself.
type explorer struct {
	d        *Definition
	scout    scout
	markings []marking // in the order they were found: the nearest first
	index    map[string]int
	steps    int
	beyond   bool // there are more than the bounds allow

	found []finding
	cut   bool // what is behind something wrong was not looked at
}

// marking is a state, less what does not matter for where the tokens can go.
type marking struct {
	state   State
	decided bool // a step that decides was entered
	from    int  // the marking it was reached from first
	path    []*node
	before  []int // all markings it can be reached from
	dead    bool  // nothing can happen in it
	final   bool  // the process has ended, or what follows is not looked at
}

// finding is something wrong and the marking in which it shows.
type finding struct {
	wrong
	in int
}

// explore looks at everything that can happen from the start of a process.
func (d *Definition) explore() *explorer {
	x := d.explorer()
	x.try(0, chance{at: d.root}, func(r *run) error {
		r.leave(traveller{}, d.root.entry)
		return nil
	})
	x.run()
	return x
}

// exploreFrom looks at everything that can happen from a state of a case.
func (d *Definition) exploreFrom(s State) *explorer {
	x := d.explorer()
	decided := false
	for _, t := range d.Tasks() {
		decided = decided || t.Decides && (s.Results[t.Node] != "" || slices.ContainsFunc(s.Tokens, func(o Token) bool { return o.At == t.Node }))
	}
	x.add(0, d.bare(s), decided)
	x.run()
	return x
}

func (d *Definition) explorer() *explorer {
	return &explorer{
		d: d, scout: scout{reached: map[*node]bool{d.root.entry: true}}, index: map[string]int{},
		markings: []marking{{state: State{Format: format}, final: true}}, // before the start
	}
}

// run looks at one marking after the other: what is near first, so that the way to what
// is wrong is the shortest.
func (x *explorer) run() {
	for i := 1; i < len(x.markings) && !x.beyond; i++ {
		if x.markings[i].final {
			continue
		}
		events := x.d.possible(x.markings[i].state)
		x.markings[i].dead = len(events) == 0
		for _, c := range events {
			x.try(i, c, c.event.apply)
		}
	}
	if !x.beyond {
		x.hopeless()
	}
}

// try takes a step from a marking in every way it can go.
func (x *explorer) try(from int, c chance, step func(*run) error) {
	for more := true; more; more = x.scout.again() {
		if x.steps++; x.steps > mostSteps || len(x.markings) > mostMarkings {
			x.beyond = true
			return
		}
		r := x.d.begin(x.markings[from].state, Input{})
		r.scout = &x.scout
		if step(r) != nil {
			continue
		}
		if after, _, err := r.settled(); err == nil {
			x.scout.path = append([]*node{c.at}, x.scout.path...)
			x.add(from, after, x.markings[from].decided)
		}
	}
	x.scout.picks = x.scout.picks[:0]
}

// add puts down where a step has led.
func (x *explorer) add(from int, s State, decided bool) {
	s.Visits, s.Vars, s.Outcomes = nil, nil, Outcomes{}
	for i := range s.Tokens {
		s.Tokens[i].From = 0
	}
	for _, n := range x.scout.decides {
		if decided {
			x.scout.wrong = append(x.scout.wrong, wrong{"decides-again", n})
		}
		decided = true
	}
	x.rules(s)
	key := x.d.key(s, decided)
	i, known := x.index[key]
	if !known || len(x.scout.wrong) > 0 {
		i = len(x.markings)
		x.markings = append(x.markings, marking{state: s, decided: decided, from: from, path: x.scout.path, final: s.Over() || len(x.scout.wrong) > 0})
	}
	if !known && len(x.scout.wrong) == 0 {
		x.index[key] = i
	}
	x.markings[i].before = append(x.markings[i].before, from)
	for _, w := range x.scout.wrong {
		x.note(w, i)
		x.cut = true
	}
}

// rules looks at tokens at rest for what must not be.
func (x *explorer) rules(s State) {
	for i, t := range s.Tokens {
		n := x.d.at(t.At)
		if t.Cut {
			continue
		}
		if slices.ContainsFunc(s.Tokens[:i], func(o Token) bool { return o.At == t.At && o.Scope == t.Scope && !o.Cut }) {
			x.scout.wrong = append(x.scout.wrong, wrong{"twice", n})
		}
		if n.task.Decides && x.d.crowded(s, t) {
			x.scout.wrong = append(x.scout.wrong, wrong{"decides-beside", n})
		}
	}
}

// crowded reports whether anything of the main flow is open besides t and what it runs in.
func (d *Definition) crowded(s State, t Token) bool {
	around := map[int]bool{t.ID: true}
	for scope := t.Scope; scope != 0; {
		host := hostOf(s, scope)
		around[host.ID] = true
		scope = host.Scope
	}
	return slices.ContainsFunc(s.Tokens, func(o Token) bool {
		return !around[o.ID] && o.Outcome == "" && !o.Cut && d.at(o.At).kind != end
	})
}

func hostOf(s State, scope int) Token {
	i := slices.IndexFunc(s.Tokens, func(t Token) bool {
		return slices.ContainsFunc(t.Work, func(w Instance) bool { return w.ID == scope })
	})
	return s.Tokens[i]
}

// note keeps the first finding of its kind at a node. What is done twice is found again
// at all that follows: the nearest is enough.
func (x *explorer) note(w wrong, in int) {
	if len(x.found) < mostWrong && !slices.ContainsFunc(x.found, func(f finding) bool { return f.wrong == w || w.key == "twice" && f.key == w.key }) {
		x.found = append(x.found, finding{w, in})
	}
}

// key names a marking whatever its ids.
func (d *Definition) key(s State, decided bool) string {
	if s.Over() {
		return "over"
	}
	places := map[int]string{0: ""}
	var within func(scope int) string
	within = func(scope int) string {
		if place, known := places[scope]; known {
			return place
		}
		host := hostOf(s, scope)
		turn := slices.IndexFunc(host.Work, func(w Instance) bool { return w.ID == scope })
		places[scope] = fmt.Sprint(within(host.Scope), host.At, ".", turn, "/")
		return places[scope]
	}
	parts := make([]string, len(s.Tokens))
	var b strings.Builder
	for i, t := range s.Tokens {
		b.Reset()
		b.WriteString(within(t.Scope))
		b.WriteString(t.At)
		if t.Outcome != "" {
			b.WriteString("<" + t.Outcome)
		}
		if t.Cut {
			b.WriteString("!")
		}
		for _, w := range t.Work {
			b.WriteString(" " + string(w.Mark))
		}
		for _, w := range t.Waits {
			b.WriteString("," + w.Node)
		}
		parts[i] = b.String()
	}
	slices.Sort(parts)
	return fmt.Sprint(decided, strings.Join(parts, "|"))
}

// chance is something that can happen, and where.
type chance struct {
	event Event
	at    *node
}

// possible lists everything that can happen in a state.
func (d *Definition) possible(s State) (chances []chance) {
	for _, t := range s.Tokens {
		n := d.at(t.At)
		if t.Stuck != "" && !n.joins() {
			chances = append(chances, chance{Retried{t.ID}, n})
		}
		for _, w := range t.Work {
			if w.Mark != Open {
				continue
			}
			switch n.kind {
			case human:
				chances = append(chances, chance{Completed{Activity: w.ID, Outcome: n.task.Outcomes[0]}, n})
			case service:
				chances = append(chances, chance{Completed{Activity: w.ID}, n})
				for _, code := range d.catches(n) {
					chances = append(chances, chance{Failed{w.ID, code}, n})
				}
			}
		}
		for _, w := range t.Waits {
			switch at := d.nodes[w.Node]; {
			case at.trigger == timed:
				chances = append(chances, chance{Fired{w.ID}, at})
			case at.trigger == signal:
				chances = append(chances, chance{Signalled{at.ref}, at})
			default:
				chances = append(chances, chance{Received{Message: at.ref, Wait: w.ID}, at})
			}
		}
	}
	return chances
}

// catches lists the errors that a border of a service or of what it lies in answers to.
func (d *Definition) catches(n *node) (codes []string) {
	for ; n != nil; n = n.in {
		for _, b := range n.boundaries {
			if b.trigger == failure && !slices.Contains(codes, b.ref) {
				codes = append(codes, b.ref)
			}
		}
	}
	return codes
}

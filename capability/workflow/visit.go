package workflow

import "slices"

// Work goes back along the visits. A token knows the visit it came from, a visit the one
// before it, and where a join or the end of a sub-process took several tokens, which they
// were.

// maxVisits bounds the memory: nobody returns work further.
const maxVisits = 40

// remember adds a visit and returns its id.
func (r *run) remember(v Visit) int {
	r.state.Visits = append(r.state.Visits, v)
	return v.ID
}

// visit is what is remembered of a token that leaves its activity.
func (r *run) visit(t *Token) Visit {
	v := Visit{ID: t.ID, Node: t.At, Scope: t.Scope, From: t.From, Work: slices.Clone(t.Work)}
	if r.at(t).kind != scope {
		return v
	}
	for _, w := range t.Work {
		v.Arrivals = append(v.Arrivals, r.inside(w.ID)...)
	}
	return v
}

// forget drops the visits no token comes from, and the oldest of too many.
func (r *run) forget() {
	needed := map[int]bool{}
	for _, t := range r.tokens {
		needed[t.From] = true
	}
	var kept []Visit
	for _, v := range slices.Backward(r.state.Visits) {
		if !needed[v.ID] || len(kept) == maxVisits {
			continue
		}
		kept = append(kept, v)
		needed[v.From] = true
		for _, a := range v.Arrivals {
			needed[a.From] = true
		}
	}
	slices.Reverse(kept)
	r.state.Visits = kept
}

// past answers questions about what came from a visit.
type past struct {
	run    *run
	visits map[int]Visit
	from   map[int]bool // by id: whether it came from the visit, which counts, too
}

// since looks at the past from a visit on.
func (r *run) since(target int) past {
	p := past{run: r, visits: map[int]Visit{}, from: map[int]bool{target: true}}
	for _, v := range r.state.Visits { // the oldest first
		p.visits[v.ID] = v
		came := p.from[v.From]
		for _, a := range v.Arrivals {
			came = came || p.from[a.From]
		}
		if came {
			p.from[v.ID] = true
		}
	}
	return p
}

// tokens are those on the board that came from the visit.
func (p past) tokens() (tokens []*Token) {
	for _, t := range p.run.tokens {
		if p.from[t.From] {
			tokens = append(tokens, t)
		}
	}
	return tokens
}

// undone are the visits that came from the target, without it.
func (p past) undone(target int) (visits []Visit) {
	for _, v := range p.run.state.Visits {
		if v.ID != target && p.from[v.ID] {
			visits = append(visits, v)
		}
	}
	return visits
}

// within reports whether a scope lies in one of the instances of v.
func (p past) within(v Visit, scope int) bool {
	for scope != 0 {
		if slices.ContainsFunc(v.Work, func(w Instance) bool { return w.ID == scope }) {
			return true
		}
		scope = p.around(scope)
	}
	return false
}

// around returns the scope in which the sub-process runs, or ran, that has the instance.
func (p past) around(instance int) int {
	if t, _ := p.run.instance(instance); t != nil {
		return t.Scope
	}
	for _, v := range p.visits {
		if slices.ContainsFunc(v.Work, func(w Instance) bool { return w.ID == instance }) {
			return v.Scope
		}
	}
	return 0
}

// before returns the visits a token came through, the newest first.
func (r *run) before(t *Token) (visits []Visit) {
	on := map[int]bool{t.From: true}
	for _, v := range slices.Backward(r.state.Visits) {
		if !on[v.ID] {
			continue
		}
		visits = append(visits, v)
		on[v.From] = true
		for _, a := range v.Arrivals {
			on[a.From] = true
		}
	}
	return visits
}

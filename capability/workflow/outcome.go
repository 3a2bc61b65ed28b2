package workflow

import (
	"maps"
	"strings"
)

// learned returns where the outcomes of a scope are kept: with the nearest instance
// around of a sub-process that runs several times, else with the process.
func (r *run) learned(scope int) *Outcomes {
	for host, w := r.host(scope); host != nil; host, w = r.host(host.Scope) {
		if r.at(host).many != nil {
			return &w.Outcomes
		}
	}
	return &r.state.Outcomes
}

// learn keeps what came of a node.
func (r *run) learn(scope int, node, result string, votes []string) {
	o := r.learned(scope)
	o.Results = set(o.Results, node, result)
	if len(votes) > 1 {
		o.Votes = set(o.Votes, node, votes)
	}
}

// unlearn forgets what came of a node that is undone.
func (r *run) unlearn(v Visit) {
	o := r.learned(v.Scope)
	o.Results, o.Votes = maps.Clone(o.Results), maps.Clone(o.Votes)
	delete(o.Results, v.Node)
	delete(o.Votes, v.Node)
}

// known is what expressions in a scope may know of outcomes, by the ids of their own
// drawing: what came of the instance they belong to before what came of all, and in a
// called process only what is its own.
func (r *run) known(see scene) Outcomes {
	known := Outcomes{map[string]string{}, map[string][]string{}}
	add := func(o Outcomes) {
		for id, result := range o.Results {
			if id, own := strings.CutPrefix(id, see.at.prefix); own {
				known.Results[id] = result
			}
		}
		for id, votes := range o.Votes {
			if id, own := strings.CutPrefix(id, see.at.prefix); own {
				known.Votes[id] = votes
			}
		}
	}
	add(r.state.Outcomes)
	r.inwards(see.scope, func(w *Instance) { add(w.Outcomes) })
	return known
}

// inwards visits the instances around a scope, the outermost first.
func (r *run) inwards(scope int, visit func(*Instance)) {
	if host, w := r.host(scope); host != nil {
		r.inwards(host.Scope, visit)
		visit(w)
	}
}

// set returns m with key set to value; m itself stays as it is.
func set[V any](m map[string]V, key string, value V) map[string]V {
	changed := maps.Clone(m)
	if changed == nil {
		changed = map[string]V{}
	}
	changed[key] = value
	return changed
}

package bundlecase

import (
	"slices"

	"tongban/capability/bundle"
)

// Step is something that can be done for a run now.
type Step struct {
	Part  *Part
	On    Event
	Cause string // code of the part that is why
}

// next says what can be done for r now, in the order of its parts: what cannot begin any more is
// cancelled, and what has all it needs begins. Checks come first: as long as one can be made,
// nothing else begins.
//
// Basis: domain of the programme: a component starts when all it depends on is granted; one that
// fails cancels those that need it, with the reason, and leaves the others running.
func next(r *Run) []Step {
	var ends, checks, starts []Step
	for _, p := range r.Parts {
		if p.State != Waiting {
			continue
		}
		switch bad := r.failed(p); {
		case bad != nil:
			ends = append(ends, Step{Part: p, On: Cancel, Cause: bad.Code})
		case r.Stopping || !r.isFree(p):
		case p.Kind == bundle.Check:
			checks = append(checks, Step{Part: p, On: Grant})
		default:
			starts = append(starts, Step{Part: p, On: Start})
		}
	}
	if len(checks) > 0 {
		starts = checks
	}
	return append(ends, starts...)
}

// failed returns a part that p needs and that will not be granted, nil if there is none.
func (r *Run) failed(p *Part) *Part {
	for _, code := range p.Needs {
		if other := r.part(code); other != nil && other.State.isBad() {
			return other
		}
	}
	return nil
}

// loses reports whether p has failed, not by the applicant's own wish, and others will not begin
// because of that.
func (r *Run) loses(p *Part) bool {
	if p.State != Denied && p.State != Ended {
		return false
	}
	return slices.ContainsFunc(r.Parts, func(o *Part) bool { return o.State == Waiting && slices.Contains(o.Needs, p.Code) })
}

// isFree reports whether everything that p needs is there.
func (r *Run) isFree(p *Part) bool {
	return !slices.ContainsFunc(p.Needs, func(code string) bool {
		other := r.part(code)
		return other != nil && !other.isThere()
	})
}

// isThere reports whether what needs p can begin.
func (p *Part) isThere() bool { return p.State.isGood() && (p.State != Granted || p.Usable) }

// isOpen reports whether anything of p is still to come.
func (p *Part) isOpen() bool { return !p.State.isBad() && !p.isThere() }

// whole says how r stands: open as long as one part is; then all of it, some of it, none of it
// has come about. A check gives nobody anything, so it makes no success of a failure.
func whole(r *Run) Stand {
	var open, turn, good, bad, took int
	for _, p := range r.Parts {
		switch {
		case p.isOpen():
			open++
			if p.State == Yours || p.Turn {
				turn++
			}
		case p.State.isBad():
			bad++
			if p.State == Withdrawn || p.State == Cancelled && r.tookBack(p) {
				took++
			}
		case p.Kind != bundle.Check:
			good++
		}
	}
	switch {
	case turn > 0:
		return Turn
	case open > 0:
		return Going
	case bad == 0:
		return Done
	case good > 0:
		return Partly
	case took == bad:
		return Stopped
	}
	return Failed
}

// tookBack reports whether p was cancelled because the applicant has taken back what it needs.
func (r *Run) tookBack(p *Part) bool {
	for range r.Parts { // no cycles; but what is stored wrongly must not hang
		cause := r.part(p.Cause)
		switch {
		case cause == nil:
			return false
		case cause.State == Withdrawn:
			return true
		case cause.State != Cancelled:
			return false
		}
		p = cause
	}
	return false
}

// reduced are the codes that p needs of those that take part, without those that follow from
// another of them: what is not chosen does not part what it stood between.
func reduced(p *bundle.Part, chosen []*bundle.Part) (codes []string) {
	for _, other := range chosen {
		if !p.Needs(other) {
			continue
		}
		follows := slices.ContainsFunc(chosen, func(between *bundle.Part) bool { return p.Needs(between) && between.Needs(other) })
		if !follows {
			codes = append(codes, other.Code())
		}
	}
	return codes
}

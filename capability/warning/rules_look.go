package warning

import (
	"slices"

	"tongban/kernel/id"
)

// Bounds of one look, so that nobody's applications make it long.
const (
	mostRelatives = 500 // cases counted that left the same trace, newest first
	mostOthers    = 50  // named in evidence
	mostFound     = 20  // warnings of a case
	mostPages     = 24  // pictures of a case that are compared
	mostCompared  = 8   // pictures looked at for one
)

// finding is what one look found.
type finding struct {
	kind     Kind
	value    []byte // what it rests on
	evidence Evidence
}

// others returns the cases of other applicants among relatives that still count.
func others(relatives []relative, owner id.ID) []relative {
	return slices.DeleteFunc(slices.Clone(relatives), func(r relative) bool { return r.withdrawn || r.owner == owner })
}

// applicants counts different applicants.
func applicants(list []relative) int {
	seen := map[id.ID]bool{}
	for _, r := range list {
		seen[r.owner] = true
	}
	return len(seen)
}

func idsOf(list []relative) (ids []id.ID) {
	for _, r := range list {
		if len(ids) < mostOthers && !slices.Contains(ids, r.id) {
			ids = append(ids, r.id)
		}
	}
	return ids
}

// crowd judges a value that many may share: with this one it is in the applications of s.Least
// different applicants or more. However often one applicant uses it, that is one.
func (s Setting) crowd(relatives []relative, owner id.ID, element string) (e Evidence, found bool) {
	list := others(relatives, owner)
	n := applicants(list)
	if n+1 < s.Least {
		return e, false
	}
	return Evidence{
		Days: s.Days, Cases: len(list), Applicants: n, Capped: len(relatives) >= mostRelatives, Elements: []string{element}, Others: idsOf(list),
	}, true
}

// twin judges a number that belongs to one person: another open case of the same item has it,
// for another applicant.
func twin(relatives []relative, owner id.ID, item, element string) (e Evidence, found bool) {
	list := slices.DeleteFunc(others(relatives, owner), func(r relative) bool { return r.ended || r.item != item })
	if len(list) == 0 {
		return e, false
	}
	return Evidence{Cases: len(list), Applicants: applicants(list), Elements: []string{element}, Others: idsOf(list)}, true
}

// closed is a case of an agent that is over.
type closed struct {
	id     id.ID
	owner  id.ID
	failed bool
}

// failing judges an agent by the cases that are over. Who hands in for one applicant only is
// no agent by trade, and is not judged.
func (s Setting) failing(list []closed) (e Evidence, found bool) {
	owners, failed := map[id.ID]bool{}, []id.ID{}
	n := 0
	for _, c := range list {
		owners[c.owner] = true
		if c.failed {
			n++
			if len(failed) < mostOthers {
				failed = append(failed, c.id)
			}
		}
	}
	if len(list) < s.Least || len(owners) < 2 || n*100 < s.Share*len(list) {
		return e, false
	}
	return Evidence{Days: s.Days, Cases: len(list), Applicants: len(owners), Failed: n, Capped: len(list) >= mostRelatives, Others: failed}, true
}

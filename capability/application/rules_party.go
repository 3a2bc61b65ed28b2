package application

import (
	"slices"

	"tongban/capability/access"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
)

// natural is the service object of natural persons; the others are organisations, and
// traders with a licence.
const natural = 1

// forFirms reports whether no natural person can apply for an item as such.
func forFirms(item *catalogue.Item) bool {
	return len(item.ServiceObjects) > 0 && !slices.Contains(item.ServiceObjects, natural)
}

// forPeople reports whether only natural persons can apply for an item.
func forPeople(item *catalogue.Item) bool {
	return len(item.ServiceObjects) > 0 && !slices.ContainsFunc(item.ServiceObjects, func(o int) bool { return o != natural })
}

// mayBegin says why by cannot begin an application for an item: it is not for whom they
// act, or their power does not cover it.
//
// Basis: 民法典, art. 162 and 165 (an agent acts within the power given).
func mayBegin(by actor.Actor, item *catalogue.Item) error {
	firm := by.Acting() && by.For.Kind == actor.Firm
	switch {
	case by.Kind == actor.Staff && !by.Acting(): // staff fill in for whom they help, never for themselves
		return fault.New(fault.Forbidden, "access.forbidden")
	case by.Kind == actor.Citizen && !by.Covers(item.Code):
		return fault.New(fault.Forbidden, "application.not-covered", by.For.Name, item.Name)
	case firm && forPeople(item):
		return fault.New(fault.Invalid, "application.people-only", item.Name, by.For.Name)
	case !firm && forFirms(item):
		return fault.New(fault.Invalid, "application.firms-only", item.Name)
	}
	return access.May(by, access.CaseApply, access.Object{Owner: by.Owner(), Item: item.Code, State: access.Draft})
}

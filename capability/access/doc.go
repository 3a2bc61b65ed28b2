// Package access says who may do what. There is one matrix: a role may use a
// permission within a reach (own, outlet, department, region, everywhere), and
// some objects are out of everybody's reach in a certain state. Nothing is
// allowed that the matrix does not allow.
//
// Words: a Permission is named <capability>.<verb>; an Object is what access has
// to know of the thing somebody wants to touch; a Filter is the same decision for
// a list. May and Filter.Where come from the same conditions, so a list never
// shows what May would refuse.
//
// Two rules hold across roles. Another person's private thing is not found rather
// than forbidden. And whoever decides must not be the one who accepted, whoever
// publishes not the one who wrote: that person is in Object.By.
//
// The package knows no table and no session: services ask it with the actor of
// their context. docs/permissions.md is written from the matrix.
//
// Legal basis: 行政许可法 art. 26 (one window for the outside, departments decide),
// GB/T 22239-2019 level 3 (least privilege; system, security and audit
// administration apart).
package access

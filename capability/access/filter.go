package access

import (
	"fmt"
	"slices"
	"strings"

	"tongban/kernel/actor"
	"tongban/kernel/id"
)

// Filter is what an actor reaches: any of its terms. No terms reach nothing, an
// empty term reaches everything.
type Filter []Term

// Term is tests that must all hold.
type Term []Test

// Test compares one field of an Object with a value.
type Test struct {
	Field Field
	How   Comparison
	Value string
}

// Field names a field of Object.
type Field int

// The fields.
const (
	Owner Field = iota
	Department
	Region
	Outlet
	State
	Stage
	By
	Item
	Involved
)

// Comparison is how a Test compares.
type Comparison int

// The comparisons.
const (
	Equals Comparison = iota
	Differs
	Within // begins with, for codes of regions
)

// None reports whether f reaches nothing at all.
func (f Filter) None() bool { return len(f) == 0 }

// Holds reports whether f reaches o.
func (f Filter) Holds(o Object) bool {
	return slices.ContainsFunc(f, func(t Term) bool {
		return !slices.ContainsFunc(t, func(test Test) bool { return !test.holds(o) })
	})
}

func (t Test) holds(o Object) bool {
	switch t.Field {
	case Stage:
		return slices.Contains(o.Stages, actor.Role(t.Value))
	case Involved:
		return slices.Contains(o.Involved, t.Value)
	}
	value := o.value(t.Field)
	switch t.How {
	case Equals:
		return value == t.Value
	case Differs:
		return value != t.Value
	}
	return strings.HasPrefix(value, t.Value)
}

func (o Object) value(f Field) string {
	return [...]string{Owner: o.Owner, Department: o.Department, Region: o.Region, Outlet: o.Outlet, State: o.State, By: o.By, Item: o.Item}[f]
}

// Columns names the columns of a list query that hold the fields of Object. An
// empty name means the rows have no such field. Owner and By are BIGINT ids, 0 or
// NULL for nobody; the others are TEXT and not null. Of Stage and Involved there may be
// several: they are a column, or a query for one.
type Columns struct{ Owner, Department, Region, Outlet, State, Stage, By, Item, Involved string }

// On returns the tests of t that rows with c can fail.
func (t Term) On(c Columns) Term {
	return slices.DeleteFunc(slices.Clone(t), func(test Test) bool { return c.name(test.Field) == "" && test.holds(Object{}) })
}

// Where returns f as a condition in SQL, in brackets, and args with its values
// appended; its placeholders go on from the args given.
func (f Filter) Where(c Columns, args []any) (string, []any) {
	var terms []string
	for _, t := range f {
		tests := []string{"TRUE"}
		for _, test := range t {
			var sql string
			sql, args = test.where(c, args)
			tests = append(tests, sql)
		}
		terms = append(terms, strings.Join(tests, " AND "))
	}
	if len(terms) == 0 {
		return "(FALSE)", args
	}
	return "(" + strings.Join(terms, " OR ") + ")", args
}

func (t Test) where(c Columns, args []any) (string, []any) {
	column := c.name(t.Field)
	if column == "" {
		return strings.ToUpper(fmt.Sprint(t.holds(Object{}))), args
	}
	var value any = t.Value
	if t.Field == Owner || t.Field == By {
		key, _ := id.Parse(t.Value) // what is no id, such as the system, owns nothing
		value = int64(key)
	}
	args = append(args, value)
	at := len(args)
	switch {
	case t.Field == Stage || t.Field == Involved:
		return fmt.Sprintf("$%d IN (%s)", at, column), args
	case t.How == Within:
		// A range can use the index; no code is longer than twelve digits.
		args = append(args, t.Value+"999999999999")
		return fmt.Sprintf("%s >= $%d AND %s <= $%d", column, at, column, at+1), args
	case t.How == Equals && t.Field == Owner:
		return fmt.Sprintf("%s = $%d AND %s <> 0", column, at, column), args
	case t.How == Equals:
		return fmt.Sprintf("%s = $%d", column, at), args
	case t.Field == By:
		return fmt.Sprintf("COALESCE(%s, 0) <> $%d", column, at), args
	}
	return fmt.Sprintf("%s <> $%d", column, at), args
}

func (c Columns) name(f Field) string {
	return [...]string{c.Owner, c.Department, c.Region, c.Outlet, c.State, c.Stage, c.By, c.Item, c.Involved}[f]
}

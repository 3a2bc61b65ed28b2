package db

import (
	"context"
	"slices"
)

// Statement is a statement a unit has run.
type Statement struct {
	SQL  string
	Args []any // reduced to what the engines store
}

// watchKey marks a context whose units are watched.
type watchKey struct{}

// Watch returns a context in which fn is told the statements of every unit once it
// is durable, reading ones included. It is for benches, which write the same rows
// another way, and may be called by several goroutines at once.
func Watch(ctx context.Context, fn func([]Statement)) context.Context {
	return context.WithValue(ctx, watchKey{}, fn)
}

// note keeps a statement for whoever watches.
func (t *Tx) note(sql string, args []any) {
	if t.watch == nil {
		return
	}
	s := Statement{sql, slices.Clone(args)}
	for i := range s.Args {
		s.Args[i], _ = stored(s.Args[i]) // a bad one fails the statement itself
	}
	t.statements = append(t.statements, s)
}

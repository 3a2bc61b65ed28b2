package db

import "context"

// Statement is a statement a unit has run.
type Statement struct {
	SQL  string
	Args []any // as given
}

// Values returns the arguments reduced to what the engines store.
func (s Statement) Values() []any {
	values := make([]any, len(s.Args))
	for i, arg := range s.Args {
		values[i], _ = stored(arg) // a bad one has failed the statement
	}
	return values
}

// watchKey marks a context whose units are watched.
type watchKey struct{}

// Watch returns a context in which fn is told the statements of every unit once it
// is durable, those it reads with included. It is for benches, which write the same rows
// another way, and may be called by several goroutines at once.
func Watch(ctx context.Context, fn func([]Statement)) context.Context {
	return context.WithValue(ctx, watchKey{}, fn)
}

// readsKey marks a context whose snapshots are watched.
type readsKey struct{}

// WatchReads returns a context in which fn is told the statements of every snapshot read,
// for tests of what a page asks of the database.
func WatchReads(ctx context.Context, fn func([]Statement)) context.Context {
	return context.WithValue(ctx, readsKey{}, fn)
}

// watched is fn, telling whoever watches reads in ctx.
func watched(ctx context.Context, fn Unit) Unit {
	watch, ok := ctx.Value(readsKey{}).(func([]Statement))
	if !ok {
		return fn
	}
	return func(ctx context.Context, tx *Tx) error {
		tx.watch = watch
		err := fn(ctx, tx)
		watch(tx.statements)
		return err
	}
}

// note keeps a statement for whoever watches.
func (t *Tx) note(sql string, args []any) {
	if t.watch != nil {
		t.statements = append(t.statements, Statement{sql, args})
	}
}

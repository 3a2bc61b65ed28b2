package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"tongban/capability/shadow"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// UsualRunCases is over how many cases rules are run where nobody says.
const UsualRunCases = shadow.UsualCases

// CheckRules runs the rules of an item, its draft or those in force, over its latest cases that
// people decided, and prints how far they agree.
func (a *App) CheckRules(ctx context.Context, item string, cases int, out io.Writer) (*shadow.Run, error) {
	ctx = actor.With(ctx, actor.AsSystem("command"))
	run, err := a.Shadow.Start(ctx, item, cases)
	if err == nil {
		run, err = a.Shadow.Finish(ctx, run.ID)
	}
	var told *fault.Fault
	if errors.As(err, &told) {
		return nil, fmt.Errorf("%s (%w)", a.Texts.Text(message.Chinese, told.Key, told.Args...), err)
	}
	if err != nil {
		return nil, err
	}
	say := func(key string, args ...any) {
		fmt.Fprintln(out, a.Texts.Text(message.Chinese, "shadow.printed."+key, args...))
	}
	say("run", run.ItemName, run.Cases(), run.Agreed(), run.Share())
	say("apart", run.Both, run.OnlyPeople, run.OnlyRules, run.Neither, run.Unasked)
	return run, nil
}

package application

import (
	"context"
	"slices"
	"strings"

	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// promise notes a box of the form by which a paper is promised.
func (a *arrivals) promise(field string) {
	if code, is := strings.CutPrefix(field, promisePrefix); is {
		a.later = append(a.later, Later{Code: code})
	}
	a.asked = a.asked || field == promisesField
}

// promised stores which papers come later, but for those whose files came with the form.
func (p pages) promised(ctx context.Context, work *Work, sent arrivals, faults []fault.Field) ([]fault.Field, error) {
	if !sent.asked {
		return faults, nil
	}
	later := slices.DeleteFunc(sent.later, func(l Later) bool { return len(sent.by[l.Code]) > 0 })
	_, err := p.Promise(ctx, work.ID, later)
	f, is := fault.As(err)
	if !is || f.Kind != fault.Invalid {
		return faults, err
	}
	return append(faults, f.Fields...), nil
}

// PromiseHint says by when a paper may be brought later.
func PromiseHint(ctx context.Context, l Later) string {
	return t(ctx, "promise.by", l.Workdays, message.Date(ctx, l.Until.Start()))
}

package bundlecase

import (
	"context"
	"fmt"
	"strings"

	"tongban/capability/access"
	"tongban/capability/bundle"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/once"
)

// Report is how something outside of the city's power has ended, as somebody tells it.
type Report struct {
	Done  bool
	Words string // what was told, by whom
}

// maxWords bounds what is written down.
const maxWords = 500

// mayReport says why a report says too little.
func (r Report) mayReport() error {
	switch {
	case strings.TrimSpace(r.Words) == "":
		return fault.InvalidFields([]fault.Field{{Name: "words", Key: "bundlecase.words-needed"}})
	case len([]rune(r.Words)) > maxWords:
		return fault.InvalidFields([]fault.Field{{Name: "words", Key: "bundlecase.words-long", Args: []any{maxWords}}})
	}
	return nil
}

// Report ends a part that is outside of the city's power: staff of the department that leads say
// what its partner has told.
func (s *Service) Report(ctx context.Context, no, part string, report Report) (*Run, error) {
	r, err := s.Find(ctx, no)
	if err != nil {
		return nil, err
	}
	if err := access.May(actor.From(ctx), access.BundleReport, r.object()); err != nil {
		return nil, fmt.Errorf("report on %s: %w", no, err)
	}
	p := r.part(part)
	if p == nil || p.Kind != bundle.External {
		return nil, errUnknown
	}
	report.Words = strings.TrimSpace(check.Words(report.Words))
	if err := report.mayReport(); err != nil {
		return nil, err
	}
	_, err = once.Do(ctx, s.Once, r.ID.String(), "bundlecase.report", []any{r.No, part, report}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		one := *p // the unit may run again
		e := Deny
		if report.Done {
			e = Grant
		}
		one.Reason, one.Words, one.Usable = "reported", report.Words, report.Done
		if one.State != Running {
			return false, fault.New(fault.Conflict, "bundlecase.not-running")
		}
		if ok, err := s.change(ctx, tx, &one, e); err != nil || !ok {
			return false, mustMove(ok, err)
		}
		return true, s.settle(ctx, tx, r.ID, &one)
	})
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, no)
}

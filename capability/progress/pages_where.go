package progress

import (
	"context"
	"strings"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/deadline"
	"tongban/kernel/message"
	"tongban/ui"
)

// whereabouts tells an applicant who has the case, what comes next, by when, and what time
// was not counted. Offices are named, never a person: several that work at the same time are
// given.
func (s *Service) whereabouts(ctx context.Context, f *casework.File, several string) []ui.SummaryRow {
	if !f.Case.Status.IsOpen() {
		return nil
	}
	who, next := holder(ctx, f), t(ctx, "next."+strings.ToLower(string(f.Case.Status)))
	if several != "" {
		who, next = several, t(ctx, "next.beside")
	}
	rows := []ui.SummaryRow{{Key: t(ctx, "where.who"), Value: who}, {Key: t(ctx, "where.next"), Value: next}}
	if w, ok := f.Clock.Due(); ok {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "where.by"), Value: t(ctx, "where.by-period", message.Date(ctx, w.Due.Start()), shared(ctx, "window."+string(w.Period)))})
	}
	if lines := excluded(ctx, f); len(lines) > 0 {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "where.excluded"), Body: ui.Bullets(lines)})
	}
	return rows
}

// holder names the office that has the case now.
func holder(ctx context.Context, f *casework.File) string {
	task := f.OpenTask()
	switch {
	case f.Case.Status == casework.InCorrection:
		return t(ctx, "where.you")
	case task != nil && task.Role == string(actor.Window):
		return shared(ctx, "by.window")
	}
	return f.Item.Department.Name
}

// excluded says which days no period counts, and why.
func excluded(ctx context.Context, f *casework.File) []string {
	var lines []string
	seen := map[string]bool{}
	for _, w := range f.Periods() {
		for _, x := range w.Excluded {
			line := t(ctx, "where.excluded-days", message.Date(ctx, x.From.Start()), message.Date(ctx, x.To.Start()), procedureName(ctx, x.Procedure))
			if x.Open {
				line = t(ctx, "where.excluded-since", message.Date(ctx, x.From.Start()), procedureName(ctx, x.Procedure))
			}
			if !seen[line] {
				lines = append(lines, line)
			}
			seen[line] = true
		}
	}
	return lines
}

// procedureName names what the clock waited for: by the law's list, or as the item calls it.
func procedureName(ctx context.Context, p deadline.Procedure) string {
	switch p {
	case deadline.Hearing, deadline.Tender, deadline.Auction, deadline.Inspection, deadline.Testing, deadline.Quarantine,
		deadline.Appraisal, deadline.ExpertReview, "suspension":
		return message.T(ctx, "deadline.procedure."+string(p))
	}
	return string(p)
}

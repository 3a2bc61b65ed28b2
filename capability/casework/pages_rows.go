package casework

import (
	"context"
	"slices"
	"strings"

	"tongban/kernel/deadline"
	"tongban/kernel/message"
	"tongban/ui"
)

// May reports whether the reader may do e now.
func (f *File) May(e Event) bool {
	return slices.ContainsFunc(f.Next, func(c Command) bool { return c.Event == e })
}

func gapsTitle(c *Case) string {
	if c.Status == InCorrection {
		return "correction.banner"
	}
	return "correction.at-once"
}

func gapLines(ctx context.Context, gaps []Gap) []string {
	var lines []string
	for _, g := range gaps {
		lines = append(lines, t(ctx, "gap-line", g.Label, g.Problem))
	}
	return lines
}

// NoticeRows lists the papers of a case.
func NoticeRows(ctx context.Context, f *File) []ui.SummaryRow {
	var rows []ui.SummaryRow
	for _, n := range f.Notices {
		rows = append(rows, ui.SummaryRow{Key: message.Date(ctx, n.At), Body: noticeLink(f, n)})
	}
	return rows
}

func windowRows(ctx context.Context, f *File) []ui.SummaryRow {
	var rows []ui.SummaryRow
	for _, w := range f.Periods() {
		rows = append(rows, ui.SummaryRow{Key: t(ctx, "window."+string(w.Period)), Body: windowBody(f, w)})
	}
	return rows
}

// why puts the reasons for a date into words, each law once.
func why(ctx context.Context, clk deadline.Clock, w deadline.Window) (lines []string, basis string) {
	var laws []string
	for _, reason := range clk.Why(w) {
		lines = append(lines, reason.Text(ctx))
		for _, b := range reason.Basis {
			if text := b.Text(ctx); !slices.Contains(laws, text) {
				laws = append(laws, text)
			}
		}
	}
	return lines, strings.Join(laws, t(ctx, "list-mark"))
}

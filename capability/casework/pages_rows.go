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

// gaps returns what the correction notice asked for.
func (f *File) gaps() []Gap {
	for _, r := range f.Records {
		if r.Event == RequestMending {
			return r.Detail.Gaps
		}
	}
	return nil
}

// result returns the record of the licence the case resulted in, nil if none.
func (f *File) result() *Record {
	for i := range f.Records {
		if f.Records[i].Detail.Licence != "" {
			return &f.Records[i]
		}
	}
	return nil
}

// nowKey names the sentence that says what happens now.
func nowKey(f *File) string {
	switch s := f.Case.Status; {
	case s == Completed && f.paper(DenialDecision) != nil:
		return "completed-denied"
	case s == Completed && f.result() != nil:
		return "completed-licence"
	case s == Accepted && f.Case.Basis == Deemed:
		return "deemed"
	default:
		return strings.ToLower(string(s))
	}
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
	for _, w := range f.openWindows() {
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

// caseCards lists cases as their applicant sees them; what waits for the applicant
// says so.
func caseCards(ctx context.Context, files []*File) []ui.Card {
	var cards []ui.Card
	for _, f := range files {
		at := "/cases/" + f.Case.ShortNo
		card := ui.Card{
			Title: f.Case.ItemName, URL: at, Facts: []string{f.Case.ShortNo, message.Date(ctx, f.Case.ReceivedAt)},
			Tags: []ui.TagProps{f.OutcomeTag(ctx)}, Due: f.Badge(ctx),
		}
		if f.Case.Status == InCorrection {
			card.Action = &ui.LinkBtnProps{Text: t(ctx, "correction.go"), URL: at + "/correction", Kind: ui.Primary, What: f.Case.ItemName}
		}
		cards = append(cards, card)
	}
	return cards
}

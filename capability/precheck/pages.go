package precheck

import (
	"context"
	"slices"

	"tongban/kernel/message"
	"tongban/ui"
)

// FindingsProps is what was found about a matter, for a page of its applicant.
type FindingsProps struct {
	List    []Finding
	Checked map[string]bool      // the keys of those the applicant has answered
	Where   func(Finding) string // the address where to change what a finding is about; may be nil
}

// CheckedName is the name of the input that says 我已核对，无误 to a finding, within the
// form around Findings.
func CheckedName(f Finding) string { return "checked." + f.Key }

// entries returns the findings as the list shows them.
func (p FindingsProps) entries(ctx context.Context) (list []ui.Entry) {
	for _, f := range p.List {
		e := ui.Entry{Title: f.Say(ctx), Tags: []ui.TagProps{tagOf(ctx, f)}}
		if p.Where != nil {
			e.URL = p.Where(f)
		}
		if f.Kind == Question {
			e.Body = answerBox(f, p.Checked[f.Key])
		}
		list = append(list, e)
	}
	return list
}

func tagOf(ctx context.Context, f Finding) ui.TagProps {
	if f.Kind == Question {
		return ui.TagProps{Tone: ui.Warn, Text: message.T(ctx, "precheck.question")}
	}
	return ui.TagProps{Tone: ui.Info, Text: message.T(ctx, "precheck.notice")}
}

// simulated reports whether a finding rests on a reader that plays.
func (p FindingsProps) simulated() bool {
	return slices.ContainsFunc(p.List, func(f Finding) bool { return f.Simulated })
}

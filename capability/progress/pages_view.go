package progress

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tongban/capability/casework"
	"tongban/kernel/message"
	"tongban/ui"
)

// view is a case with what its pages work out.
type view struct {
	*casework.File
	legs  []Leg
	steps []ui.Step // that show them
	where []ui.SummaryRow

	signed []templ.Component // panels of others: how it was signed
	turn   []templ.Component // panels of others: what has to be done now
	more   []templ.Component // panels of others: what else there is to know or to do

	// ifToday is the promised last day if the case were accepted today; set while it
	// waits for acceptance.
	ifToday time.Time
}

// view is f with what others say of it.
func (s *Service) view(ctx context.Context, f *casework.File) (*view, error) {
	v := s.tracked(ctx, f)
	var err error
	if v.signed, err = casework.Fill(ctx, casework.SignedPlace, casework.ShownCase{File: f}); err != nil {
		return nil, err
	}
	if v.turn, err = casework.Fill(ctx, casework.TurnPlace, casework.ShownCase{File: f}); err != nil {
		return nil, err
	}
	v.more, err = casework.Fill(ctx, casework.MorePlace, casework.ShownCase{File: f})
	return v, err
}

// tracked is f with what is said of it to whoever knows of it at all.
func (s *Service) tracked(ctx context.Context, f *casework.File) *view {
	v := &view{File: f, legs: s.Legs(ctx, f), ifToday: s.Cases.IfAcceptedToday(f)}
	v.steps, v.where = s.steps(ctx, v.legs), s.whereabouts(ctx, f, s.offices(ctx, v.legs))
	return v
}

// nowKey names the sentence that says what happens now.
func nowKey(f *casework.File) string {
	switch s := f.Case.Status; {
	case s == casework.Completed && f.Paper(casework.DenialDecision) != nil:
		return "completed-denied"
	case s == casework.Completed && f.Result() != nil:
		return "completed-licence"
	case s == casework.Accepted && f.Case.Basis == casework.Deemed:
		return "deemed"
	default:
		return strings.ToLower(string(s))
	}
}

// turn is what its applicant has to do with a case, or may do only now.
type turn struct {
	key     string // of its texts
	url     string
	primary bool // nothing goes on without it
}

// turnOf returns whose turn it is: nil unless the applicant's.
func turnOf(f *casework.File) *turn {
	at := casework.CaseURL(f.Case.ShortNo)
	switch {
	case !f.Waits():
		return nil
	case f.Case.Status == casework.InCorrection:
		return &turn{"correct", at + "/correction", true}
	case f.Mending():
		return &turn{"mend", at + "/correction", true}
	case f.HearingOpen():
		return &turn{"hearing", at + "/request-hearing", false}
	}
	return &turn{"collect", at, false}
}

// button leads to where it is done.
func (w *turn) button(ctx context.Context, f *casework.File) *ui.LinkBtnProps {
	b := &ui.LinkBtnProps{Text: t(ctx, "todo."+w.key+".go"), URL: w.url, What: f.Case.ItemName}
	if w.primary {
		b.Kind = ui.Primary
	}
	return b
}

// caseCards lists cases as their applicant sees them; what waits for the applicant
// says so.
func caseCards(ctx context.Context, files []*casework.File) []ui.Card {
	var cards []ui.Card
	for _, f := range files {
		card := ui.Card{
			Title: f.Case.ItemName, URL: casework.CaseURL(f.Case.ShortNo), Facts: []string{f.Case.ShortNo, message.Date(ctx, f.Case.ReceivedAt)},
			Tags: []ui.TagProps{f.OutcomeTag(ctx)}, Due: f.Badge(ctx),
		}
		if turn := turnOf(f); turn != nil && turn.url != card.URL {
			card.Action = turn.button(ctx, f)
		}
		cards = append(cards, card)
	}
	return cards
}

// todoCards say what to do with each case, and lead there.
func todoCards(ctx context.Context, files []*casework.File) []ui.Card {
	var cards []ui.Card
	for _, f := range files {
		turn := turnOf(f)
		cards = append(cards, ui.Card{
			Title: f.Case.ItemName, URL: casework.CaseURL(f.Case.ShortNo), Text: t(ctx, "todo."+turn.key+".text"),
			Facts: []string{f.Case.ShortNo}, Due: f.Badge(ctx), Action: turn.button(ctx, f),
		})
	}
	return cards
}

package sim

import (
	"context"

	"tongban/capability/casework"
	"tongban/capability/rating"
	"tongban/kernel/actor"
)

// How applicants rate: how many do at all, and the grades of those who do, after what went
// as promised and after what did not.
const ofRated = 0.42

var (
	pleased = []float64{58, 31, 8, 2, 1}
	annoyed = []float64{22, 30, 26, 14, 8}
)

// finished is when the matter is over: some rate, some complain.
func (m *matter) finished() {
	switch {
	case m.fate.complaint && m.status == casework.Completed:
		m.then(m.later(1), m.complain)
	case m.chance.happens(ofRated):
		m.then(m.later(1.5), m.rate)
	}
}

// rate says by the link of the case what the applicant thinks of how it was handled.
func (m *matter) rate(ctx context.Context) error {
	citizen := m.citizen(ctx)
	list, err := m.Ratings.Of(citizen, m.no)
	if err != nil || len(list) == 0 {
		return err
	}
	grades := pleased
	if m.fate.pace > 1 || m.corrected || m.status != casework.Completed || m.fate.denied {
		grades = annoyed
	}
	in := rating.Input{Grade: rating.Grade(1 + m.chance.weighted(grades)), Channel: one(m.chance, rating.Channels), Anonymous: m.chance.happens(0.2)}
	fit := rating.TagsFor(in.Grade)
	for range m.chance.IntN(3) {
		if tag := one(m.chance, fit); len(in.Tags) == 0 || in.Tags[0] != tag {
			in.Tags = append(in.Tags, tag)
		}
	}
	if m.chance.happens(0.02) || in.Grade.IsBad() && m.chance.happens(0.4) {
		in.Text = m.said(in.Grade)
	}
	if err := m.Ratings.Rate(citizen, list[0].Token, in); err != nil {
		return err
	}
	if in.Grade.IsBad() {
		return m.followUp(ctx, list[0].Token)
	}
	return nil
}

// said is what somebody writes beside a grade.
func (m *matter) said(g rating.Grade) string {
	if g.IsBad() {
		return m.says("complaint")
	}
	return m.says("praise")
}

// followUp has somebody of the department look after a bad rating: take it, call, and say
// what came of it. The last step of some is still to come when the past ends.
func (m *matter) followUp(ctx context.Context, token string) error {
	r, err := m.Ratings.ByToken(ctx, token)
	if err != nil {
		return err
	}
	f, err := m.Ratings.Standing(m.citizen(ctx), r)
	if err != nil || f == nil {
		return err
	}
	o, err := m.pick(m.chance, actor.Reviewer, m.department())
	if err != nil {
		return err
	}
	m.then(m.after(200*m.chance.around(0.5)), func(ctx context.Context) error {
		ctx = actor.With(ctx, o.Actor)
		if err := m.Ratings.Take(ctx, f.ID); err != nil {
			return err
		}
		if !f.Anonymous {
			call := rating.Call{Way: rating.Ways[0], Reached: true, Note: m.says("call")}
			if err := m.Ratings.Contact(ctx, f.ID, call); err != nil {
				return err
			}
		}
		m.then(m.after(1800*m.chance.around(0.5)), func(ctx context.Context) error {
			end := rating.Reform
			if m.chance.happens(0.4) {
				end = rating.Explain
			}
			return m.Ratings.Close(actor.With(ctx, o.Actor), f.ID, end, m.says("answer"))
		})
		return nil
	})
	return nil
}

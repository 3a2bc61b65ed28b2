package application

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"tongban/capability/casework"
	"tongban/capability/form"
	"tongban/kernel/fault"
)

// disagreements finds answers that contradict what the city knows for certain: who
// the applicant is, and what the licences say that stand in for materials.
func disagreements(w *Work, now time.Time) []fault.Field {
	certain := facts{}
	for name, f := range w.register {
		if slices.Contains(proven, name) {
			certain[name] = f
		}
	}
	for _, m := range w.Materials {
		for _, licence := range w.held {
			if m.Source == casework.ByLicence && m.Reference == licence.ID {
				certain.held([]HeldLicence{licence})
			}
		}
	}
	var faults []fault.Field
	for i := range w.Form.Fields {
		f := &w.Form.Fields[i]
		licence := certain[f.Element].Name
		value, known := certain.fitting(w.Form, f)
		if value == nil {
			continue
		}
		expected := w.Form.Normalise(form.Values{f.Key: value})[f.Key]
		switch answer, given := w.Values[f.Key]; {
		case known.origin != certain[f.Element].origin || !given || expected == nil || f.Text(answer) == f.Text(expected):
		case licence == "": // who applies is certain, however the form asks
			faults = append(faults, fault.Field{Name: f.Key, Key: "application.not-yourself", Args: []any{f.Label}})
		case w.couldAnswer(f, expected, now): // a licence in words says nothing about codes
			faults = append(faults, fault.Field{Name: f.Key, Key: "application.differs", Args: []any{f.Label, licence}})
		}
	}
	return faults
}

// couldAnswer reports whether an answer to f can be put as the form asks for it.
func (w *Work) couldAnswer(f *form.Field, answer any, now time.Time) bool {
	for _, wrong := range w.Form.Check(w.Values.With(form.Values{f.Key: answer}), form.Situation{Today: now, Answers: w.Answers}) {
		if form.Head(wrong.Name) == f.Key && wrong.Key != "form.rule" {
			return false
		}
	}
	return true
}

// standing keeps the materials that still stand at now: a licence that was revoked, has
// run out or may not be used any more since it was attached replaces nothing. One that
// has a newer version stands in that version.
func standing(materials []casework.Material, held []HeldLicence, now time.Time) []casework.Material {
	stands := func(m *casework.Material) bool {
		for _, l := range held {
			if (l.ID == m.Reference || slices.Contains(l.Was, m.Reference)) && l.Unusable == "" && (l.Expires.IsZero() || l.Expires.After(now)) {
				m.Reference = l.ID
				return true
			}
		}
		return false
	}
	var kept []casework.Material
	for _, m := range materials {
		if m.Source != casework.ByLicence || stands(&m) {
			kept = append(kept, m)
		}
	}
	return kept
}

// fromForm are the papers that the answers stand for: nobody prints an application form
// that was filled in here, to photograph it.
//
// Basis: 国务院关于在线政务服务的若干规定, art. 7 (a body does not ask for what it has).
func (w *Work) fromForm(now time.Time) (made []casework.Material) {
	for _, m := range w.Plan.Materials {
		if m.FromForm && w.Has(m.Code) == nil {
			made = append(made, casework.Material{Code: m.Code, Source: casework.ByForm, Name: m.Name, AddedAt: now})
		}
	}
	return made
}

// faultsOf returns everything that is wrong with the form of w at now.
func (s *Service) faultsOf(w *Work, now time.Time) []fault.Field {
	faults := w.Form.Check(w.Values, form.Situation{Today: now, Answers: w.Answers})
	wrong := disagreements(w, now)
	if w.several() && w.isDraft() && s.bundles != nil {
		wrong = append(wrong, s.bundles.Faults(w, now)...)
	}
	for _, d := range wrong {
		if !slices.ContainsFunc(faults, func(f fault.Field) bool { return f.Name == d.Name }) {
			faults = append(faults, d)
		}
	}
	w.Form.InOrder(faults)
	return faults
}

// unmended returns the gaps of a correction notice that nothing was done about
// since the submission before.
func unmended(w *Work, before casework.Submission) []casework.Gap {
	var left []casework.Gap
	for _, g := range w.Gaps {
		if !mended(w, before, g) {
			left = append(left, g)
		}
	}
	return left
}

// mended reports whether the answer or the material that g points to has changed.
func mended(w *Work, before casework.Submission, g casework.Gap) bool {
	if key, isField := strings.CutPrefix(g.Target, "field:"); isField {
		f, known := w.Form.Field(key)
		return !known || f.Text(w.Values[key]) != f.Text(before.Values[key])
	}
	code, _ := strings.CutPrefix(g.Target, "material:")
	has := w.Has(code)
	i := slices.IndexFunc(before.Materials, func(m casework.Material) bool { return m.Code == code })
	if has != nil && has.Source == casework.ByForm {
		return !reflect.DeepEqual(w.Form.Normalise(before.Values), w.Form.Normalise(w.Values))
	}
	return has != nil && has.Source != casework.Promised && (i < 0 || before.Materials[i].ID != has.ID)
}

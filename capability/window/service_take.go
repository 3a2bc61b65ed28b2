package window

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// Desk is a visit with its application, as the clerk works on it.
type Desk struct {
	*Visit
	Person    Person
	Work      *application.Work
	Originals []Original
	Cosigners []application.Cosigner // who signs besides the applicant
	Signing   *Signing               // the link to the applicant's telephone, if there is one
}

// mending reports whether the desk takes corrections in.
func (d *Desk) mending() bool { return d.Work.Case != nil && len(d.Work.Gaps) > 0 }

// finished reports whether everything has been taken in.
func (d *Desk) finished() bool { return d.Work.Joint != "" || d.Work.Case != nil && !d.mending() }

// Desk returns a visit with its application. The visit has to have one.
func (s *Service) Desk(ctx context.Context, visit id.ID) (*Desk, error) {
	v, person, err := s.Visit(ctx, visit)
	if err != nil {
		return nil, err
	}
	if v.Application == 0 {
		return nil, fault.New(fault.Conflict, "window.no-item")
	}
	d := &Desk{Visit: v, Person: person}
	if d.Work, err = s.Applications.Work(s.helping(ctx, v, person), v.Application); err != nil {
		return nil, err
	}
	if d.Originals, err = s.OriginalsOf(ctx, v.Application); err != nil {
		return nil, err
	}
	if d.Cosigners, err = s.Applications.Cosigners(ctx, d.Work); err != nil {
		return nil, err
	}
	d.Signing, err = s.signingOf(ctx, visit)
	return d, err
}

// helping is ctx in which the clerk acts for the person of v.
func (s *Service) helping(ctx context.Context, v *Visit, person Person) context.Context {
	if v.Firm == 0 {
		return application.Helping(ctx, v.owner(person), v.present())
	}
	return application.HelpingAgent(ctx, v.owner(person), person.applicant(), v.present())
}

// Fill stores what lies on the counter and what the applicant answered. It refuses nothing;
// what is wrong comes back with the desk.
func (s *Service) Fill(ctx context.Context, visit id.ID, in Filling) (*Desk, error) {
	d, err := s.Desk(ctx, visit)
	if err != nil {
		return nil, err
	}
	hctx := s.helping(ctx, d.Visit, d.Person)
	if d.present() {
		// First what lies there and what does not any more: that may be promised instead.
		if _, err := s.Applications.Tick(hctx, d.Application, in.Papers); err != nil {
			return nil, err
		}
		if _, err := s.Applications.Promise(hctx, d.Application, in.later()); err != nil {
			return nil, err
		}
	}
	if len(in.Values) > 0 {
		if _, err := s.Applications.Save(hctx, d.Application, in.Values); err != nil {
			return nil, err
		}
	}
	err = s.DB.Write(ctx, visit.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := s.did(ctx, tx, d.Visit, d.Application, Filled); err != nil {
			return err
		}
		if !d.present() {
			return nil
		}
		return s.keepOriginals(ctx, tx, d, in.Originals)
	})
	if err != nil {
		return nil, fmt.Errorf("fill in: %w", err)
	}
	return s.Desk(ctx, visit)
}

// Filling is what a clerk puts down.
type Filling struct {
	Papers    []string // codes of the materials that lie there on paper
	Later     []string // codes of those that the applicant promises to bring later
	Originals []string // codes of those whose originals were held beside the copies
	Values    map[string]any
}

// later are the papers that are promised: not those that lie there.
func (f Filling) later() (list []application.Later) {
	for _, code := range f.Later {
		if !slices.Contains(f.Papers, code) {
			list = append(list, application.Later{Code: code})
		}
	}
	return list
}

// Decision is what the counter does with what was brought.
type Decision string

// The decisions.
const (
	Accept Decision = "accept" // 受理
	Mend   Decision = "mend"   // 一次性告知
	Refuse Decision = "refuse" // 不予受理
	Keep   Decision = "keep"   // 收取补正, to be answered within the acceptance period
)

// Taking is what a clerk decides, and how the applicant stands by the application.
type Taking struct {
	Decision    Decision
	Signing     application.Signing
	Reason      string // of a refusal
	LegalGround string
	Redirect    string
}

// Take takes in what was brought and answers at once: accepts it, tells the applicant once
// everything that is missing, or refuses. It returns the case. Taking in again, or by two
// clicks, is the same case. Several items as one are taken in whole, and their departments answer:
// then there is no one case to return.
//
// Basis: 行政许可法, art. 32; 不动产登记暂行条例, art. 17 (incomplete: refused on the spot, in writing).
func (s *Service) Take(ctx context.Context, visit id.ID, t Taking) (*casework.File, error) {
	d, err := s.Desk(ctx, visit)
	if err != nil {
		return nil, err
	}
	if d.Work.Joint != "" { // another click was faster
		return nil, nil
	}
	if err := mayTake(d, t); err != nil {
		return nil, err
	}
	no, err := s.received(ctx, d, t)
	if err != nil || d.several() {
		return nil, err
	}
	f, err := s.answer(ctx, d, no, t)
	if err != nil {
		return nil, fmt.Errorf("take in at the counter: %w", err)
	}
	return f, nil
}

// mayTake says what keeps d from being taken in as t wants it.
func mayTake(d *Desk, t Taking) error {
	if !d.present() {
		return fault.New(fault.Forbidden, "window.applicant-signs")
	}
	if t.Decision == Mend && d.Work.Item.Regime.Kind == realEstate {
		return fault.New(fault.Conflict, "window.on-the-spot")
	}
	if d.several() && t.Decision != Accept {
		return fault.New(fault.Conflict, "window.several-whole")
	}
	if t.Decision == Mend && len(gapsOf(d.Work, nil)) == 0 {
		return fault.New(fault.Conflict, "window.nothing-missing")
	}
	if d.mending() && t.Decision != Accept && t.Decision != Keep || !d.mending() && t.Decision == Keep {
		return fault.New(fault.Conflict, "window.corrections-only")
	}
	if names := unsigned(d.Cosigners); t.Decision == Accept && len(names) > 0 {
		return fault.InvalidFields([]fault.Field{{Name: "cosigners", Key: "window.cosign.open", Args: []any{message.List(names)}}})
	}
	if t.Decision != Refuse {
		return nil
	}
	var faults []fault.Field
	for _, want := range []struct{ name, text string }{{"reason", t.Reason}, {"legalGround", t.LegalGround}, {"redirect", t.Redirect}} {
		if strings.TrimSpace(want.text) == "" {
			faults = append(faults, fault.Field{Name: want.name, Key: "casework.input." + want.name + "-missing"})
		}
	}
	return fault.InvalidFields(faults)
}

// several reports whether d is for several items as one.
func (d *Desk) several() bool { return d.Work.Item.Several != nil }

// realEstate is the regime in which the counter refuses on the spot and asks for nothing
// later.
const realEstate = "real-estate"

// received hands the application in, if it is not yet, and returns the number of the case.
func (s *Service) received(ctx context.Context, d *Desk, t Taking) (string, error) {
	if d.mending() {
		return d.Work.Case.No, s.mend(ctx, d, t)
	}
	if d.Work.Case != nil {
		return d.Work.Case.No, nil
	}
	receipt, err := s.Applications.TakeIn(s.helping(ctx, d.Visit, d.Person), d.Application, t.Signing, t.Decision == Accept)
	if err == nil {
		return receipt.No, s.DB.Write(ctx, d.ID.String(), func(ctx context.Context, tx *db.Tx) error {
			return s.did(ctx, tx, d.Visit, d.Application, HandIn)
		})
	}
	if page, missing := s.Applications.Became(ctx, d.Application); page != "" && missing == nil {
		return "", nil // another click was faster
	}
	f, ok := fault.As(err)
	if !ok || f.Key != "application.already-submitted" && f.Key != "application.application-changed" {
		return "", err
	}
	no, missing := s.Cases.NumberOf(ctx, d.Application) // another click was faster
	if missing != nil {
		return "", err
	}
	return no, nil
}

// mend hands in what a correction notice asked for.
func (s *Service) mend(ctx context.Context, d *Desk, t Taking) error {
	f, err := s.Applications.CorrectFor(s.helping(ctx, d.Visit, d.Person), d.Work.Case.No, t.Signing)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, d.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		return s.did(ctx, tx, d.Visit, f.Case.ApplicationID, Mended)
	})
}

// answer does what the clerk decided with the case no, or finds it done.
func (s *Service) answer(ctx context.Context, d *Desk, no string, t Taking) (*casework.File, error) {
	event, in := casework.Accept, casework.Input{}
	switch t.Decision {
	case Keep:
		return s.Cases.File(ctx, no)
	case Mend:
		event, in.Gaps = casework.RequestMending, gapsOf(d.Work, func(key string, args ...any) string { return message.Official(ctx, key, args...) })
	case Refuse:
		event = casework.RefuseAccept
		in.Reason, in.LegalGround, in.Redirect = t.Reason, t.LegalGround, t.Redirect
	}
	f, err := s.Cases.Step(ctx, no, event, in)
	if fault.KindOf(err) != fault.Conflict {
		return f, err
	}
	done, missing := s.Cases.File(ctx, no)
	if missing == nil && slices.ContainsFunc(done.Records, func(r casework.Record) bool { return r.Event == event }) {
		return done, nil
	}
	return f, err
}

// gapsOf lists everything that an application still wants: materials that are not there,
// answers that are missing or wrong. say finds the words; without it they stay empty.
func gapsOf(w *application.Work, say func(key string, args ...any) string) []casework.Gap {
	var gaps []casework.Gap
	add := func(target, label, key string, args ...any) {
		gap := casework.Gap{Target: target, Label: label}
		if say != nil {
			gap.Problem = say(key, args...)
		}
		if !slices.ContainsFunc(gaps, func(g casework.Gap) bool { return g.Target == target }) {
			gaps = append(gaps, gap)
		}
	}
	for _, m := range w.Missing {
		add("material:"+m.Code, m.Name, "window.gap-material", m.Name)
	}
	for _, f := range w.Faults {
		label, _, _ := strings.Cut(f.Name, ".")
		if field, ok := w.Form.Field(label); ok {
			label = field.Label
		}
		add("field:"+f.Name, label, f.Key, f.Args...)
	}
	return gaps
}

// Scanned notes that the clerk scanned papers of a visit.
func (s *Service) Scanned(ctx context.Context, visit id.ID) error {
	v, _, err := s.Visit(ctx, visit)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, visit.String(), func(ctx context.Context, tx *db.Tx) error { return s.did(ctx, tx, v, v.Application, Scanned) })
}

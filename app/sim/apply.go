package sim

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/capability/window"
	"tongban/kernel/actor"
)

// windowed reports whether the windows take applications for k in.
func (k *kind) windowed() bool {
	return k.item.AtWindow() && !slices.ContainsFunc(k.item.Stages, func(s catalogue.Stage) bool {
		return s.Code == "ACCEPT" && (s.Actor == string(actor.Hospital) || s.Actor == string(actor.Street))
	})
}

// begin is where the applicant begins: at their own screen, or at a counter.
func (m *matter) begin(ctx context.Context) error {
	if m.fate.counter {
		return m.visit(ctx)
	}
	citizen := m.citizen(ctx)
	w, err := m.Applications.Begin(citizen, m.kind.item.Code, m.kind.ways[m.way], false)
	if err != nil {
		return err
	}
	m.application = w.ID
	values, err := m.kind.answers(m.way, w.Values, form.Situation{Today: m.clock.Now(), Answers: w.Answers})
	if err != nil {
		return err
	}
	if w, err = m.Applications.Save(citizen, w.ID, values); err != nil {
		return err
	}
	for _, missing := range slices.Clone(w.Missing) {
		if w, err = m.upload(citizen, missing); err != nil {
			return err
		}
		m.files++
	}
	if !w.Ready() {
		return fmt.Errorf("the application is not ready: %v, missing %v", w.Faults, w.Missing)
	}
	m.then(m.clock.Now().Add(time.Duration(m.chance.between(6, 70))*time.Minute), m.submit)
	return nil
}

// upload brings a paper.
func (m *matter) upload(citizen context.Context, wanted catalogue.Material) (*application.Work, error) {
	name, content := "scan.pdf", m.paper()
	if len(wanted.Accept) > 0 && !slices.Contains(wanted.Accept, "pdf") {
		name, content = "photo.jpg", m.portraits[m.chance.IntN(len(m.portraits))]
	}
	return m.Applications.Attach(citizen, m.application, wanted.Code, name, int64(len(content)), bytes.NewReader(content))
}

// submit hands in what was begun.
func (m *matter) submit(ctx context.Context) error {
	w, err := m.Applications.Work(m.citizen(ctx), m.application)
	if err != nil {
		return err
	}
	r, err := m.Applications.Submit(m.citizen(ctx), m.application, &application.Signing{
		Consent: true, Method: application.Drawn, Picture: one(m.chance, m.signatures), Pledged: w.PledgedAll(),
	})
	if err != nil {
		return err
	}
	m.no, m.status = r.No, r.Case.Status
	m.goOn()
	return nil
}

// visit is somebody's visit to a counter, where all is done at once.
func (m *matter) visit(ctx context.Context) error {
	clerk, err := m.pick(m.chance, actor.Window, "")
	if err != nil {
		return err
	}
	ctx = actor.With(ctx, clerk.Actor)
	desk, err := m.sitDown(ctx)
	if err != nil {
		return err
	}
	v := desk.ID
	values, err := m.kind.answers(m.way, desk.Work.Values, form.Situation{Today: m.clock.Now(), Answers: desk.Work.Answers})
	if err != nil {
		return err
	}
	brought := lacking(desk.Work)
	m.files = len(brought)
	mend := m.fate.correction != none && len(brought) > 0 && m.kind.item.Regime.Kind != "real-estate" && m.finds(clerk)
	if mend {
		brought = brought[1:]
	}
	if desk, err = m.Window.Fill(ctx, v, window.Filling{Papers: brought, Originals: brought, Values: values}); err != nil {
		return err
	}
	if err := m.cosign(ctx, desk); err != nil {
		return err
	}
	taking := window.Taking{Decision: window.Accept, Signing: application.Signing{Consent: true, Method: application.Paper, Pledged: desk.Work.PledgedAll()}}
	switch {
	case mend:
		taking.Decision, m.corrected = window.Mend, true
	case m.fate.refused:
		taking.Decision, taking.Reason, taking.Redirect = window.Refuse, m.says("refuse"), m.says("redirect")
		taking.LegalGround = m.ground()
	}
	f, err := m.Window.Take(ctx, v, taking)
	if err != nil {
		return err
	}
	m.application = f.Case.ApplicationID
	m.learn(f)
	m.goOn()
	return nil
}

// sitDown begins a visit for the item.
func (m *matter) sitDown(ctx context.Context) (*window.Desk, error) {
	p := m.who.person
	v, err := m.Window.Start(ctx, window.Card{Name: p.Name, Number: p.IDNumber}, window.Counter)
	if err != nil {
		return nil, err
	}
	if m.who.firm != nil {
		if err := m.Window.ActFor(ctx, v.ID, m.who.firm.USCC, false); err != nil {
			return nil, err
		}
	}
	if m.corrected {
		_, err = m.Window.Resume(ctx, v.ID, m.no)
	} else {
		_, err = m.Window.Choose(ctx, v.ID, m.kind.item.Code, m.kind.ways[m.way], false)
	}
	if err != nil {
		return nil, err
	}
	return m.Window.Desk(ctx, v.ID)
}

// lacking are the codes of the materials an application does not have.
func lacking(w *application.Work) (codes []string) {
	for _, missing := range w.Missing {
		codes = append(codes, missing.Code)
	}
	return codes
}

// cosign has those sign their parts who came along.
func (m *matter) cosign(ctx context.Context, desk *window.Desk) error {
	for _, other := range desk.Cosigners {
		for _, row := range desk.Work.Form.Fields {
			for _, person := range desk.Work.Values.Rows(row.Key) {
				name, number := "", ""
				for _, column := range row.Columns {
					switch {
					case endsIn(column.Element, ".name"):
						name = person.String(column.Key)
					case endsIn(column.Element, ".idNumber"):
						number = person.String(column.Key)
					}
				}
				if row.Party != other.Party || name != other.Name || other.HasSigned() {
					continue
				}
				err := m.Window.Cosign(ctx, desk.ID, window.Card{Name: name, Number: number}, application.Signing{Consent: true, Method: application.Paper})
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// mendAtCounter brings to a counter what a correction notice asked for.
func (m *matter) mendAtCounter(ctx context.Context) error {
	clerk, err := m.pick(m.chance, actor.Window, "")
	if err != nil {
		return err
	}
	ctx = actor.With(ctx, clerk.Actor)
	desk, err := m.sitDown(ctx)
	if err != nil {
		return err
	}
	codes := lacking(desk.Work)
	for _, has := range desk.Work.Materials {
		if has.Source == casework.Paper {
			codes = append(codes, has.Code)
		}
	}
	values, err := m.mended(desk.Work)
	if err != nil {
		return err
	}
	if _, err = m.Window.Fill(ctx, desk.ID, window.Filling{Papers: codes, Originals: codes, Values: values}); err != nil {
		return err
	}
	f, err := m.Window.Take(ctx, desk.ID, window.Taking{Decision: window.Accept, Signing: application.Signing{Consent: true, Method: application.Paper}})
	if err != nil {
		return err
	}
	m.learn(f)
	m.goOn()
	return nil
}

// mend hands in anew what a correction notice asked for.
func (m *matter) mend(ctx context.Context) error {
	if m.fate.counter {
		return m.mendAtCounter(ctx)
	}
	citizen := m.citizen(ctx)
	w, err := m.Applications.Work(citizen, m.application)
	if err != nil {
		return err
	}
	values, err := m.mended(w)
	if err != nil {
		return err
	}
	if len(values) > 0 {
		if _, err := m.Applications.Save(citizen, w.ID, values); err != nil {
			return err
		}
	}
	for _, wanted := range w.Plan.Materials {
		asked := slices.ContainsFunc(w.Gaps, func(g casework.Gap) bool { return g.Target == "material:"+wanted.Code })
		if asked || slices.Contains(lacking(w), wanted.Code) {
			if _, err := m.upload(citizen, wanted); err != nil {
				return err
			}
		}
	}
	f, err := m.Applications.Correct(citizen, m.no)
	if err != nil {
		return err
	}
	m.learn(f)
	m.goOn()
	return nil
}

// mended are the answers of an application that was handed in some days ago, if one of them
// holds no longer: a period that was to begin meanwhile begins later.
func (m *matter) mended(w *application.Work) (form.Values, error) {
	if len(w.Faults) == 0 {
		return nil, nil
	}
	known := maps.Clone(w.Values)
	for _, one := range w.Faults {
		delete(known, one.Name)
	}
	return m.kind.answers(m.way, known, form.Situation{Today: m.clock.Now(), Answers: w.Answers})
}

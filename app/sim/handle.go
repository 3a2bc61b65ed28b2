package sim

import (
	"context"
	"slices"
	"strings"
	"time"

	"tongban/capability/casework"
	"tongban/capability/window"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
)

// goOn puts on the agenda what follows from where the case stands.
func (m *matter) goOn() {
	switch m.status {
	case casework.Submitted, casework.PreReview:
		m.waitForAcceptance()
	case casework.InCorrection:
		m.waitForCorrection()
	case casework.Accepted, casework.Reviewing, casework.Deciding:
		if m.drawn && m.status != casework.Deciding {
			m.then(m.after(40*m.chance.around(0.5)), m.join)
			return
		}
		m.then(m.after(m.stageMinutes()*0.5), m.takeOn)
	case casework.Approved, casework.Denied, casework.Issuing:
		m.then(m.after(90*m.chance.around(0.7)), m.deliver)
	case casework.Completed, casework.NotNeeded, casework.RefusedAccept, casework.Withdrawn, casework.Terminated:
		m.finished()
	}
}

// waitForAcceptance has the window look at the application, or nobody.
func (m *matter) waitForAcceptance() {
	if m.fate.silent && !m.corrected {
		day := m.days.AddWorkdays(calendar.DateOf(m.clock.Now()), m.kind.item.Regime.AcceptanceWorkdays+1)
		m.then(day.Start().Add(9*time.Hour+time.Duration(m.chance.IntN(180))*time.Minute), m.lookAgain)
		return
	}
	minutes := 50 * m.chance.around(0.8)
	if m.fate.pace > 1 {
		minutes *= 3
	}
	m.then(m.after(minutes), m.receive)
}

// waitForCorrection has the applicant answer a correction notice, or not.
func (m *matter) waitForCorrection() {
	switch m.fate.correction {
	case answered:
		at := m.later(1.5)
		if m.fate.counter {
			at = clockTime(m.chance, m.days.Roll(calendar.DateOf(at)), true)
		}
		m.then(at, m.mend)
	case given:
		m.then(m.later(3), m.withdraw)
	}
}

// stageMinutes is how long one of the stages that are still to come takes.
func (m *matter) stageMinutes() float64 {
	stages := 0
	for _, s := range m.kind.item.Stages {
		if s.Code != "ACCEPT" && s.Code != "ISSUE" && s.Clock != "after" {
			stages++
		}
	}
	return float64(m.kind.promised()) * m.fate.pace / float64(max(stages, 1)) * m.chance.around(0.2)
}

// lookAgain finds what the law has done by itself meanwhile.
func (m *matter) lookAgain(ctx context.Context) error {
	f, err := m.Casework.File(actor.With(ctx, actor.AsSystem("sim")), m.no)
	if err != nil {
		return err
	}
	m.learn(f)
	m.fate.silent = false
	m.goOn()
	return nil
}

// role is whose turn it is.
func (m *matter) role() actor.Role {
	if m.task.ID != 0 {
		return actor.Role(m.task.Role)
	}
	for _, s := range m.kind.item.Stages {
		if s.Code == "ACCEPT" && s.Actor != "" && s.Actor != "system" {
			return actor.Role(s.Actor)
		}
	}
	return actor.Window
}

// finds reports whether an officer finds what there is to find.
func (m *matter) finds(o officer) bool { return m.chance.happens(o.strict / strictest) }

// receive is the window's first answer to what was handed in online.
func (m *matter) receive(ctx context.Context) error {
	clerk, err := m.pick(m.chance, m.role(), m.department())
	if err != nil {
		return err
	}
	m.officer = clerk
	ctx = actor.With(ctx, clerk.Actor)
	if clerk.persona || m.chance.happens(0.5) {
		return m.answer(ctx)
	}
	f, err := m.Casework.File(ctx, m.no)
	if err != nil {
		return err
	}
	m.learn(f)
	if f, err = m.Casework.Claim(ctx, m.task.ID); err != nil {
		return err
	}
	m.learn(f)
	m.then(m.after(25*clerk.slow*m.chance.around(0.5)), func(ctx context.Context) error { return m.answer(actor.With(ctx, clerk.Actor)) })
	return nil
}

// answer accepts, asks for a correction, or refuses.
func (m *matter) answer(ctx context.Context) error {
	event, in := casework.Accept, casework.Input{Opinion: m.opinion("accept")}
	switch {
	case m.corrected:
	case m.fate.refused:
		event, in = casework.RefuseAccept, casework.Input{Reason: m.says("refuse"), LegalGround: m.ground(), Redirect: m.says("redirect")}
	case m.fate.notNeeded:
		event, in = casework.FindNotNeeded, casework.Input{Reason: m.says("not_needed"), LegalGround: m.ground()}
	case m.fate.correction != none && m.files > 0 && m.finds(m.officer):
		gaps, err := m.gaps(ctx)
		if err != nil {
			return err
		}
		event, in, m.corrected = casework.RequestMending, casework.Input{Gaps: gaps}, true
	case m.settles():
		event, in = casework.GrantAtOnce, m.handingOut()
	}
	return m.step(ctx, event, in)
}

// step does something to the case.
func (m *matter) step(ctx context.Context, e casework.Event, in casework.Input) error {
	f, err := m.Casework.Step(ctx, m.no, e, in)
	if err != nil {
		return err
	}
	m.learn(f)
	m.goOn()
	return nil
}

// settles reports whether the case is settled on the spot by whose turn it is.
func (m *matter) settles() bool {
	if m.committed {
		return m.role() == actor.Window && m.chance.happens(0.7)
	}
	role, one := casework.OneClerk(m.kind.item)
	return one && m.role() == actor.Role(role) && m.status != casework.Deciding && m.chance.happens(0.9)
}

// gaps finds something wrong with one of the files.
func (m *matter) gaps(ctx context.Context) ([]casework.Gap, error) {
	f, err := m.Casework.File(ctx, m.no)
	if err != nil {
		return nil, err
	}
	for _, has := range f.LastSubmission().Materials {
		if has.Source == casework.Upload {
			return []casework.Gap{{Target: "material:" + has.Code, Problem: m.says("gap")}}, nil
		}
	}
	return nil, nil
}

// takeOn has somebody claim the open task. A colleague does it later, a persona at once.
func (m *matter) takeOn(ctx context.Context) error {
	if m.fate.withdrawn {
		return m.withdraw(ctx)
	}
	o, err := m.pick(m.chance, m.role(), m.department())
	if err != nil {
		return err
	}
	m.officer = o
	if m.settles() {
		return m.step(actor.With(ctx, o.Actor), casework.GrantAtOnce, m.handingOut())
	}
	f, err := m.Casework.Claim(actor.With(ctx, o.Actor), m.task.ID)
	if err != nil {
		return err
	}
	m.learn(f)
	if o.persona {
		return m.work(ctx)
	}
	if err := m.order(actor.With(ctx, o.Actor)); err != nil {
		return err
	}
	if m.fate.pause == casework.Extend && m.kind.item.Regime.Extension != nil && !m.paused {
		m.paused = true
		if err := m.extend(ctx); err != nil {
			return err
		}
	}
	if m.may(m.fate.pause) && !m.paused {
		return m.pause(actor.With(ctx, o.Actor))
	}
	m.then(m.after(m.stageMinutes()*0.5*o.slow), m.work)
	return nil
}

// work does what the open task asks for.
func (m *matter) work(ctx context.Context) error {
	ctx = actor.With(ctx, m.officer.Actor)
	if err := m.inspect(ctx); err != nil {
		return err
	}
	if err := m.show(ctx); err != nil {
		return err
	}
	in := casework.Input{Outcome: "pass", Opinion: m.opinion("pass")}
	switch {
	case m.status == casework.Deciding && (m.vetoed || !m.drawn && m.fate.denied && m.finds(m.officer)):
		in = casework.Input{Outcome: "deny", Reason: m.says("deny"), LegalGround: m.ground()}
	case m.status == casework.Deciding:
		in = casework.Input{Outcome: "grant", Opinion: m.opinion("grant")}
	}
	f, err := m.Casework.Complete(ctx, m.task.ID, in)
	if err != nil {
		return err
	}
	m.learn(f)
	m.goOn()
	return nil
}

// handingOut is how the result reaches the applicant.
func (m *matter) handingOut() casework.Input {
	in := casework.Input{Method: "electronic", Opinion: m.opinion("grant")}
	switch way := m.chance.Float64(); {
	case way < 0.08 && m.kind.item.ExpressDelivery:
		in.Method, in.Receiver, in.Address = "post", m.who.person.Name, m.who.person.Address
	case way < 0.3:
		in.Method, in.Receiver = "counter", m.who.person.Name
	}
	return in
}

// deliver hands the result out.
func (m *matter) deliver(ctx context.Context) error {
	clerk, err := m.pick(m.chance, m.role(), m.department())
	if err != nil {
		return err
	}
	in := m.handingOut()
	in.Outcome, in.Opinion = "deliver", ""
	f, err := m.Casework.Complete(actor.With(ctx, clerk.Actor), m.task.ID, in)
	if err != nil {
		return err
	}
	m.learn(f)
	m.goOn()
	return nil
}

// show has who applied online bring the originals to a counter before the decision, where the
// item has people come.
func (m *matter) show(ctx context.Context) error {
	if m.fate.counter || m.shown || m.status != casework.Deciding || m.kind.item.OnSiteVisits == 0 {
		return nil
	}
	m.shown = true
	clerk, err := m.pick(m.chance, actor.Window, "")
	if err != nil {
		return err
	}
	ctx = actor.With(ctx, clerk.Actor)
	f, err := m.Casework.File(ctx, m.no)
	if err != nil {
		return err
	}
	for _, wanted := range window.Wanted(f.Item, f.LastSubmission()) {
		if err := m.Window.CheckOriginal(ctx, m.no, wanted.Code); err != nil {
			return err
		}
	}
	return nil
}

// withdraw takes the application back.
func (m *matter) withdraw(ctx context.Context) error {
	return m.step(m.citizen(ctx), casework.Withdraw, casework.Input{Reason: m.says("withdraw")})
}

// opinion is what an officer writes for the house.
func (m *matter) opinion(about string) string { return one(m.chance, m.words.Opinions[about]) }

// says is what somebody writes for others to read.
func (m *matter) says(about string) string { return one(m.chance, m.words.Reasons[about]) }

// ground is the law a paper rests on.
func (m *matter) ground() string {
	for _, b := range m.kind.item.LegalBasis {
		return strings.TrimSpace(b.Title + b.Article)
	}
	return m.kind.item.Regime.Law
}

// may reports whether whoever was asked last may do e.
func (m *matter) may(e casework.Event) bool {
	return slices.ContainsFunc(m.offered, func(c casework.Command) bool { return c.Event == e })
}

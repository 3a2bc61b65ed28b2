package sim

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tongban/capability/casework"
	"tongban/capability/inspection"
	"tongban/capability/objection"
	"tongban/kernel/actor"
)

// pause has the case wait for a procedure or a suspension, or have more time, as fate has it.
func (m *matter) pause(ctx context.Context) error {
	m.paused = true
	in := casework.Input{LegalGround: m.ground(), Workdays: 3 + m.chance.IntN(8)}
	end, result := casework.LeaveSpecial, casework.Input{Result: m.says("special_result")}
	switch m.fate.pause {
	case casework.EnterSpecial:
		in.Procedure, in.Reason = expertReview, m.says("special")
	case casework.Suspend:
		in.Reason = m.says("suspend")
		end, result = casework.Resume, casework.Input{}
	}
	officer, workdays := m.officer, in.Workdays
	f, err := m.Casework.Step(ctx, m.no, m.fate.pause, in)
	if err != nil {
		return err
	}
	m.learn(f)
	m.then(m.after(float64(workdays)*300*m.chance.between(0.4, 0.9)), func(ctx context.Context) error {
		f, err := m.Casework.Step(actor.With(ctx, officer.Actor), m.no, end, result)
		if err != nil {
			return err
		}
		m.learn(f)
		m.then(m.after(m.stageMinutes()*0.5), m.work)
		return nil
	})
	return nil
}

// expertReview is the procedure that cases here wait for.
const expertReview = "expert-review"

// order has two inspectors go to the site, where the open stage is theirs.
func (m *matter) order(ctx context.Context) error {
	if m.role() != actor.Inspector || !m.fate.visit {
		return nil
	}
	second, err := m.pick(m.chance, actor.Reviewer, m.department())
	if err != nil {
		return err
	}
	m.second = second
	return m.Visits.Order(ctx, m.no, inspection.Order{
		Reason: m.says("visit"), PlannedOn: m.after(240).Format(time.DateOnly), Inspectors: []string{m.officer.ID, second.ID},
	})
}

// inspect writes down what was found on the site and has both sign, where a visit was ordered.
func (m *matter) inspect(ctx context.Context) error {
	if m.second.ID == "" {
		return nil
	}
	first, second := ctx, actor.With(ctx, m.second.Actor)
	f, err := m.Casework.File(first, m.no)
	if err != nil {
		return err
	}
	visits, err := m.Visits.Visits(first, f)
	if err != nil || len(visits) == 0 {
		return fmt.Errorf("the visit: %d, %w", len(visits), err)
	}
	v := visits[len(visits)-1]
	record := inspection.Record{VisitedOn: m.clock.Now().Format(time.DateOnly), Met: !m.fate.denied, Findings: m.opinion("site"), Present: m.says("present")}
	for _, line := range v.Parts[0].Lines {
		record.Answers = append(record.Answers, seen(line, !m.fate.denied || len(record.Answers) > 0))
	}
	if err := m.Visits.Write(first, m.no, v.ID, v.Parts[0].Version, record); err != nil {
		return err
	}
	written := v.Version + 1
	if err := m.Visits.Sign(first, m.no, v.ID, inspection.Signing{Version: written, Name: m.officer.Name}); err != nil {
		return err
	}
	err = m.Visits.Sign(second, m.no, v.ID, inspection.Signing{Version: written, Name: m.second.Name})
	m.second = officer{}
	return err
}

// seen is what is seen of a line of a checklist: that it is met, or that it fails as it says.
func seen(line inspection.Line, met bool) inspection.Answered {
	if met {
		return inspection.Answered{Answer: inspection.Meets}
	}
	return inspection.Answered{Answer: inspection.Fails, Note: line.Text}
}

// extend gives the case more time, which only the head of the body may.
func (m *matter) extend(ctx context.Context) error {
	head, err := m.pick(m.chance, actor.Head, m.department())
	if err != nil {
		return err
	}
	f, err := m.Casework.Step(actor.With(ctx, head.Actor), m.no, casework.Extend, casework.Input{Reason: m.says("extend")})
	if err != nil {
		return err
	}
	m.learn(f)
	return nil
}

// complain tells the office what went wrong on the way.
func (m *matter) complain(ctx context.Context) error {
	o, err := m.Objections.File(m.citizen(ctx), objection.Filing{Kind: objection.Complaint, About: objection.OfCase, Ref: m.no, Text: m.says("complaint")})
	if err != nil {
		return err
	}
	head, err := m.pick(m.chance, actor.Head, m.department())
	if err != nil {
		return err
	}
	m.then(m.after(600*m.chance.around(0.6)), func(ctx context.Context) error {
		outcome := objection.Outcomes[m.chance.weighted([]float64{4, 4, 2})]
		return m.Objections.Answer(actor.With(ctx, head.Actor), o.ID, objection.Reply{Outcome: outcome, Answer: m.says("answer")})
	})
	return nil
}

// endsIn reports whether a data element is of a sort.
func endsIn(element, end string) bool { return strings.HasSuffix(element, end) }

package casework

import (
	"context"

	"tongban/kernel/db"
)

// grant decides in the applicant's favour and makes the licence in the same unit.
//
// Basis: 行政许可法, arts 38(1), 39.
func (s *Service) grant(ctx context.Context, m *move, in Input) error {
	m.close = "granted"
	m.notify("granted")
	if err := m.record(Grant, Detail{Opinion: in.Opinion}); err != nil {
		return err
	}
	n := m.notice(GrantDecision)
	m.enter(stageIssue, stageRole(m.file.Item, stageIssue))
	if !makesLicence(m) {
		return nil
	}
	if err := m.record(Issue, Detail{Stage: stageIssue}); err != nil {
		return err
	}
	return s.license(ctx, m, n)
}

// grantAtOnce takes a case from the counter to its end in one hand, so that it is marked:
// another looks at some of them afterwards.
//
// Basis: 行政许可法, art. 34(2).
func (s *Service) grantAtOnce(ctx context.Context, m *move, in Input) error {
	c := m.file.Case
	if c.Status.awaitsAcceptance() {
		if err := s.acceptBy(ctx, m, in); err != nil {
			return err
		}
	}
	c.OneClerk = true
	return s.grantOnTheSpot(ctx, m, in, "")
}

// grantOnTheSpot grants an accepted case and hands over the result, by a person or by a rule.
func (s *Service) grantOnTheSpot(ctx context.Context, m *move, in Input, rule string) error {
	m.close = "granted"
	m.notify("granted")
	d := Detail{Opinion: in.Opinion, Method: in.Method, Receiver: in.Receiver, Address: in.Address, Rule: rule}
	if err := m.record(GrantAtOnce, d); err != nil {
		return err
	}
	if err := s.handOut(ctx, m, in); err != nil {
		return err
	}
	n := m.notice(GrantDecision) // last: the record bears the number of the decision
	if !makesLicence(m) {
		return nil
	}
	return s.license(ctx, m, n)
}

// makesLicence reports whether the case of m results in a licence that is made here.
func makesLicence(m *move) bool {
	result := m.file.Item.Result
	return result.Electronic && result.LicenceType != ""
}

// license makes the licence of the latest record with the move, and n say so.
func (s *Service) license(ctx context.Context, m *move, n *Notice) error {
	order, err := s.order(ctx, m)
	if err != nil {
		return err
	}
	cause := len(m.records) - 1
	m.also(func(ctx context.Context, tx *db.Tx) error {
		issued, err := s.Licences.Issue(ctx, tx, order)
		m.records[cause].Detail.Licence = issued.Number
		n.Body.Licence, n.Body.ValidTo = issued.Number, issued.ValidTo
		return err
	})
	return nil
}

// order asks for the licence the case of m results in.
func (s *Service) order(ctx context.Context, m *move) (LicenceOrder, error) {
	c, item := m.file.Case, m.file.Item
	person, err := s.People.Person(ctx, c.Owner.String())
	if err != nil {
		return LicenceOrder{}, err
	}
	submission, err := s.latest(ctx, c, item)
	if err != nil {
		return LicenceOrder{}, err
	}
	def, err := s.Form(item)
	if err != nil {
		return LicenceOrder{}, err
	}
	order := LicenceOrder{
		Type: item.Result.LicenceType, CaseNo: c.No, Holder: person,
		Department: c.Department, IssuerName: item.Department.Name, IssuerCode: item.Department.USCC,
		Validity: item.Result.Period(), DecidedAt: m.now,
	}
	order.say(def, submission.Values)
	return order, nil
}

// deny decides against the applicant, with reasons and remedies.
//
// Basis: 行政许可法, art. 38(2).
func (s *Service) deny(_ context.Context, m *move, in Input) error {
	m.close = "denied"
	m.notify("denied")
	if err := m.record(Deny, Detail{Reason: in.Reason, LegalGround: in.LegalGround, Opinion: in.Opinion}); err != nil {
		return err
	}
	n := m.notice(DenialDecision)
	n.Body.Reason, n.Body.LegalGround = in.Reason, in.LegalGround
	m.enter(stageIssue, stageRole(m.file.Item, stageIssue))
	return nil
}

// deliver hands the result over, which ends the case.
func (s *Service) deliver(ctx context.Context, m *move, in Input) error {
	m.close = "delivered"
	m.notify("delivered")
	if err := m.record(Deliver, Detail{Method: in.Method, Receiver: in.Receiver, Address: in.Address}); err != nil {
		return err
	}
	return s.handOut(ctx, m, in)
}

// handOut writes how the result of the latest record reaches the applicant (送达回证). A
// parcel is on its way in the same unit; its number stands on the paper.
func (s *Service) handOut(ctx context.Context, m *move, in Input) error {
	n := m.notice(DeliveryReceipt)
	n.Body.Method, n.Body.Receiver, n.Body.Address = in.Method, in.Receiver, in.Address
	if in.Method != "post" {
		return nil
	}
	c := m.file.Case
	account := c.Informed()[0]
	person, err := s.People.Person(ctx, account.String())
	if err != nil {
		return err
	}
	parcel := Parcel{CaseNo: c.No, What: c.ItemName, Account: account, To: in.Receiver, Phone: person.Mobile, Address: in.Address}
	cause := len(m.records) - 1
	m.also(func(ctx context.Context, tx *db.Tx) error {
		tracking, err := s.Post.Send(ctx, tx, parcel)
		m.records[cause].Detail.Tracking, n.Body.Tracking = tracking, tracking
		return err
	})
	return nil
}

package entitlement

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/application"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Offer is an invitation with what it takes to confirm it.
type Offer struct {
	*Invitation
	Programme *Programme // nil if it is there no more
	Item      *catalogue.Item
	Form      *form.Definition
	Asked     form.Topic // what is still asked; no fields: nothing
	Filled    form.Values
	Mode      Mode
}

// May reports whether the offer can be confirmed now.
func (o *Offer) May() bool {
	return o.State == Open && o.Programme != nil && o.Item != nil && o.Mode != Stopped
}

// Offer returns an invitation of the actor with what is still asked.
func (s *Service) Offer(ctx context.Context, key id.ID) (*Offer, error) {
	i, err := s.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	o := &Offer{Invitation: i, Programme: s.programme(i.Code), Mode: Stopped}
	if o.Programme == nil {
		return o, nil
	}
	if o.State == Open && !s.Clock.Now().Before(o.ExpiresAt) { // the sweep has not come yet
		o.State = Expired
	}
	var r Round
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = findRound(ctx, tx, i.Code)
		return err
	})
	if err != nil {
		return nil, err
	}
	o.Mode = r.Mode
	if o.Item, err = s.Items.Published(ctx, i.Item); err != nil {
		o.Item = nil
		if fault.KindOf(err) == fault.NotFound {
			err = nil
		}
		return o, err
	}
	if o.Form, err = s.Cases.Form(o.Item); err != nil {
		return nil, err
	}
	o.Asked = form.Topic{Key: "entitlement"}
	for _, key := range o.Programme.Asked {
		if f, known := o.Form.Field(key); known {
			o.Asked.Fields = append(o.Asked.Fields, f)
		}
	}
	o.Filled, _ = o.Form.FromJSON(o.Programme.fill(o.Programme.Values, i.Finding))
	return o, nil
}

// Declared are the declarations that confirming makes in the person's name.
func (o *Offer) Declared() (texts []string) {
	for i := range o.Form.Fields {
		if f := &o.Form.Fields[i]; f.Kind == form.Agreement && o.Filled[f.Key] == true {
			texts = append(texts, f.Words)
		}
	}
	return texts
}

// confirming marks a ctx in which an application is handed in by confirming an invitation.
type confirming struct{}

// Confirm takes what the actor was invited to: in their own session an ordinary application is
// begun, filled with what is known and what they have answered, and handed in. What the rule
// rests on is found out once more before. Confirming again answers with the same case.
//
// Basis: 个人信息保护法, art. 14 (consent is express); 行政许可法, art. 29.
func (s *Service) Confirm(ctx context.Context, key id.ID, asked form.Values) (no string, err error) {
	turn := &s.turns[uint64(key)%uint64(len(s.turns))]
	turn.Lock()
	defer turn.Unlock()
	o, err := s.Offer(ctx, key)
	if err != nil {
		return "", err
	}
	if o.State == Confirmed {
		return o.CaseNo, nil
	}
	if err := o.mayConfirm(); err != nil {
		return "", err
	}
	if err := s.again(ctx, o); err != nil {
		return "", err
	}
	r, err := s.apply(ctx, o, asked)
	switch {
	case err == nil && r.Case != nil:
		return r.Case.ShortNo, nil
	case err == nil:
		return r.No, nil
	}
	if now, failed := s.Get(ctx, key); failed == nil && now.State == Confirmed { // by another device
		return now.CaseNo, nil
	}
	return "", fmt.Errorf("confirm %s: %w", key, err)
}

// mayConfirm says why not.
func (o *Offer) mayConfirm() error {
	switch {
	case o.State != Open:
		return over(o.State)
	case !o.May():
		return errPaused
	}
	return nil
}

// again finds out once more whether the rule holds. If it does not, the invitation ends, and that
// is said.
func (s *Service) again(ctx context.Context, o *Offer) error {
	sub, err := s.subjectOf(ctx, o.Account)
	if err != nil {
		return err
	}
	found, result := Finding{}, ""
	if sub != nil {
		all := o.Programme.matters(sub)
		i := slices.IndexFunc(all, func(p *Paper) bool { return o.Programme.matter(p, s.Clock.Now()) == o.Matter })
		if i >= 0 {
			if found, result, err = s.find(ctx, o.Programme, sub, all[i]); err != nil {
				return err
			}
		}
	}
	if result != entitled {
		if err := s.finish(actor.With(ctx, system), o.Invitation, Lapse); err != nil {
			return err
		}
		return over(Lapsed)
	}
	sealed, err := s.seal(found)
	if err != nil {
		return err
	}
	o.Finding = found
	o.Filled, _ = o.Form.FromJSON(o.Programme.fill(o.Programme.Values, found))
	return s.DB.Write(ctx, o.Account.String(), func(ctx context.Context, tx *db.Tx) error {
		return updateFacts(ctx, tx, o.ID, s.mark(o.Programme, o.Account, found.Facts), sealed)
	})
}

// apply begins, fills and hands in. The application that is begun belongs to the invitation, so
// that whoever goes on after a crash goes on with it.
func (s *Service) apply(ctx context.Context, o *Offer, asked form.Values) (r application.Receipt, err error) {
	values := o.Filled.Clone()
	for _, f := range o.Asked.Fields {
		values[f.Key] = asked[f.Key]
	}
	w, err := s.begun(ctx, o, values)
	if err != nil {
		return r, err
	}
	if err := o.fits(w); err != nil {
		return r, err
	}
	handing := context.WithValue(once.WithKey(ctx, "entitlement-submit-"+o.ID.String()), confirming{}, o.ID)
	return s.Applications.Submit(handing, w.ID, nil)
}

// begun returns the application of an invitation with its answers. One that its owner has thrown
// away is begun anew.
func (s *Service) begun(ctx context.Context, o *Offer, values form.Values) (*application.Work, error) {
	if o.Application != 0 {
		w, err := s.Applications.Save(ctx, o.Application, values)
		if err == nil || fault.KindOf(err) != fault.NotFound {
			return w, err
		}
	}
	item := o.Item.Code
	answers := catalogue.Answers(o.Programme.fill(o.Programme.Guide, o.Finding))
	w, err := s.Applications.Begin(once.WithKey(ctx, "entitlement-"+o.ID.String()+"-"+o.Application.String()), item, answers, true)
	if err != nil {
		return nil, err
	}
	bound := false
	err = s.DB.Write(ctx, o.Account.String(), func(ctx context.Context, tx *db.Tx) (err error) {
		bound, err = bindInvitation(ctx, tx, o.ID, o.Application, w.ID)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case !bound:
		return s.overtaken(ctx, o, values)
	}
	return s.Applications.Save(ctx, w.ID, values)
}

// overtaken goes on where another device, on another node, was faster.
func (s *Service) overtaken(ctx context.Context, o *Offer, values form.Values) (*application.Work, error) {
	now, err := s.row(ctx, o.ID)
	switch {
	case err != nil:
		return nil, err
	case now.State != Open:
		return nil, over(now.State)
	}
	return s.Applications.Save(ctx, now.Application, values)
}

// fits says what is wrong with the answers: of what was asked at its fields, of anything else that
// it has to be finished by hand.
func (o *Offer) fits(w *application.Work) error {
	var own []fault.Field
	for _, f := range w.Faults {
		if !slices.Contains(o.Programme.Asked, form.Head(f.Name)) {
			return fault.New(fault.Conflict, "entitlement.unfit", w.ID.String())
		}
		own = append(own, f)
	}
	if len(own) == 0 && len(w.Missing) > 0 {
		return fault.New(fault.Conflict, "entitlement.unfit", w.ID.String())
	}
	return fault.InvalidFields(own)
}

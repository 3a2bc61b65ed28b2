package agreement

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
)

// Draft asks for an agreement to be drawn up.
type Draft struct {
	Code   string
	Others []Further        // one for each further party of the item's data
	Upload *document.Upload // instead of the item's text
}

// Further names a further party, by what stands on their card or licence.
type Further struct{ Name, Number string }

// DrawUp draws an agreement of the case no up and asks its parties to sign. Of one kind at
// most one is open or signed.
func (s *Service) DrawUp(ctx context.Context, no string, d Draft) (*Agreement, error) {
	o, err := s.Of(ctx, no)
	if err != nil {
		return nil, err
	}
	if err := mayWork(actor.From(ctx), o.File); err != nil {
		return nil, err
	}
	kind, known := o.Item.Agreement(d.Code)
	if !known {
		return nil, fault.InvalidFields([]fault.Field{{Name: "code", Key: "agreement.code-unknown"}})
	}
	a := &Agreement{
		ID: id.New(), CaseID: o.Case.ID, CaseNo: o.Case.No, ShortNo: o.Case.ShortNo, ItemName: o.Case.ItemName, Code: kind.Code, Name: kind.Name,
		DrawnBy: actor.From(ctx).Name, DrawnAt: s.Clock.Now(), State: Open, Version: 1,
	}
	if a.Parties, err = s.parties(ctx, o.File, kind, d); err != nil {
		return nil, err
	}
	print := ""
	if d.Upload != nil {
		d.Upload.Owner = actor.From(ctx).ID
		file, err := s.Documents.Receive(ctx, *d.Upload)
		if err != nil {
			return nil, err
		}
		a.File, a.FileName, print = file.ID, file.Name, hex.EncodeToString(file.Digest)
	}
	cmd := []any{o.Case.No, d.Code, d.Others, print}
	drawn, err := once.Do(ctx, s.Once, o.Case.No, "agreement.draw-up", cmd, func(ctx context.Context, tx *db.Tx) (id.ID, error) {
		n, err := countOf(ctx, tx, o.Case.ID)
		if err != nil {
			return 0, err
		}
		a.Number = fmt.Sprintf("%s-%d", a.ShortNo, n+1)
		if a.File == 0 {
			a.Text = kind.Fill(s.particulars(o.File, a))
		} else if err := s.Documents.Keep(ctx, tx, a.File); err != nil {
			return 0, err
		}
		if err := insertAgreement(ctx, tx, a); err != nil {
			return 0, err
		}
		if err := s.tell(ctx, tx, a, "drawn-up"); err != nil {
			return 0, err
		}
		return a.ID, s.record(ctx, tx, "draw-up", a.CaseNo, a.Number)
	})
	if db.IsUnique(err) {
		return nil, fault.New(fault.Conflict, "agreement.already")
	}
	if err != nil {
		return nil, fmt.Errorf("draw up %s in %s: %w", d.Code, no, err)
	}
	_, a, err = s.OfDesk(ctx, no, drawn)
	return a, err
}

// particulars are what the text leaves to the case.
func (s *Service) particulars(f *casework.File, a *Agreement) map[string]string {
	var others []string
	for _, p := range a.Parties {
		if p.Role == Other {
			others = append(others, s.official("paper.other", p.Part, p.Name))
		}
	}
	return map[string]string{
		"number": a.Number, "item": f.Case.ItemName, "caseNo": f.Case.ShortNo, "applicant": f.Case.ApplicantName, "authority": f.Item.Department.Name,
		"others": message.List(others).In(message.Chinese), "day": s.official("paper.day", a.DrawnAt.Format("2006"), a.DrawnAt.Format("1"), a.DrawnAt.Format("2")),
	}
}

// parties are who is to sign.
func (s *Service) parties(ctx context.Context, f *casework.File, kind catalogue.Agreement, d Draft) ([]Party, error) {
	list := []Party{
		{Seq: 1, Role: Authority, Name: f.Item.Department.Name, Firm: true},
		{Seq: 2, Role: Applicant, Account: f.Case.Owner, Tell: f.Case.Informed()[0], Name: f.Case.ApplicantName, Firm: f.Case.Firm},
	}
	var faults []fault.Field
	for i, part := range kind.Others {
		name := fmt.Sprintf("other-%d", i)
		var given Further
		if i < len(d.Others) {
			given = Further{strings.TrimSpace(d.Others[i].Name), strings.TrimSpace(d.Others[i].Number)}
		}
		if given.Name == "" || given.Number == "" {
			faults = append(faults, fault.Field{Name: name, Key: "agreement.other-missing", Args: []any{part}})
			continue
		}
		found, err := s.People.Known(ctx, given.Name, given.Number)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			faults = append(faults, fault.Field{Name: name, Key: "agreement.other-unknown", Args: []any{given.Name}})
			continue
		}
		if err != nil {
			return nil, err
		}
		account, err := id.Parse(found.ID)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(list, func(p Party) bool { return p.Account == account }) {
			faults = append(faults, fault.Field{Name: name, Key: "agreement.other-twice"})
			continue
		}
		p := Party{Seq: len(list) + 1, Role: Other, Part: part, Account: account, Tell: account, Name: found.Name, Firm: found.Firm}
		if p.Firm {
			p.Tell = 0 // it has no telephone; who acts for it finds the agreement
		}
		list = append(list, p)
	}
	return list, fault.InvalidFields(faults)
}

// Cancel calls an open agreement off, for instance to draw up another.
func (s *Service) Cancel(ctx context.Context, no string, agreement id.ID, why string) error {
	o, _, err := s.OfDesk(ctx, no, agreement)
	if err != nil {
		return err
	}
	if err := mayWork(actor.From(ctx), o.File); err != nil {
		return err
	}
	if faults := checkWhy(why); len(faults) > 0 {
		return fault.InvalidFields(faults)
	}
	return s.move(ctx, agreement, Cancel, func(a *Agreement) error {
		a.Why, a.ClosedAt = strings.TrimSpace(why), s.Clock.Now()
		return nil
	}, "cancelled", why)
}

// Excuse says why the case no does without an agreement its item needs.
func (s *Service) Excuse(ctx context.Context, no, code, why string) error {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return err
	}
	by := actor.From(ctx)
	if err := mayExcuse(by, f); err != nil {
		return err
	}
	if faults := checkWhy(why); len(faults) > 0 {
		return fault.InvalidFields(faults)
	}
	n := Need{Code: code, ExcusedAt: s.Clock.Now(), ExcusedBy: by.Name, Why: strings.TrimSpace(why)}
	err = s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error {
		done, err := excuse(ctx, tx, f.Case.ID, n)
		if err != nil {
			return err
		}
		if !done {
			return fault.New(fault.Conflict, "agreement.not-needed")
		}
		return s.record(ctx, tx, "excuse", f.Case.No, code)
	})
	if err != nil {
		return fmt.Errorf("excuse %s from %s: %w", no, code, err)
	}
	return nil
}

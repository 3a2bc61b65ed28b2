package application

import (
	"context"
	"slices"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// usable are those of held that stand for papers.
func usable(held []HeldLicence) (list []HeldLicence) {
	for _, l := range held {
		if l.Unusable == "" {
			list = append(list, l)
		}
	}
	return list
}

// permit notes in the unit that begins a draft that the applicant lets their licences be
// used for it: also those that do not hold now, since they were looked at.
//
// Basis: 个人信息保护法, arts 13, 14, 23.
func (s *Service) permit(ctx context.Context, tx *db.Tx, row applicationRow, itemName string, held []HeldLicence) error {
	var ids []string
	for _, l := range held {
		ids = append(ids, l.ID)
	}
	return s.Licences.Permit(ctx, tx, ids, LicenceUse{Application: row.ID, ItemCode: row.ItemCode, ItemName: itemName, Until: row.ExpiresAt})
}

// useLicences notes in the unit that hands w in which licences stand for its papers.
// One that was revoked a moment ago keeps w back and says so.
func (s *Service) useLicences(ctx context.Context, tx *db.Tx, no string, w *Work) error {
	var ids []string
	for _, m := range w.Materials {
		if m.Source == casework.ByLicence && !slices.Contains(ids, m.Reference) {
			ids = append(ids, m.Reference)
		}
	}
	return s.Licences.Use(ctx, tx, ids, LicenceUse{Application: w.consented(), CaseNo: no, ItemCode: w.ItemCode, ItemName: w.Item.Name})
}

// heldFor returns the licences of the account that l names or that the applicant has let
// be used for an application.
func (s *Service) heldFor(ctx context.Context, account string, application id.ID, l lookUp) ([]HeldLicence, error) {
	if len(l.Licences) == 0 && application == 0 {
		return nil, nil
	}
	held, err := s.Licences.Held(ctx, account, application)
	return slices.DeleteFunc(held, func(h HeldLicence) bool { return !h.Permitted && !slices.Contains(l.Licences, h.Type) }), err
}

// instead returns a licence that would stand for m if it held, nil if there is none.
func (w *Work) instead(m catalogue.Material) *HeldLicence {
	for _, by := range m.ReplaceableBy {
		i := slices.IndexFunc(w.held, func(l HeldLicence) bool {
			return by.By == catalogue.ByLicence && l.Type == by.LicenceType && l.Unusable != ""
		})
		if i >= 0 {
			return &w.held[i]
		}
	}
	return nil
}

// missing says that m is, and why a licence does not stand for it.
func (w *Work) missing(m catalogue.Material) fault.Field {
	if l := w.instead(m); l != nil {
		return fault.Field{Name: m.Code, Key: "application.licence-" + l.Unusable, Args: []any{m.Name, l.Type}}
	}
	return fault.Field{Name: m.Code, Key: "application.material-missing", Args: []any{m.Name}}
}

package warning

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// settings returns what each kind is set to.
func (s *Service) settings(ctx context.Context) (map[Kind]Setting, error) {
	all := map[Kind]Setting{}
	for k, usual := range defaults {
		all[k] = usual
	}
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		changed, err := listSettings(ctx, tx)
		for _, one := range changed {
			all[one.Kind] = one
		}
		return err
	})
	return all, err
}

// rules returns the rules that are part of the program, as they are stored if they were
// changed, and then the others by name.
func (s *Service) rules(ctx context.Context) ([]Rule, error) {
	var stored []Rule
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		stored, err = listRules(ctx, tx, 20*maxRules)
		return err
	})
	list := slices.Clone(common())
	for _, r := range stored {
		if i := slices.IndexFunc(list, func(one Rule) bool { return one.Name == r.Name }); i >= 0 {
			list[i] = r
			continue
		}
		list = append(list, r)
	}
	return list, err
}

// Manageable is a kind as administrators see it: what it is set to, and how its last warnings
// came out.
type Manageable struct {
	Setting
	Tally Tally
}

// lastCounted is how many warnings of a kind are counted.
const lastCounted = 1000

func mayManage(a actor.Actor) error { return access.May(a, access.WarningManage, access.Object{}) }

// mayCount says why a may not see how warnings came out.
func mayCount(a actor.Actor) error {
	if access.Has(a, access.WarningManage) || access.May(a, access.WarningRead, access.Object{}) == nil {
		return nil
	}
	return fault.New(fault.Forbidden, "access.forbidden")
}

// Manage returns all kinds for who sets them, or supervises.
func (s *Service) Manage(ctx context.Context) (list []Manageable, err error) {
	if err := mayCount(actor.From(ctx)); err != nil {
		return nil, err
	}
	settings, err := s.settings(ctx)
	if err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		for _, k := range Kinds {
			m := Manageable{settings[k], Tally{Kind: k}}
			counts, err := countKind(ctx, tx, k, lastCounted)
			if err != nil {
				return err
			}
			for _, c := range counts {
				*map[State]*int{Open: &m.Tally.Open, Cleared: &m.Tally.Cleared, Handled: &m.Tally.Handled, Lapsed: &m.Tally.Lapsed}[c.state] = c.n
			}
			list = append(list, m)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("kinds of warnings: %w", err)
	}
	return list, nil
}

// Set changes what a kind is set to, on the version it was read with. It counts from the next
// case on.
func (s *Service) Set(ctx context.Context, to Setting) error {
	by := actor.From(ctx)
	if err := mayManage(by); err != nil {
		return err
	}
	usual, known := defaults[to.Kind]
	if !known {
		return errUnknown
	}
	if fields := to.check(); len(fields) > 0 {
		return fault.InvalidFields(fields)
	}
	for value, ofKind := range map[*int]int{&to.Least: usual.Least, &to.Days: usual.Days, &to.Share: usual.Share, &to.Likeness: usual.Likeness} {
		if ofKind == 0 {
			*value = 0
		}
	}
	err := s.DB.Write(ctx, "warning.kind", func(ctx context.Context, tx *db.Tx) error {
		if err := storeSetting(ctx, tx, to, by.ID, s.Clock.Now()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Event: "warning.kind", Actor: by.ID, Subject: string(to.Kind), At: s.Clock.Now(), Data: kindData{
			to.On, to.Least, to.Days, to.Share, to.Likeness,
		}})
	})
	if err != nil {
		return fmt.Errorf("set warnings %s: %w", to.Kind, err)
	}
	return nil
}

// kindData is what the log holds of a setting.
type kindData struct {
	On       bool `json:"on"`
	Least    int  `json:"least,omitempty"`
	Days     int  `json:"days,omitempty"`
	Share    int  `json:"share,omitempty"`
	Likeness int  `json:"likeness,omitempty"`
}

// Rules returns the rules for who writes them.
func (s *Service) Rules(ctx context.Context) ([]Rule, error) {
	if err := mayManage(actor.From(ctx)); err != nil {
		return nil, err
	}
	return s.rules(ctx)
}

// Rule returns one of them.
func (s *Service) Rule(ctx context.Context, name string) (Rule, error) {
	list, err := s.Rules(ctx)
	if err != nil {
		return Rule{}, err
	}
	if i := slices.IndexFunc(list, func(r Rule) bool { return r.Name == name }); i >= 0 {
		return list[i], nil
	}
	return Rule{}, errUnknown
}

// ruleName is what rules may be called.
var ruleName = regexp.MustCompile(`^[a-z][a-z0-9-]{1,40}$`)

// KeepRule writes a rule on the version it was read with, zero for a new one. Of one that is
// part of the program only whether it is on can be changed.
func (s *Service) KeepRule(ctx context.Context, r Rule) error {
	by := actor.From(ctx)
	if err := mayManage(by); err != nil {
		return err
	}
	if err := s.checkRule(ctx, &r); err != nil {
		return err
	}
	err := s.DB.Write(ctx, "warning.rule", func(ctx context.Context, tx *db.Tx) error {
		if err := storeRule(ctx, tx, r, by.ID, s.Clock.Now()); err != nil {
			return err
		}
		return s.recordRule(ctx, tx, r, by)
	})
	if err != nil {
		return fmt.Errorf("keep rule %s: %w", r.Name, err)
	}
	return nil
}

// checkRule says what is wrong with a rule, and tidies it up.
func (s *Service) checkRule(ctx context.Context, r *Rule) error {
	list, err := s.rules(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(one Rule) bool { return one.Name == r.Name })
	if isCommon(r.Name) {
		was := list[at]
		was.On, was.Version, *r = r.On, r.Version, was
		r.On = was.On
		return nil
	}
	r.Holds, r.Says, r.SaysEn, r.Item = strings.TrimSpace(r.Holds), check.Words(r.Says), check.Words(r.SaysEn), strings.TrimSpace(r.Item)
	fields := r.check()
	same := 0
	for _, one := range list {
		if one.Item == r.Item && one.Name != r.Name {
			same++
		}
	}
	switch {
	case !ruleName.MatchString(r.Name):
		fields = append([]fault.Field{{Name: "name", Key: "warning.wrong.name"}}, fields...)
	case at >= 0 && r.Version == 0:
		fields = append([]fault.Field{{Name: "name", Key: "warning.wrong.taken"}}, fields...)
	case same >= maxRules:
		fields = append(fields, fault.Field{Name: "item", Key: "warning.wrong.many", Args: []any{maxRules}})
	}
	if r.Item != "" {
		_, err := s.Cases.Catalogue.Published(ctx, r.Item)
		switch {
		case err != nil && fault.KindOf(err) == fault.NotFound:
			fields = append(fields, fault.Field{Name: "item", Key: "warning.wrong.item"})
		case err != nil:
			return err
		}
	}
	if len(fields) > 0 {
		return fault.InvalidFields(fields)
	}
	return nil
}

// DropRule deletes a rule that is not part of the program.
func (s *Service) DropRule(ctx context.Context, name string, version int64) error {
	by := actor.From(ctx)
	if err := mayManage(by); err != nil {
		return err
	}
	err := s.DB.Write(ctx, "warning.rule", func(ctx context.Context, tx *db.Tx) error {
		r, known, err := findRule(ctx, tx, name)
		if err != nil {
			return err
		}
		if !known || isCommon(name) {
			return errUnknown
		}
		r.Version, r.On = version, false
		if gone, err := deleteRule(ctx, tx, r); err != nil {
			return err
		} else if !gone {
			return errChanged
		}
		return s.recordRule(ctx, tx, r, by)
	})
	if err != nil {
		return fmt.Errorf("drop rule %s: %w", name, err)
	}
	return nil
}

// recordRule writes into the log that a rule changed.
func (s *Service) recordRule(ctx context.Context, tx *db.Tx, r Rule, by actor.Actor) error {
	return audit.Record(ctx, tx, audit.Entry{Event: "warning.rule", Actor: by.ID, Subject: r.Name, At: s.Clock.Now(), Data: struct {
		Item string `json:"item,omitempty"`
		On   bool   `json:"on"`
	}{r.Item, r.On}})
}

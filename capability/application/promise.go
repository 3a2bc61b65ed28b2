package application

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Deferrals knows which papers may be brought later, and keeps what applicants commit themselves
// to (容缺受理).
type Deferrals interface {
	// Offer returns which papers of item may be brought later by account, on a track of it, and
	// why the account may promise nothing, in the reader's words; none if it may.
	Offer(ctx context.Context, account string, item *catalogue.Item, track string) ([]Later, []string, error)
	// Terms is what somebody stands by who promises papers, line by line, in the reader's language.
	Terms(ctx context.Context, item *catalogue.Item, promised []Later) []string
	// Commit keeps it, in the unit that hands the case in and before casework receives it.
	Commit(ctx context.Context, tx *db.Tx, caseID id.ID, p Promise) error
}

// Later is a paper that may be brought later, or is promised to be.
type Later struct {
	Code     string
	Name     string
	Workdays int           // from acceptance
	Until    calendar.Date // the last day, if it was accepted today
}

// Promise is what somebody commits themselves to when they hand in.
type Promise struct {
	Item     *catalogue.Item
	Promised []Later
	Signer   id.ID
	Method   Method
	At       time.Time
}

// Defer has papers brought later as d says, from now on. It is for the start only.
func (s *Service) Defer(d Deferrals) { s.deferrals = d }

// offer finds what of w may be brought later. What was promised and may not be any more has to
// be brought now.
func (s *Service) offer(ctx context.Context, w *Work) (err error) {
	w.today = calendar.DateOf(s.Clock.Now())
	if !w.isDraft() || s.deferrals == nil {
		return nil
	}
	if !w.elsewhere() {
		if w.Later, w.Against, err = s.deferrals.Offer(ctx, w.Owner.String(), w.Item, w.Plan.Track); err != nil {
			return err
		}
	}
	w.Materials = slices.DeleteFunc(w.Materials, func(m casework.Material) bool {
		return m.Source == casework.Promised && !w.mayPromise(m.Code)
	})
	return nil
}

// later returns what is offered for a paper, nil if nothing.
func (w *Work) later(code string) *Later {
	i := slices.IndexFunc(w.Later, func(l Later) bool { return l.Code == code })
	if i < 0 {
		return nil
	}
	return &w.Later[i]
}

// mayPromise reports whether the paper with a code may be brought later.
func (w *Work) mayPromise(code string) bool { return len(w.Against) == 0 && w.later(code) != nil }

// Promises reports whether the paper with a code is promised.
func (w *Work) Promises(code string) bool {
	m := w.Has(code)
	return m != nil && m.Source == casework.Promised
}

// Promised are the papers that w promises, each with its last day.
func (w *Work) Promised() (list []Later) {
	for _, m := range w.Materials {
		l := w.later(m.Code)
		if m.Source != casework.Promised || l == nil {
			continue
		}
		one := *l
		if day, err := calendar.ParseDate(m.Reference); err == nil && day > w.today && day < l.Until {
			one.Until = day // sooner than there is time for
		}
		list = append(list, one)
	}
	return list
}

// Promisable are the papers of w that are missing and may be brought later.
func (w *Work) Promisable() (list []Later) {
	for _, l := range w.Later {
		if has := w.Has(l.Code); has == nil || has.Source == casework.Promised {
			list = append(list, l)
		}
	}
	return list
}

// Promise notes which papers of a draft the applicant will bring later, each by the last day
// there is, or by a day that is sooner; those promised before and not named any more are missing
// again. A paper that is there stays.
func (s *Service) Promise(ctx context.Context, applicationID id.ID, papers []Later) (*Work, error) {
	w, err := s.Work(ctx, applicationID)
	if err != nil {
		return nil, err
	}
	if err := w.mayChange(); err != nil {
		return nil, err
	}
	if len(w.Later) == 0 && len(papers) == 0 {
		return w, nil
	}
	add, remove, err := w.promises(papers)
	if err != nil || len(add)+len(remove) == 0 {
		return w, err
	}
	now := s.Clock.Now()
	err = s.DB.Write(ctx, applicationID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := touchApplication(ctx, tx, w.row, now); err != nil {
			return err
		}
		for _, code := range remove {
			if _, err := removeMaterials(ctx, tx, applicationID, code, now); err != nil {
				return err
			}
		}
		for _, l := range add {
			m := casework.Material{ID: id.New(), Code: l.Code, Source: casework.Promised, Reference: reference(l), Name: l.Name, AddedAt: now}
			if err := insertMaterial(ctx, tx, applicationID, m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("promise papers of %s: %w", applicationID, err)
	}
	return s.Work(ctx, applicationID)
}

// reference is the day that was chosen for a paper, empty for the last there is.
func reference(l Later) string {
	if l.Until == 0 {
		return ""
	}
	return l.Until.String()
}

// promises says which promises come and which go, or why a paper cannot be promised.
func (w *Work) promises(papers []Later) (add []Later, remove []string, err error) {
	named := func(code string) bool {
		return slices.ContainsFunc(papers, func(l Later) bool { return l.Code == code })
	}
	for _, m := range w.Materials {
		if m.Source == casework.Promised && !named(m.Code) {
			remove = append(remove, m.Code)
		}
	}
	var faults []fault.Field
	for _, asked := range papers {
		l, has := w.later(asked.Code), w.Has(asked.Code)
		wrong := func(key string, args ...any) {
			faults = append(faults, fault.Field{Name: asked.Code, Key: "application.promise." + key, Args: append([]any{w.nameOf(asked.Code)}, args...)})
		}
		switch {
		case has != nil && (has.Source != casework.Promised || has.Reference == reference(asked)):
		case l == nil:
			wrong("main")
		case len(w.Against) > 0:
			wrong("against")
		case asked.Until != 0 && (asked.Until <= w.today || asked.Until > l.Until):
			wrong("until", l.Until.String())
		default:
			if has != nil {
				remove = append(remove, asked.Code)
			}
			add = append(add, Later{Code: l.Code, Name: l.Name, Until: asked.Until})
		}
	}
	return add, remove, fault.InvalidFields(faults)
}

// nameOf is what the paper with a code is called.
func (w *Work) nameOf(code string) string {
	m, _ := w.Item.Material(code)
	return cmp.Or(m.Name, code)
}

// promiser stores what is promised with a case.
type promiser func(ctx context.Context, tx *db.Tx, caseID id.ID) error

// promising returns what stores the commitment with what is handed in.
func (s *Service) promising(_ context.Context, w *Work, signed signatureRow) (promiser, error) {
	promised := w.Promised()
	if len(promised) == 0 || s.deferrals == nil {
		return func(context.Context, *db.Tx, id.ID) error { return nil }, nil
	}
	c := Promise{Item: w.Item, Promised: promised, Signer: signed.Signer, Method: signed.Method, At: signed.SignedAt}
	return func(ctx context.Context, tx *db.Tx, caseID id.ID) error {
		return s.deferrals.Commit(ctx, tx, caseID, c)
	}, nil
}

// PromiseTerms is what the applicant stands by who hands w in with promises, in the reader's
// language; nothing without any.
func (s *Service) PromiseTerms(ctx context.Context, w *Work) []string {
	promised := w.Promised()
	if len(promised) == 0 || s.deferrals == nil {
		return nil
	}
	return s.deferrals.Terms(ctx, w.Item, promised)
}

package agreement

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
)

// Deps are what agreements stand on. All are required.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Keys      *crypt.Keys
	Once      *once.Keeper
	Texts     *message.Catalogue
	Casework  *casework.Service
	Documents *document.Service
	People    People
	Codes     Codes
	Informer  Informer
	Drawing   Drawing
}

// Service is the use cases of agreements.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// sealed is the element that what was drawn is sealed as.
const sealed = "agreement.signature"

// Answered is everything that was answered, in the guide and in the form.
func Answered(handed casework.Submission) map[string]any {
	all := map[string]any{}
	for key, value := range handed.Answers {
		all[key] = value
	}
	for key, value := range handed.Values {
		all[key] = value
	}
	return all
}

// Follow finds out which agreements a case needs when its application is handed in or
// mended. It is a casework.Follower.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	if m.Handed == nil || len(m.Item.Agreements) == 0 {
		return nil
	}
	var needs []Need
	for _, a := range m.Item.AgreementsOf(Answered(*m.Handed)) {
		needs = append(needs, Need{Code: a.Code, Name: a.Name})
	}
	return putNeeds(ctx, tx, m.Case.ID, needs)
}

// Open says why a case cannot be granted yet: an agreement it needs is not signed, or one
// was drawn up and is not over. It is a casework.Blocker.
func (s *Service) Open(ctx context.Context, tx *db.Tx, c *casework.Case) error {
	standing, err := s.Standing(ctx, tx, c.ID)
	if err == nil && len(standing.Missing) > 0 {
		return fault.New(fault.Conflict, "agreement.open", standing.Missing[0])
	}
	return err
}

// Standing is how far the agreements of a case are.
type Standing struct {
	Missing []string // names of those that are needed or drawn up and not signed
	Signed  []*Agreement
	Excused []Need
}

// Standing returns how far the agreements of a case are, within a unit. The caller has
// checked who asks.
func (s *Service) Standing(ctx context.Context, tx *db.Tx, caseID id.ID) (st Standing, err error) {
	needs, err := listNeeds(ctx, tx, caseID)
	if err != nil {
		return st, err
	}
	list, err := listOfCase(ctx, tx, caseID)
	if err != nil {
		return st, err
	}
	signed := map[string]bool{}
	for _, a := range list {
		if a.State == Signed {
			st.Signed, signed[a.Code] = append(st.Signed, a), true
		}
	}
	for _, n := range needs {
		switch {
		case !n.ExcusedAt.IsZero():
			st.Excused = append(st.Excused, n)
		case !signed[n.Code]:
			st.Missing = append(st.Missing, n.Name)
		}
	}
	for _, a := range list {
		if a.State == Open && !slices.Contains(st.Missing, a.Name) {
			st.Missing = append(st.Missing, a.Name)
		}
	}
	return st, nil
}

// OfCase is everything about the agreements of one case.
type OfCase struct {
	*casework.File
	Needs      []Need
	Agreements []*Agreement // oldest first
	MayWork    bool         // the reader may draw up and sign for the authority
	MayExcuse  bool
}

// current returns the agreement of code that is open or signed, nil if there is none.
func (o *OfCase) current(code string) *Agreement {
	i := slices.IndexFunc(o.Agreements, func(a *Agreement) bool { return a.Code == code && (a.State == Open || a.State == Signed) })
	if i < 0 {
		return nil
	}
	return o.Agreements[i]
}

// toDraw returns the agreements of the item that could be drawn up now.
func (o *OfCase) toDraw() []catalogue.Agreement {
	return slices.DeleteFunc(slices.Clone(o.Item.Agreements), func(a catalogue.Agreement) bool { return o.current(a.Code) != nil })
}

// Of returns the agreements of the case no to whoever may see it.
func (s *Service) Of(ctx context.Context, no string) (*OfCase, error) {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return nil, err
	}
	return s.of(ctx, f)
}

func (s *Service) of(ctx context.Context, f *casework.File) (o *OfCase, err error) {
	by := actor.From(ctx)
	o = &OfCase{File: f, MayWork: mayWork(by, f) == nil, MayExcuse: mayExcuse(by, f) == nil}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if o.Needs, err = listNeeds(ctx, tx, f.Case.ID); err != nil {
			return err
		}
		if o.Agreements, err = listOfCase(ctx, tx, f.Case.ID); err != nil {
			return err
		}
		for _, a := range o.Agreements {
			if err := s.complete(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	})
	return o, err
}

// complete reads the parties of a.
func (s *Service) complete(ctx context.Context, tx *db.Tx, a *Agreement) error {
	parties, err := listParties(ctx, tx, a.ID)
	if err != nil {
		return err
	}
	a.Parties = nil
	for _, p := range parties {
		if len(p.sealed) > 0 {
			if p.Picture, err = s.Keys.Open(sealed, p.sealed); err != nil {
				return err
			}
		}
		a.Parties = append(a.Parties, p.Party)
	}
	return nil
}

// Find returns an agreement to one of its parties; to everybody else there is none.
func (s *Service) Find(ctx context.Context, agreement id.ID) (*Agreement, error) {
	by := actor.From(ctx)
	owner, err := id.Parse(by.Owner())
	if err != nil || by.Kind != actor.Citizen {
		return nil, errUnknown
	}
	var a *Agreement
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if a, err = findAgreement(ctx, tx, agreement); err != nil {
			return err
		}
		return s.complete(ctx, tx, a)
	})
	if err != nil {
		return nil, err
	}
	if a.party(owner) == nil {
		return nil, errUnknown
	}
	return a, s.verify(ctx, a)
}

// OfDesk returns an agreement of the case no to whoever may see the case.
func (s *Service) OfDesk(ctx context.Context, no string, agreement id.ID) (*OfCase, *Agreement, error) {
	o, err := s.Of(ctx, no)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(o.Agreements, func(a *Agreement) bool { return a.ID == agreement })
	if i < 0 {
		return nil, nil, errUnknown
	}
	return o, o.Agreements[i], s.verify(ctx, o.Agreements[i])
}

// verify finds out whether what is kept of a is what was signed. A file that is gone fits
// nothing.
func (s *Service) verify(ctx context.Context, a *Agreement) error {
	if a.State != Signed {
		return nil
	}
	file, err := s.fileDigest(ctx, a)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return nil
	}
	a.Fits = err == nil && string(a.digest(file)) == string(a.Digest)
	return err
}

// fileDigest is the digest of the uploaded document of a, if it is one.
func (s *Service) fileDigest(ctx context.Context, a *Agreement) ([]byte, error) {
	if a.File == 0 {
		return nil, nil
	}
	file, err := s.Documents.Get(ctx, a.File)
	return file.Digest, err
}

// maxToSign is how many agreements the home page lists.
const maxToSign = 20

// ToSign returns the open agreements that wait for the actor's signature, oldest first.
func (s *Service) ToSign(ctx context.Context) (list []*Agreement, err error) {
	owner, err := id.Parse(actor.From(ctx).Owner())
	if err != nil {
		return nil, nil // the system and guests have none
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listToSign(ctx, tx, owner, maxToSign)
		return err
	})
	return list, err
}

// underway are the statuses in which agreements are drawn up and signed.
var underway = []casework.Status{
	casework.Submitted, casework.PreReview, casework.Accepted, casework.Reviewing, casework.Special, casework.Suspended, casework.Deciding,
}

// mayWork says why a may not draw up and sign for the authority in the case of f.
func mayWork(a actor.Actor, f *casework.File) error {
	o := f.Object()
	o.By = "" // who accepted may sign as well
	if err := access.May(a, access.CaseReview, o); err != nil && access.May(a, access.CaseDecide, o) != nil {
		return err
	}
	return isUnderway(f)
}

// mayExcuse says why a may not excuse the case of f from an agreement: only who may decide
// it may.
func mayExcuse(a actor.Actor, f *casework.File) error {
	if err := access.May(a, access.CaseDecide, f.Object()); err != nil {
		return err
	}
	return isUnderway(f)
}

func isUnderway(f *casework.File) error {
	if !slices.Contains(underway, f.Case.Status) {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return nil
}

// record writes what happened into the log.
func (s *Service) record(ctx context.Context, tx *db.Tx, event, caseNo, data string) error {
	return audit.Record(ctx, tx, audit.Entry{Event: "agreement." + event, Actor: actor.From(ctx).ID, Subject: caseNo, At: s.Clock.Now(), Data: data})
}

// tell tells every party but the authority, and but the actor.
func (s *Service) tell(ctx context.Context, tx *db.Tx, a *Agreement, key string, more ...string) error {
	for _, p := range a.Parties {
		if p.Tell == 0 || p.Account.String() == actor.From(ctx).Owner() {
			continue
		}
		if err := s.Informer.Inform(ctx, tx, p.Tell, "agreement.inform."+key, append([]string{a.Name, a.Number}, more...), a.URL()); err != nil {
			return fmt.Errorf("tell of %s: %w", a.Number, err)
		}
	}
	return nil
}

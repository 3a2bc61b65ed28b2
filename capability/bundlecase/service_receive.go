package bundlecase

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tongban/capability/application"
	"tongban/capability/audit"
	"tongban/capability/bundle"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
)

var errNone = fault.New(fault.Invalid, "bundlecase.none")

// Faults returns what is wrong with w besides what the joint form says: what the items that take
// part would refuse.
func (s *Service) Faults(w *application.Work, now time.Time) []fault.Field {
	j, is := bundle.Of(w.Item)
	if !is {
		return nil
	}
	return j.Faults(w.Answers, bundle.Applicant(w.Values, w.Known()), form.Situation{Today: now, Answers: w.Answers})
}

// May says why w may not be handed in: the same matter is running already.
func (s *Service) May(ctx context.Context, w *application.Work) error {
	j, is := bundle.Of(w.Item)
	if !is {
		return nil
	}
	matter := s.matterOf(j, w.Answers, bundle.Applicant(w.Values, w.Known()))
	if matter == nil {
		return nil
	}
	return s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error { return mayBegin(ctx, tx, matter) })
}

// mayBegin says so within a unit.
func mayBegin(ctx context.Context, tx *db.Tx, matter []byte) error {
	r, err := findSame(ctx, tx, matter)
	switch {
	case err == nil:
		return same(ctx, r)
	case fault.KindOf(err) == fault.NotFound:
		return nil
	}
	return err
}

// same says that a matter is running: whose it is gets to the page of it, others get a hint by
// which they know whom to ask, and nothing more.
func same(ctx context.Context, r *Run) error {
	if maySee(actor.From(ctx), r) == nil {
		return fault.New(fault.Conflict, "bundlecase.same-yours", r.Name, r.No)
	}
	return fault.New(fault.Conflict, "bundlecase.same", r.Name, mask.Name(r.ApplicantName), calendar.DateOf(r.ReceivedAt).String(), hint(r.No), r.Lead)
}

// hint is a number of which whoever has it knows it again.
func hint(no string) string { return no[:len(no)-4] + "****" }

// matterOf is the keyed digest of what tells the matter from another, nil if nothing does or it
// is not known.
func (s *Service) matterOf(j *bundle.Joint, answers catalogue.Answers, values form.Values) []byte {
	said := j.Identity(answers, values)
	if len(said) == 0 {
		return nil
	}
	parts := []string{j.Code}
	for _, element := range slices.Sorted(maps.Keys(said)) {
		parts = append(parts, element+"="+plain(said[element]))
	}
	return s.Keys.BlindIndex("bundlecase.matter", strings.Join(parts, "\n"))
}

// plain writes what two people write the same however they space it.
func plain(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

// handover is a run worked out: all that is left is to store it.
type handover struct {
	s      *Service
	fresh  Run
	matter []byte
}

// Handover works out what handing w in stores.
func (s *Service) Handover(ctx context.Context, w *application.Work, signer casework.Person) (application.BundleHandover, error) {
	j, is := bundle.Of(w.Item)
	if !is {
		return nil, fmt.Errorf("bundlecase: %s is no bundle", w.ItemCode)
	}
	applicant, err := s.People.Person(ctx, w.Owner.String())
	if err != nil {
		return nil, err
	}
	office, now := s.Office(), s.Clock.Now()
	h := &handover{s: s, matter: s.matterOf(j, w.Answers, bundle.Applicant(w.Values, w.Known())), fresh: Run{
		ID: id.New(), QueryCode: readable(10), Application: w.ID, Code: j.Code, Name: j.Item.Name, Edition: j.Edition,
		Department: j.Lead.Code, Lead: j.Lead.Name, Region: office.Region, Outlet: office.Outlet,
		Owner: w.Owner, Firm: applicant.Firm, ApplicantName: applicant.Name, ReceivedAt: now, Stand: Going, DueOn: s.promised(j, now),
	}}
	if signer.ID != applicant.ID {
		h.fresh.Agent, _ = id.Parse(signer.ID) // staff and persons have accounts
	}
	if at := actor.From(ctx).Outlet; at != "" {
		h.fresh.Outlet = at
	}
	chosen := j.Chosen(w.Answers)
	if len(chosen) == 0 {
		return nil, errNone
	}
	for i, p := range chosen {
		h.fresh.Parts = append(h.fresh.Parts, s.partOf(&h.fresh, p, i, chosen, now))
	}
	return h, nil
}

// partOf is a component as it begins.
func (s *Service) partOf(r *Run, p *bundle.Part, seq int, chosen []*bundle.Part, now time.Time) *Part {
	one := &Part{
		ID: id.New(), Run: r.ID, Seq: seq, Code: p.Code(), Kind: p.Kind, Name: p.Title(), Office: p.DepartmentName(), Required: p.Required,
		Needs: reduced(p, chosen), Licence: p.Component.Licence, State: Waiting, Since: now,
	}
	if p.Item != nil {
		one.Department, one.VersionID = p.Item.Department.Code, p.Item.VersionID
		if p.Item.Result.Electronic {
			one.Licence = p.Item.Result.LicenceType
		}
	}
	return one
}

// promised is the day by which all of it is promised, zero if none is.
func (s *Service) promised(j *bundle.Joint, now time.Time) calendar.Date {
	if j.Limit.Unit != "workday" || j.Limit.Value <= 0 {
		return 0
	}
	return s.Calendar().AddWorkdays(calendar.DateOf(now), int(j.Limit.Value))
}

// ID is the id of the run.
func (h *handover) ID() id.ID { return h.fresh.ID }

// draws is how often a number is drawn.
const draws = 4

// Receive stores the run with its parts within the unit that hands the joint application in, and
// returns its number.
func (h *handover) Receive(ctx context.Context, tx *db.Tx) (string, error) {
	s, r := h.s, h.fresh // the unit may run again
	stored := false
	for i := 0; !stored && i < draws; i++ {
		if h.matter != nil {
			if err := mayBegin(ctx, tx, h.matter); err != nil {
				return "", err
			}
		}
		r.No = s.drawNumber(r.ReceivedAt)
		var err error
		if stored, err = insertRun(ctx, tx, &r, h.matter); err != nil {
			return "", err
		}
	}
	if !stored {
		return "", fault.New(fault.Conflict, "bundlecase.busy")
	}
	var codes []string
	for _, p := range r.Parts {
		codes = append(codes, p.Code)
		if err := insertPart(ctx, tx, p); err != nil {
			return "", err
		}
	}
	if err := s.inform(ctx, tx, &r, "received"); err != nil {
		return "", err
	}
	err := audit.Record(ctx, tx, audit.Entry{
		Event: "bundlecase.receive", Actor: actor.From(ctx).ID, Subject: r.ID.String(), At: r.ReceivedAt,
		Data: received{r.Code, r.Edition.String(), codes},
	})
	if err != nil {
		return "", err
	}
	return r.No, s.enqueue(context.WithValue(ctx, freshKey{}, true), tx, r.ID)
}

// received is what the log holds of a run that was handed in.
type received struct {
	Bundle  string   `json:"bundle"`
	Edition string   `json:"edition"`
	Parts   []string `json:"parts"`
}

// numberMark tells the number of a run from those of cases.
const numberMark = "B"

// drawNumber draws the number people know a run by; a run of the same day may have it.
func (s *Service) drawNumber(now time.Time) string {
	return fmt.Sprintf("%s-%s%s-%s", s.Office().City, numberMark, now.Format("060102"), readable(6))
}

// readable returns n random characters that people can read out: no I, L, O, U.
func readable(n int) string {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	var out strings.Builder
	for _, v := range b {
		out.WriteByte(letters[v&31])
	}
	return out.String()
}

// digest proves a text without telling it, empty for none.
func digest(text string) string {
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Page is where is shown what became of a joint application.
func (s *Service) Page(ctx context.Context, joint id.ID) (string, error) {
	var r *Run
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = findRunOf(ctx, tx, joint)
		return err
	})
	if err == nil {
		err = maySee(actor.From(ctx), r)
	}
	if err != nil {
		return "", fmt.Errorf("bundle case of %s: %w", joint, err)
	}
	return r.URL(), nil
}

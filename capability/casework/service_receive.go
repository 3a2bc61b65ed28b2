package casework

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Arrival is an application as it is handed in: complete, checked by whoever keeps it.
type Arrival struct {
	Application id.ID
	Owner       id.ID // account it is for
	Applicant   Person
	Agent       Person // who hands it in for the applicant; zero if the applicant does
	Outlet      string // id of the outlet whose counter took it in; empty for the office's own
	Item        *catalogue.Item
	EDelivery   bool // they agree that papers and the result reach them electronically
	Submission
}

// Handover is an arrival worked out and sealed: all that is left is to store it.
type Handover struct {
	arrival  Arrival
	fresh    *Case  // as it will be, but for its number
	document string // of the submission, as stored
	mark     string // what the department's notice numbers begin with
	at       time.Time
	amends   *File // the case a correction or a supplement is for
	on       Event // what it is to that case
}

// Prepare works out what receiving a stores, so that the unit only writes.
func (s *Service) Prepare(ctx context.Context, a Arrival) (*Handover, error) {
	mark, err := s.Departments.Mark(ctx, a.Item.Department.Code)
	if err != nil {
		return nil, err
	}
	procedure, err := s.Procedures.Current(ctx, a.Item.Code)
	if err != nil {
		return nil, err
	}
	document, err := s.seal(a)
	now := s.Clock.Now()
	if err != nil {
		return nil, err
	}
	region, err := s.regionOf(a)
	fresh := s.newCase(a, region, now)
	fresh.ProcedureID = procedure
	return &Handover{arrival: a, fresh: fresh, document: document, mark: mark, at: now}, err
}

// PrepareCorrection does the same for what mends the application of f.
func (s *Service) PrepareCorrection(f *File, a Arrival) (*Handover, error) {
	if !f.Mending() {
		return nil, fault.New(fault.Conflict, "casework.not-now")
	}
	on := Correct
	if f.Case.Status != InCorrection {
		on = MendAtOnce
	}
	document, err := s.seal(a)
	return &Handover{arrival: a, document: document, mark: f.mark, at: s.Clock.Now(), amends: f, on: on}, err
}

// PrepareSupplement does the same for what was promised when the case of f was handed in: a
// has all its materials, those that have come now among them.
func (s *Service) PrepareSupplement(f *File, a Arrival) (*Handover, error) {
	if !f.promised() || !Lifecycle.May(f.Case.Status, Supplement) {
		return nil, fault.New(fault.Conflict, "casework.not-now")
	}
	document, err := s.seal(a)
	return &Handover{arrival: a, document: document, mark: f.mark, at: s.Clock.Now(), amends: f, on: Supplement}, err
}

// promised reports whether something was to be brought later at any time: what came may have
// been wrong, and comes again.
func (f *File) promised() bool {
	return slices.ContainsFunc(f.Submissions, func(s Submission) bool { return len(s.Promised()) > 0 })
}

// seal freezes what is handed in.
func (s *Service) seal(a Arrival) (string, error) {
	def, err := s.Form(a.Item)
	if err != nil {
		return "", err
	}
	sealed, err := def.Seal(s.Keys, a.Values)
	if err != nil {
		return "", err
	}
	frozen := a.Submission
	frozen.Values = sealed
	document, err := json.Marshal(frozen)
	return string(document), err
}

// Receive makes a case of h within the unit that hands it in, and returns its number:
// from this instant the acceptance window runs. A correction goes into the case it is
// for and opens a new window.
//
// Basis: 行政许可法, arts 29, 32.
func (s *Service) Receive(ctx context.Context, tx *db.Tx, h *Handover) (no string, err error) {
	if h.amends != nil {
		return h.amends.Case.No, s.receiveCorrection(ctx, tx, h)
	}
	a, now := h.arrival, h.at
	day := now.Format("20060102")
	n, err := takeNumber(ctx, tx, "case/"+a.Item.ImplementationCode+"/"+day)
	if err != nil {
		return "", err
	}
	c := *h.fresh // the unit may run again
	c.No = fmt.Sprintf("%s%s%04d", a.Item.ImplementationCode, day, n)
	m := newMove(&File{Case: &c, Item: a.Item, mark: h.mark}, actor.From(ctx), now)
	m.handed = &a.Submission
	m.notify("submitted")
	if err := m.record(Submit, Detail{}); err != nil {
		return "", err
	}
	m.enter(stageAccept, stageRole(a.Item, stageAccept))
	receipt := m.notice(ReceiptNotice)
	receipt.Body.Materials = a.materialNames()
	receipt.Body.QueryCode = c.QueryCode
	s.settle(m)
	if err := insertCase(ctx, tx, &c, s.Keys.BlindIndex(a.Applicant.element(), a.Applicant.IDNumber)); err != nil {
		return "", err
	}
	if err := insertSubmission(ctx, tx, c.ID, 1, now, h.document); err != nil {
		return "", err
	}
	return c.No, s.storeTrace(ctx, tx, m)
}

// receiveCorrection adds what mends or completes an application to its case. A supplement
// opens no task: what is done with it is the business of who asked for it.
//
// Basis: 行政许可法, art. 32(4)–(5).
func (s *Service) receiveCorrection(ctx context.Context, tx *db.Tx, h *Handover) error {
	f := *h.amends // the unit may run again
	c := *f.Case
	f.Case = &c
	m := newMove(&f, actor.From(ctx), h.at)
	m.handed = &h.arrival.Submission
	if h.on == MendAtOnce {
		m.close = "mended"
	}
	if err := m.record(h.on, Detail{}); err != nil {
		return err
	}
	if h.on != Supplement {
		m.notify("corrected")
		m.enter(stageAccept, stageRole(f.Item, stageAccept))
		m.notice(CorrectedReceipt).Body.Materials = h.arrival.materialNames()
	}
	s.settle(m)
	seq := int64(len(f.Submissions) + 1)
	if err := insertSubmission(ctx, tx, c.ID, seq, h.at, h.document); err != nil {
		return err
	}
	return s.store(ctx, tx, m)
}

// newCase makes the case of a before its number is known.
func (s *Service) newCase(a Arrival, region string, now time.Time) *Case {
	return &Case{
		ID: id.New(), ApplicationID: a.Application, Owner: a.Owner, Firm: a.Applicant.Firm,
		Agent: idOf(a.Agent.ID), AgentName: a.Agent.Name, ApplicantName: a.Applicant.Name,
		ShortNo:   s.drawNumber(now),
		QueryCode: readable(10),
		Region:    region, Outlet: cmp.Or(a.Outlet, s.Office().Outlet),
		Department: a.Item.Department.Code, ItemCode: a.Item.Code, ItemName: a.Item.Name,
		VersionID: a.Item.VersionID, Calendar: s.Calendar().Version(), EDelivery: a.EDelivery,
		Status: Draft, Stage: stageAccept, ReceivedAt: now,
	}
}

// regionOf is whose a is: of the office, but where a street or town receives first, of the one
// that the first address of the form lies in. An address that says no street leaves it to
// those who receive for the whole district or city.
func (s *Service) regionOf(a Arrival) (string, error) {
	office := s.Office().Region
	if stageRole(a.Item, stageAccept) != string(actor.Street) {
		return office, nil
	}
	def, err := s.Form(a.Item)
	if err != nil {
		return "", err
	}
	for _, f := range def.Fields {
		if f.Kind != form.Address {
			continue
		}
		region := a.Values.Part(f.Key).String("region")
		if strings.HasPrefix(region, strings.TrimRight(office, "0")) {
			return region, nil
		}
	}
	return office, nil
}

// drawNumber draws the number people know a case by; a case of the same day may have it.
func (s *Service) drawNumber(now time.Time) string {
	return fmt.Sprintf("%s-%s-%s", s.Office().City, now.Format("060102"), readable(6))
}

// Redraw gives the case of h another number for people, where the first was taken.
func (s *Service) Redraw(h *Handover) { h.fresh.ShortNo = s.drawNumber(h.at) }

// materialNames lists the materials handed in as the guide calls them.
func (a Arrival) materialNames() []string {
	var names []string
	for _, m := range a.Item.Plan(a.Answers).Materials {
		if a.Has(m.Code) != nil {
			names = append(names, m.Name)
		}
	}
	return names
}

// Has returns the material with the given code, nil if it was not handed in.
func (s *Submission) Has(code string) *Material {
	for i := range s.Materials {
		if s.Materials[i].Code == code {
			return &s.Materials[i]
		}
	}
	return nil
}

// Correcting returns the case and, while its applicant is to mend the application,
// what was found wrong with it.
func (s *Service) Correcting(ctx context.Context, tx *db.Tx, caseID id.ID) (*Case, []Gap, error) {
	c, err := findCase(ctx, tx, byID(caseID))
	if err != nil || c.Status != InCorrection && !c.Status.awaitsAcceptance() {
		return c, nil, err
	}
	records, err := askRecords(ctx, tx, byID(c.ID))()
	return c, (&File{Case: c, Records: records}).ToMend(), err
}

// Mending reports whether the applicant may change what was handed in.
func (f *File) Mending() bool { return f.ToMend() != nil }

// ToMend returns what the applicant is to mend now: what the correction notice asked for,
// or what was pointed out and is not mended yet.
func (f *File) ToMend() []Gap {
	if f.Case.Status == InCorrection {
		return f.latest(RequestMending).Detail.Gaps
	}
	if last := f.latest(PointOut, MendAtOnce); f.Case.Status.awaitsAcceptance() && last.Event == PointOut {
		return last.Detail.Gaps
	}
	return nil
}

// Form returns the form of a version, read once.
func (s *Service) Form(item *catalogue.Item) (*form.Definition, error) {
	if def, ok := s.forms.Load(item.VersionID); ok {
		return def.(*form.Definition), nil
	}
	def, err := formOf(item)
	if err != nil {
		return nil, fmt.Errorf("form of %s: %w", item.Code, err)
	}
	def.DemoRegions, def.Regions = s.Office().Demo, s.Lists.Regions()
	s.forms.Store(item.VersionID, def)
	return def, nil
}

// natural is the service object of natural persons. Basis: GB/T 39046-2020 (服务对象).
const natural = 1

// formOf is the item's own form, or the one every item without a form has.
func formOf(item *catalogue.Item) (*form.Definition, error) {
	if len(item.Form) > 0 {
		return form.Parse(item.Form)
	}
	people := len(item.ServiceObjects) == 0 || slices.Contains(item.ServiceObjects, natural)
	firms := len(item.ServiceObjects) == 0 || slices.ContainsFunc(item.ServiceObjects, func(o int) bool { return o != natural })
	return form.Common(people, firms)
}

// Online reports whether an item can be applied for here: it has a form of its own that
// can be filled in online. Whoever comes to the counter needs none.
func (s *Service) Online(item *catalogue.Item) bool {
	def, err := s.Form(item)
	return err == nil && len(item.Form) > 0 && def.Supported() && item.OverNetwork()
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

// CaseID returns the id the new case will have.
func (h *Handover) CaseID() id.ID { return h.fresh.ID }

// element names the data element of the number that p is known by.
func (p Person) element() string {
	if p.Firm {
		return "org.uscc"
	}
	return "person.idNumber"
}

// Informed are the accounts told what happens to c: the applicant, and whoever handed the
// application in for them. An organisation has no telephone of its own.
func (c *Case) Informed() []id.ID {
	switch {
	case c.Agent == 0:
		return []id.ID{c.Owner}
	case c.Firm:
		return []id.ID{c.Agent}
	}
	return []id.ID{c.Owner, c.Agent}
}

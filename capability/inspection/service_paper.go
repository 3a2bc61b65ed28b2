package inspection

import (
	"context"
	"strings"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/notice"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// source is how the capability notice knows whose papers these are.
const source = "inspection"

// register makes the record of a visit that is over an official paper.
func (s *Service) register(ctx context.Context, tx *db.Tx, c *changing) (err error) {
	c.PaperID = id.New()
	if c.PaperNo, err = s.Casework.Number(ctx, tx, c.file, casework.SiteRecord, c.ClosedAt); err != nil {
		return err
	}
	return s.Notices.Register(ctx, tx, s.asPaper(c.Visit, c.file))
}

// official is a text of inspection as papers have it.
func (s *Service) official(key string, args ...any) string {
	return s.Texts.Text(message.Chinese, "inspection."+key, args...)
}

// asPaper is the record of v as the capability notice puts it into words.
func (s *Service) asPaper(v *Visit, f *casework.File) notice.Paper {
	visited, _ := calendar.ParseDate(v.VisitedOn) // was checked when it was written
	return notice.Paper{
		Key: v.PaperID, Source: source, Kind: notice.SiteRecord, Regime: deadline.Regime(f.Item.Regime.Kind), Department: f.Case.Department,
		Issuer: f.Item.Department.Name, Number: v.PaperNo, Recipient: f.Case.ApplicantName, Firm: f.Case.Firm, At: v.ClosedAt,
		Values: notice.Values{
			notice.FieldItem: f.Case.ItemName, notice.FieldCase: f.Case.No, notice.FieldShort: f.Case.ShortNo, notice.FieldComplaint: f.Item.ComplaintPhone,
			notice.FieldReason: v.Reason, notice.FieldHeld: notice.Day(visited.Start()), notice.FieldInspectors: s.whoWent(v),
			notice.FieldFindings: s.found(v), notice.FieldPresent: v.Present, notice.FieldResult: s.official("standing." + result(v)),
			notice.FieldPhotos: s.pictures(v), notice.FieldSigned: s.signed(v),
		},
	}
}

// whoWent names the inspectors, of several departments with theirs.
func (s *Service) whoWent(v *Visit) string {
	var parts []string
	for _, p := range v.Parts {
		var names []string
		for _, in := range v.of(p.Department) {
			names = append(names, in.Name)
		}
		list := message.List(names).In(message.Chinese)
		if v.IsJoint() {
			list = s.official("paper.of", p.Name, list)
		}
		parts = append(parts, list)
	}
	return strings.Join(parts, s.official("paper.between"))
}

// found is what every department has written: line by line, then in words.
func (s *Service) found(v *Visit) string {
	var lines []string
	for _, p := range v.Parts {
		if v.IsJoint() {
			state := "unmet"
			if p.Met {
				state = "met"
			}
			lines = append(lines, s.official("paper.part", p.Name, s.official("standing."+state)))
		}
		for i, l := range p.Lines {
			key := "paper.line"
			if l.Note != "" {
				key = "paper.line-note"
			}
			lines = append(lines, s.official(key, i+1, l.Text, s.official("answer."+string(l.Answer)), l.Note))
		}
		lines = append(lines, p.Findings)
	}
	return strings.Join(lines, "\n")
}

// pictures says when and where each photograph was taken.
func (s *Service) pictures(v *Visit) string {
	var lines []string
	for i, p := range v.Photos {
		said := []string{s.official("paper.photo", i+1)}
		if !p.TakenAt.IsZero() {
			said = append(said, s.official("paper.taken", message.Stamp(p.TakenAt)))
		}
		if p.Spot != nil {
			said = append(said, s.official("paper.spot", p.Spot.Degrees(), p.Spot.Accuracy))
		}
		said = append(said, s.official("paper.arrived", message.Stamp(p.At)))
		lines = append(lines, strings.Join(said, s.official("paper.between")))
	}
	return strings.Join(lines, "\n")
}

// signed says who has signed, how and when.
func (s *Service) signed(v *Visit) string {
	var lines []string
	for _, in := range v.Inspectors {
		how := "paper.typed"
		if in.Drawn {
			how = "paper.drawn"
		}
		lines = append(lines, s.official(how, in.Name, notice.Moment(in.SignedAt)))
	}
	if !v.Witnessed.IsZero() {
		lines = append(lines, s.official("paper.witness", notice.Moment(v.Witnessed)))
	}
	return strings.Join(lines, "\n")
}

// Paper returns the record with a key, for the job that draws it.
func (s *Service) Paper(ctx context.Context, key id.ID) (p notice.Paper, err error) {
	var v *Visit
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		v, err = findByPaper(ctx, tx, key)
		return err
	})
	if err != nil {
		return p, err
	}
	f, err := s.Casework.File(ctx, v.CaseNo)
	if err != nil {
		return p, err
	}
	return s.asPaper(v, f), nil
}

// RecordFile returns the signed PDF of the record of a visit to whoever may look at the
// papers of the case, and notes that they looked.
func (s *Service) RecordFile(ctx context.Context, no string, visit id.ID) (notice.File, error) {
	f, v, err := s.visible(ctx, no, visit)
	if err != nil {
		return notice.File{}, err
	}
	if v.PaperID == 0 {
		return notice.File{}, fault.New(fault.NotFound, "inspection.unknown")
	}
	by := actor.From(ctx)
	look := audit.Look{
		Person: f.Case.Owner.String(), Actor: by.ID, Department: by.Department, Subject: f.Case.No,
		Purpose: "casework.review", Elements: []string{"inspection.record"}, At: s.Clock.Now(),
	}
	if err := s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error { return audit.Access(ctx, tx, look) }); err != nil {
		return notice.File{}, err
	}
	return s.Notices.PDF(ctx, v.PaperID, func() (notice.Paper, error) { return s.asPaper(v, f), nil })
}

// of returns a visit of the case no that its reader may see.
func (s *Service) of(ctx context.Context, no string, visit id.ID) (*casework.File, *Visit, error) {
	f, err := s.Casework.File(ctx, no)
	if err != nil {
		return nil, nil, err
	}
	visits, err := s.Visits(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	for _, v := range visits {
		if v.ID == visit {
			return f, v, nil
		}
	}
	return nil, nil, fault.New(fault.NotFound, "inspection.unknown")
}

// visible returns a visit of the case no to whoever may look at its photographs and papers.
func (s *Service) visible(ctx context.Context, no string, visit id.ID) (*casework.File, *Visit, error) {
	f, v, err := s.of(ctx, no, visit)
	if err == nil {
		err = mayLook(actor.From(ctx), f, v)
	}
	return f, v, err
}

// Signature returns the picture of what an inspector drew below a record, or, for no
// account, who was there.
func (s *Service) Signature(ctx context.Context, no string, visit id.ID, staff string) (picture []byte, err error) {
	if _, _, err := s.visible(ctx, no, visit); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		picture, err = findSignature(ctx, tx, visit, staff)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.Keys.Open(elementSignature, picture)
}

package commitment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/notice"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/deadline"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// source is how the capability notice knows whose papers these are.
const source = "commitment"

// asPaper is the paper of a step as the capability notice puts it into words.
func (s *Service) asPaper(c *Commitment, f *casework.File, one Step) notice.Paper {
	p := notice.Paper{
		Key: one.Paper, Source: source, Kind: notice.Kind(papers[one.Event]), Regime: deadline.Regime(f.Item.Regime.Kind), Department: f.Case.Department,
		Issuer: f.Item.Department.Name, Number: one.PaperNo, Recipient: f.Case.ApplicantName, Firm: f.Case.Firm, At: one.At,
	}
	p.Values = notice.Values{
		notice.FieldItem: c.Case.ItemName, notice.FieldCase: c.Case.No, notice.FieldShort: c.Case.ShortNo, notice.FieldComplaint: f.Item.ComplaintPhone,
		notice.FieldReason: one.Words, notice.FieldGround: one.Ground, notice.FieldReplyBy: notice.Day(one.Due.Start()),
		notice.FieldLicence: f.Item.Result.Name,
	}
	if result := f.Result(); result != nil {
		p.Values[notice.FieldLicenceNo] = result.Detail.Licence
	}
	switch one.Event {
	case Sign:
		s.promise(p.Values, c)
	case Revoke:
		p.Values[notice.FieldResult] = one.Reply
		if !c.Answered {
			p.Values[notice.FieldResult] = s.official("paper.silent")
		}
	}
	return p
}

// promise writes what c says into the particulars of its paper.
func (s *Service) promise(values notice.Values, c *Commitment) {
	g := c.Signature
	signer := g.Name
	if g.For != "" {
		signer = s.official("paper.for", g.Name, g.For)
	}
	values[notice.FieldConditions] = numbered(c.Text.Conditions)
	values[notice.FieldMaterials] = message.List(c.Text.Materials).In(message.Chinese)
	values[notice.FieldReplaced] = message.List(c.Text.Replaced).In(message.Chinese)
	values[notice.FieldClauses] = numbered(c.Text.Clauses)
	values[notice.FieldChecks] = c.Text.Check
	values[notice.FieldConsequences] = numbered(c.Text.Consequences)
	values[notice.FieldSigned] = s.official("paper.signed", signer, notice.Moment(g.At), s.official("method."+g.Method))
	values[notice.FieldDigest] = c.Digest
	if len(c.Text.Replaced) == 0 {
		values[notice.FieldReplaced] = s.official("paper.none")
	}
}

// numbered writes a line for each text.
func numbered(texts []string) string {
	var lines []string
	for i, one := range texts {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, one))
	}
	return strings.Join(lines, "\n")
}

// Paper returns the paper with a key, for the job that draws it.
func (s *Service) Paper(ctx context.Context, key id.ID) (p notice.Paper, err error) {
	var c *Commitment
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		of, err := findByPaper(ctx, tx, key)
		if err != nil {
			return err
		}
		c, err = s.opened(findCommitment(ctx, tx, of))
		c, err = s.withSteps(ctx, tx, c, err)
		return err
	})
	if err != nil {
		return p, err
	}
	f, err := s.Cases.File(ctx, c.Case.No)
	if err != nil {
		return p, err
	}
	i := slices.IndexFunc(c.Steps, func(one Step) bool { return one.Paper == key })
	return s.asPaper(c, f, c.Steps[i]), nil
}

// PaperFile returns the signed PDF of a paper of the commitment of the case no to whoever may
// read both, and notes that they looked.
func (s *Service) PaperFile(ctx context.Context, no string, paper id.ID) (notice.File, error) {
	f, c, err := s.Of(ctx, no)
	if err != nil {
		return notice.File{}, err
	}
	i := slices.IndexFunc(c.Steps, func(one Step) bool { return one.Paper == paper && paper != 0 })
	if i < 0 {
		return notice.File{}, errUnknown
	}
	by := actor.From(ctx)
	look := audit.Look{
		Person: f.Case.Owner.String(), Actor: by.ID, Department: by.Department, Subject: f.Case.No,
		Purpose: "casework.review", Elements: []string{"commitment.paper"}, At: s.Clock.Now(),
	}
	if err := s.DB.Write(ctx, f.Case.No, func(ctx context.Context, tx *db.Tx) error { return audit.Access(ctx, tx, look) }); err != nil {
		return notice.File{}, err
	}
	return s.Notices.PDF(ctx, paper, func() (notice.Paper, error) { return s.asPaper(c, f, c.Steps[i]), nil })
}

// Of returns the case no with its commitment to whoever may read both.
func (s *Service) Of(ctx context.Context, no string) (*casework.File, *Commitment, error) {
	f, err := s.Cases.File(ctx, no)
	if err != nil {
		return nil, nil, err
	}
	c, is, err := s.Signed(ctx, f.Case.ID)
	if err != nil {
		return nil, nil, err
	}
	if !is {
		return nil, nil, errUnknown
	}
	c, err = s.Find(ctx, c.ID)
	return f, c, err
}

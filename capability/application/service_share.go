package application

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// PrepareShare works out what a share of a joint application stores when it becomes an ordinary
// application with a case of its own. One that cannot be handed in as it is, is Invalid with
// the fields that are wrong or missing.
func (s *Service) PrepareShare(ctx context.Context, share Share) (*ShareHandover, error) {
	h, err := s.prepareShare(ctx, share)
	if err != nil {
		return nil, fmt.Errorf("share of %s for %s: %w", share.Joint, share.Item.Code, err)
	}
	return h, nil
}

func (s *Service) prepareShare(ctx context.Context, share Share) (*ShareHandover, error) {
	j, err := s.Handed(ctx, share.Joint)
	if err != nil {
		return nil, err
	}
	ctx = j.actAs(ctx)
	w, err := s.workOf(ctx, j, share)
	if err != nil {
		return nil, err
	}
	if err := w.mayShare(j); err != nil {
		return nil, err
	}
	h := &ShareHandover{work: w, joint: j, materials: namesOf(j, share), signing: Signing{Person: j.Person, Pledged: w.PledgedAll()}}
	signer := w.person
	if by := j.signature.Signer.String(); by != signer.ID {
		if signer, err = s.People.Person(ctx, by); err != nil {
			return nil, err
		}
	}
	arrival := w.arrival(signer)
	arrival.Outlet = j.By.Outlet // of staff only
	if h.received, err = s.Cases.Prepare(ctx, arrival); err != nil {
		return nil, err
	}
	if h.signed, err = s.signedWith(ctx, j, arrival); err != nil {
		return nil, err
	}
	if h.promise, err = s.promising(ctx, w, h.signed); err != nil {
		return nil, err
	}
	return h, s.cosignedWith(ctx, h)
}

// workOf is a share as its applicant would have it before them.
func (s *Service) workOf(ctx context.Context, j *Joint, share Share) (w *Work, err error) {
	w = &Work{Item: share.Item, with: j.Application, Application: &Application{
		ID: id.New(), Owner: j.Owner, ItemCode: share.Item.Code, VersionID: share.Item.VersionID,
		Version: 1, CreatedAt: s.Clock.Now(), UpdatedAt: s.Clock.Now(), ExpiresAt: s.Clock.Now().Add(draftLife),
	}}
	if w.Form, err = s.Cases.Form(share.Item); err != nil {
		return nil, err
	}
	if err := s.know(ctx, w); err != nil {
		return nil, err
	}
	w.fillShare(share)
	if w.held, err = s.heldFor(ctx, w.Owner.String(), w.consented(), w.used()); err != nil {
		return nil, err
	}
	return w, s.judge(ctx, w)
}

// mayShare says why w cannot be handed in as it is. What the joint application did not promise
// word by word is promised by nobody.
func (w *Work) mayShare(j *Joint) error {
	if w.onPledge() && (w.Barred != nil || !j.pledges(w)) {
		return fault.InvalidFields([]fault.Field{{Name: "pledge", Key: "application.pledge.changed"}})
	}
	if err := mayApply(true, w.Plan); err != nil {
		return err
	}
	return w.maySubmit()
}

// pledges reports whether what w promises was promised with j.
func (j *Joint) pledges(w *Work) bool {
	return w.Pledge != nil && slices.ContainsFunc(j.Pledged, func(p PledgePart) bool {
		return p.Item == w.ItemCode && p.Digest == w.Pledge.Digest
	})
}

// namesOf are the codes that the materials of share have in j.
func namesOf(j *Joint, share Share) map[string]string {
	names := map[string]string{}
	for _, m := range share.Materials {
		for _, was := range j.Submitted.Materials {
			if was.ID == m.ID && m.ID != 0 || m.Reference != "" && was.Source == m.Source && was.Reference == m.Reference {
				names[m.Code] = was.Code
				break
			}
		}
	}
	return names
}

// signedWith is the signature under j as it stands under a share of it: of the same person, in
// the same way and at the same time, under the digest of the share.
//
// Basis: 电子签名法, arts 3, 5.
func (s *Service) signedWith(ctx context.Context, j *Joint, a casework.Arrival) (signatureRow, error) {
	row := signatureRow{Signature: j.signature.Signature}
	row.Seq, row.With = 1, &givenWith{j.Application, j.Name}
	files, err := s.digests(ctx, a.Materials)
	if err != nil {
		return row, err
	}
	if row.Digest, err = digestOf(a.Item.VersionID, a.Submission, files, row.Version); err != nil {
		return row, err
	}
	row.sealed, err = sealPart(s.Keys, row.signedPart)
	return row, err
}

// cosignedWith finds who has to sign parts of the share of h, and who of them has with the joint
// application.
func (s *Service) cosignedWith(ctx context.Context, h *ShareHandover) (err error) {
	if h.cosigners, err = s.wanted(h.work); err != nil || len(h.cosigners) == 0 {
		return err
	}
	item, err := s.Catalogue.Version(ctx, h.joint.VersionID)
	if err != nil {
		return err
	}
	def, err := s.Cases.Form(item)
	if err != nil {
		return err
	}
	signed, err := s.cosigners(ctx, parts{h.joint.Application, h.joint.VersionID, def, h.joint.Submitted.Answers, h.joint.Submitted.Values})
	if err != nil {
		return err
	}
	for _, c := range h.cosigners {
		i := slices.IndexFunc(signed, func(one Cosigner) bool { return one.HasSigned() && one.number == c.number })
		if i < 0 {
			continue
		}
		c.Method, c.SignedAt, c.Witness = signed[i].Method, signed[i].SignedAt, signed[i].Witness
		if c.sealed, err = s.sealCosigned(cosignedPart{Name: c.Name, Picture: signed[i].Picture}); err != nil {
			return err
		}
		h.cosigned = append(h.cosigned, c)
	}
	return nil
}

// ReceiveShare stores what PrepareShare has worked out within the caller's unit, which may run
// again, and returns the case it becomes: from this instant its own acceptance window runs. Where
// the number people know the case by was taken meanwhile (db.IsUnique), it is prepared anew.
//
// Basis: 行政许可法, arts 26, 29, 32.
func (s *Service) ReceiveShare(ctx context.Context, tx *db.Tx, h *ShareHandover) (no string, caseID id.ID, err error) {
	ctx = h.joint.actAs(ctx)
	w := h.work
	row, err := s.rowOf(w)
	if err != nil {
		return "", 0, err
	}
	if err := s.insertShare(ctx, tx, row, h.joint.Application, h.materials); err != nil {
		return "", 0, err
	}
	if err := submitApplication(ctx, tx, row, h.CaseID()); err != nil {
		return "", 0, err
	}
	for _, c := range h.cosigned {
		if err := putCosignature(ctx, tx, w.ID, c); err != nil {
			return "", 0, err
		}
	}
	no, err = s.received(ctx, tx, reception{
		work: w, handover: h.received, signed: h.signed, signing: &h.signing, cosigners: h.cosigners, promise: h.promise,
	})
	return no, h.CaseID(), err
}

// DraftShare leaves a share to its applicant, within the caller's unit: a draft of theirs, which
// they finish and hand in as any other. Who cosigns it does so anew.
func (s *Service) DraftShare(ctx context.Context, tx *db.Tx, share Share) (applicationID id.ID, err error) {
	found, is, err := findJoint(ctx, tx, share.Joint)
	if err != nil {
		return 0, err
	}
	if !is {
		return 0, fault.New(fault.NotFound, "application.unknown-application")
	}
	j, err := s.openJoint(found)
	if err != nil {
		return 0, err
	}
	now := s.Clock.Now()
	w := &Work{Item: share.Item, Application: &Application{
		ID: id.New(), Owner: j.Owner, ItemCode: share.Item.Code, VersionID: share.Item.VersionID,
		Version: 1, CreatedAt: now, UpdatedAt: now, ExpiresAt: now.Add(draftLife),
	}}
	if w.Form, err = s.Cases.Form(share.Item); err != nil {
		return 0, err
	}
	w.fillShare(share)
	row, err := s.rowOf(w)
	if err != nil {
		return 0, err
	}
	return w.ID, s.insertShare(ctx, tx, row, j.Application, namesOf(j, share))
}

// fillShare takes over what share is handed in with. What its item's own guide settles, is settled.
func (w *Work) fillShare(share Share) {
	w.Plan = w.Item.Plan(share.Answers)
	w.Answers = w.Plan.Answers
	values := share.Values.With(nil)
	for key, value := range w.Plan.Preset {
		values[key] = value
	}
	w.Values = w.Form.Normalise(w.certain(values))
	for _, m := range stored(share.Materials) {
		if slices.ContainsFunc(w.Plan.Materials, func(p catalogue.Material) bool { return p.Code == m.Code }) {
			m.ID = id.New()
			w.Materials = append(w.Materials, m)
		}
	}
}

// rowOf is w as it is stored for the first time.
func (s *Service) rowOf(w *Work) (row applicationRow, err error) {
	row.Application = *w.Application
	row.Materials = stored(w.Materials)
	if row.answers, err = marshal(w.Answers); err != nil {
		return row, err
	}
	row.body, err = s.bodyOf(w.Form, w.Values)
	return row, err
}

// insertShare stores an application that is a share of joint. Its files are kept once more: what
// becomes of one application takes no file from another.
func (s *Service) insertShare(ctx context.Context, tx *db.Tx, row applicationRow, joint id.ID, materials map[string]string) error {
	if err := insertApplication(ctx, tx, row); err != nil {
		return err
	}
	for _, m := range row.Materials {
		if m.Source == casework.Upload {
			if err := s.Documents.Keep(ctx, tx, idOf(m.Reference)); err != nil {
				return err
			}
		}
		if err := insertMaterial(ctx, tx, row.ID, m); err != nil {
			return err
		}
	}
	return insertShare(ctx, tx, row.ID, joint, materials)
}

// ShareOf returns, within the caller's unit, the joint application that another is a share of,
// zero if it is none, and by the codes of its materials those they have there.
func (s *Service) ShareOf(ctx context.Context, tx *db.Tx, applicationID id.ID) (joint id.ID, materials map[string]string, err error) {
	return findShare(ctx, tx, applicationID)
}

// FollowDrafts has told called in the unit in which a draft is thrown away, by its owner or
// because nobody came back to it. It is for the start only.
func (s *Service) FollowDrafts(told func(ctx context.Context, tx *db.Tx, applicationID id.ID) error) {
	s.followers = append(s.followers, told)
}

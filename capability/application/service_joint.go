package application

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// elementJoint is the data element under which the sealed part of a Joint is kept.
const elementJoint = "application.joint"

// errNoBundles is a mistake at start: items that stand for several are offered, and nobody
// takes what is handed in for them.
var errNoBundles = errors.New("application: nobody takes several items as one")

// submitSeveral hands w in for several items as one: the same signing and the same once-key as
// for one, but what takes it is the port.
func (s *Service) submitSeveral(ctx context.Context, w *Work, signing *Signing) (string, error) {
	if s.bundles == nil {
		return "", errNoBundles
	}
	signer, err := s.signer(ctx, w)
	if err != nil {
		return "", err
	}
	h, err := s.bundles.Handover(ctx, w, signer)
	if err != nil {
		return "", err
	}
	signed, err := s.sign(ctx, w, signer, 1, signing)
	if err != nil {
		return "", err
	}
	cosigners, err := s.wanted(w)
	if err != nil {
		return "", err
	}
	kept, err := s.keep(ctx, w, h.ID(), signing)
	if err != nil {
		return "", err
	}
	if err := s.write(w); err != nil {
		return "", err
	}
	return once.Do(ctx, s.Once, w.ID.String(), opSubmit, w.ID, func(ctx context.Context, tx *db.Tx) (string, error) {
		row := w.row // the unit may run again
		if err := updateApplication(ctx, tx, row, kept.HandedAt); err != nil {
			return "", err
		}
		row.Version++
		if err := submitApplication(ctx, tx, row, h.ID()); err != nil {
			return "", err
		}
		if err := insertJoint(ctx, tx, kept); err != nil {
			return "", err
		}
		no, err := h.Receive(ctx, tx)
		if err != nil {
			return "", err
		}
		if err := signed.store(ctx, tx, h.ID()); err != nil {
			return "", err
		}
		if err := wantCosigners(ctx, tx, w.ID, cosigners); err != nil {
			return "", err
		}
		if err := s.Agents.Used(ctx, tx, actor.From(ctx), "submitted", no); err != nil {
			return "", err
		}
		if err := s.useLicences(ctx, tx, no, w); err != nil {
			return "", err
		}
		return no, s.recordConsent(ctx, tx, no, w)
	})
}

// keep freezes what w hands in.
func (s *Service) keep(ctx context.Context, w *Work, jointID id.ID, signing *Signing) (row jointRow, err error) {
	by := actor.From(ctx)
	by.Session, by.Roles = "", nil
	part := jointPart{Name: w.Item.Name, Owner: w.Owner, Submitted: w.Submission(), By: by}
	if signing != nil {
		part.Person = signing.Person
	}
	if w.Pledge != nil && w.mayPledge(signing) == nil {
		part.Pledged = w.Pledge.Parts
	}
	row = jointRow{Application: w.ID, ID: jointID, VersionID: w.Item.VersionID, HandedAt: s.Clock.Now()}
	plain, err := json.Marshal(part)
	if err != nil {
		return row, err
	}
	row.sealed, err = s.Keys.Seal(elementJoint, plain)
	return row, err
}

// Handed returns what was handed in with an application for several items, NotFound if it is
// none or was not handed in. Its caller knows who may see it.
func (s *Service) Handed(ctx context.Context, applicationID id.ID) (*Joint, error) {
	j, err := s.kept(ctx, applicationID)
	if err != nil {
		return nil, err
	}
	return j, s.restore(ctx, j)
}

// kept returns what is kept of a joint application, with its values as JSON has them.
func (s *Service) kept(ctx context.Context, applicationID id.ID) (*Joint, error) {
	var row jointRow
	var signatures []signatureRow
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		var is bool
		var err error
		if row, is, err = findJoint(ctx, tx, applicationID); err != nil {
			return err
		}
		if !is {
			return fault.New(fault.NotFound, "application.unknown-application")
		}
		signatures, err = listSignatures(ctx, tx, row.ID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("joint application %s: %w", applicationID, err)
	}
	j, err := s.openJoint(row)
	if err == nil && len(signatures) > 0 {
		j.signature = signatures[0]
		j.signature.signedPart, err = openPart(s.Keys, j.signature.sealed)
	}
	return j, err
}

func (s *Service) openJoint(row jointRow) (*Joint, error) {
	plain, err := s.Keys.Open(elementJoint, row.sealed)
	if err != nil {
		return nil, err
	}
	j := &Joint{Application: row.Application, ID: row.ID, VersionID: row.VersionID, HandedAt: row.HandedAt}
	return j, json.Unmarshal(plain, &j.jointPart)
}

// restore makes answers of what JSON has kept of them.
func (s *Service) restore(ctx context.Context, j *Joint) error {
	item, err := s.Catalogue.Version(ctx, j.VersionID)
	if err != nil {
		return err
	}
	def, err := s.Cases.Form(item)
	if err != nil {
		return err
	}
	j.Submitted.Values = def.Restore(j.Submitted.Values)
	return nil
}

// Signed returns how a joint application was signed, and whether what is kept of it is still
// what was. Its caller knows who may see it.
func (s *Service) Signed(ctx context.Context, applicationID id.ID) (Signature, error) {
	j, err := s.kept(ctx, applicationID)
	if err != nil {
		return Signature{}, err
	}
	signed := j.signature.Signature
	signed.Fits, err = s.jointFits(ctx, j)
	return signed, err
}

// jointFits reports whether what is kept of j is what was signed.
func (s *Service) jointFits(ctx context.Context, j *Joint) (bool, error) {
	return s.isSigned(ctx, j.VersionID, j.Submitted, j.signature.Signature)
}

// isSigned reports whether what was handed in under a version is what was signed. A file that is
// gone fits nothing.
func (s *Service) isSigned(ctx context.Context, version id.ID, handed casework.Submission, signed Signature) (bool, error) {
	files, err := s.digests(ctx, handed.Materials)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	digest, err := digestOf(version, handed, files, signed.Version)
	return string(digest) == string(signed.Digest), err
}

// Became returns where is shown what became of an application for several items, "" if it is
// none or was not handed in.
func (s *Service) Became(ctx context.Context, applicationID id.ID) (page string, err error) {
	if s.bundles == nil {
		return "", nil
	}
	var is bool
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		_, is, err = findJoint(ctx, tx, applicationID)
		return err
	})
	if err != nil || !is {
		return "", err
	}
	return s.bundles.Page(ctx, applicationID)
}

// receipt is what came of handing an application in, after the unit: rules decide at once what
// they may, and what can start of several does.
func (s *Service) receipt(ctx context.Context, applicationID id.ID, no string) (Receipt, error) {
	page, err := s.Became(ctx, applicationID)
	if err != nil {
		return Receipt{}, err
	}
	r := Receipt{No: no, Page: page, At: s.Clock.Now()}
	if page != "" {
		waiting, cancel := context.WithTimeout(ctx, promptly)
		defer cancel()
		s.bundles.Advance(waiting, no)
		return r, nil
	}
	s.decideAtOnce(ctx, no)
	if r.Case, err = s.Cases.Case(ctx, no); err == nil {
		r.At = r.Case.ReceivedAt
	}
	return r, err
}

// maySign wants everybody whom an application for several items names to have signed their part
// before it is handed in: no department waits for them afterwards.
func (s *Service) maySign(ctx context.Context, w *Work) error {
	list, err := s.Cosigners(ctx, w)
	var faults []fault.Field
	for _, c := range list {
		if !c.HasSigned() {
			faults = append(faults, fault.Field{Name: "cosigners", Key: "application.cosign.first", Args: []any{c.Label, c.MaskedName()}})
		}
	}
	if err != nil {
		return err
	}
	return fault.InvalidFields(faults)
}

package application

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"tongban/capability/casework"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// elementSignature is the data element under which the sealed part is kept.
const elementSignature = "application.signature"

// SendCode sends the actor a code to sign with.
func (s *Service) SendCode(ctx context.Context, applicationID id.ID) error {
	w, err := s.Work(ctx, applicationID)
	if err != nil {
		return err
	}
	if err := w.mayChange(); err != nil {
		return err
	}
	return s.Codes.SendCode(ctx, actor.From(ctx).ID)
}

// sign makes the signature under what w hands in as its submission seq. Without a
// signing it says that a program handed it in for a proven person.
//
// Basis: 电子签名法, arts 3, 13, 14.
func (s *Service) sign(ctx context.Context, w *Work, signer casework.Person, seq int64, signing *Signing) (signatureRow, error) {
	row := signatureRow{Signature: Signature{
		Seq: seq, Signer: idOf(signer.ID), Method: Session, SignedAt: s.Clock.Now(), signedPart: signedPart{Name: signer.Name},
	}}
	if signer.ID != w.person.ID {
		row.For = w.person.Name
	}
	if signing != nil {
		if err := signing.mayStand(signer.Name, w.counter(ctx)); err != nil {
			return row, err
		}
		row.Method, row.Version, row.Device = signing.Method, noticeVersion, short(signing.Device)
		row.Picture, _ = pictureOf(signing.Picture)
		row.Notice = noticeLines(ctx, w, official(ctx), func(f *form.Field) string { return f.Label })
		row.Findings = s.answered(ctx, w, signing.Checked)
	}
	files, err := s.digests(ctx, w.Materials)
	if err != nil {
		return row, err
	}
	if row.Digest, err = digestOf(w.Item.VersionID, w.arrival(signer).Submission, files, row.Version); err != nil {
		return row, err
	}
	if row.sealed, err = sealPart(s.Keys, row.signedPart); err != nil || signing == nil || signing.Method != Typed {
		return row, err
	}
	return row, named(s.Codes.CheckCode(ctx, signer.ID, signing.Code)) // last: it uses the code up
}

// named is what is wrong with a code, said at the field of the signature.
func named(err error) error {
	f, isFault := fault.As(err)
	if !isFault || f.Kind != fault.Invalid {
		return err
	}
	faults := slices.Clone(f.Fields)
	for i := range faults {
		faults[i].Name = "signature.code"
	}
	return fault.InvalidFields(faults)
}

// official says texts in Chinese, for the record.
func official(ctx context.Context) say {
	return func(key string, args ...any) string { return message.Official(ctx, "application."+key, args...) }
}

// short keeps of a device's own name what may be of use.
func short(device string) string {
	const most = 200
	if len(device) > most {
		device = device[:most]
	}
	return device
}

// digests returns the digest of every uploaded file by its id.
func (s *Service) digests(ctx context.Context, materials []casework.Material) (map[string][]byte, error) {
	found := map[string][]byte{}
	for _, m := range materials {
		if m.Source != casework.Upload {
			continue
		}
		file, err := s.Documents.Get(ctx, idOf(m.Reference))
		if err != nil {
			return nil, err
		}
		found[m.Reference] = file.Digest
	}
	return found, nil
}

// store inserts row under the submission of a case within the unit that hands it in.
func (row signatureRow) store(ctx context.Context, tx *db.Tx, caseID id.ID) error {
	row.CaseID = caseID
	return insertSignature(ctx, tx, row)
}

// Signatures returns how the submissions of a case were signed, oldest first, and
// whether what is kept of each is still what was signed. Whoever may read the case gets
// this far.
func (s *Service) Signatures(ctx context.Context, f *casework.File) (list []Signature, err error) {
	var rows []signatureRow
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = listSignatures(ctx, tx, f.Case.ID)
		return err
	})
	for _, row := range rows {
		if err != nil {
			break
		}
		if row.signedPart, err = openPart(s.Keys, row.sealed); err == nil {
			row.Fits, err = s.fits(ctx, f, row.Signature)
		}
		list = append(list, row.Signature)
	}
	if err != nil {
		return nil, fmt.Errorf("signatures of %s: %w", f.Case.No, err)
	}
	return list, nil
}

// fits reports whether what is kept of the submission is what was signed. A file that
// is gone fits nothing.
func (s *Service) fits(ctx context.Context, f *casework.File, signed Signature) (bool, error) {
	for _, handed := range f.Submissions {
		if handed.Seq != signed.Seq {
			continue
		}
		fits, err := s.isSigned(ctx, f.Case.VersionID, handed, signed)
		if err != nil || !fits || signed.With == nil {
			return fits, err
		}
		j, err := s.kept(ctx, signed.With.Application)
		if err != nil {
			return false, err
		}
		return s.jointFits(ctx, j)
	}
	return false, nil
}

func sealPart(keys *crypt.Keys, part signedPart) ([]byte, error) {
	plain, err := json.Marshal(part)
	if err != nil {
		return nil, err
	}
	return keys.Seal(elementSignature, plain)
}

func openPart(keys *crypt.Keys, sealed []byte) (part signedPart, err error) {
	plain, err := keys.Open(elementSignature, sealed)
	if err != nil {
		return part, err
	}
	return part, json.Unmarshal(plain, &part)
}

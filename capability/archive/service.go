package archive

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/casework"
	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/job"
	"tongban/kernel/message"
)

// Deps are what the archive stands on. All are required.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Keys      *crypt.Keys
	Blobs     *blob.Store
	Texts     *message.Catalogue
	Cases     *casework.Service
	Documents *document.Service
	Address   string // of the installation, as packages name it
}

// Service keeps finished cases.
type Service struct{ Deps }

// New returns the service.
func New(d Deps) *Service { return &Service{d} }

// packJob is the payload of an archive.package job.
type packJob struct{ No string }

// Follow notes a case that is over, and has it packaged. It runs in the unit that ends the
// case.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, m casework.Moved) error {
	c := m.Case
	if c.FinishedAt.IsZero() {
		return nil
	}
	e := Entry{ID: c.ID, No: c.No, ItemName: c.ItemName, Department: c.Department, Region: c.Region, FinishedAt: c.FinishedAt}
	fresh, err := insertEntry(ctx, tx, e)
	if err != nil || !fresh {
		return err
	}
	return job.Enqueue(ctx, tx, job.Job{Kind: "archive.package", Payload: packJob{c.No}})
}

// packLater is the job that makes a package.
func (s *Service) packLater(ctx context.Context, payload json.RawMessage) error {
	var j packJob
	if err := json.Unmarshal(payload, &j); err != nil {
		return err
	}
	return s.pack(ctx, j.No)
}

// pack makes the package of a case. Made twice, the first stays.
func (s *Service) pack(ctx context.Context, no string) error {
	ctx = actor.With(message.With(ctx, s.Texts, message.Chinese), actor.AsSystem("archive"))
	e, err := s.entry(ctx, no)
	if err != nil || e.Status != None {
		return err
	}
	data, err := s.make(ctx, no)
	if err != nil {
		return fmt.Errorf("package %s: %w", no, err)
	}
	keys, err := s.ownKeys()
	if err != nil {
		return err
	}
	kept, err := s.Blobs.Put(ctx, "archive", bytes.NewReader(data))
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	e.key, e.Digest, e.Size, e.PackagedAt = kept.Key, hex.EncodeToString(kept.Digest), kept.Size, now
	_, e.Report = Inspect(data, keys, now)
	e.Status = statusOf(e.Report)
	return s.DB.Write(ctx, e.No, func(ctx context.Context, tx *db.Tx) error {
		done, err := packEntry(ctx, tx, e)
		if err != nil || !done {
			return err
		}
		if err := s.Blobs.Hold(ctx, tx, e.key); err != nil {
			return err
		}
		return s.record(ctx, tx, "archive.package", e)
	})
}

func statusOf(r Report) Status {
	if r.Sound() {
		return Checked
	}
	return Packaged
}

// ownKeys are the public keys of this installation.
func (s *Service) ownKeys() ([]crypt.PublicKey, error) {
	signer, err := s.Keys.Signer(crypt.Licence)
	if err != nil {
		return nil, err
	}
	return []crypt.PublicKey{{Name: crypt.Licence, Key: signer.Public()}}, nil
}

func (s *Service) record(ctx context.Context, tx *db.Tx, event string, e *Entry) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: e.No, At: s.Clock.Now(), Data: packageData{e.Digest, e.Status},
	})
}

// entry reads the row of a case.
func (s *Service) entry(ctx context.Context, no string) (e *Entry, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, err = findEntry(ctx, tx, no)
		return err
	})
	return e, err
}

// Entry returns how a finished case is kept, to those who may know.
func (s *Service) Entry(ctx context.Context, no string) (*Entry, error) {
	if !access.Has(actor.From(ctx), access.ArchiveRead) {
		return nil, fault.New(fault.Forbidden, "access.forbidden") // also of what there is not
	}
	e, err := s.entry(ctx, no)
	if err == nil {
		err = access.May(actor.From(ctx), access.ArchiveRead, e.object())
	}
	if err != nil {
		return nil, fmt.Errorf("archive of %s: %w", no, err)
	}
	return e, nil
}

// List returns the finished cases of the actor's reach in a status, newest first.
func (s *Service) List(ctx context.Context, status Status, before Cursor, limit int) (list []Entry, err error) {
	scope := access.Scope(actor.From(ctx), access.ArchiveRead)
	if scope.None() {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	if before == 0 {
		before = math.MaxInt64
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listEntries(ctx, tx, scope, status, before, limit)
		return err
	})
	return list, err
}

// Export hands out the package of a case after checking it again, and makes it first if
// nobody has, as of cases of a simulated past. It is a look at all
// personal data of the case, so it is recorded and the applicant sees it.
//
// Basis: 个人信息保护法, arts 51(2), 54; 档案法, art. 37.
func (s *Service) Export(ctx context.Context, no string) (e *Entry, data []byte, err error) {
	by := actor.From(ctx)
	if e, err = s.Entry(ctx, no); err != nil {
		return nil, nil, err
	}
	if err := access.May(by, access.ArchiveExport, e.object()); err != nil {
		return nil, nil, err
	}
	if e.Status == None {
		if err := s.pack(ctx, e.No); err != nil {
			return nil, nil, err
		}
		if e, err = s.entry(ctx, e.No); err != nil {
			return nil, nil, err
		}
	}
	if data, err = s.content(ctx, e); err != nil {
		return nil, nil, err
	}
	keys, err := s.ownKeys()
	if err != nil {
		return nil, nil, err
	}
	now := s.Clock.Now()
	_, e.Report = Inspect(data, keys, now)
	e.Status = statusOf(e.Report)
	look, err := s.look(ctx, e)
	if err != nil {
		return nil, nil, err
	}
	err = s.DB.Write(ctx, e.No, func(ctx context.Context, tx *db.Tx) error {
		if err := checkEntry(ctx, tx, e); err != nil || !e.Report.Sound() {
			return err
		}
		if err := audit.Access(ctx, tx, look); err != nil {
			return err
		}
		return s.record(ctx, tx, "archive.export", e)
	})
	if err == nil && !e.Report.Sound() {
		err = errUnsound
	}
	if err != nil {
		return nil, nil, fmt.Errorf("export %s: %w", no, err)
	}
	return e, data, nil
}

// look is what the applicant is told of an export.
func (s *Service) look(ctx context.Context, e *Entry) (audit.Look, error) {
	by := actor.From(ctx)
	f, err := s.Cases.File(actor.With(ctx, actor.AsSystem("archive")), e.No)
	if err != nil {
		return audit.Look{}, err
	}
	def, err := s.Cases.Form(f.Item)
	if err != nil {
		return audit.Look{}, err
	}
	elements := []string{"person.name"}
	for _, field := range def.Fields {
		if field.Sensitive() {
			elements = append(elements, field.Element)
		}
	}
	slices.Sort(elements)
	return audit.Look{
		Person: f.Case.Owner.String(), Actor: by.ID, Department: by.Department, Subject: e.No, Purpose: "archive.export",
		Elements: slices.Compact(elements), At: s.Clock.Now(),
	}, nil
}

// content reads a package.
func (s *Service) content(ctx context.Context, e *Entry) ([]byte, error) {
	r, err := s.Blobs.Open(ctx, e.key)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	return io.ReadAll(io.LimitReader(r, maxSize))
}

// Transfer notes that a sound package was handed over, and to which archive.
func (s *Service) Transfer(ctx context.Context, no, to string) error {
	e, err := s.Entry(ctx, no)
	if err != nil {
		return err
	}
	if err := access.May(actor.From(ctx), access.ArchiveExport, e.object()); err != nil {
		return err
	}
	to = check.Words(to)
	if to == "" || len([]rune(to)) > 200 {
		return fault.InvalidFields([]fault.Field{{Name: "to", Key: "archive.wrong.to"}})
	}
	err = s.DB.Write(ctx, e.No, func(ctx context.Context, tx *db.Tx) error {
		done, err := transferEntry(ctx, tx, e, to, s.Clock.Now())
		if err == nil && !done {
			err = errUnsound
		}
		if err != nil {
			return err
		}
		e.Status = Transferred
		return s.record(ctx, tx, "archive.transfer", e)
	})
	if err != nil {
		return fmt.Errorf("transfer %s: %w", no, err)
	}
	return nil
}

package licence

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"tongban/capability/licence/verify"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Check is what everybody may know of a licence whose code they hold.
type Check struct {
	Licence   Licence // shown masked
	Status    Status  // now
	CheckedAt time.Time
	File      []byte // digest of the newest file, nil while it is not drawn

	ReviewBy   verify.Date // by when it has to be looked at again; empty if never
	ReviewLate bool
}

// FileOutcome is what became of a file somebody was handed.
type FileOutcome string

// The outcomes.
const (
	FileAuthentic    FileOutcome = "authentic"    // as registered, of the newest version
	FileOld          FileOutcome = "old"          // as registered, of an older version
	FileOther        FileOutcome = "other"        // as registered, of another licence than asked about
	FileUnregistered FileOutcome = "unregistered" // the signature holds, the register does not know the file
	FileTampered     FileOutcome = "tampered"
	FileForeign      FileOutcome = "foreign" // no file of this installation
	FileCopy         FileOutcome = "copy"    // as registered, a copy for one purpose
)

// FileCheck is the result of checking a file.
type FileCheck struct {
	Outcome FileOutcome
	Digest  []byte // SHA-256 of the file
	Purpose string // of a copy
	Check   *Check // the licence the file is of, if the register knows it
}

// Verify looks a licence up by its verification code, however it is typed. NotFound
// is the answer 查无此证.
func (s *Service) Verify(ctx context.Context, typed string) (check Check, err error) {
	code := id.NormalCode(typed)
	if code == "" {
		return Check{}, fault.New(fault.NotFound, "licence.unknown")
	}
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := s.open(findByCode(ctx, tx, code))
		if err != nil {
			return err
		}
		check, err = s.check(ctx, tx, l)
		return err
	})
	return check, err
}

// check says what everybody may know of l now.
func (s *Service) check(ctx context.Context, tx *db.Tx, l Licence) (Check, error) {
	f, _, err := findFile(ctx, tx, l.ID, l.Version)
	if err != nil {
		return Check{}, err
	}
	t, err := findType(ctx, tx, l.Type.Code)
	now := s.now.Now().Truncate(time.Second)
	_, late := t.ReviewDue(l, now)
	return Check{Licence: l, Status: l.StatusAt(now), CheckedAt: now, File: f.digest, ReviewBy: t.ReviewBy(l), ReviewLate: late}, err
}

// VerifyFile checks the bytes of a file against signature and register. code is the
// licence the reader asks about, "" for whichever the file is of.
func (s *Service) VerifyFile(ctx context.Context, code string, data []byte) (FileCheck, error) {
	sum := sha256.Sum256(data)
	result := FileCheck{Digest: sum[:]}
	switch verify.File(data, s.trusted, nil, s.now.Now()).Outcome {
	case verify.Tampered:
		result.Outcome = FileTampered
		return result, nil
	case verify.NotOurs:
		result.Outcome = FileForeign
		return result, nil
	}
	result.Outcome = FileUnregistered
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, registered, err := findFileByDigest(ctx, tx, sum[:])
		if err != nil {
			return err
		}
		if !registered {
			c, is, err := findCopyByDigest(ctx, tx, sum[:])
			if err != nil || !is {
				return err
			}
			f, result.Purpose = file{licence: c.Licence, version: c.Version}, c.Purpose
		}
		l, err := s.open(findByID(ctx, tx, f.licence))
		if err != nil {
			return err
		}
		if result.Outcome = outcomeOf(f, l, id.NormalCode(code)); result.Outcome == FileAuthentic && !registered {
			result.Outcome = FileCopy
		}
		check, err := s.check(ctx, tx, l)
		result.Check = &check
		return err
	})
	if err != nil {
		return FileCheck{}, fmt.Errorf("check a file: %w", err)
	}
	return result, nil
}

// outcomeOf judges a registered file of l, asked about code.
func outcomeOf(f file, l Licence, code string) FileOutcome {
	switch {
	case code != "" && l.Code != code:
		return FileOther
	case f.version < l.Version:
		return FileOld
	}
	return FileAuthentic
}

package notice

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/seal"
)

// Check is what everybody may know of a paper whose code they hold.
type Check struct {
	Code      string
	Name      Name // of the template, which says what the paper is called
	Number    string
	Issuer    string
	Recipient string // masked
	MadeAt    time.Time
	File      []byte // digest, nil until it is drawn
	CheckedAt time.Time
}

// FileOutcome is what became of a file somebody was handed.
type FileOutcome string

// The outcomes.
const (
	FileUnchanged    FileOutcome = "unchanged"    // as registered
	FileOther        FileOutcome = "other"        // as registered, of another paper than asked about
	FileUnregistered FileOutcome = "unregistered" // the signature holds, the register does not know the file
	FileTampered     FileOutcome = "tampered"
	FileForeign      FileOutcome = "foreign" // no file of this installation
)

// FileCheck is the result of checking a file.
type FileCheck struct {
	Outcome FileOutcome
	Digest  []byte // SHA-256 of the file
	Check   *Check // the paper the file is of, if the register knows it
}

// Verify looks a paper up by its code, however it is typed. NotFound is the answer
// 查无此文书.
func (s *Service) Verify(ctx context.Context, typed string) (c Check, err error) {
	code := id.NormalCode(typed)
	if code == "" {
		return Check{}, fault.New(fault.NotFound, "notice.unknown")
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, err := findByCode(ctx, tx, code)
		c = s.check(e)
		return err
	})
	return c, err
}

// check says what everybody may know of a paper now.
func (s *Service) check(e entry) Check {
	return Check{
		Code: e.code, Name: e.name, Number: e.number, Issuer: e.issuer, Recipient: e.recipient, MadeAt: e.madeAt,
		File: e.digest, CheckedAt: s.Clock.Now().Truncate(time.Second),
	}
}

// VerifyFile compares the bytes of a file with the register. code is the paper the reader
// asks about, "" for whichever the file is of.
func (s *Service) VerifyFile(ctx context.Context, code string, data []byte) (FileCheck, error) {
	sum := sha256.Sum256(data)
	result := FileCheck{Outcome: FileUnchanged, Digest: sum[:]}
	var e entry
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		e, err = findByDigest(ctx, tx, sum[:])
		return err
	})
	switch {
	case unknown(err):
		result.Outcome = s.judge(data)
		return result, nil
	case err != nil:
		return FileCheck{}, fmt.Errorf("check a file: %w", err)
	case id.NormalCode(code) != "" && id.NormalCode(code) != e.code:
		result.Outcome = FileOther
	}
	check := s.check(e)
	result.Check = &check
	return result, nil
}

// judge says what a file is that the register does not know.
func (s *Service) judge(data []byte) FileOutcome {
	_, err := seal.OpenPDF(data, s.trusted)
	switch {
	case err == nil:
		return FileUnregistered
	case errors.Is(err, seal.ErrTampered):
		return FileTampered
	}
	return FileForeign
}

package precheck

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tongban/capability/document"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// Deps is what the service stands on.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Keys      *crypt.Keys
	Documents *document.Service
	Reader    Reader
	Demo      bool // numbers of the invented regions 99xxxx are valid
}

// Service reads files and examines applications.
type Service struct {
	Deps
	patience time.Duration // how long Examine waits for readings under way
}

// New returns the service.
func New(deps Deps) *Service { return &Service{Deps: deps, patience: 5 * time.Second} }

// Enabled reports whether pictures are read here. Where they are not, pages say nothing
// of it.
func (s *Service) Enabled() bool { return s.Reader.Ready() }

// Examine returns what a reviewer would say of the matter, questions first. What the
// form itself refuses is not said again. It waits a few seconds for files that are being
// read; one that is not ready then is a notice.
func (s *Service) Examine(ctx context.Context, m Matter) ([]Finding, error) {
	files, err := s.handed(ctx, m)
	if err != nil {
		return nil, fmt.Errorf("examine %s: %w", m.Item.Code, err)
	}
	e := examination{
		item: m.Item, form: m.Form, values: m.Values, facts: factsOf(m.Form, m.Values), handed: files, today: s.Clock.Now(),
		key: func(said string) []byte { return s.Keys.BlindIndex("precheck.finding", said) },
	}
	return e.run(), nil
}

// Suggest returns what the matter's files answer of the fields that are still empty, in
// the form's order. It waits as Examine does.
func (s *Service) Suggest(ctx context.Context, m Matter) ([]Suggestion, error) {
	if !s.Enabled() {
		return nil, nil
	}
	files, err := s.handed(ctx, m)
	if err != nil {
		return nil, fmt.Errorf("suggest for %s: %w", m.Item.Code, err)
	}
	return suggestions(m, files), nil
}

// handed returns the files of the matter with what was read in them. A file that is gone
// is left out.
func (s *Service) handed(ctx context.Context, m Matter) (files []handed, err error) {
	for _, given := range m.Files {
		f, err := s.Documents.Get(ctx, given.File)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		material, known := m.Item.Material(given.Material)
		if !known {
			material.Code = given.Material
		}
		files = append(files, handed{material: material, digest: f.Digest, pending: true, file: f.ID})
	}
	return files, s.await(ctx, files)
}

// await fills in what was read in files. It asks for those that nobody has asked for, and
// looks again until all are there or patience ends.
func (s *Service) await(ctx context.Context, files []handed) error {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	tick := time.NewTicker(s.patience / 50)
	defer tick.Stop()
	for asked := false; ; asked = true {
		waiting, err := s.fill(ctx, files)
		if err != nil || len(waiting) == 0 || job.Spares(ctx, kindRead) {
			return ignoreTimeout(ctx, err)
		}
		if !asked {
			if err := s.queueAll(ctx, waiting); err != nil {
				return ignoreTimeout(ctx, err)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ignoreTimeout(ctx, ctx.Err())
		}
	}
}

// ignoreTimeout drops an error that only says that patience has ended.
func ignoreTimeout(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil
	}
	return err
}

// fill fills in the readings that are there and returns the files still without one.
func (s *Service) fill(ctx context.Context, files []handed) (waiting []id.ID, err error) {
	for i := range files {
		if !files[i].pending {
			continue
		}
		r, ok, err := s.reading(ctx, files[i].file)
		if err != nil {
			return nil, err
		}
		if files[i].reading, files[i].pending = r, !ok; !ok {
			waiting = append(waiting, files[i].file)
		}
	}
	return waiting, nil
}

// queueAll has files read.
func (s *Service) queueAll(ctx context.Context, files []id.ID) error {
	return s.DB.Write(ctx, files[0].String(), func(ctx context.Context, tx *db.Tx) error {
		for _, file := range files {
			if err := s.Queue(ctx, tx, file); err != nil {
				return err
			}
		}
		return nil
	})
}

package precheck

import (
	"context"
	"time"

	"tongban/capability/document"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
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

// Examine returns what a reviewer would say of the matter, most important first. What
// the form itself refuses is not said again. It waits a few seconds for files that are
// being read; what is not ready then is a notice.
func (s *Service) Examine(ctx context.Context, m Matter) ([]Finding, error) {
	return nil, nil
}

// Suggest returns what the matter's files answer of the fields that are still empty.
func (s *Service) Suggest(ctx context.Context, m Matter) ([]Suggestion, error) {
	return nil, nil
}

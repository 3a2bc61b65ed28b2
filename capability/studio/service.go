package studio

import (
	"context"
	"fmt"

	"tongban/capability/catalogue"
	"tongban/capability/guide"
	"tongban/capability/identity"
	"tongban/capability/intake"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Service shows editors and publishers their work. It keeps nothing.
type Service struct {
	catalogue *catalogue.Service
	intake    *intake.Service
	guide     *guide.Service
	people    *identity.Service
}

// New returns the service.
func New(items *catalogue.Service, lists *intake.Service, pages *guide.Service, people *identity.Service) *Service {
	return &Service{items, lists, pages, people}
}

// names returns what the accounts are called; an account that is no person's, such
// as the importer's, has no name.
func (s *Service) names(ctx context.Context, accounts ...string) (map[string]string, error) {
	names := map[string]string{}
	for _, account := range accounts {
		key, err := id.Parse(account)
		if _, known := names[account]; known || err != nil {
			continue
		}
		member, err := s.people.Staff(ctx, key)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, fmt.Errorf("name of account %s: %w", account, err)
		}
		names[account] = member.Name
	}
	return names, nil
}

// before returns the version that e's head is compared with: the one in force if
// the head is open, else the one before it; nil if there is none.
func (s *Service) before(ctx context.Context, e *catalogue.Entry) (*catalogue.Item, error) {
	if e.Open() {
		return e.Current, nil
	}
	if len(e.Versions) < 2 {
		return nil, nil
	}
	item, err := s.catalogue.Version(ctx, e.Versions[1].VersionID)
	if err != nil {
		return nil, fmt.Errorf("version before %s: %w", e.Head.VersionID, err)
	}
	return item, nil
}

// correct saves the item as the topic's form says, as the reader's draft. It reports
// whether that changed anything. What is wrong with the form is Invalid; a base that
// somebody has meanwhile replaced is a Conflict, unless it was replaced by this very
// change.
func (s *Service) correct(ctx context.Context, e *catalogue.Entry, t topic, base id.ID, form map[string][]string) (bool, error) {
	me := actor.From(ctx)
	if err := mayCorrect(me, e); err != nil {
		return false, err
	}
	changed, faults := t.apply(ctx, e.Item, form)
	if err := fault.InvalidFields(faults); err != nil {
		return false, err
	}
	same := len(changes(ctx, e.Item, changed)) == 0
	switch {
	case same && (base == e.Head.VersionID || e.Head.Author == me.ID):
		return false, nil
	case base != e.Head.VersionID:
		return false, fault.New(fault.Conflict, "catalogue.stale")
	}
	if _, err := s.catalogue.Revise(ctx, e.Item.Code, base, changed); err != nil {
		return false, err
	}
	return true, nil
}

// take takes a step in the life of a version. Taking it twice is taking it once.
func (s *Service) take(ctx context.Context, code string, c command, version id.ID, from catalogue.State, reason string) error {
	err := s.move(ctx, c.event, version, reason)
	if err == nil || fault.KindOf(err) != fault.Conflict {
		return err
	}
	e, again := s.catalogue.Entry(ctx, code)
	if again == nil && done(e, version, from, c.event) {
		return nil
	}
	return err
}

func (s *Service) move(ctx context.Context, event catalogue.Event, version id.ID, reason string) error {
	switch event {
	case catalogue.Submit:
		return s.catalogue.Submit(ctx, version, reason)
	case catalogue.Return:
		return s.catalogue.Return(ctx, version, reason)
	case catalogue.Review:
		return s.catalogue.Review(ctx, version, reason)
	case catalogue.Publish:
		return s.catalogue.Publish(ctx, version, reason)
	case catalogue.Suspend:
		return s.catalogue.Suspend(ctx, version, reason)
	case catalogue.Resume:
		return s.catalogue.Resume(ctx, version, reason)
	case catalogue.Retire:
		return s.catalogue.Retire(ctx, version, reason)
	}
	return fault.New(fault.NotFound, "fault.notfound")
}

package procedure

import (
	"context"
	"fmt"
	"sync"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/capability/place"
	"tongban/capability/workflow"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Deps are what procedures stand on. All are required.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	Calendar func() *calendar.Calendar
	Once     *once.Keeper
	Items    Items
	Places   *place.Service
	Lists    *form.Lists // what forms choose from
	Steps    Steps
	Law      Law
	Form     Form
	Cases    Cases
}

// Service is the use cases of procedures.
type Service struct {
	Deps
	compiled sync.Map // id.ID of a published version → *workflow.Definition; versions never change
	found    findings
}

// New returns the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// lane is where units that change procedures queue.
const lane = "procedure"

// pageSize is how many lines a page of a list has.
const pageSize = 20

// Current returns the version of an item's procedure that new cases are pinned to, 0 if it
// has none in force.
func (s *Service) Current(ctx context.Context, item string) (version id.ID, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		version, err = findCurrent(ctx, tx, item)
		return err
	})
	return version, err
}

// Definition returns a published version, compiled.
func (s *Service) Definition(ctx context.Context, version id.ID) (*workflow.Definition, error) {
	if found, ok := s.compiled.Load(version); ok {
		return found.(*workflow.Definition), nil
	}
	var xml string
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		xml, err = findXML(ctx, tx, version)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("definition of procedure %s: %w", version, err)
	}
	d, faults := workflow.Parse([]byte(xml))
	if d == nil {
		return nil, fmt.Errorf("procedure %s, published, does not compile: %v", version, faults)
	}
	s.compiled.Store(version, d)
	return d, nil
}

// Drawn is a published version with its drawing.
type Drawn struct {
	Item     string
	Revision int
	Doc      *bpmn.Document
}

// Drawn returns a published version by its id, for those who show where cases stand in it:
// who may see that is theirs to ask.
func (s *Service) Drawn(ctx context.Context, version id.ID) (d Drawn, err error) {
	var xml string
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		d.Item, d.Revision, xml, err = findDrawn(ctx, tx, version)
		return err
	})
	d.Doc = parse(xml).doc
	return d, err
}

// List returns procedures the actor may see, last touched first.
func (s *Service) List(ctx context.Context, after Cursor, limit int) (lines []Line, next Cursor, err error) {
	by := actor.From(ctx)
	if err := mayLook(by); err != nil {
		return nil, next, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		lines, err = listLines(ctx, tx, access.Scope(by, access.ProcedureRead), after, limit+1)
		return err
	})
	if len(lines) > limit {
		lines = lines[:limit]
		next = Cursor{lines[limit-1].TouchedAt, lines[limit-1].Item}
	}
	return lines, next, err
}

// Search returns the items that the actor may see the procedures of, by words of their
// names, by initials or a code, the best first.
func (s *Service) Search(ctx context.Context, words string) ([]catalogue.Summary, error) {
	by := actor.From(ctx)
	if err := mayLook(by); err != nil {
		return nil, err
	}
	page, err := s.Items.Search(ctx, catalogue.Query{Text: words, Limit: pageSize, Only: func(item *catalogue.Summary) bool {
		return access.May(by, access.ProcedureRead, access.Object{Department: item.Department.Code}) == nil
	}})
	return page.Items, err
}

// mayLook lets in whoever has to do with procedures at all.
func mayLook(by actor.Actor) error {
	if access.Has(by, access.ProcedureRead) {
		return nil
	}
	return access.May(by, access.ProcedureRead, access.Object{})
}

// Find returns the procedure of an item, also one that has none yet: then it holds only
// what it belongs to.
func (s *Service) Find(ctx context.Context, item string) (*Procedure, error) {
	by := actor.From(ctx)
	if err := mayLook(by); err != nil {
		return nil, err
	}
	var p *Procedure
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = findProcedure(ctx, tx, item)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		p, err = s.unborn(ctx, item)
	}
	if err != nil {
		return nil, err
	}
	return p, access.May(by, access.ProcedureRead, p.object())
}

// unborn is the procedure of an item that has none.
func (s *Service) unborn(ctx context.Context, item string) (*Procedure, error) {
	found, err := s.Items.Published(ctx, item)
	if fault.KindOf(err) == fault.NotFound {
		return nil, errUnknown
	}
	if err != nil {
		return nil, err
	}
	return &Procedure{Item: found.Code, Name: found.Name, Department: found.Department.Code}, nil
}

// object is what the matrix has to know of a procedure.
func (p *Procedure) object() access.Object { return access.Object{Department: p.Department} }

// Version returns one published version.
func (s *Service) Version(ctx context.Context, item string, revision int) (*Procedure, Version, error) {
	p, err := s.Find(ctx, item)
	if err != nil {
		return nil, Version{}, err
	}
	if revision <= 0 {
		return nil, Version{}, errUnknown
	}
	var v Version
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		v, err = findVersion(ctx, tx, p.Item, revision)
		return err
	})
	return p, v, err
}

// Versions returns what was published for an item below a revision, newest first; below 0
// begins with the newest. Next is 0 where there are no more.
func (s *Service) Versions(ctx context.Context, item string, below, limit int) (list []Version, next int, err error) {
	p, err := s.Find(ctx, item)
	if err != nil {
		return nil, 0, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = listVersions(ctx, tx, p.Item, below, limit+1)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].Revision
	}
	return list, next, err
}

func (s *Service) record(ctx context.Context, tx *db.Tx, event string, v Version) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: v.Item, At: s.Clock.Now(),
		Data: versionData{v.ID, v.Revision, fmt.Sprintf("%x", v.Digest)},
	})
}

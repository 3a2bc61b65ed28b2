package casework

import (
	"context"

	"tongban/capability/workflow"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/db"
)

// Course returns the way of f through its process. Stuck is where it cannot go on, for readers
// who are to know: what Service.Stuck returns.
func (s *Service) Course(f *File, stuck ...Incident) Course {
	p := plot{f, s.defined(f), s.Calendar(), f.at(s.Clock.Now())}
	return p.course(stuck)
}

// Stuck returns the open incidents of f.
func (s *Service) Stuck(ctx context.Context, f *File) (stuck []Incident, err error) {
	if !f.wasStuck() {
		return nil, nil
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		stuck, err = listStuck(ctx, tx, f.Case.ID)
		return err
	})
	return stuck, err
}

// Drawing returns what the process of f looks like, nil if it is lost. It is shared: it must
// not be changed.
func (s *Service) Drawing(f *File) *bpmn.Document {
	if def := s.defined(f); def != nil {
		return def.Document()
	}
	return nil
}

// defined is the process of f, whether it is in it or not; nil if it is lost.
func (s *Service) defined(f *File) *workflow.Definition {
	if f.process.def != nil || f.Case.ProcedureID != 0 {
		return f.process.def
	}
	def, err := s.sequence(f.Item)
	if err != nil { // stages that make no process
		return nil
	}
	return def
}

// nameOffices names the departments that work on the drawn process of f, for its history.
func (s *Service) nameOffices(ctx context.Context, f *File) {
	if f.Case.ProcedureID == 0 {
		return
	}
	f.offices = map[string]string{}
	for _, r := range f.Records {
		if name, err := s.Departments.Name(ctx, r.Department); err == nil { // an office may be gone
			f.offices[r.Department] = name
		}
	}
}

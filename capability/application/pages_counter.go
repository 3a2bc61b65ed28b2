package application

import (
	"context"
	"net/http"
	"net/url"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/document"
	"tongban/capability/form"
	"tongban/kernel/fault"
	"tongban/ui"
)

// What pages of other capabilities show of an application that is filled in with help:
// the same questions, files and notices as on the applicant's own.

// Asking returns the questions of one page of w's form, with what was sent if the page
// came back. Who the applicant is, is certain and shown in part.
func (s *Service) Asking(ctx context.Context, w *Work, topic form.Topic, faults []fault.Field, input url.Values) form.Asking {
	f := topicForm{work: w, topic: topic, faults: faults, sources: sources(ctx, w), input: input, lists: s.Lists}
	asking := f.asking()
	asking.Masked = true
	return asking
}

// FileField asks for the file of a material; the addresses of what is there begin with at.
func (s *Service) FileField(ctx context.Context, w *Work, m catalogue.Material, errs ui.FieldErrors, at string) ui.FileFieldProps {
	return fileField(ctx, w, m, errs, at)
}

// TakeFiles takes in the files of a request and says which were refused.
func (s *Service) TakeFiles(r *http.Request, w *Work) ([]fault.Field, error) {
	return pages{s}.attachAll(r, w)
}

// ServePreview sends what others than its applicant see of the file that r's address names.
func (s *Service) ServePreview(w http.ResponseWriter, r *http.Request, work *Work) error {
	return serveMaterial(w, r, work, s.Documents.Preview, document.ServePreview)
}

// UseOfData says what is done with the applicant's data, for them to agree to.
func (s *Service) UseOfData(ctx context.Context, w *Work) []string {
	return noticeLines(ctx, w, in(ctx), func(f *form.Field) string { return f.LabelIn(ctx) })
}

// LookUps says what the city would look up with consent instead of asking for papers.
func (s *Service) LookUps(ctx context.Context, item *catalogue.Item, plan catalogue.Plan) ([]string, error) {
	def, err := s.Cases.Form(item)
	if err != nil {
		return nil, err
	}
	return lookUpLines(ctx, lookUpsOf(plan, def)), nil
}

// Brought says where a material of w comes from, in words; empty if it is not there.
func (w *Work) Brought(ctx context.Context, code string) string {
	m := w.Has(code)
	switch {
	case m == nil:
		return ""
	case m.Source == casework.Upload:
		return m.Name + " " + size(m.Size)
	}
	return t(ctx, "materials.from-"+string(m.Source), m.Name)
}

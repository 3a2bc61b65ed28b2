package ui

import (
	"context"

	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// FieldError is what is wrong with one field, in the reader's language.
type FieldError struct {
	Name string // of the field; empty if it is about the whole form
	Text string
}

// FieldErrors is what is wrong with a form, in the order of its fields.
type FieldErrors []FieldError

// ErrorsOf puts the fault in err into words: one entry per field, or a single one
// without a field. It returns nil if err holds no fault.
func ErrorsOf(ctx context.Context, err error) FieldErrors {
	f, ok := fault.As(err)
	if !ok {
		return nil
	}
	if len(f.Fields) == 0 {
		return FieldErrors{{Text: message.T(ctx, f.Key, f.Args...)}}
	}
	errs := make(FieldErrors, len(f.Fields))
	for i, field := range f.Fields {
		errs[i] = FieldError{field.Name, message.T(ctx, field.Key, field.Args...)}
	}
	return errs
}

// Of returns what is wrong with the field name, empty if nothing is.
func (e FieldErrors) Of(name string) string {
	for _, one := range e {
		if one.Name == name {
			return one.Text
		}
	}
	return ""
}

// FieldID is the id of the control for the field name; error summaries link to it.
func FieldID(name string) string { return "f-" + name }

package web

import (
	"io"
	"net/http"

	"tongban/kernel/fault"
)

// Upload is a form with one file that is read into memory.
type Upload struct {
	Field    string // name of the form's part
	Most     int64  // bytes of the file
	TooLarge string // message key, with the megabytes allowed
	Missing  string // message key
}

// formRoom is what the rest of such a form may hold.
const formRoom = 64 << 10

// Limit is the most its whole form may hold, for Route.Files.
func (u Upload) Limit() int64 { return u.Most + formRoom }

// Read reads the file. A declared or real length beyond Most is TooLarge before anything
// is kept; none is Invalid at the field.
func (u Upload) Read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	tooLarge := fault.New(fault.TooLarge, u.TooLarge, u.Most>>20)
	missing := fault.InvalidFields([]fault.Field{{Name: u.Field, Key: u.Missing}})
	if r.ContentLength > u.Limit() {
		return nil, tooLarge
	}
	r.Body = http.MaxBytesReader(w, r.Body, u.Limit())
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, missing
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, missing
		}
		if part.FormName() != u.Field {
			continue
		}
		data, err := io.ReadAll(io.LimitReader(part, u.Most+1))
		switch {
		case int64(len(data)) > u.Most:
			return nil, tooLarge
		case err != nil || len(data) == 0:
			return nil, missing
		}
		return data, nil
	}
}

package document

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"tongban/kernel/fault"
)

const (
	// formOverhead is what a form may hold besides its file.
	formOverhead = 64 << 10
	// drainable is how much of a body that is too large is still read and thrown away,
	// since a browser that is cut off while sending shows no answer.
	drainable = 64 << 20
)

// Part is a file on its way in from a form. Body is read before the request ends.
type Part struct {
	Name   string     // as the sender calls it
	Size   int64      // at most; 0 if the sender did not say
	Body   io.Reader  // fails with a fault beyond the limit
	Values url.Values // the fields before the file
}

// FromMultipart finds the file of field in a multipart body without storing anything.
// limit is the largest file. Fields that Values shall hold stand before the file in the
// form; without a file they come with the fault. A body that says it is too large is refused unread; one that turns out to be is
// refused while Body is read.
func FromMultipart(r *http.Request, field string, limit int64) (Part, error) {
	if r.ContentLength > limit+formOverhead {
		if r.ContentLength <= drainable {
			_, _ = io.Copy(io.Discard, r.Body) // its errors change nothing
		}
		return Part{}, tooLarge(limit)
	}
	reader, err := r.MultipartReader()
	if err != nil {
		return Part{}, fault.New(fault.Invalid, "document.absent")
	}
	part := Part{Values: url.Values{}, Size: max(0, min(r.ContentLength, limit))}
	for room := int64(formOverhead); ; {
		p, err := reader.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return Part{Values: part.Values}, fault.New(fault.Invalid, "document.absent")
		case err != nil:
			return Part{}, fault.New(fault.Invalid, "document.interrupted")
		case p.FormName() == field && p.FileName() != "":
			part.Name, part.Body = p.FileName(), &limited{r: p, left: limit, limit: limit}
			return part, nil
		}
		value, err := readValue(p, room)
		if err != nil {
			return Part{}, err
		}
		room -= int64(len(value))
		part.Values.Add(p.FormName(), value)
	}
}

// readValue reads a field that is no file.
func readValue(p *multipart.Part, room int64) (string, error) {
	value, err := io.ReadAll(io.LimitReader(p, room+1))
	switch {
	case err != nil:
		return "", fault.New(fault.Invalid, "document.interrupted")
	case int64(len(value)) > room:
		return "", fault.New(fault.TooLarge, "document.large", sizeText(formOverhead))
	case p.FileName() != "": // another file, which nobody asked for
		return "", nil
	}
	return string(value), nil
}

// ServePreview writes the preview of a file for showing it in a page. The caller has
// checked that the reader may see it, and closes preview.
func ServePreview(w http.ResponseWriter, f File, preview io.Reader) error {
	mediaType := f.PreviewType()
	name := strings.TrimSuffix(f.Name, extensions[f.MediaType]) + extensions[mediaType]
	return serve(w, preview, mediaType, mime.FormatMediaType("inline", map[string]string{"filename": name}))
}

// ServeOriginal writes the original for saving it; browsers must not open it. The caller
// closes original.
func ServeOriginal(w http.ResponseWriter, f File, original io.Reader) error {
	return serve(w, original, f.MediaType, mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
}

func serve(w http.ResponseWriter, content io.Reader, mediaType, disposition string) error {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", disposition)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Security-Policy", policy(mediaType))
	_, err := io.Copy(w, content)
	return err
}

// policy forbids a file everything. The viewers that browsers have for PDF do not start
// in a sandbox.
func policy(mediaType string) string {
	if mediaType == PDF {
		return "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
	}
	return "default-src 'none'; sandbox; frame-ancestors 'self'"
}

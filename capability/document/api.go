package document

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// FileInput is embedded in the input of an API operation that takes a file, so that the
// body is neither read into memory nor onto the disk before the service asks for it.
type FileInput struct{ request *http.Request }

// Resolve keeps the request; huma calls it.
func (i *FileInput) Resolve(c huma.Context) []error {
	i.request, _ = humago.Unwrap(c)
	return nil
}

// Part finds the file of field as FromMultipart does.
func (i *FileInput) Part(field string, limit int64) (Part, error) {
	return FromMultipart(i.request, field, limit)
}

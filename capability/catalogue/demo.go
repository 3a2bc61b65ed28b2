package catalogue

import (
	"bytes"
	_ "embed"
	"io"
)

//go:embed demo/sample-catalog.json
var demoCatalogue []byte

// Demo returns the catalogue of the demo city, in our own format.
func Demo() io.Reader { return bytes.NewReader(demoCatalogue) }

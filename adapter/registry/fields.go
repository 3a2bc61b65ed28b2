package registry

import (
	_ "embed"
	"fmt"

	"github.com/BurntSushi/toml"
)

//go:embed fields.toml
var fieldsFile string

// Field is one thing a department answers about a person or a firm.
type Field struct {
	Key     string
	Label   string
	LabelEn string
	Type    string // of FEEL: string, number, date
}

// described are the fields of every resource. The file is part of the program, so a fault in
// it is ours and stops it.
var described = func() map[string][]Field {
	var file map[string][]Field
	if _, err := toml.Decode(fieldsFile, &file); err != nil {
		panic(fmt.Errorf("registry: fields.toml: %w", err))
	}
	return file
}()

// Fields returns what is answered for a resource, nothing for one nobody keeps.
func Fields(resource string) []Field { return described[resource] }

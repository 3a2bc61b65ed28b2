package workflow

import "embed"

// Messages holds the texts of this package and of bpmn.
//
//go:embed messages.*.toml
var Messages embed.FS

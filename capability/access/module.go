package access

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed messages.*.toml
var messages embed.FS

// Module hands the texts of the faults to the application; the matrix needs
// nothing else.
func Module() module.Module {
	return module.Module{Name: "access", Messages: messages}
}

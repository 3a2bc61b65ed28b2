package element

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed messages.*.toml
var messages embed.FS

// Module hands the dictionary's pages and operations to the application. It stores
// nothing.
func Module() module.Module {
	return module.Module{Name: "element", Messages: messages, Routes: routes(), API: api}
}

package form

import (
	"embed"

	"tongban/kernel/module"
)

// Messages holds the texts of this package.
//
//go:embed messages.*.toml
var Messages embed.FS

// Module hands the form's texts to the application; it stores nothing and has no
// pages of its own.
func Module() module.Module { return module.Module{Name: "form", Messages: Messages} }

package form

import (
	"embed"

	"tongban/kernel/module"
)

// Messages holds the texts of this package.
//
//go:embed messages.*.toml
var Messages embed.FS

// Module hands the forms' texts and the search of long lists to the application;
// nothing is stored.
func (l *Lists) Module() module.Module {
	return module.Module{Name: "form", Messages: Messages, Routes: l.routes()}
}

package office

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands office to the application.
func (s *Service) Module() module.Module {
	return module.Module{Name: "office", Migrations: files, Messages: files, Routes: s.routes()}
}

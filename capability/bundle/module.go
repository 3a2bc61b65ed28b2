package bundle

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands bundles to the application.
func (s *Service) Module() module.Module {
	return module.Module{Name: "bundle", Migrations: files, Messages: files, Routes: s.routes(), API: s.api}
}

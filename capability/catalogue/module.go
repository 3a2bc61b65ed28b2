package catalogue

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands the catalogue to the application.
func (s *Service) Module() module.Module {
	return module.Module{Name: "catalogue", Migrations: files, Messages: files}
}

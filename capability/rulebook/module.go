package rulebook

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands rulebooks to the application.
func (s *Service) Module() module.Module {
	return module.Module{Name: "rulebook", Migrations: files, Messages: files, Routes: s.routes(), API: api{s}.register}
}

package procedure

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands procedures to the application.
func (s *Service) Module() module.Module {
	return module.Module{Name: "procedure", Migrations: files, Messages: files, Routes: s.routes(), API: api{s}.register}
}

package intake

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands the intake to the application.
func (s *Service) Module() module.Module {
	return module.Module{Name: "intake", Migrations: files, Messages: files}
}

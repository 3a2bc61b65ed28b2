package precheck

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed messages.*.toml
var messages embed.FS

// Module hands the pre-check to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "precheck", Migrations: migrations, Messages: messages, Jobs: s.jobs(), Sweeps: s.sweeps(),
	}
}

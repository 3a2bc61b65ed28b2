package identity

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed messages.*.toml
var messages embed.FS

// Module hands identity to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name:       "identity",
		Migrations: migrations,
		Messages:   messages,
		Routes:     s.routes(),
		API:        s.api,
		Sweeps:     s.sweeps(),
	}
}

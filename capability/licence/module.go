package licence

import (
	"embed"

	"tongban/kernel/module"
)

// Migrations and Messages are embedded, so that the binary is all there is.
var (
	//go:embed migrations/*.sql
	migrations embed.FS
	//go:embed messages.*.toml
	messages embed.FS
)

// Module hands licences to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name:       "licence",
		Migrations: migrations,
		Messages:   messages,
		Routes:     s.routes(),
		API:        s.api,
		Jobs:       s.jobs(),
	}
}

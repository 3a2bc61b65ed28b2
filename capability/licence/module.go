package licence

import (
	"embed"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/module"
)

// Migrations and Messages are embedded, so that the binary is all there is.
var (
	//go:embed migrations/*.sql
	migrations embed.FS
	// Messages are the texts, also of the check offline.
	//go:embed messages.*.toml
	Messages embed.FS
)

// Module hands licences to the application.
func (s *Service) Module() module.Module {
	checks := checks()
	return module.Module{
		Name:       "licence",
		Migrations: migrations,
		Messages:   Messages,
		Routes:     s.routes(checks),
		API:        func(api huma.API) { s.api(api, checks) },
		Jobs:       s.jobs(),
		Sweeps:     s.sweeps(),
	}
}

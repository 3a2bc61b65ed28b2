package identity

import (
	"embed"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed messages.*.toml
var messages embed.FS

// Module hands identity to the application.
func (s *Service) Module() module.Module {
	limits := newLimits()
	return module.Module{
		Name:       "identity",
		Migrations: migrations,
		Messages:   messages,
		Routes:     s.routes(limits),
		API:        func(api huma.API) { s.api(api, limits); s.apiMe(api) },
		Jobs:       s.jobs(),
		Sweeps:     s.sweeps(),
	}
}

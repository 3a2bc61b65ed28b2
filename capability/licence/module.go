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
	//go:embed messages.*.toml
	messages embed.FS
)

// Module hands licences to the application.
func (s *Service) Module() module.Module {
	checks := checks()
	return module.Module{
		Name:       "licence",
		Migrations: migrations,
		Messages:   messages,
		Routes:     s.routes(checks),
		API:        func(api huma.API) { s.api(api, checks) },
		Jobs:       s.jobs(),
	}
}

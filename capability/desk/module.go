package desk

import (
	"embed"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed messages.*.toml
var messages embed.FS

// Module hands the desk to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name:       "desk",
		Migrations: migrations,
		Messages:   messages,
		Routes:     pages{s}.routes(),
		API:        func(h huma.API) { api{s}.register(h) },
	}
}

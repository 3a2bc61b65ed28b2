package place

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed messages.*.toml
var messages embed.FS

// Module hands place to the application.
func (s *Service) Module() module.Module {
	return module.Module{Name: "place", Migrations: migrations, Messages: messages, Routes: s.routes(), API: s.api}
}

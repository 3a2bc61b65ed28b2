package document

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed messages.*.toml
var messages embed.FS

// Module hands tables, texts and sweeps to the application.
func (s *Service) Module() module.Module {
	return module.Module{Name: "document", Migrations: migrations, Messages: messages, API: s.api, Sweeps: s.sweeps()}
}

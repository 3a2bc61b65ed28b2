package archive

import (
	"embed"

	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Messages holds the archive's texts, also for the check without a server.
//
//go:embed messages.*.toml
var Messages embed.FS

// Module hands the archive to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "archive", Migrations: migrations, Messages: Messages, Routes: pages{s}.routes(), API: api{s}.register,
		Jobs: []job.Handler{{Kind: "archive.package", Run: s.packLater}},
	}
}

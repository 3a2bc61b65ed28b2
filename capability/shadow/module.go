package shadow

import (
	"embed"

	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands shadow runs to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "shadow", Migrations: files, Messages: files, Routes: pages{s}.routes(), API: api{s}.register,
		Jobs: []job.Handler{{Kind: kindRun, Run: s.work, Slow: true}},
	}
}

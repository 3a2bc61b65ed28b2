package insight

import (
	"embed"
	"time"

	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands insight to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "insight", Migrations: files, Messages: files, Routes: pages{s}.routes(), API: api{s}.register,
		Sweeps: []job.Sweep{{Name: "insight.fill", Every: time.Minute, Run: s.fill}},
	}
}

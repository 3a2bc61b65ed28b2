package rating

import (
	"embed"
	"time"

	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands ratings to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "rating", Migrations: files, Messages: files,
		Sweeps: []job.Sweep{{Name: "rating.late", Every: 10 * time.Minute, Run: s.SweepLate}},
	}
}

package bundlecase

import (
	"embed"
	"time"

	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands bundle cases to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "bundlecase", Migrations: files, Messages: files,
		Jobs:   []job.Handler{{Kind: kindAdvance, Run: s.work}},
		Sweeps: []job.Sweep{{Name: "bundlecase.left", Every: 10 * time.Minute, Run: s.SweepLeft}},
	}
}

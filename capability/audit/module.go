package audit

import (
	"embed"
	"time"

	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed messages.*.toml
var messages embed.FS

// Module hands the log to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name:       "audit",
		Migrations: migrations,
		Messages:   messages,
		Routes:     s.routes(),
		Sweeps:     []job.Sweep{{Name: "audit.sequence", Every: time.Second, Run: s.Sequence}},
	}
}

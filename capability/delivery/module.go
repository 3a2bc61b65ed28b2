package delivery

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

// Module hands delivery to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name:       "delivery",
		Migrations: migrations,
		Messages:   messages,
		Jobs:       []job.Handler{{Kind: sendKind, Run: s.hand}},
		Sweeps:     []job.Sweep{{Name: "delivery.follow", Every: 10 * time.Minute, Run: s.Follow}},
	}
}

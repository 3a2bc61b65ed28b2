package notice

import (
	"embed"

	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands notices to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "notice", Migrations: files, Messages: files,
		// Slow: a thousand papers at once are drawn one after the other, and no quick job waits.
		Jobs: []job.Handler{{Kind: kindDraw, Run: s.draw, Slow: true}},
	}
}

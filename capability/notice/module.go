package notice

import (
	"embed"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands notices to the application.
func (s *Service) Module() module.Module {
	checks := checks()
	return module.Module{
		Name: "notice", Migrations: files, Messages: files, Routes: s.routes(checks),
		API: func(api huma.API) { s.api(api, checks) },
		// Slow: a thousand papers at once are drawn one after the other, and no quick job waits.
		Jobs: []job.Handler{{Kind: kindDraw, Run: s.draw, Slow: true}},
	}
}

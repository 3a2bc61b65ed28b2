package assistant

import (
	"embed"
	"time"

	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands the assistant to the application.
func (s *Service) Module() module.Module {
	p := pages{service: s}
	return module.Module{
		Name:       "assistant",
		Migrations: files,
		Messages:   files,
		Routes:     s.routes(),
		API:        s.api,
		Sweeps:     []job.Sweep{{Name: "assistant.counts", Every: 10 * time.Minute, Run: s.Sweep}},
		Panels: []module.Panel{
			{Place: "home.search", Render: p.homeSearch},
			{Place: "home.services", Render: p.homeServices},
		},
	}
}

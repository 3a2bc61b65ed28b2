package notification

import (
	"embed"

	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed messages.*.toml
var messages embed.FS

// Module hands notification to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name:       "notification",
		Migrations: migrations,
		Messages:   messages,
		Routes:     s.routes(),
		API:        s.api,
		Panels:     []module.Panel{{Place: "home.todo", Order: 90, Render: s.unreadPanel}},
		Jobs:       []job.Handler{{Kind: "notification.send", Run: s.send}},
	}
}

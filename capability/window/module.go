package window

import (
	"embed"

	"tongban/capability/casework"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed messages.*.toml
var messages embed.FS

// Module hands window to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name:       "window",
		Migrations: migrations,
		Messages:   messages,
		Routes:     pages{s}.routes(),
		Panels: []module.Panel{
			{Place: casework.DeskPlace, Render: s.casePanel},
			{Place: casework.MorePlace, Render: s.casePanel},
		},
	}
}

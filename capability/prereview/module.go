package prereview

import (
	"embed"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands prereview to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "prereview", Migrations: files, Messages: files, Routes: p.routes(),
		Panels: []module.Panel{
			{Place: application.TasksPlace, Render: p.ofDraft},
			{Place: casework.SignedPlace, Order: 10, Render: p.ofCase},
		},
	}
}

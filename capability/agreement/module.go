package agreement

import (
	"embed"

	"tongban/capability/casework"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands agreements to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "agreement", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Panels: []module.Panel{
			{Place: casework.TodoPlace, Order: 5, Render: p.todo},
			{Place: casework.MorePlace, Order: 10, Render: p.ofCase},
			{Place: casework.DeskPlace, Order: 20, Render: p.ofDesk},
		},
	}
}

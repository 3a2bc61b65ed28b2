package lane

import (
	"embed"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands the lane to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "lane", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Panels: []module.Panel{
			{Place: casework.MorePlace, Order: 5, Render: p.ofCase},
			{Place: casework.DeskPlace, Order: 5, Render: p.ofDesk},
			{Place: catalogue.AnnouncementsPlace, Order: 5, Render: p.ofItem},
		},
	}
}

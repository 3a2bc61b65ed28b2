package announcement

import (
	"embed"

	"tongban/capability/catalogue"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands announcements to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "announcement", Migrations: files, Messages: files, Routes: s.routes(), API: s.api,
		Panels: []module.Panel{
			{Place: "home.announcements", Render: p.home},
			{Place: catalogue.AnnouncementsPlace, Render: p.ofItem},
		},
	}
}

package credit

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands facts to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "credit", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Panels: []module.Panel{{Place: DeskPlace, Order: 60, Render: p.ofDesk}},
	}
}

package objection

import (
	"embed"

	"tongban/capability/casework"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands objections to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "objection", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Panels: []module.Panel{{Place: casework.MorePlace, Order: 30, Render: p.ofCase}},
	}
}

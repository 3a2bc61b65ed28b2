package instant

import (
	"embed"

	"tongban/capability/casework"
	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands automatic decisions to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "instant", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Jobs: []job.Handler{{Kind: kindDecide, Run: s.work}},
		Panels: []module.Panel{
			{Place: casework.DonePlace, Order: 1, Render: p.ofMine},
			{Place: casework.MorePlace, Order: 1, Render: p.ofMine},
			{Place: casework.DeskPlace, Order: 4, Render: p.ofDesk},
			{Place: casework.WorklistPlace, Order: 20, Render: p.ofWorklist},
		},
	}
}

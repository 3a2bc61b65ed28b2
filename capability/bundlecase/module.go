package bundlecase

import (
	"embed"

	"tongban/capability/bundle"
	"tongban/capability/casework"
	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands bundle cases to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "bundlecase", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Jobs: []job.Handler{{Kind: kindAdvance, Run: s.work}},
		Panels: []module.Panel{
			{Place: bundle.FiguresPlace, Order: 10, Render: p.ofBundle},
			{Place: "home.mine", Order: 5, Render: p.ofHome},
			{Place: casework.DraftsPlace, Order: 20, Render: p.ofList},
			{Place: casework.MorePlace, Order: 2, Render: p.ofChild},
			{Place: casework.DeskPlace, Order: 3, Render: p.ofDesk},
			{Place: casework.WorklistPlace, Order: 25, Render: p.ofWorklist},
		},
	}
}

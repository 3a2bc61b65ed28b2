package publicity

import (
	"embed"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands publicity to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "publicity", Migrations: files, Messages: files, Routes: s.routes(), API: s.api,
		Sweeps: []job.Sweep{{Name: "publicity.publish", Every: time.Minute, Run: s.Sweep}},
		Panels: []module.Panel{{Place: casework.MorePlace, Order: 10, Render: p.ofCase}},
	}
}

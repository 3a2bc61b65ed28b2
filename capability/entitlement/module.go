package entitlement

import (
	"embed"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands entitlements to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "entitlement", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Sweeps: []job.Sweep{{Name: "entitlement.match", Every: time.Minute, Run: s.Sweep}},
		Panels: []module.Panel{{Place: casework.TodoPlace, Order: 3, Render: p.ofHome}},
	}
}

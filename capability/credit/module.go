package credit

import (
	"embed"
	"time"

	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands facts to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "credit", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Sweeps: []job.Sweep{{Name: "credit.lapse", Every: 10 * time.Minute, Run: s.Sweep}},
		Panels: []module.Panel{{Place: DeskPlace, Order: 60, Render: p.ofDesk}},
	}
}

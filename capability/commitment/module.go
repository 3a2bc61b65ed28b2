package commitment

import (
	"embed"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands commitments to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "commitment", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Sweeps: []job.Sweep{{Name: "commitment.due", Every: 10 * time.Minute, Run: s.SweepDue}},
		Panels: []module.Panel{
			{Place: casework.TurnPlace, Order: 2, Render: p.ofApplicant(true)},
			{Place: casework.MorePlace, Order: 8, Render: p.ofApplicant(false)},
			{Place: casework.DeskPlace, Order: 8, Render: p.ofDesk},
			{Place: casework.WorklistPlace, Order: 20, Render: p.ofWorklist},
		},
	}
}

package consultation

import (
	"embed"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands consultations to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "consultation", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Sweeps: []job.Sweep{{Name: "consultation.late", Every: 10 * time.Minute, Run: s.SweepLate}},
		Panels: []module.Panel{
			{Place: casework.DeskPlace, Order: 5, Render: p.ofCase},
			{Place: casework.BranchesPlace, Order: 20, Render: p.ofCase},
			{Place: casework.WorklistPlace, Order: 10, Render: p.ofWorklist},
		},
	}
}

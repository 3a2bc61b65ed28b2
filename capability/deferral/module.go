package deferral

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
		Name: "deferral", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Sweeps: []job.Sweep{{Name: "deferral.due", Every: 5 * time.Minute, Run: s.SweepDue}},
		Panels: []module.Panel{
			{Place: casework.TurnPlace, Order: 1, Render: p.ofApplicant(true)},
			{Place: casework.MorePlace, Order: 1, Render: p.ofApplicant(false)},
			{Place: casework.DeskPlace, Order: 3, Render: p.ofDesk},
			{Place: casework.TrackPlace, Order: 10, Render: p.ofTrack},
			{Place: casework.WorklistPlace, Order: 8, Render: p.ofWorklist},
		},
	}
}

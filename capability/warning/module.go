package warning

import (
	"embed"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands warnings to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "warning", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Jobs:   []job.Handler{{Kind: kindLook, Run: s.lookLater, Slow: true}},
		Sweeps: []job.Sweep{{Name: "warning.old", Every: time.Hour, Run: s.SweepOld}},
		Panels: []module.Panel{
			{Place: casework.DeskPlace, Order: 3, Render: p.ofCase},
			{Place: casework.WorklistPlace, Order: 30, Render: p.ofWorklist},
			{Place: casework.MorePlace, Order: 90, Render: p.ofApplicant},
		},
	}
}

package recheck

import (
	"embed"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands samples and alarms to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "recheck", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Jobs:   []job.Handler{{Kind: kindDraw, Run: s.draw}},
		Sweeps: []job.Sweep{{Name: "recheck.look", Every: 10 * time.Minute, Run: s.Sweep}},
		Panels: []module.Panel{{Place: casework.WorklistPlace, Order: 21, Render: p.ofWorklist}},
	}
}

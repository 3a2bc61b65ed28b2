package casework

import (
	"embed"
	"time"

	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed messages.*.toml
var messages embed.FS

// Module hands casework to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name:       "casework",
		Migrations: migrations,
		Messages:   messages,
		Routes:     pages{s}.routes(),
		API:        api{s}.register,
		Sweeps: []job.Sweep{
			{Name: "casework.due", Every: 30 * time.Second, Run: s.SweepDue},
			{Name: "casework.drafts", Every: time.Hour, Run: s.SweepDrafts},
		},
		Panels: []module.Panel{{Place: "home.mine", Order: 10, Render: s.homePanel}},
	}
}

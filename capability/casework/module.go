package casework

import (
	"embed"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/holiday"
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
		API:        func(h huma.API) { api{s}.register(h) },
		Jobs:       []job.Handler{{Kind: "casework.recount", Run: s.recount, Slow: true}, {Kind: "casework.relocate", Run: s.relocate, Slow: true}},
		Sweeps: []job.Sweep{
			{Name: "casework.due", Every: 30 * time.Second, Run: s.SweepDue},
			{Name: "casework.staff", Every: 5 * time.Minute, Run: s.SweepStaff},
			{Name: "casework.remind", Every: 5 * time.Minute, Run: s.SweepReminders},
		},
		Panels: []module.Panel{
			{Place: holiday.CalendarPlace, Render: s.recountPanel},
		},
	}
}

package rating

import (
	"embed"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/job"
	"tongban/kernel/module"
	"tongban/kernel/web"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands ratings to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "rating", Migrations: files, Messages: files, Routes: p.routes(), API: api{s, web.NewLimiter(30, 20)}.register,
		Sweeps: []job.Sweep{{Name: "rating.late", Every: 10 * time.Minute, Run: s.SweepLate}},
		Panels: []module.Panel{
			{Place: casework.MorePlace, Order: 2, Render: p.ofCase},
			{Place: casework.TrackPlace, Order: 20, Render: p.ofTrack},
			{Place: catalogue.AnnouncementsPlace, Order: 20, Render: p.ofItem},
		},
	}
}

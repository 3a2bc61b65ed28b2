package guide

import (
	"embed"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/place"
	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands the guide to the application.
func (s *Service) Module() module.Module {
	keeping := keepings()
	return module.Module{
		Name:       "guide",
		Migrations: files,
		Messages:   files,
		Routes:     pages{s}.routes(keeping),
		API:        func(api huma.API) { s.api(api, keeping) },
		Panels:     []module.Panel{{Place: place.ItemsPlace, Render: pages{s}.outletItems}},
		Sweeps:     []job.Sweep{{Name: "guide.plans", Every: time.Hour, Run: s.SweepPlans}},
	}
}

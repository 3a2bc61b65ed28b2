package application

import (
	"embed"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/job"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed messages.*.toml
var messages embed.FS

// Module hands application to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name:       "application",
		Migrations: migrations,
		Messages:   messages,
		Routes:     pages{s}.routes(),
		API:        func(h huma.API) { api{s}.register(h) },
		Sweeps:     []job.Sweep{{Name: "application.drafts", Every: time.Hour, Run: s.SweepDrafts}},
		Panels: []module.Panel{
			{Place: casework.DraftsPlace, Render: s.draftsPanel},
			{Place: casework.TodoPlace, Order: 20, Render: s.expiringPanel},
			{Place: casework.SignedPlace, Render: s.signaturePanel},
			{Place: catalogue.WalkthroughPlace, Render: s.walkPanel},
		},
	}
}

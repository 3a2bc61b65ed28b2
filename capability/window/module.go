package window

import (
	"embed"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed messages.*.toml
var messages embed.FS

// Module hands window to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name:       "window",
		Migrations: migrations,
		Messages:   messages,
		Routes:     pages{s}.routes(),
		API:        func(h huma.API) { api{s}.register(h) },
		Panels: []module.Panel{
			{Place: casework.DeskPlace, Render: s.casePanel},
			{Place: casework.MorePlace, Render: s.casePanel},
			{Place: casework.DeskPlace, Order: 5, Render: s.parcelPanel(true)},
			{Place: casework.MorePlace, Order: 5, Render: s.parcelPanel(true)},
			{Place: casework.TrackPlace, Render: s.parcelPanel(false)},
		},
	}
}

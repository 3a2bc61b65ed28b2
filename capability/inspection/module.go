package inspection

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

// Module hands inspection to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name:       "inspection",
		Migrations: migrations,
		Messages:   messages,
		Routes:     pages{s}.routes(),
		API:        func(h huma.API) { api{s}.register(h) },
		Panels: []module.Panel{
			{Place: casework.DeskPlace, Order: 10, Render: s.casePanel},
			{Place: casework.BranchesPlace, Order: 10, Render: s.casePanel},
			{Place: casework.MorePlace, Order: 3, Render: s.applicantPanel},
			{Place: casework.WorklistPlace, Order: 5, Render: s.worklistPanel},
		},
	}
}

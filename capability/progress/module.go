package progress

import (
	"embed"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/module"
)

//go:embed messages.*.toml
var messages embed.FS

// Module hands progress to the application.
func (s *Service) Module() module.Module {
	lookups := lookups()
	return module.Module{
		Name:     "progress",
		Messages: messages,
		Routes:   pages{s}.routes(lookups),
		API:      func(h huma.API) { api{s}.register(h, lookups) },
		Panels: []module.Panel{
			{Place: casework.TodoPlace, Order: 10, Render: s.todoPanel},
			{Place: "home.mine", Order: 10, Render: s.homePanel},
			{Place: catalogue.HistoryPlace, Render: s.historyPanel},
		},
	}
}

package assistant

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed messages.*.toml
var files embed.FS

// Module hands the assistant to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name:     "assistant",
		Messages: files,
		Routes:   s.routes(),
		API:      s.api,
		Panels: []module.Panel{
			{Place: "home.search", Render: p.homeSearch},
			{Place: "home.services", Render: p.homeServices},
		},
	}
}

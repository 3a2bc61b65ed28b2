package studio

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed messages.*.toml
var messages embed.FS

// Module hands the studio to the application.
func (s *Service) Module() module.Module {
	return module.Module{Name: "studio", Messages: messages, Routes: s.routes()}
}

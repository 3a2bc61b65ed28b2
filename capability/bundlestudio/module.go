package bundlestudio

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed messages.*.toml
var messages embed.FS

// Module hands the studio to the application.
func (s *Service) Module() module.Module {
	return module.Module{Name: "bundlestudio", Messages: messages, Routes: s.routes()}
}

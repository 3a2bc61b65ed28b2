package wallet

import (
	"embed"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/module"
)

//go:embed messages.*.toml
var messages embed.FS

// Module hands the wallet to the application.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "wallet", Messages: messages, Routes: pages{s}.routes(), API: func(h huma.API) { api{s}.register(h) },
	}
}

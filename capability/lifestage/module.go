package lifestage

import (
	"embed"

	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands the stages of life to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "lifestage", Migrations: files, Messages: files, Routes: p.routes(), API: api{s}.register,
		Panels: []module.Panel{
			{Place: "home.mine", Order: 20, Render: p.homeNext},
			{Place: "home.services", Order: -10, Render: p.homeStages},
		},
	}
}

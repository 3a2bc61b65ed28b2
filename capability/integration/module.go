package integration

import (
	"embed"

	"tongban/kernel/module"
	"tongban/kernel/web"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands integration to the application. Its operations come last, since they mark
// those of all others that keys open.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "integration", Migrations: files, Messages: files, API: api{s}.register,
		Routes: []web.Route{
			{Pattern: "GET /admin/keys", Need: web.Staff, Handler: p.list},
			{Pattern: "POST /admin/keys", Need: web.Staff, Handler: p.make},
			{Pattern: "GET /admin/keys/{id}/revoke", Need: web.Staff, Handler: p.ask},
			{Pattern: "POST /admin/keys/{id}/revoke", Need: web.Staff, Handler: p.revoke},
		},
	}
}

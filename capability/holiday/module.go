package holiday

import (
	"embed"

	"tongban/kernel/module"
	"tongban/kernel/web"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// CalendarPlace is the place on the page of the calendar where others show what its last
// change has moved.
const CalendarPlace = "holiday.calendar"

// Module hands holiday to the application.
func (s *Service) Module() module.Module {
	p := pages{s}
	return module.Module{
		Name: "holiday", Migrations: files, Messages: files, API: api{s}.register,
		Routes: []web.Route{
			{Pattern: "GET /admin/calendar", Need: web.Staff, Handler: p.show},
			{Pattern: "POST /admin/calendar", Need: web.Staff, Handler: p.enter},
		},
	}
}

package announcement

import "tongban/kernel/web"

func (s *Service) routes() []web.Route {
	p := pages{s}
	return []web.Route{
		{Pattern: "GET /announcements", Need: web.Anyone, Handler: p.list},
		{Pattern: "GET /announcements.atom", Need: web.Anyone, Handler: p.feed},
		{Pattern: "GET /announcements/{id}", Need: web.Anyone, Handler: p.announcement},

		{Pattern: "GET /admin/announcements", Need: web.Staff, Handler: p.written},
		{Pattern: "GET /admin/announcements/new", Need: web.Staff, Handler: p.begin},
		{Pattern: "POST /admin/announcements", Need: web.Staff, Handler: p.write},
		{Pattern: "GET /admin/announcements/{id}", Need: web.Staff, Handler: p.preview},
		{Pattern: "GET /admin/announcements/{id}/edit", Need: web.Staff, Handler: p.edit},
		{Pattern: "GET /admin/announcements/{id}/correct", Need: web.Staff, Handler: p.correct},
		{Pattern: "GET /admin/announcements/{id}/{event}", Need: web.Staff, Handler: p.ask},
		{Pattern: "POST /admin/announcements/{id}/{event}", Need: web.Staff, Handler: p.move},
	}
}

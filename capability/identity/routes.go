package identity

import "tongban/kernel/web"

func (s *Service) routes() []web.Route {
	return []web.Route{}
}

package progress

import "tongban/capability/casework"

// Service is what an applicant sees of a case.
type Service struct{ Cases *casework.Service }

// New returns the service.
func New(cases *casework.Service) *Service { return &Service{Cases: cases} }

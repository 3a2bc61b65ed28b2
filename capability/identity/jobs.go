package identity

import (
	"time"

	"tongban/kernel/job"
)

// sweeps is the background work of identity.
func (s *Service) sweeps() []job.Sweep {
	return []job.Sweep{{Name: "identity.sessions", Every: 10 * time.Minute, Run: s.Sweep}}
}

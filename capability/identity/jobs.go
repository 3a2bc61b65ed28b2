package identity

import (
	"time"

	"tongban/kernel/job"
)

// jobs is the background work others asked for.
func (s *Service) jobs() []job.Handler {
	return []job.Handler{{Kind: "identity.text", Run: s.sendText}}
}

// sweeps is the background work of identity.
func (s *Service) sweeps() []job.Sweep {
	return []job.Sweep{{Name: "identity.sessions", Every: 10 * time.Minute, Run: s.Sweep}}
}

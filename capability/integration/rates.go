package integration

import (
	"sync"

	"tongban/kernel/id"
	"tongban/kernel/web"
)

// rates count what each key has asked for on this node.
type rates struct {
	mu sync.Mutex
	of map[id.ID]*web.Limiter
}

// allow counts a request of k and returns the TooMany fault if it is one too many. A
// tenth of a minute's requests may come at once.
func (r *rates) allow(k Key) error {
	r.mu.Lock()
	if r.of == nil {
		r.of = map[id.ID]*web.Limiter{}
	}
	limiter := r.of[k.ID]
	if limiter == nil {
		limiter = web.NewLimiter(k.Rate, k.Rate/10+1)
		r.of[k.ID] = limiter
	}
	r.mu.Unlock()
	return limiter.Allow("") // one client: the key
}

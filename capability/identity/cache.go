package identity

import (
	"sync"
	"time"

	"tongban/kernel/actor"
)

// digest is what we keep of a token.
type digest [32]byte

// stay is a session and its actor as read from the database.
type stay struct {
	Session
	actor actor.Actor
	read  time.Time
	gone  bool // ended on this node; keeps a slower reader from putting it back
}

// cache remembers the sessions this node read lately.
type cache struct {
	mu     sync.Mutex
	stays  map[digest]stay
	tidied time.Time
}

// slowest is longer than any reader may take; what is older helps nobody.
const slowest = 10 * time.Second

func newCache() *cache { return &cache{stays: map[digest]stay{}} }

// get returns what was read of a session within the last two seconds.
func (c *cache) get(key digest, now time.Time) (stay, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.stays[key]
	return s, ok && (s.gone || now.Sub(s.read) < remembered)
}

// put remembers s unless it ended while it was read.
func (c *cache) put(key digest, s stay) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stays[key].gone {
		return
	}
	c.tidy(s.read)
	c.stays[key] = s
}

// tidy forgets what is too old to help, now and then. c is locked.
func (c *cache) tidy(now time.Time) {
	if now.Sub(c.tidied) < slowest {
		return
	}
	c.tidied = now
	for key, s := range c.stays {
		if now.Sub(s.read) > slowest {
			delete(c.stays, key)
		}
	}
}

// seen notes a sign of life and reports whether it is this caller's to record.
func (c *cache) seen(key digest, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.stays[key]
	if !ok || s.gone || now.Sub(s.SeenAt) < noted {
		return false
	}
	s.SeenAt = now
	s.ExpiresAt = expiry(s.Kind, s.CreatedAt, now)
	c.stays[key] = s
	return true
}

// forget has every stay that matches read anew.
func (c *cache) forget(matches func(stay) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, s := range c.stays {
		if !s.gone && matches(s) {
			delete(c.stays, key)
		}
	}
}

// drop forgets a session that has ended.
func (c *cache) drop(key digest, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tidy(now)
	c.stays[key] = stay{gone: true, read: now}
}

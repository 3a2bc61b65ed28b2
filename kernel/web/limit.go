package web

import (
	"hash/maphash"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

// Limiter bounds how often one client may ask for what is open to everybody. It
// keeps its counts in this node's memory: it protects the machine, and nobody's
// secret may depend on it.
//
// A client is an address as the connection or a trusted proxy shows it, an IPv6 client
// its network of 64 bits. Behind any other proxy all clients are one. Or it is a key: an
// account, the number of a case, the key of another service.
type Limiter struct {
	each  time.Duration // a request is worth
	burst time.Duration // how far a client may run ahead

	now  clock.Clock
	seed maphash.Seed

	mu    sync.Mutex
	ahead map[subject]time.Time // until when a client's requests are spent
	sweep time.Time             // when to forget the idle next
}

// subject is whom a Limiter counts: an address or the digest of a key.
type subject struct {
	address netip.Addr
	key     uint64
}

// mostSubjects is how many a Limiter counts at once, some 6 MB. Beyond, any one of them
// makes room and begins anew: who has so many addresses is not stopped by counting them.
const mostSubjects = 50_000

// NewLimiter allows perMinute requests a minute, and atOnce together.
func NewLimiter(perMinute, atOnce int) *Limiter {
	each := time.Minute / time.Duration(perMinute)
	return &Limiter{
		each: each, burst: each * time.Duration(atOnce),
		now: clock.Real, seed: maphash.MakeSeed(), ahead: map[subject]time.Time{},
	}
}

// Allow counts a request of the client at address ("192.0.2.1:5000") and returns the
// TooMany fault, with the seconds to wait, if it is one too many.
func (l *Limiter) Allow(address string) error { return l.count(subject{address: client(address)}) }

// AllowKey counts a request by a key, from wherever it comes. An empty key is not counted.
func (l *Limiter) AllowKey(key string) error {
	if key == "" {
		return nil
	}
	return l.count(subject{key: maphash.String(l.seed, key)})
}

func (l *Limiter) count(who subject) error {
	now := l.now.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(now)
	next, wait := spend(l.ahead[who], now, l.each, l.burst)
	if wait > 0 {
		wait = wait.Truncate(time.Second) + time.Second
		return fault.Later(wait, "fault.too-many", int(wait/time.Second))
	}
	if _, known := l.ahead[who]; !known && len(l.ahead) >= mostSubjects {
		for any := range l.ahead {
			delete(l.ahead, any)
			break
		}
	}
	l.ahead[who] = next
	return nil
}

// spend is the generic cell rate algorithm: spent is until when earlier requests are
// paid for. It returns the new such instant, or how long to wait.
func spend(spent, now time.Time, each, burst time.Duration) (next time.Time, wait time.Duration) {
	if spent.Before(now) {
		spent = now
	}
	next = spent.Add(each)
	return next, next.Sub(now) - burst
}

// forget drops the clients that are not ahead any more, once in a while.
func (l *Limiter) forget(now time.Time) {
	if now.Before(l.sweep) {
		return
	}
	for who, spent := range l.ahead {
		if spent.Before(now) {
			delete(l.ahead, who)
		}
	}
	l.sweep = now.Add(l.burst)
}

// client returns whom an address stands for, the zero address if it is none.
func client(address string) netip.Addr {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		prefix, _ := ip.Prefix(64) // always valid
		ip = prefix.Addr()
	}
	return ip
}

// Limited is h for clients within l.
func Limited(l *Limiter, h Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := l.Allow(r.RemoteAddr); err != nil {
			return err
		}
		return h(w, r)
	}
}

// LimitedBy is h within l for whatever a request names, besides its address.
func LimitedBy(l *Limiter, key func(*http.Request) string, h Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := l.AllowKey(key(r)); err != nil {
			return err
		}
		return h(w, r)
	}
}

// Client in an API input learns the caller's address, for a Limiter.
type Client struct {
	address string
	program bool // has a service key, which has a rate of its own
}

// Resolve is called by huma.
func (c *Client) Resolve(hc huma.Context) []error {
	c.address, c.program = hc.RemoteAddr(), actor.From(hc.Context()).Kind == actor.Program
	return nil
}

// Within counts the call against l, unless it was counted for a program.
func (c *Client) Within(l *Limiter) error {
	if c.program {
		return nil
	}
	return l.Allow(c.address)
}

// SayWhen tells a program when it may come again, if err is that it came too often.
func SayWhen(h http.Header, err error) {
	if f, ok := fault.As(err); ok && f.After > 0 {
		h.Set("Retry-After", strconv.Itoa(int((f.After+time.Second-1)/time.Second)))
	}
}

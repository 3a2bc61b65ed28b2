package web

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

// Limiter bounds how often one client may ask for what is open to everybody. It
// keeps its counts in this node's memory: it protects the machine, and nobody's
// secret may depend on it.
//
// A client is an address as the connection or a trusted proxy shows it, an IPv6 client
// its network of 64 bits. Behind any other proxy all clients are one.
type Limiter struct {
	each  time.Duration // a request is worth
	burst time.Duration // how far a client may run ahead

	now clock.Clock

	mu    sync.Mutex
	ahead map[netip.Addr]time.Time // until when a client's requests are spent
	sweep time.Time                // when to forget the idle next
}

// NewLimiter allows perMinute requests a minute, and atOnce together.
func NewLimiter(perMinute, atOnce int) *Limiter {
	each := time.Minute / time.Duration(perMinute)
	return &Limiter{
		each: each, burst: each * time.Duration(atOnce),
		now: clock.Real, ahead: map[netip.Addr]time.Time{},
	}
}

// Allow counts a request of the client at address ("192.0.2.1:5000") and returns the
// TooMany fault, with the seconds to wait, if it is one too many.
func (l *Limiter) Allow(address string) error {
	now := l.now.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(now)
	who := client(address)
	next, wait := spend(l.ahead[who], now, l.each, l.burst)
	if wait > 0 {
		return fault.New(fault.TooMany, "fault.too-many", int(wait/time.Second)+1)
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

// Client in an API input learns the caller's address, for a Limiter.
type Client struct{ address string }

// Resolve is called by huma.
func (c *Client) Resolve(hc huma.Context) []error {
	c.address = hc.RemoteAddr()
	return nil
}

// Within counts the call against l.
func (c *Client) Within(l *Limiter) error { return l.Allow(c.address) }

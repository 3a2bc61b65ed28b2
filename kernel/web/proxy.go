package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ParseProxies reads a list such as "10.0.0.0/8, 2001:db8::/32"; none is empty.
func ParseProxies(list string) (proxies []netip.Prefix, err error) {
	for _, text := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("trusted proxies: %w", err)
		}
		proxies = append(proxies, prefix.Masked())
	}
	return proxies, nil
}

// behind gives requests the address of whoever asked our proxies, which is what
// limiters count. Nobody else is believed: of X-Forwarded-For the last address counts
// that is not a proxy of ours.
func behind(proxies []netip.Prefix, next http.Handler) http.Handler {
	ours := func(address string) bool {
		from, err := netip.ParseAddrPort(address)
		ip := from.Addr()
		if err != nil {
			ip, err = netip.ParseAddr(address)
		}
		return err == nil && slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) })
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for ours(r.RemoteAddr) && len(hops) > 0 {
			last := strings.TrimSpace(hops[len(hops)-1])
			if _, err := netip.ParseAddr(last); err != nil {
				break
			}
			r.RemoteAddr, hops = last, hops[:len(hops)-1]
		}
		next.ServeHTTP(w, r)
	})
}

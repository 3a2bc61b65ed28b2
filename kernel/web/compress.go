package web

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

var packers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is valid
	return z
}}

// Compress packs pages and JSON. Streams, files and what is packed already go
// through as they are.
//
// Pages hold no secret beside text that an outsider chooses (there are no tokens
// against forgery in them), so the length of a packed page tells nothing.
func Compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		p := &packing{ResponseWriter: w}
		defer p.close()
		next.ServeHTTP(p, r)
	})
}

// packing decides at the first byte whether to pack.
type packing struct {
	http.ResponseWriter
	z       *gzip.Writer
	decided bool
}

func (p *packing) WriteHeader(status int) {
	if !p.decided {
		p.decided = true
		h := p.Header()
		kind := h.Get("Content-Type")
		text := strings.HasPrefix(kind, "text/html") || strings.HasPrefix(kind, "application/json") || strings.HasPrefix(kind, "application/problem+json")
		bodiless := status < http.StatusOK || status == http.StatusNoContent || status == http.StatusNotModified
		if text && !bodiless && h.Get("Content-Encoding") == "" {
			h.Set("Content-Encoding", "gzip")
			h.Add("Vary", "Accept-Encoding")
			h.Del("Content-Length")
			p.z = packers.Get().(*gzip.Writer)
			p.z.Reset(p.ResponseWriter)
		}
	}
	p.ResponseWriter.WriteHeader(status)
}

func (p *packing) Write(b []byte) (int, error) {
	if !p.decided {
		if p.Header().Get("Content-Type") == "" {
			p.Header().Set("Content-Type", http.DetectContentType(b))
		}
		p.WriteHeader(http.StatusOK)
	}
	if p.z != nil {
		return p.z.Write(b)
	}
	return p.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection, for streams.
func (p *packing) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func (p *packing) close() {
	if p.z != nil {
		_ = p.z.Close() // the reader has gone
		packers.Put(p.z)
	}
}

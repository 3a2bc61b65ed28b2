package audit

import (
	"encoding/json"
	"io"
	"net/http"

	"tongban/capability/audit/verify"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// The public log, as C2SP tlog-tiles says. It holds commitments only, so everyone
// may read it; other origins may too, for verifiers in a browser.

func (s *Service) getCheckpoint(w http.ResponseWriter, r *http.Request) error {
	text, err := s.Checkpoint(r.Context())
	if err != nil {
		return err
	}
	return send(w, "text/plain; charset=utf-8", "no-cache", text)
}

func (s *Service) getTile(w http.ResponseWriter, r *http.Request) error {
	tile, err := verify.ParseTile("tile/" + r.PathValue("path"))
	if err != nil {
		return errNoTile
	}
	data, err := s.Tile(r.Context(), tile)
	if err != nil {
		return err
	}
	return send(w, "application/octet-stream", "public, max-age=31536000, immutable", string(data))
}

// getProof answers with the proof that an entry is in the log, without what it
// says: whoever holds content and salt can check that they belong to it.
func (s *Service) getProof(w http.ResponseWriter, r *http.Request) error {
	entry, err := id.Parse(r.FormValue("entry"))
	if err != nil {
		return fault.New(fault.NotFound, "audit.unknown")
	}
	e, err := s.Evidence(r.Context(), entry)
	if err != nil {
		return err
	}
	e.Salt, e.Content = nil, ""
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return send(w, "application/json", "no-cache", string(body))
}

func send(w http.ResponseWriter, kind, cache, body string) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", cache)
	h.Set("Access-Control-Allow-Origin", "*")
	_, err := io.WriteString(w, body)
	return err
}

package app

import (
	"context"
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"tongban/adapter/gdzwfw"
	"tongban/app/shell"
	"tongban/capability/decision"
	"tongban/capability/decision/feel"
	"tongban/capability/workflow"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/deadline"
	"tongban/kernel/job"
	"tongban/kernel/markup"
	"tongban/kernel/once"
	"tongban/kernel/pdf"
	"tongban/kernel/record"
	"tongban/ui"
)

// ownTexts are the texts that belong to no capability, and of one that has no module.
func ownTexts() []fs.FS {
	return []fs.FS{shell.Messages, ui.Messages, check.Messages, db.Messages, once.Messages, job.Messages, deadline.Messages, record.Messages, pdf.Messages, gdzwfw.Messages,
		workflow.Messages, decision.Messages, feel.Messages, markup.Messages}
}

// operate adds what outside tests need, and what pages are drawn with.
func (a *App) operate(mux *http.ServeMux) {
	mux.Handle("GET /assets/", ui.Assets())
	if a.Config.TestClock.On {
		mux.HandleFunc("POST /test/clock", a.advance)
	}
}

// watched answers operators before anything else is asked: they have no session, and
// their questions are not worth a line of the log.
func (a *App) watched(everything http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", a.serveReady)
	mux.HandleFunc("GET /metrics", a.serveMetrics)
	for _, pattern := range []string{"/healthz", "/readyz", "/metrics", "/"} {
		mux.Handle(pattern, everything)
	}
	return mux
}

const (
	patience = 2 * time.Second  // for the database to answer
	lookedIn = 30 * time.Second // since jobs were last looked for
	minSpace = 100 << 20        // of the disk, to go on writing
)

// serveReady says whether requests are welcome, and if not why. Why is for everybody to
// read, so it names no place and no person.
func (a *App) serveReady(w http.ResponseWriter, r *http.Request) {
	if why := a.unready(r.Context()); why != "" {
		http.Error(w, why, http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// unready says why requests are not welcome, "" if they are. Migrations are done before
// anything listens.
func (a *App) unready(ctx context.Context) string {
	if !a.ready.Load() {
		return "starting or stopping"
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		var one int
		return tx.Row(ctx, `SELECT 1`).Scan(&one)
	})
	switch {
	case err != nil:
		slog.Warn("not ready: the database does not answer", "error", err)
		return "the database does not answer"
	case freeBytes(a.Config.Data) < minSpace:
		return "the disk is full"
	case !a.Runner.Alive(lookedIn):
		return "nobody does the jobs"
	}
	return ""
}

// advance sets business time forward and does what falls due before it answers, so
// that deadlines can be tested from outside.
func (a *App) advance(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Advance string `json:"advance"`
	}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10)).Decode(&in)
	by, parseErr := time.ParseDuration(in.Advance)
	if err != nil || parseErr != nil || by < 0 {
		http.Error(w, `want {"advance":"120h"}, forward only`, http.StatusUnprocessableEntity)
		return
	}
	a.Clock.(*clock.Adjustable).Advance(by)
	if err := a.RunDue(r.Context()); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"now": a.Clock.Now().Format("2006-01-02T15:04:05.000Z07:00")})
}

package app

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"time"

	"tongban/adapter/gdzwfw"
	"tongban/app/shell"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/deadline"
	"tongban/kernel/job"
	"tongban/kernel/once"
	"tongban/kernel/pdf"
	"tongban/kernel/record"
	"tongban/ui"
)

// ownTexts are the texts that belong to no capability.
func ownTexts() []fs.FS {
	return []fs.FS{shell.Messages, ui.Messages, check.Messages, db.Messages, once.Messages, job.Messages, deadline.Messages, record.Messages, pdf.Messages, gdzwfw.Messages}
}

// operate adds what operators and outside tests need.
func (a *App) operate(mux *http.ServeMux) {
	mux.Handle("GET /assets/", ui.Assets())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !a.ready.Load() {
			http.Error(w, "starting", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	})
	if a.Config.TestClock.On {
		mux.HandleFunc("POST /test/clock", a.advance)
	}
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

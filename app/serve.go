package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"tongban/kernel/db"
)

// drain is how long a stop waits for requests under way.
const drain = 10 * time.Second

// Serve listens until ctx ends, then lets requests and jobs under way finish.
func (a *App) Serve(ctx context.Context) error {
	leave, err := db.Occupy(a.Config.database())
	if err != nil {
		return err
	}
	defer leave()
	listener, err := net.Listen("tcp", a.Config.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if a.Config.Demo {
		if err := a.Seed(ctx); err != nil {
			return fmt.Errorf("seed the demo city: %w", err)
		}
	}
	if !a.Config.Demo {
		if err := a.offerSetUp(ctx); err != nil {
			return err
		}
	}
	if a.DB.Engine() == db.SQLite { // the file has one node: this one
		if err := a.Runner.Inherit(ctx); err != nil {
			return err
		}
	}
	a.Start(ctx)
	// The time for bodies is the web server's to set, request by request.
	server := &http.Server{Handler: a.handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		slog.Info("stopping")
		a.ready.Store(false) // a proxy that asks sends nobody any more
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
		defer cancel()
		stopped <- errors.Join(server.Shutdown(wait), a.Runner.Stop(wait), a.Assistant.Store(wait))
	}()
	slog.Info("ready", "address", "http://"+listener.Addr().String())
	go debug.FreeOSMemory() // what starting has left behind
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

// Start begins the work in the background; the installation is ready.
func (a *App) Start(ctx context.Context) {
	a.Runner.Start(context.WithoutCancel(ctx))
	a.ready.Store(true)
}

// RunDue does every sweep and job that is due, until nothing is.
func (a *App) RunDue(ctx context.Context) error { return a.Runner.RunDue(ctx) }

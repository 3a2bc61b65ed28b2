// Package app puts Tongban together: settings, storage, capabilities, the web
// server and the work in the background. register.go is the architecture in lines.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/danielgtaylor/huma/v2"

	"tongban/app/shell"
	"tongban/capability/agreement"
	"tongban/capability/announcement"
	"tongban/capability/application"
	"tongban/capability/assistant"
	"tongban/capability/audit"
	"tongban/capability/bundle"
	"tongban/capability/bundlecase"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/commitment"
	"tongban/capability/credit"
	"tongban/capability/deferral"
	"tongban/capability/entitlement"
	"tongban/capability/holiday"
	"tongban/capability/identity"
	"tongban/capability/insight"
	"tongban/capability/inspection"
	"tongban/capability/instant"
	"tongban/capability/intake"
	"tongban/capability/integration"
	"tongban/capability/licence"
	"tongban/capability/notice"
	"tongban/capability/objection"
	"tongban/capability/office"
	"tongban/capability/place"
	"tongban/capability/precheck"
	"tongban/capability/procedure"
	"tongban/capability/rating"
	"tongban/capability/rulebook"
	"tongban/capability/shadow"
	"tongban/capability/warning"
	"tongban/capability/window"
	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/job"
	"tongban/kernel/message"
	"tongban/kernel/module"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// Version is the version of the program, set when it is built.
var Version = "dev"

// App is a running installation without its listener.
type App struct {
	Config       Config
	DB           *db.DB
	Keys         *crypt.Keys
	Clock        clock.Clock
	Texts        *message.Catalogue
	Runner       *job.Runner
	Place        *place.Service
	Office       *office.Service
	Holidays     *holiday.Service
	Identity     *identity.Service
	Bundles      *bundle.Service
	BundleCases  *bundlecase.Service
	Catalogue    *catalogue.Service
	Intake       *intake.Service
	Casework     *casework.Service
	Ratings      *rating.Service
	Applications *application.Service
	Licences     *licence.Service
	Notices      *notice.Service
	Assistant    *assistant.Service
	Window       *window.Service
	Insight      *insight.Service
	Audit        *audit.Service
	Precheck     *precheck.Service
	Warnings     *warning.Service

	Announcements *announcement.Service
	Credit        *credit.Service
	Agreements    *agreement.Service
	Deferrals     *deferral.Service
	Objections    *objection.Service

	Procedures  *procedure.Service
	Commitments *commitment.Service
	Rulebooks   *rulebook.Service
	Instant     *instant.Service
	Shadow      *shadow.Service

	Entitlements *entitlement.Service

	Visits      *inspection.Service
	proofs      proofs   // of rules, for rulebooks
	atOnce      promptly // what decides for applications
	integration *integration.Service
	once        *once.Keeper
	blobs       *blob.Store
	modules     []module.Module
	sources     []db.Source
	shell       *shell.Shell
	handler     http.Handler
	api         func() (huma.API, *http.ServeMux)
	ready       atomic.Bool
	metrics     *metrics
}

// New opens the data of c, brings its tables up to date and puts the capabilities
// together. Nothing runs and nothing listens yet.
func New(ctx context.Context, c Config) (*App, error) {
	var now clock.Clock = clock.Real
	if c.TestClock.On {
		now = clock.StartingAt(c.TestClock.At)
	}
	return build(ctx, c, c.database(), now)
}

// build does so on rows, at the time of now.
func build(ctx context.Context, c Config, rows db.Config, now clock.Clock) (*App, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	a := &App{Config: c, Clock: now, Texts: message.New()}
	if err := a.open(ctx, rows); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	if err := a.register(); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	if err := a.assemble(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// database says where the rows are.
func (c *Config) database() db.Config {
	return db.Config{URL: c.Database, Dir: c.Data, OnFatal: func(err error) {
		slog.Error("the database can no longer be trusted, stopping", "error", err)
		os.Exit(3)
	}}
}

// open opens what everything stands on.
func (a *App) open(ctx context.Context, rows db.Config) (err error) {
	if a.Keys, err = crypt.Load(a.Config.Data); err != nil {
		return err
	}
	if a.DB, err = db.Open(ctx, rows); err != nil {
		return err
	}
	if a.once, err = once.New(a.DB, a.Keys.Secret("once")); err != nil {
		return err
	}
	files := blob.Config{URL: a.Config.Blobs, Dir: filepath.Join(a.Config.Data, "blobs"), Hasty: rows.Hasty}
	if a.blobs, err = blob.Open(a.DB, clock.Real, files, a.Keys.Secret("blob")); err != nil {
		return err
	}
	_ = add(a, a.blobs)
	return nil
}

// add takes a capability in.
func add[M interface{ Module() module.Module }](a *App, m M) M {
	mod := m.Module()
	a.modules = append(a.modules, mod)
	if mod.Migrations != nil {
		a.sources = append(a.sources, db.Source{Name: mod.Name, FS: mod.Migrations})
	}
	return m
}

// assemble brings the tables up to date and makes one handler and one runner of
// all capabilities.
func (a *App) assemble(ctx context.Context) error {
	if err := a.Texts.Add(a.messages()...); err != nil {
		return err
	}
	if err := db.Migrate(ctx, a.DB, a.migrations()); err != nil {
		return err
	}
	if _, err := a.Office.Current(ctx); err != nil {
		return err
	}
	var handlers []job.Handler
	sweeps := []job.Sweep{a.once.Sweep()}
	for _, m := range a.modules {
		handlers = append(handlers, m.Jobs...)
		sweeps = append(sweeps, m.Sweeps...)
	}
	a.Runner = job.NewRunner(a.DB, handlers, sweeps)
	a.metrics = newMetrics(a)
	a.Runner.Watch(a.metrics)
	return a.route()
}

// migrations are the tables of every room, in the order in which they are made.
func (a *App) migrations() []db.Source {
	return append([]db.Source{job.Migrations, once.Migrations}, a.sources...)
}

// messages are the texts of every room.
func (a *App) messages() []fs.FS {
	texts := append([]fs.FS{}, ownTexts()...)
	for _, m := range a.modules {
		if m.Messages != nil {
			texts = append(texts, m.Messages)
		}
	}
	return texts
}

// route puts every route on one handler.
func (a *App) route() error {
	proxies, err := web.ParseProxies(a.Config.Proxies)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	panels := module.PanelsOf(a.modules)
	prepare := func(ctx context.Context) context.Context { return panels.With(a.shell.Prepare(ctx)) }
	server := &web.Server{
		Messages: a.Texts, Authenticate: a.authenticate,
		ErrorPage: a.shell.ErrorPage, SignIn: shell.SignIn, Prepare: prepare, Proxies: proxies, Closed: a.closed,
		Observe: a.metrics.answered,
	}
	a.api = sync.OnceValues(a.describe)
	server.API = func() *http.ServeMux { _, mux := a.api(); return mux }
	for _, m := range a.modules {
		server.Mount(mux, m.Routes)
	}
	server.Mount(mux, a.shell.Routes(a.Runner, a.document))
	a.operate(mux)
	a.handler = a.watched(server.Handler(mux))
	return nil
}

// describe puts the API together. Its description takes time and memory that an office
// has no use for before the first program asks.
func (a *App) describe() (huma.API, *http.ServeMux) {
	mux := http.NewServeMux()
	api := web.NewAPI(mux, "Tongban 通办", Version)
	for _, m := range a.modules {
		if m.API != nil {
			m.API(api)
		}
	}
	return api, mux
}

// document is what the API says of itself.
func (a *App) document() *huma.OpenAPI {
	api, _ := a.api()
	return api.OpenAPI()
}

// authenticate says who asks: a program by its service key, or whoever is signed in.
func (a *App) authenticate(r *http.Request) (actor.Actor, error) {
	if program, ok, err := a.integration.Authenticate(r); ok {
		return program, err
	}
	return a.Identity.Authenticate(r)
}

// Handler answers every request.
func (a *App) Handler() http.Handler { return a.handler }

// Close lets go of the data.
func (a *App) Close() error {
	if a.DB == nil {
		return nil
	}
	return a.DB.Close()
}

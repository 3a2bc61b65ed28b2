// Package module is what a capability hands to the application: one value, made
// by its module.go, with everything the application has to know.
package module

import (
	"context"
	"io/fs"

	"github.com/a-h/templ"
	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/job"
	"tongban/kernel/web"
)

// Module is a capability as the application sees it. Every field but Name may be
// left out.
type Module struct {
	Name       string // singular, as the folder
	Migrations fs.FS  // holds migrations/*.sql
	Messages   fs.FS  // holds messages.zh.toml and messages.en.toml
	Routes     []web.Route
	API        func(huma.API)
	Jobs       []job.Handler
	Sweeps     []job.Sweep
	Panels     []Panel
}

// Panel fills a named place on a page of the shell, e.g. "home.todo".
type Panel struct {
	Place string
	Order int // smaller comes first
	// Render returns nil when it has nothing to say to this reader.
	Render func(ctx context.Context) (templ.Component, error)
}

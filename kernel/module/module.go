// Package module is what a capability hands to the application: one value, made
// by its module.go, with everything the application has to know.
package module

import (
	"io/fs"

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

package ui

import (
	"context"
	"embed"

	"tongban/kernel/message"
)

// Messages holds the few texts that are the design system's own.
//
//go:embed messages.zh.toml messages.en.toml
var Messages embed.FS

// Shell is what surrounds every page. The application puts it into the context
// once per request; a link that does not exist is left out.
type Shell struct {
	Site       string // name of the platform
	Place      string // the city it serves
	Address    string // where people reach it, for codes on paper: https://example.org
	Demo       bool   // says 演示环境 on every page
	PersonaURL string // where the demo changes who one is
	Account    *Account
	SignInURL  string
	Nav        []NavLink // of citizens; on phones the bar at the bottom
	DeskNav    []NavLink // of this member of staff
	Footer     []Link
}

// NavLink is one entry of the main navigation.
type NavLink struct {
	Key   string // what PageProps.Active names
	Label string
	URL   string
	Icon  string
}

// Account is who is signed in.
type Account struct {
	Name       string
	Note       string // e.g. department and role
	URL        string
	SignOutURL string // takes POST
	For        string // on whose behalf, if not their own
	SwitchURL  string // where that is changed
}

// Link is a text that leads somewhere.
type Link struct {
	Text string
	URL  string
	Icon string
}

type shellKey struct{}

// WithShell returns ctx for pages within s.
func WithShell(ctx context.Context, s Shell) context.Context {
	return context.WithValue(ctx, shellKey{}, s)
}

// shellOf returns the shell of ctx; without one, a bare frame with the site's name.
func shellOf(ctx context.Context) Shell {
	if s, ok := ctx.Value(shellKey{}).(Shell); ok {
		return s
	}
	return Shell{Site: message.T(ctx, "ui.site")}
}

// Address returns a path of this site as people outside it need it.
func Address(ctx context.Context, path string) string { return shellOf(ctx).Address + path }

// t is how components look up the design system's own texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "ui."+key, args...)
}

// pageLang is the page's own language, for what stands within a text of another.
func pageLang(ctx context.Context) string { return message.In(ctx).Tag() }

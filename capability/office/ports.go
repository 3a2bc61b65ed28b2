package office

import "context"

// Steps knows how far an office has come. Each answer is cheap: the page asks all of them.
type Steps interface {
	Imported(ctx context.Context) (bool, error)  // a list of services was imported, or an item written
	Published(ctx context.Context) (bool, error) // the public sees an item
	Received(ctx context.Context) (bool, error)  // somebody has applied
	Decided(ctx context.Context) (bool, error)   // a case was decided
}

// Setting is one setting as it is in effect.
type Setting struct {
	Flag    string // addr
	Env     string // TONGBAN_ADDR
	Means   string // in English, as docs/config.md has it
	Value   string // secrets masked
	Default string
	Source  Source
}

// Source says where a setting comes from.
type Source string

// The sources.
const (
	FromFlag    Source = "flag"
	FromEnv     Source = "env"
	FromDefault Source = "default"
)

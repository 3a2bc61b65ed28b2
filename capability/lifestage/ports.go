package lifestage

import (
	"context"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/identity"
	"tongban/capability/licence"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// Catalogue is what the city offers now.
type Catalogue interface {
	Search(ctx context.Context, q catalogue.Query) (catalogue.Page, error)
	Summaries(ctx context.Context, codes []string) ([]catalogue.Summary, error)
	Published(ctx context.Context, code string) (*catalogue.Item, error)
}

// Cases are the cases of whom the actor acts for.
type Cases interface {
	Matters(ctx context.Context, limit int) ([]casework.Matter, error)
}

// Licences are the licences of whom the actor acts for.
type Licences interface {
	Mine(ctx context.Context, cursor id.ID, limit int) ([]licence.Licence, id.ID, error)
	Kinds(ctx context.Context, licences []licence.Licence) (map[string]licence.Type, error)
}

// People knows how old somebody is.
type People interface {
	Person(ctx context.Context, key id.ID) (identity.Person, error)
}

// Bundles knows what the city offers as one (一件事).
type Bundles interface {
	Offered(ctx context.Context) ([]Bundle, error)
}

// Bundle is several services that are applied for as one.
type Bundle struct {
	Code           string
	Name, NameEn   string
	ServiceObjects []int
	Components     []Component
}

// Component is a part of a bundle.
type Component struct {
	Item      string
	DependsOn []string // components that are granted before
}

// In returns the bundle's name in the language of ctx's reader.
func (b Bundle) In(ctx context.Context) string {
	if message.In(ctx) == message.English && b.NameEn != "" {
		return b.NameEn
	}
	return b.Name
}

// URL is the bundle's page.
func (b Bundle) URL() string { return "/bundles/" + b.Code }

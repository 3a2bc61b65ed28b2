package rulebook

import (
	"context"
	"embed"

	"tongban/kernel/message"
	"tongban/kernel/module"
)

//go:embed migrations/*.sql messages.*.toml
var files embed.FS

// Module hands rulebooks to the application.
func (s *Service) Module() module.Module {
	return module.Module{Name: "rulebook", Migrations: files, Messages: files}
}

// t looks up the texts of rulebooks.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "rulebook."+key, args...)
}

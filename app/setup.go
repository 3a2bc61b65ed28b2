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
	"strings"

	"tongban/capability/office"
)

// setUpFile holds the set-up link while the office is not set up. Only the operator can
// read it: a log may travel further.
const setUpFile = "setup-token"

// offerSetUp puts the set-up link into its file and says so, or takes a file away that is
// worth nothing any more.
func (a *App) offerSetUp(ctx context.Context) error {
	token, err := a.Office.Token(ctx)
	if err != nil {
		return err
	}
	name := filepath.Join(a.Config.Data, setUpFile)
	if token == "" {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("take the set-up link away: %w", err)
		}
		return nil
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) { // written by whoever, with whatever rights
		return fmt.Errorf("set-up link: %w", err)
	}
	if err := os.WriteFile(name, []byte(a.Config.BaseURL+"/setup?token="+token+"\n"), 0o600); err != nil {
		return fmt.Errorf("set-up link: %w", err)
	}
	slog.Info("the office is not set up yet: open the link in this file", "file", name)
	return nil
}

// beforeSetUp are the addresses that answer before the office is set up: what leads there,
// what pages are drawn with, and what operators ask.
var beforeSetUp = []string{"/setup", "/assets/", "/prefs", "/healthz", "/readyz", "/metrics"}

// closed says why a request is not answered: the office is not set up yet.
func (a *App) closed(r *http.Request) error {
	if a.Config.Demo {
		return nil
	}
	for _, open := range beforeSetUp {
		if r.URL.Path == open || strings.HasSuffix(open, "/") && strings.HasPrefix(r.URL.Path, open) {
			return nil
		}
	}
	o, err := a.Office.Current(r.Context())
	if err == nil && !o.SetUp() {
		err = office.ErrNotOpen
	}
	return err
}

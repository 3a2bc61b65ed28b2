package ui

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed all:dist
var dist embed.FS

// AssetPath is where Assets must be mounted.
const AssetPath = "/assets/"

// ErrNotBuilt is Built's answer when the front end was not built.
var ErrNotBuilt = errors.New("ui: style sheet, script and icons are not built: run `make assets`")

// manifest is what ui/build writes beside the files.
type manifest struct {
	Files map[string]string `json:"files"` // "app.css" -> "app.3f2a9c01.css"
	Icons []string          `json:"icons"` // sorted
}

var built = sync.OnceValue(func() manifest {
	var m manifest
	b, err := dist.ReadFile("dist/manifest.json")
	if err == nil {
		err = json.Unmarshal(b, &m)
	}
	if err != nil {
		return manifest{}
	}
	return m
})

// Built returns ErrNotBuilt if pages would be unstyled.
func Built() error {
	if len(built().Files) == 0 {
		return ErrNotBuilt
	}
	return nil
}

// Asset returns the address of a built file, e.g. Asset("app.css").
func Asset(name string) string {
	if hashed, ok := built().Files[name]; ok {
		return AssetPath + hashed
	}
	return AssetPath + "not-built/" + name
}

// hasIcon reports whether the sprite holds name.
func hasIcon(name string) bool {
	_, ok := slices.BinarySearch(built().Icons, name)
	return ok
}

// served are the endings of what browsers ask for; packed files and the manifest
// are ours.
var served = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".png": "image/png", ".woff2": "font/woff2",
}

// Assets serves the built files. Their names change with their content, so
// browsers may keep them for ever.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := "dist/" + strings.TrimPrefix(r.URL.Path, AssetPath)
		kind := served[path.Ext(name)]
		plain, err := fs.ReadFile(dist, name)
		if err != nil || kind == "" {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Vary", "Accept-Encoding")
		if packed, err := fs.ReadFile(dist, name+".gz"); err == nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			plain = packed
		}
		_, _ = w.Write(plain)
	})
}

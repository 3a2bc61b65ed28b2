package ui

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"tongban/kernel/message"
	"tongban/kernel/web"
)

// What makes the site an application that phones can install and that answers without a
// network: a manifest, icons, a worker that keeps the frame of pages.

func pwaRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /manifest.webmanifest", Handler: webManifest},
		{Pattern: "GET /worker.js", Handler: worker},
		{Pattern: "GET /offline", Handler: offline},
	}
}

// webManifest describes the application to a phone, in its reader's language.
func webManifest(w http.ResponseWriter, r *http.Request) error {
	type icon struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
	}
	ctx := r.Context()
	w.Header().Set("Content-Type", "application/manifest+json")
	return json.NewEncoder(w).Encode(map[string]any{
		"name": t(ctx, "site"), "short_name": t(ctx, "site-short"), "lang": message.In(ctx).Tag(),
		"id": "/", "start_url": "/", "scope": "/", "display": "standalone",
		"background_color": "#f2f5f9", "theme_color": "#1558b0",
		"icons": []icon{
			{Asset("icon-192.png"), "192x192", "image/png", "any"},
			{Asset("icon-512.png"), "512x512", "image/png", "maskable"},
			{Asset("mark.svg"), "any", "image/svg+xml", "any"},
		},
	})
}

// shellFiles are the files every page needs, and the pages shown without a network.
func shellFiles() []string {
	return []string{
		Asset("app.css"), Asset("app.js"), Asset("icons.svg"), Asset("mark.svg"), Asset("offline.js"),
		"/offline", "/offline?saved=1",
	}
}

// workerScript is ui/worker.js for the files of this program. It changes with them, and
// a browser that sees another text installs it anew.
var workerScript = sync.OnceValues(func() ([]byte, error) {
	name := strings.TrimPrefix(Asset("worker.js"), AssetPath)
	script, err := dist.ReadFile("dist/" + name)
	if err != nil {
		return nil, ErrNotBuilt
	}
	files, err := json.Marshal(shellFiles())
	version := strings.TrimSuffix(strings.TrimPrefix(Asset("app.js"), AssetPath+"app."), ".js")
	return []byte(strings.NewReplacer("VERSION", version, "FRAME_FILES", string(files)).Replace(string(script))), err
})

// worker serves the service worker from the root, so that it sees every page.
func worker(w http.ResponseWriter, _ *http.Request) error {
	script, err := workerScript()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, err = w.Write(script)
	return err
}

// offline is shown by the worker when there is no network. It is kept on devices, so
// nobody is named on it.
func offline(w http.ResponseWriter, r *http.Request) error {
	nobody := WithShell(r.Context(), Shell{Site: shellOf(r.Context()).Site})
	return web.Render(w, r.WithContext(nobody), http.StatusOK, offlinePage(r.FormValue("saved") != ""))
}

// OfflineProps say which draft may be filled in without a network.
type OfflineProps struct {
	Draft string   // its address: "/apply/0sa600tcnng05"
	Take  []string // the pages to take along; nil offers nothing
}

func (p OfflineProps) pages() string {
	b, _ := json.Marshal(p.Take) // strings always marshal
	return string(b)
}

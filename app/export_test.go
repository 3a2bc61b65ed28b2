package app

import "tongban/kernel/metric"

// Patterns lists every route of a's pages: "GET /cases/{no}".
func (a *App) Patterns() (patterns []string) {
	for _, m := range a.modules {
		for _, r := range m.Routes {
			patterns = append(patterns, r.Pattern)
		}
	}
	for _, r := range a.shell.Routes(a.Runner, a.document) {
		patterns = append(patterns, r.Pattern)
	}
	return patterns
}

// Metrics lists what operators can watch.
func (a *App) Metrics() []metric.Family { return a.metrics.Families() }

// Settings of a running installation that a test changes.
func (a *App) SetMetricsToken(token string) { a.Config.Metrics = token }

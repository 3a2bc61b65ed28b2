package app

// Patterns lists every route of a's pages: "GET /cases/{no}".
func (a *App) Patterns() (patterns []string) {
	for _, m := range a.modules {
		for _, r := range m.Routes {
			patterns = append(patterns, r.Pattern)
		}
	}
	for _, r := range a.shell.Routes(a.Runner, a.api) {
		patterns = append(patterns, r.Pattern)
	}
	return patterns
}

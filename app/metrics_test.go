package app_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"tongban/app"
)

const metricsHead = `# Metrics

What ` + "`GET /metrics`" + ` tells, in the text format of Prometheus. Written from the program by ` + "`go test ./app -run Metrics -update`" + `; a test
keeps it current. Labels are routes as the program spells them, kinds of work and codes of departments: never what people type, and nobody's data.

Without ` + "`--metrics-token`" + ` only the machine itself may ask, and not through a proxy. With it, whoever brings it may, from anywhere:

    scrape_configs:
      - job_name: tongban
        authorization: { credentials_file: /etc/prometheus/tongban.token }
        static_configs: [{ targets: ["10.0.0.5:8080"] }]

Every node counts for itself; what is read from the database (jobs, log, cases, sessions) is the same on all, is looked up at most every 15 seconds,
and must not be added up. Histograms have buckets from 1 ms to 10 s. Worth an alarm: see the [runbook](runbook/README.md#what-to-watch).

| metric | type | labels | meaning |
|---|---|---|---|
`

// TestMetricsAreDocumented compares what is counted with docs/metrics.md.
func TestMetricsAreDocumented(t *testing.T) {
	a, _ := demoCity(t)
	page := metricsHead
	for _, f := range a.Metrics() {
		labels := "none"
		if len(f.Labels) > 0 {
			labels = "`" + strings.Join(f.Labels, "`, `") + "`"
		}
		page += "| `" + f.Name + "` | " + string(f.Kind) + " | " + labels + " | " + f.Help + " |\n"
	}
	current(t, "docs/metrics.md", page)
}

// asked is an answer to an operator.
func asked(t *testing.T, url string, headers ...string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestMetricsSayWhatHappened(t *testing.T) {
	a, city := demoCity(t)
	if err := a.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/items/food-license", "/items/elder-card", "/nobody/13812345678", "/verify/13812345678"} {
		asked(t, city.URL+path)
	}
	status, text := asked(t, city.URL+"/metrics")
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, text)
	}
	for _, want := range []string{
		`tongban_http_requests_total{method="GET",route="/items/{code}",status="200"} 2`,
		`tongban_http_requests_total{method="any",route="none",status="404"} 1`,
		`tongban_http_request_seconds_count{route="/items/{code}"} 2`,
		`tongban_log_entries{state="waiting"} 0`,
		`tongban_build_info{version="dev",engine="sqlite"} 1`,
	} {
		if !strings.Contains(text, "\n"+want+"\n") {
			t.Errorf("%s is missing", want)
		}
	}
	for _, begin := range []string{`tongban_jobs_ended_total{kind="shadow.run",outcome="done"}`, `tongban_sweeps_total{sweep="blob.sweep",outcome="done"}`} {
		// as many as the demo has rulebooks, and as these jobs take rounds
		if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(begin) + ` [1-9][0-9]*$`).MatchString(text) {
			t.Errorf("%s counts nothing", begin)
		}
	}
	if strings.Contains(text, "138") && strings.Contains(text, "13812345678") {
		t.Error("what somebody typed is a label")
	}
	line := regexp.MustCompile(`^(# (HELP|TYPE) .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [-+0-9.e]+)$`)
	for _, got := range strings.Split(strings.TrimSpace(text), "\n") {
		if !line.MatchString(got) {
			t.Errorf("no line of the format: %s", got)
		}
	}
	for _, f := range a.Metrics() {
		if !strings.Contains(text, "# TYPE "+f.Name+" "+string(f.Kind)+"\n") {
			t.Errorf("%s is not written", f.Name)
		}
	}
}

func TestMetricsAreForOperatorsOnly(t *testing.T) {
	a, city := demoCity(t)
	ask := func(from string, headers ...string) int {
		r := httptest.NewRequest(http.MethodGet, city.URL+"/metrics", nil)
		r.RemoteAddr = from
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, r)
		return w.Code
	}
	for _, c := range []struct {
		name, token, from string
		headers           []string
		want              int
	}{
		{"on the machine", "", "127.0.0.1:5000", nil, http.StatusOK},
		{"on the machine, IPv6", "", "[::1]:5000", nil, http.StatusOK},
		{"through a proxy on the machine", "", "127.0.0.1:5000", []string{"X-Forwarded-For", "203.0.113.7"}, http.StatusNotFound},
		{"from elsewhere", "", "203.0.113.7:5000", nil, http.StatusNotFound},
		{"with the token", "s3cret", "203.0.113.7:5000", []string{"Authorization", "Bearer s3cret"}, http.StatusOK},
		{"with another token", "s3cret", "203.0.113.7:5000", []string{"Authorization", "Bearer s3cre"}, http.StatusNotFound},
		{"with the token as a password", "s3cret", "203.0.113.7:5000", []string{"Authorization", "s3cret"}, http.StatusNotFound},
		{"on the machine without the token there is", "s3cret", "127.0.0.1:5000", nil, http.StatusNotFound},
	} {
		a.SetMetricsToken(c.token)
		if got := ask(c.from, c.headers...); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestReadyMeansThatWorkIsDone(t *testing.T) {
	c := app.Config{Data: t.TempDir(), BaseURL: "http://localhost:8080"}
	a, err := app.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	city := httptest.NewServer(a.Handler())
	defer city.Close()
	if status, text := asked(t, city.URL+"/readyz"); status != http.StatusServiceUnavailable || text != "starting or stopping\n" {
		t.Errorf("before the start: %d %s", status, text)
	}
	a.Start(t.Context())
	for status := 0; status != http.StatusOK; {
		status, _ = asked(t, city.URL+"/readyz") // until the runner has looked for jobs
	}
	if err := a.Runner.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if status, text := asked(t, city.URL+"/readyz"); status != http.StatusServiceUnavailable || text != "the database does not answer\n" {
		t.Errorf("without its database: %d %s", status, text)
	}
	if status, _ := asked(t, city.URL+"/healthz"); status != http.StatusOK {
		t.Errorf("the process lives and says %d", status)
	}
}

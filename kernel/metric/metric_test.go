package metric_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tongban/kernel/metric"
)

func written(t *testing.T, s *metric.Set) string {
	t.Helper()
	var out strings.Builder
	if err := s.Write(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestMetricsAreWrittenAsPrometheusReadsThem(t *testing.T) {
	var s metric.Set
	requests := s.Counter("requests_total", "Requests.", "route", "status")
	requests.Add(2, "/b", "200")
	requests.Add(1, "/b", "200")
	requests.Add(1, `/a"\`+"\n", "500")
	took := s.Histogram("took_seconds", "Time.", "route")
	took.Observe(time.Millisecond, "/a") // a bucket includes its upper end
	took.Observe(3*time.Millisecond, "/a")
	took.Observe(time.Minute, "/a")
	s.Read(metric.Family{Name: "waiting", Help: "Waiting.", Kind: metric.GaugeKind, Labels: []string{"kind"}},
		func(context.Context) ([]metric.Sample, error) {
			return []metric.Sample{{Value: 1.5, Labels: []string{"x"}}}, nil
		})
	text := written(t, &s)
	for _, want := range []string{
		"# HELP requests_total Requests.\n# TYPE requests_total counter\nrequests_total{route=\"/a\\\"\\\\\\n\",status=\"500\"} 1\nrequests_total{route=\"/b\",status=\"200\"} 3\n",
		"# TYPE took_seconds histogram\ntook_seconds_bucket{route=\"/a\",le=\"0.001\"} 1\ntook_seconds_bucket{route=\"/a\",le=\"0.005\"} 2\n",
		"took_seconds_bucket{route=\"/a\",le=\"10\"} 2\ntook_seconds_bucket{route=\"/a\",le=\"+Inf\"} 3\ntook_seconds_sum{route=\"/a\"} 60.004\ntook_seconds_count{route=\"/a\"} 3\n",
		"# TYPE waiting gauge\nwaiting{kind=\"x\"} 1.5\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s\nlacks\n%s", text, want)
		}
	}
}

func TestOneMetricThatCannotBeReadDoesNotHideTheOthers(t *testing.T) {
	var s metric.Set
	s.Read(metric.Family{Name: "broken", Help: "No.", Kind: metric.GaugeKind}, func(context.Context) ([]metric.Sample, error) { return nil, errors.New("no") })
	s.Counter("fine_total", "Yes.").Add(1)
	if text := written(t, &s); strings.Contains(text, "broken") || !strings.Contains(text, "fine_total 1\n") {
		t.Error(text)
	}
}

func TestAFamilyStaysBounded(t *testing.T) {
	var s metric.Set
	c := s.Counter("requests_total", "Requests.", "route")
	for i := range 5000 {
		c.Add(1, fmt.Sprint(i))
	}
	text := written(t, &s)
	if n := strings.Count(text, "\n"); n > 2010 || !strings.Contains(text, `requests_total{route="other"} 3000`) {
		t.Errorf("%d lines", n)
	}
}

func TestTheProcessIsSeen(t *testing.T) {
	var s metric.Set
	s.Process()
	text := written(t, &s)
	for _, f := range s.Families() {
		if !strings.Contains(text, "\n"+f.Name+" ") || strings.Contains(text, "\n"+f.Name+" 0\n") && !strings.HasSuffix(f.Name, "_total") {
			t.Errorf("%s: %s", f.Name, text)
		}
	}
}

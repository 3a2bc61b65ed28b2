package identity

import (
	"strings"
	"testing"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

var noon = time.Date(2026, 2, 10, 12, 0, 0, 0, clock.Shanghai)

func TestASessionEndsWhenIdleAndAfterALongDayAnyway(t *testing.T) {
	for _, c := range []struct {
		kind actor.Kind
		seen time.Duration
		want time.Duration
	}{
		{actor.Staff, 0, 15 * time.Minute},
		{actor.Citizen, 0, 30 * time.Minute},
		{actor.Staff, time.Hour, time.Hour + 15*time.Minute},
		{actor.Citizen, 11*time.Hour + 29*time.Minute, 11*time.Hour + 59*time.Minute},
		{actor.Citizen, 11*time.Hour + 31*time.Minute, 12 * time.Hour},
		{actor.Staff, 11*time.Hour + 59*time.Minute, 12 * time.Hour},
	} {
		if got := expiry(c.kind, noon, noon.Add(c.seen)).Sub(noon); got != c.want {
			t.Errorf("%s seen after %v: ends after %v, want %v", c.kind, c.seen, got, c.want)
		}
	}
}

func TestTheReaderIsSentOnOnlyWithinOurSite(t *testing.T) {
	for _, path := range []string{"/", "/desk", "/items/road-qual?lang=en#top", "/search?q=%E8%BD%A6", "/search?q=https://x.cn/"} {
		if got := localPath(path, "/home"); got != path {
			t.Errorf("%q became %q", path, got)
		}
	}
	for _, path := range []string{
		"", "desk", "https://x.cn/", "HTTPS://x.cn", "//x.cn", "///x.cn", "/\\x.cn", "\\/x.cn", "/\t/x.cn", "/\n//x.cn",
		"javascript:alert(1)", "http:/x.cn", "http:x.cn", "mailto:a@x.cn", " //x.cn", "/%zz", "/a\x00b", "/\u007f", "/a\\b",
	} {
		if got := localPath(path, "/home"); got != "/home" {
			t.Errorf("%q leads to %q", path, got)
		}
	}
}

func TestTheThreeAdministratorsAreThreePeople(t *testing.T) {
	for _, roles := range [][]actor.Role{
		{actor.SystemAdmin}, {actor.AuditAdmin}, {actor.Window}, {actor.Reviewer, actor.Approver}, nil,
	} {
		if err := mayHold(roles); err != nil {
			t.Errorf("%v: %v", roles, err)
		}
	}
	for _, roles := range [][]actor.Role{
		{actor.SystemAdmin, actor.AuditAdmin}, {actor.SecurityAdmin, actor.Window}, {actor.Editor, actor.AuditAdmin},
	} {
		if err := mayHold(roles); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%v: %v", roles, err)
		}
	}
}

func TestPeopleDoNotLeakIntoLogs(t *testing.T) {
	p := Person{Name: "林晓华", IDNumber: "99010319900615011X", Mobile: "19900001040"}
	for _, text := range []string{p.String(), p.GoString()} {
		if strings.Contains(text, p.IDNumber) || strings.Contains(text, p.Name) || strings.Contains(text, p.Mobile) {
			t.Errorf("leaks: %s", text)
		}
	}
}

package announcement

import (
	"strings"
	"testing"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

func date(t *testing.T, text string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheLifeOfAVersionIsSound(t *testing.T) {
	if err := Lifecycle.Check(); err != nil {
		t.Error(err)
	}
	for _, s := range []State{Discarded, Superseded, Withdrawn} {
		if !Lifecycle.Ended(s) {
			t.Errorf("%s is not the end", s)
		}
	}
}

func TestADraftSaysEverythingItsKindNeeds(t *testing.T) {
	whole := func() Content {
		return Content{
			Kind: Publicity, Title: "公示", Body: "内容", Department: "TRANS", Region: "990100",
			From: date(t, "2026-02-10"), To: date(t, "2026-02-14"), Objections: "电话", Correction: "改了日期",
		}
	}
	if wrong := whole().wrong(true); len(wrong) > 0 {
		t.Fatalf("a whole one: %+v", wrong)
	}
	for field, change := range map[string]func(c *Content){
		"kind":       func(c *Content) { c.Kind = "advertisement" },
		"title":      func(c *Content) { c.Title = strings.Repeat("长", maxTitle+1) },
		"titleEn":    func(c *Content) { c.TitleEn = strings.Repeat("x", 2*maxTitle+1) },
		"body":       func(c *Content) { c.Body = "" },
		"department": func(c *Content) { c.Department = "" },
		"region":     func(c *Content) { c.Region = "" },
		"items":      func(c *Content) { c.Items = make([]string, maxItems+1) },
		"from":       func(c *Content) { c.From = 0 },
		"to":         func(c *Content) { c.To = c.From - 1 },
		"objections": func(c *Content) { c.Objections = "" },
		"validUntil": func(c *Content) { c.ValidUntil = c.To - 1 },
		"correction": func(c *Content) { c.Correction = "" },
	} {
		c := whole()
		change(&c)
		if wrong := c.wrong(true); len(wrong) != 1 || wrong[0].Name != field {
			t.Errorf("%s: got %+v", field, wrong)
		}
	}
	c := whole()
	c.From, c.To, c.ValidUntil = unreadable, unreadable, unreadable
	if wrong := c.wrong(true); len(wrong) != 3 {
		t.Errorf("dates that cannot be read: %+v", wrong)
	}
	c = whole()
	c.Kind, c.Title = Notice, " 通知\r\n"
	if c = c.tidy(); c.From != 0 || c.To != 0 || c.Objections != "" || c.Title != "通知" {
		t.Errorf("a notice keeps %+v", c)
	}
}

func TestAPeriodIsCountedInWorkingDays(t *testing.T) {
	c := Content{Kind: Publicity, From: date(t, "2026-02-10"), To: date(t, "2026-02-26")} // the Spring Festival lies in it
	for day, want := range map[string]struct {
		period Period
		left   int
	}{
		"2026-02-09": {Ahead, 0},
		"2026-02-10": {Running, 7}, // Saturday 14 is worked, 15 to 23 are not
		"2026-02-25": {Running, 1},
		"2026-02-26": {Running, 0},
		"2026-02-27": {Over, 0},
	} {
		if period, left := c.PeriodOn(calendar.Default(), date(t, day)); period != want.period || left != want.left {
			t.Errorf("%s: got %s, %d; want %s, %d", day, period, left, want.period, want.left)
		}
	}
}

func TestWhatIsOverIsNotPublished(t *testing.T) {
	today := date(t, "2026-02-10")
	for key, c := range map[string]Content{
		"":                         {Kind: Publicity, From: today, To: today, ValidUntil: today},
		"announcement.period-over": {Kind: Publicity, From: today - 5, To: today - 1},
		"announcement.expired":     {Kind: Notice, ValidUntil: today - 1},
	} {
		f, _ := fault.As(c.overdue(today))
		if f == nil && key != "" || f != nil && f.Key != key {
			t.Errorf("got %v, want %q", f, key)
		}
	}
}

func TestACursorComesBackAsItWent(t *testing.T) {
	c := Cursor{time.Date(2026, 2, 10, 9, 0, 0, 5e6, clock.Shanghai), id.New()}
	if got := parseCursor(c.String()); !got.At.Equal(c.At) || got.ID != c.ID {
		t.Errorf("got %v, want %v", got, c)
	}
	for _, text := range []string{"", "-", "x", "zz-", "-0000000000001", "1-zzz", "' OR 1=1"} {
		if got := parseCursor(text); got != (Cursor{}) {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

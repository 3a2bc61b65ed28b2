package sim

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"tongban/app"
	"tongban/kernel/clock"
	"tongban/kernel/db"
)

// UsualSeed is that of the city a demo begins with.
const UsualSeed = 7

// History gives a new demo city the past its settings ask for; one that is there keeps what
// it has.
func History(ctx context.Context, c app.Config) error {
	if !c.Demo || c.History <= 0 {
		return nil
	}
	o := Options{Days: c.History, Seed: UsualSeed, Until: clock.Real.Now(), Brief: true, Say: Progress}
	if c.TestClock.On {
		o.Until = c.TestClock.At
	}
	r, err := Make(ctx, c, o)
	switch {
	case errors.Is(err, db.ErrNotEmpty):
		return nil
	case err != nil:
		return fmt.Errorf("make the history of the demo city (--history 0 does without): %w", err)
	}
	slog.Info("the demo city has a history", "days", c.History, "cases", r.Cases, "finished", r.Finished, "took", r.Took.Round(time.Millisecond))
	return nil
}

// Progress writes how far a past has come, on one line.
func Progress(done, of int) {
	fmt.Fprintf(os.Stderr, "\rmaking the history of the city: day %d of %d", done, of)
	if done == of {
		fmt.Fprintln(os.Stderr)
	}
}

// Instant reads when a past ends: a day, of which it means the evening, an instant, or
// nothing for now.
func Instant(text string) (time.Time, error) {
	if text == "" {
		return clock.Real.Now(), nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, clock.Shanghai); err == nil {
		return day.Add(18 * time.Hour), nil
	}
	return time.Parse(time.RFC3339, text)
}

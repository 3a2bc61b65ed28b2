package sim

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"time"

	"tongban/app"
	"tongban/capability/document/documenttest"
	"tongban/capability/identity"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/job"
	"tongban/kernel/message"
)

// Options say which past to make.
type Options struct {
	Days  int
	Seed  uint64
	Until time.Time // where it ends
	Cases int       // how many applications are begun; 0 is as many as a city like this has
	Brief bool      // counts only what is known without reading every case again: no digest
	Say   func(done, of int)

	item      string                             // the only one that is applied for, for tests
	look      func(context.Context, *city) error // at the end, for tests
	backwards bool                               // departments take their turns one after another, the last first, for tests
}

// aDay is how many applications are begun on a day, days off included.
const aDay = 39

// city is an installation of the demo while its past is made.
type city struct {
	*app.App
	clock       *clock.Fixed
	days        *calendar.Calendar
	seed        uint64
	from, until time.Time
	cases       int
	item        string // the only one that is applied for; "" is any
	backwards   bool
	words       words
	settlers    identity.Settlers
	officers    []officer
	kinds       []*kind
	agenda      agenda
	matters     []*matter
	asked       map[asking]bool
	stuck       []string // matters that could not go on, and why
	portraits   [][]byte
	signatures  []string
}

// spared are the jobs that the past needs no more.
var spared = []string{"notification.send", "notice.draw", "licence.render", "archive.package", "precheck.read", "warning.look"}

// Make makes an installation with a past where there is none yet, and tells what happened.
// Where there is one the error is db.ErrNotEmpty.
func Make(ctx context.Context, config app.Config, o Options) (r *Report, err error) {
	watch := clock.Start()
	c, err := newCity(o)
	if err != nil {
		return nil, err
	}
	err = app.MakePast(ctx, config, c.clock, func(a *app.App) error {
		c.App = a
		ctx := message.With(actor.With(ctx, actor.AsSystem("sim")), a.Texts, message.Chinese)
		ctx = job.Sparing(ctx, spared...)
		if err := c.prepare(ctx); err != nil {
			return fmt.Errorf("prepare the city: %w", err)
		}
		if err := c.live(ctx, o.Say); err != nil {
			return err
		}
		if r, err = c.report(ctx, o.Brief); err == nil && o.look != nil {
			err = o.look(ctx, c)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	r.Took = watch.Elapsed()
	return r, nil
}

// newCity is a city before anybody lives there.
func newCity(o Options) (c *city, err error) {
	from := o.Until.AddDate(0, 0, -o.Days)
	c = &city{clock: clock.At(from), seed: o.Seed, from: from, until: o.Until, cases: o.Cases, item: o.item, backwards: o.backwards, asked: map[asking]bool{}}
	if c.cases == 0 {
		c.cases = aDay * o.Days
	}
	c.words, err = readWords()
	return c, err
}

// prepare fills the city with what it has before anything happens.
func (c *city) prepare(ctx context.Context) error {
	if err := c.Found(ctx); err != nil {
		return err
	}
	c.days = c.Holidays.Calendar()
	if err := c.inhabit(ctx); err != nil {
		return err
	}
	if err := c.Identity.Settle(ctx, &c.settlers); err != nil {
		return err
	}
	for _, m := range c.settlers.Staff {
		c.employ(m, false)
	}
	for n := range 6 {
		c.portraits = append(c.portraits, documenttest.Photo(uint64(n)))
		c.signatures = append(c.signatures, signature(newStream(c.seed, "signature", n)))
	}
	return c.study(ctx)
}

// live lets the days pass.
func (c *city) live(ctx context.Context, say func(done, of int)) error {
	counts := c.spread()
	for n, count := range counts {
		day := c.firstDay() + calendar.Date(n)
		if dawn := day.Start().Add(time.Minute); dawn.After(c.clock.Now()) {
			c.clock.Set(dawn)
		}
		if err := c.RunDue(ctx); err != nil {
			return fmt.Errorf("%s: %w", day, err)
		}
		c.arrive(day, count)
		end := day.End()
		if c.until.Before(end) {
			end = c.until
		}
		for {
			turns, at := c.agenda.moment(end)
			if len(turns) == 0 {
				break
			}
			if at.After(c.clock.Now()) {
				c.clock.Set(at)
			}
			if err := c.take(ctx, turns); err != nil {
				return fmt.Errorf("%s: %w", at.Format(time.DateTime), err)
			}
		}
		if say != nil {
			say(n+1, len(counts))
		}
	}
	c.clock.Set(c.until)
	return c.RunDue(ctx)
}

// paper is a scanned page.
func (m *matter) paper() []byte { return documenttest.PDF(1 + m.chance.IntN(3)) }

// signature draws a signature.
func signature(s stream) string {
	img := image.NewGray(image.Rect(0, 0, 160, 60))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	x, y := 12.0, 30.0
	for x < 148 {
		x += s.between(0.4, 1.2)
		y = min(max(y+s.between(-2.4, 2.4), 8), 52)
		for d := range 4 {
			img.Set(int(x)+d%2, int(y)+d/2, color.Gray{20})
		}
	}
	var out bytes.Buffer
	_ = png.Encode(&out, img) // into memory
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(out.Bytes())
}

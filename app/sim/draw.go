package sim

import (
	"context"
	"fmt"
	"time"

	"tongban/app"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
)

// Drawn is an application nobody has begun: who wants what, when, and who would decide.
type Drawn struct {
	At      time.Time
	Item    *catalogue.Item
	Name    string // of the person or firm it is for
	Officer string // the reviewer
	Counter bool   // it is handed in at one
}

// Draw returns the applications of the past that o asks for, in the order of their days, as
// Make would have them begun in the city a, which it leaves as it is. The benches fill
// offices with them that would take the services days.
func Draw(ctx context.Context, a *app.App, o Options) ([]Drawn, error) {
	c, err := newCity(o)
	if err != nil {
		return nil, err
	}
	c.App, c.days = a, a.Holidays.Calendar()
	ctx = actor.With(ctx, actor.AsSystem("sim"))
	if err := c.inhabit(ctx); err != nil {
		return nil, fmt.Errorf("draw applications: %w", err)
	}
	for _, m := range c.settlers.Staff {
		c.employ(m, false)
	}
	if err := c.study(ctx); err != nil {
		return nil, fmt.Errorf("draw applications: %w", err)
	}
	var drawn []Drawn
	for n, count := range c.spread() {
		for range count {
			m := c.draw(len(drawn), c.firstDay()+calendar.Date(n))
			reviewer, err := c.pick(m.chance, actor.Reviewer, m.kind.item.Department.Code)
			if err != nil {
				return nil, err
			}
			drawn = append(drawn, Drawn{At: m.next.at, Item: m.kind.item, Name: m.who.name(), Officer: reviewer.Name, Counter: m.fate.counter})
		}
	}
	return drawn, nil
}

// name is whose name the application bears.
func (a applicant) name() string {
	if a.firm != nil {
		return a.firm.Name
	}
	return a.person.Name
}

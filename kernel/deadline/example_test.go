package deadline_test

import (
	"context"
	"fmt"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/deadline"
	"tongban/kernel/message"
)

var law = deadline.Law{
	Regime: deadline.Licensing, AcceptanceWorkdays: 5, Deemed: deadline.DeemedFromReceipt,
	Statutory:        deadline.Limit{Value: 20, Unit: deadline.Workday},
	DeliveryWorkdays: 10,
}

// What is due, and why: received before the Spring Festival, nobody answered yet.
func ExampleEvaluate() {
	received := time.Date(2026, 2, 12, 10, 0, 0, 0, clock.Shanghai)
	now := time.Date(2026, 2, 25, 9, 0, 0, 0, clock.Shanghai)
	events := []deadline.Event{{Kind: deadline.Received, At: received}}

	c := deadline.Evaluate(events, law, calendar.Default(), now)
	w, _ := c.Due()
	fmt.Println(w.Period, w.State, w.Due, "left:", w.Remaining)

	texts, _ := message.Load(deadline.Messages)
	reader := message.With(context.Background(), texts, message.English)
	for _, why := range c.Why(w) {
		fmt.Println("-", why.Text(reader))
	}
	// Output:
	// acceptance running 2026-02-26 left: 1
	// - The application was received on 12 Feb 2026; that day is not counted, counting begins the day after.
	// - Within 5 working days the office must accept, refuse, or notify all corrections at once; the last day is 26 Feb 2026, until 24:00.
	// - 14 Feb 2026 is a worked weekend day and counts as a working day.
	// - 15 Feb 2026 to 23 Feb 2026 are off (Spring Festival) and are not working days.
	// - If nothing is notified by 24:00 on 26 Feb 2026, the application counts as accepted from the day it was received (12 Feb 2026).
}

// What if the hearing ended on 30 March? The same replay, with an event more.
func ExampleEvaluate_whatIf() {
	day := func(month time.Month, day int) time.Time {
		return time.Date(2026, month, day, 10, 0, 0, 0, clock.Shanghai)
	}
	events := []deadline.Event{
		{Kind: deadline.Received, At: day(3, 2)},
		{Kind: deadline.Accepted, At: day(3, 3), Basis: deadline.ByClerk},
		{Kind: deadline.Paused, At: day(3, 10), Procedure: deadline.Hearing},
	}
	cal := calendar.Default()
	today := deadline.Evaluate(events, law, cal, day(3, 17)).Window(deadline.StatutoryPeriod)
	fmt.Println(today.State, today.Due)

	events = append(events, deadline.Event{Kind: deadline.Resumed, At: day(3, 30)})
	then := deadline.Evaluate(events, law, cal, day(3, 30)).Window(deadline.StatutoryPeriod)
	fmt.Println(then.State, then.Due, "not counted:", then.Excluded[0].Days)
	// Output:
	// paused 2026-04-08
	// running 2026-04-21 not counted: 14
}

// The sweep asks when silence would make the case accepted.
func ExampleDeemedAt() {
	received := time.Date(2026, 2, 12, 23, 59, 59, 0, clock.Shanghai)
	at, ok := deadline.DeemedAt([]deadline.Event{{Kind: deadline.Received, At: received}}, law, calendar.Default())
	fmt.Println(at.Format(time.DateTime), ok)
	// Output: 2026-02-27 00:00:00 true
}

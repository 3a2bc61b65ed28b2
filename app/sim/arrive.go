package sim

import (
	"container/heap"
	"math"
	"time"

	"tongban/kernel/calendar"
)

// ofWeekday is how much more than on others comes on a day, from Sunday on.
var ofWeekday = [7]float64{0.1, 1.2, 1.1, 1, 1, 0.9, 0.14}

// onDayOff is how much comes on a day off that would be worked.
const onDayOff = 0.12

// ofHour is how much comes in an hour of the day: over the network, and at the counter, which
// is closed at noon.
var ofHour = map[bool][]float64{
	false: {1, 0, 0, 0, 0, 0, 1, 3, 10, 22, 20, 14, 7, 9, 18, 18, 14, 9, 6, 7, 10, 9, 5, 2},
	true:  {0, 0, 0, 0, 0, 0, 0, 0, 0, 22, 20, 13, 0, 8, 18, 17, 12, 0, 0, 0, 0, 0, 0, 0},
}

// share is how much of all matters comes on a day.
func (c *city) share(day calendar.Date) float64 {
	weekday := day.Start().Weekday()
	weight := ofWeekday[weekday]
	switch worked := c.days.IsWorkday(day); {
	case worked && (weekday == time.Saturday || weekday == time.Sunday):
		weight = 0.9
	case !worked && weekday != time.Saturday && weekday != time.Sunday:
		weight = onDayOff
	}
	return weight * newStream(c.seed, "day", int(day-c.firstDay())).between(0.85, 1.15)
}

func (c *city) firstDay() calendar.Date { return calendar.DateOf(c.from) }

// spread says how many matters come on each day.
func (c *city) spread() (counts []int) {
	var shares []float64
	sum := 0.0
	for day := c.firstDay(); day <= calendar.DateOf(c.until); day++ {
		share := c.share(day)
		if day == calendar.DateOf(c.until) {
			share *= c.until.Sub(day.Start()).Hours() / 24
		}
		shares = append(shares, share)
		sum += share
	}
	before, made := 0.0, 0
	for _, share := range shares {
		before += share
		upTo := int(math.Round(before / sum * float64(c.cases)))
		counts = append(counts, upTo-made)
		made = upTo
	}
	return counts
}

// arrive puts the matters that begin on a day on the agenda.
func (c *city) arrive(day calendar.Date, count int) {
	for range count {
		m := c.draw(len(c.matters), day)
		c.matters = append(c.matters, m)
		heap.Push(&c.agenda, m.next)
	}
}

// clockTime is an instant of a day at which people come.
func clockTime(s stream, day calendar.Date, counter bool) time.Time {
	hour := s.weighted(ofHour[counter])
	minute := s.IntN(60)
	if counter && hour == 13 {
		minute = 30 + minute/2
	}
	return day.Start().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(s.IntN(60))*time.Second)
}

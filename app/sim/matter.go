package sim

import (
	"context"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/id"
)

// fate is what is going to become of a matter, as far as chance decides.
type fate struct {
	counter    bool // handed in at a counter
	refused    bool
	notNeeded  bool
	silent     bool // nobody answers in time
	correction correction
	denied     bool
	withdrawn  bool
	pace       float64 // of the promised time that it takes
	pause      casework.Event
	visit      bool // inspectors go, where the item has a stage for it
	complaint  bool
}

// correction is what becomes of a correction notice, if there is one.
type correction string

const (
	none     correction = ""
	answered correction = "answered"
	lapsed   correction = "lapsed"
	given    correction = "withdrawn" // the application is taken back instead
)

// matter is one application and what becomes of it.
type matter struct {
	*city
	ordinal int
	chance  stream
	kind    *kind
	way     int // to answer the guide
	who     applicant
	fate    fate
	next    turn
	failed  error // why it cannot go on

	application id.ID
	no          string
	status      casework.Status
	task        casework.Task      // that waits
	offered     []casework.Command // to whoever did the last thing
	officer     officer            // who has it
	second      officer            // who goes to the site with them
	team        []officer          // who goes there for several departments
	corrected   bool
	paused      bool
	shown       bool // the originals were
	files       int  // that were uploaded
	committed   bool // handed in on a commitment, and not accepted yet

	drawn    bool   // its item's procedure was drawn: several may work on it at once
	hands    []hand // who do
	sentBack bool   // one of them has sent their branch back
	vetoed   bool   // a department has refused
}

// How often things happen, of a hundred matters.
const (
	ofRefused, ofNotNeeded, ofSilent, ofCorrection   = 0.015, 0.004, 0.02, 0.11
	ofDenied, ofWithdrawn, ofLate, ofPause, ofVisits = 0.035, 0.015, 0.04, 0.03, 0.8
	ofComplaint                                      = 0.012
)

// draw makes up the matter with an ordinal that begins on a day.
func (c *city) draw(ordinal int, day calendar.Date) *matter {
	s := newStream(c.seed, "matter", ordinal)
	m := &matter{city: c, ordinal: ordinal, chance: s}
	weights := make([]float64, len(c.kinds))
	for i, k := range c.kinds {
		weights[i] = k.weight
	}
	m.kind = c.kinds[s.weighted(weights)]
	m.way = min(s.weighted([]float64{0.75, 0.15, 0.1}), len(m.kind.ways)-1)
	m.who = c.applicantFor(s, m.kind)
	m.fate = c.fateOf(s, m.kind, day)
	if m.fate.counter {
		day = c.days.Roll(day)
	}
	m.then(clockTime(s, day, m.fate.counter), m.begin)
	return m
}

// byCounter is how much of an item is handed in at a counter, where that is possible.
var byCounter = map[string]float64{"property-transfer": 1, "ss-card": 0.75, "elder-card": 0.6, "signboard": 0.6, "road-qual": 0.6}

const usuallyByCounter = 0.55

// fateOf draws a fate.
func (c *city) fateOf(s stream, k *kind, day calendar.Date) fate {
	share, special := byCounter[k.item.Code]
	if !special {
		share = usuallyByCounter
	}
	f := fate{pace: s.between(0.2, 0.9), visit: s.happens(ofVisits)}
	f.counter = s.happens(share) && k.windowed() && (share == 1 || c.days.IsWorkday(day))
	if s.happens(ofLate) {
		f.pace = s.between(1.15, 2.2)
	}
	what := s.Float64()
	for _, one := range []struct {
		share float64
		set   func()
	}{
		{ofRefused, func() { f.refused = true }},
		{ofNotNeeded, func() { f.notNeeded = true }},
		{ofSilent, func() { f.silent = k.silent() && !f.counter }},
		{ofWithdrawn, func() { f.withdrawn = true }},
		{ofCorrection, func() {
			f.correction = []correction{answered, lapsed, given}[s.weighted([]float64{0.82, 0.11, 0.07})]
		}},
		{ofDenied, func() { f.denied = !k.atOnce() }},
		{ofPause, func() {
			f.pause = []casework.Event{casework.EnterSpecial, casework.Suspend, casework.Extend}[s.weighted([]float64{5, 2, 3})]
		}},
		{ofComplaint, func() { f.complaint = true }},
	} {
		if what -= one.share; what < 0 {
			one.set()
			break
		}
	}
	return f
}

// applicantFor chooses who applies for an item.
func (c *city) applicantFor(s stream, k *kind) applicant {
	if k.firms && (!k.people || s.happens(0.85)) {
		f := &c.settlers.Firms[s.IntN(len(c.settlers.Firms))]
		return applicant{person: &c.settlers.People[f.Owner], firm: f}
	}
	ages := agesFor[k.item.Code]
	if ages == [2]int{} {
		ages = [2]int{20, 90}
	}
	for tries := 0; ; {
		n := s.IntN(len(c.settlers.People))
		p, asked := &c.settlers.People[n], asking{k.item.Code, n}
		age := int(c.until.Sub(p.Born()).Hours() / 24 / 365.25)
		if age < ages[0] || age >= ages[1] {
			continue
		}
		if tries++; c.asked[asked] && tries < mostTries {
			continue
		}
		c.asked[asked] = true
		return applicant{person: p}
	}
}

// asking is somebody, by number, who has asked for an item: few ask for a thing twice.
type asking struct {
	item   string
	person int
}

// mostTries is how often somebody else is looked for before one asks again.
const mostTries = 40

// agesFor are the ages at which people ask for an item.
var agesFor = map[string][2]int{
	"elder-card": {61, 90}, "road-qual": {23, 58}, "med-insure": {21, 45}, "hukou-birth": {21, 45}, "birth-cert": {21, 45},
	"vaccine-cert": {21, 45}, "childcare-subsidy": {21, 45}, "maternity-exp": {21, 45},
}

// then says what happens next in the matter.
func (m *matter) then(at time.Time, do func(context.Context) error) { m.next = turn{at, m, do} }

// hours are when people work here.
var hours = calendar.Hours{{Open: 9 * 60, Close: 12 * 60}, {Open: 13*60 + 30, Close: 17*60 + 30}}

// after is so many minutes of work later, and never at once.
func (m *matter) after(minutes float64) time.Time {
	at := m.days.AddWorkMinutes(m.clock.Now(), max(3, int(minutes)), hours)
	return at.Add(time.Duration(1+m.chance.IntN(59)) * time.Second)
}

// later is some days later, in the waking hours.
func (m *matter) later(days float64) time.Time {
	day := calendar.DateOf(m.clock.Now()) + calendar.Date(1+int(days*m.chance.around(0.5)))
	return clockTime(m.chance, day, false)
}

// department is the department whose item it is.
func (m *matter) department() string { return m.kind.item.Department.Code }

// citizen is ctx of the applicant.
func (m *matter) citizen(ctx context.Context) context.Context { return actor.With(ctx, m.who.actor()) }

// learn notes where the case stands.
func (m *matter) learn(f *casework.File) {
	m.no, m.status, m.offered, m.drawn = f.Case.No, f.Case.Status, f.Next, f.Case.ProcedureID != 0
	m.committed = f.Committed && f.Case.Basis == ""
	m.task = casework.Task{}
	if task := f.OpenTask(); task != nil {
		m.task = *task
	}
}

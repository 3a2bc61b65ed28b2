package deadline

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/message"
)

// Messages holds the texts of the reasons.
//
//go:embed messages.*.toml
var Messages embed.FS

// Reason is one sentence of the answer to "why this day?", with its legal basis.
type Reason struct {
	Period Period
	Key    string // message key
	Args   []any  // dates, instants, limits and codes, as values
	Basis  []Basis
}

// Basis is where a rule stands: an article the product knows by key, or the words
// of the catalogue or of a notice, which are not translated.
type Basis struct{ Key, Words string }

// The articles cited.
var (
	basisReceipt   = []Basis{{Key: "deadline.basis.licensing-32-4"}}
	basisDecision  = []Basis{{Key: "deadline.basis.licensing-42-1"}}
	basisExtension = []Basis{{Key: "deadline.basis.licensing-42"}}
	basisDelivery  = []Basis{{Key: "deadline.basis.licensing-44"}}
	basisSpecial   = []Basis{{Key: "deadline.basis.licensing-45"}}
	basisWorkdays  = []Basis{{Key: "deadline.basis.licensing-82"}}
	basisFirstDay  = []Basis{{Key: "deadline.basis.civil-201"}}
	basisMonths    = []Basis{{Key: "deadline.basis.civil-202"}}
	basisLastDay   = []Basis{{Key: "deadline.basis.civil-203"}}
	basisPromise   = []Basis{{Key: "deadline.basis.business-36"}}
	basisLocal     = []Basis{{Key: "deadline.basis.local"}}

	basisRealEstateSilence  = []Basis{{Key: "deadline.basis.real-estate-17"}}
	basisRealEstateDecision = []Basis{{Key: "deadline.basis.real-estate-20"}}
	basisRegistration       = []Basis{{Key: "deadline.basis.registration-19"}}
)

// Text returns the sentence for ctx's reader.
func (r Reason) Text(ctx context.Context) string {
	args := make([]any, len(r.Args))
	for i, a := range r.Args {
		args[i] = words(ctx, a)
	}
	return message.T(ctx, r.Key, args...)
}

// Text returns the citation for ctx's reader.
func (b Basis) Text(ctx context.Context) string {
	if b.Key == "" {
		return b.Words
	}
	return message.T(ctx, b.Key)
}

// Text returns what p is called.
func (p Period) Text(ctx context.Context) string { return message.T(ctx, "deadline.period."+string(p)) }

// Text returns what s is called.
func (s State) Text(ctx context.Context) string { return message.T(ctx, "deadline.state."+string(s)) }

// words says an argument in the reader's language.
func words(ctx context.Context, arg any) any {
	switch a := arg.(type) {
	case calendar.Date:
		return message.Date(ctx, a.Start())
	case time.Time:
		return message.DateTime(ctx, a)
	case calendar.Holiday:
		if message.In(ctx) == message.English {
			return a.English
		}
		return a.Name
	case Limit:
		return message.T(ctx, "deadline.unit."+string(a.Unit), strconv.FormatFloat(a.Value, 'f', -1, 64))
	case Kind:
		return called(ctx, "deadline.event.", string(a))
	case Procedure:
		return called(ctx, "deadline.procedure.", string(a))
	case Approver:
		return called(ctx, "deadline.approver.", string(a))
	}
	return arg
}

// called returns the text of a code, or the code if it is a name of the catalogue's.
func called(ctx context.Context, prefix, code string) string {
	if message.Known(ctx, prefix+code) {
		return message.T(ctx, prefix+code)
	}
	return code
}

// ignored returns why an event changes nothing.
func ignored(key string, basis []Basis, args ...any) Reason {
	return Reason{Key: key, Args: args, Basis: basis}
}

// misplaced is the reason for an event that cannot happen in the case's state.
func misplaced(e *Event) Reason {
	return ignored("deadline.ignored.misplaced", nil, e.At, e.Kind)
}

// Reasons explains every window in its order, and then what was ignored.
func (c Clock) Reasons() []Reason {
	var list []Reason
	for i := range c.Windows {
		list = append(list, c.Why(c.Windows[i])...)
	}
	for _, x := range c.Ignored {
		list = append(list, x.Why)
	}
	return list
}

// Why explains a window of c: where it starts, how long it is, what was not
// counted, and how it stands.
func (c Clock) Why(w Window) []Reason {
	if w.State == NotStarted {
		return nil
	}
	e := explanation{clock: &c, w: &w}
	e.start()
	e.limit()
	e.extension()
	e.exclusions()
	e.specials()
	e.outlook()
	e.result()
	return e.list
}

// explanation is a list of reasons in the making.
type explanation struct {
	clock *Clock
	w     *Window
	list  []Reason
}

func (e *explanation) say(basis []Basis, key string, args ...any) {
	e.list = append(e.list, Reason{Period: e.w.Period, Key: key, Args: args, Basis: basis})
}

// start says which day is day 0.
func (e *explanation) start() {
	from := e.w.From
	switch e.w.Opener {
	case Received:
		e.say(basisFirstDay, "deadline.why.received", from)
	case Corrected:
		e.say(basisFirstDay, "deadline.why.corrected", from)
	case CorrectionRequested:
		e.say(basisFirstDay, "deadline.why.correction-requested", from)
	case Accepted:
		e.accepted()
	case Decided:
		e.say(basisFirstDay, "deadline.why.decided", from)
	}
	if !e.clock.cal.IsWorkday(from) && e.w.inWorkdays() {
		e.say(basisWorkdays, "deadline.why.day-off", from)
	}
}

func (e *explanation) accepted() {
	a := e.clock.Acceptance
	switch a.Basis {
	case BySilence:
		e.say(e.silenceBasis(), "deadline.why.accepted-deemed", a.On)
	case Deferred:
		e.say(basisFirstDay, "deadline.why.accepted-deferred", a.On)
	case ByRule:
		e.say(basisFirstDay, "deadline.why.accepted-auto", a.On)
	default:
		e.say(basisFirstDay, "deadline.why.accepted", a.On)
	}
}

func (e *explanation) silenceBasis() []Basis {
	if e.clock.law.Deemed == DeemedUnlessTold {
		return basisRealEstateSilence
	}
	return basisReceipt
}

// limit says how long the window is and when it ends.
func (e *explanation) limit() {
	limit, hours := e.w.Limit, e.w.Limit.Unit == Hour && e.w.Extended == 0
	switch {
	case e.w.Period == AcceptancePeriod && limit.Unit == SameDay:
		e.say(e.basis(), "deadline.why.limit-on-the-spot", e.w.Due)
	case e.w.Period == AcceptancePeriod:
		e.say(e.basis(), "deadline.why.limit-acceptance", limit, e.w.Due)
	case e.w.Period == CorrectionPeriod:
		e.say(e.basis(), "deadline.why.limit-correction", limit, e.w.Due)
	case e.w.Period == DeliveryPeriod:
		e.say(e.basis(), "deadline.why.limit-delivery", limit, e.w.Due)
	case e.w.Period == PromisedPeriod && hours:
		e.say(e.basis(), "deadline.why.limit-promised-hours", limit, e.w.DueAt)
	case e.w.Period == PromisedPeriod:
		e.say(e.basis(), "deadline.why.limit-promised", limit, e.w.Due)
	case hours:
		e.say(e.basis(), "deadline.why.limit-statutory-hours", limit, e.w.DueAt)
	default:
		e.say(e.basis(), "deadline.why.limit-statutory", limit, e.w.Due)
	}
	if limit.Unit != Hour && limit.Value != float64(limit.whole()) {
		e.say(nil, "deadline.why.whole-days", limit.whole())
	}
	if raw := e.w.raw; raw != 0 && raw != e.w.Due {
		e.say(basisLastDay, "deadline.why.rolled", raw, e.w.Due)
	}
}

// basis returns where the window's length comes from and how it is counted.
func (e *explanation) basis() []Basis {
	length := e.length()
	switch unit := e.w.Limit.Unit; {
	case unit == Workday && e.clock.law.Regime == Licensing:
		return slices.Concat(length, basisWorkdays)
	case unit == Month || unit == Year:
		return slices.Concat(length, basisMonths)
	}
	return length
}

func (e *explanation) length() []Basis {
	if words := strings.TrimSpace(e.w.Limit.Basis); words != "" {
		return []Basis{{Words: words}}
	}
	switch e.w.Period {
	case CorrectionPeriod:
		return basisLocal
	case PromisedPeriod:
		return basisPromise
	case AcceptancePeriod:
		return e.byRegime(basisReceipt, basisRealEstateSilence)
	case DeliveryPeriod:
		return e.byRegime(basisDelivery, nil)
	default:
		return e.byRegime(basisDecision, basisRealEstateDecision)
	}
}

func (e *explanation) byRegime(licensing, realEstate []Basis) []Basis {
	switch e.clock.law.Regime {
	case Licensing:
		return licensing
	case RealEstate:
		return realEstate
	case Registration:
		return basisRegistration
	}
	return nil
}

func (e *explanation) extension() {
	if e.w.Extended == 0 {
		return
	}
	e.say(e.byRegime(basisExtension, nil), "deadline.why.extended", e.clock.law.Extension.Approver, Limit{Value: float64(e.w.Extended), Unit: Workday})
}

func (e *explanation) exclusions() {
	for _, x := range e.w.Excluded {
		basis := basisSpecial
		if x.Statute != "" {
			basis = []Basis{{Words: x.Statute}}
		}
		key := "deadline.why.excluded"
		if x.Open {
			key = "deadline.why.excluding"
		}
		e.say(basis, key, x.From, x.To, x.Procedure, Limit{Value: float64(x.Days), Unit: e.countedIn()})
	}
}

// countedIn returns the unit in which the window's days are counted.
func (e *explanation) countedIn() Unit {
	switch {
	case e.w.inWorkdays():
		return Workday
	case e.w.Limit.Unit == Hour:
		return Hour
	}
	return CalendarDay
}

// specials names the holidays and worked weekends between day 0 and the last day.
func (e *explanation) specials() {
	if !e.w.inWorkdays() {
		return
	}
	for _, s := range e.clock.cal.Specials(e.w.From+1, e.w.Due) {
		basis := []Basis{{Words: s.Notice}}
		switch {
		case s.Worked:
			e.say(basis, "deadline.why.worked", s.From)
		case s.From == s.To:
			e.say(basis, "deadline.why.holiday", s.From, s.Holiday)
		default:
			e.say(basis, "deadline.why.holidays", s.From, s.To, s.Holiday)
		}
	}
}

// outlook says what is not settled about the date.
func (e *explanation) outlook() {
	if e.w.Provisional {
		e.say(nil, "deadline.why.provisional", fmt.Sprint(e.w.Due.Year()))
	}
	if e.w.Period == AcceptancePeriod && e.w.Open() && e.clock.law.Deemed.accepts() {
		e.say(e.silenceBasis(), "deadline.why.silence", e.w.Due, e.w.From)
	}
}

// result says how the window stands.
func (e *explanation) result() {
	// With silence meaning acceptance nothing else closes the window at that instant.
	silent := e.w.Period == AcceptancePeriod && e.clock.law.Deemed.accepts() && e.w.Closed.Equal(e.w.DueAt)
	switch {
	case silent:
		e.say(e.silenceBasis(), "deadline.why.silent", e.w.Due, e.w.From)
	case e.w.State == Stopped:
		e.say(nil, "deadline.why.stopped", e.w.Due)
	case e.w.State == Met:
		e.say(nil, "deadline.why.met", e.w.Closed)
	case e.w.State == Ended:
		e.say(nil, "deadline.why.ended", e.w.Closed)
	case e.w.State == Overdue && e.w.Open():
		e.say(nil, "deadline.why.overdue", Limit{Value: float64(-e.w.Remaining), Unit: Workday})
	case e.w.State == Overdue:
		e.say(nil, "deadline.why.late", e.w.Closed, Limit{Value: float64(-e.w.Remaining), Unit: Workday})
	}
}

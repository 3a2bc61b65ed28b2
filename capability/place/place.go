package place

import (
	"context"

	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// Region is an administrative division.
type Region struct {
	Code   string // 990102: six digits, nine for a street or town, twelve for a village
	Parent string // code of the next region above that there is; "" if there is none
	Level  int    // Province to Village; follows from the code
	Label
}

// Department is a body that decides on cases.
type Department struct {
	Code   string // TRANS
	USCC   string // "" if nobody has told it
	Mark   string // 发文机关代字: what the numbers of its notices begin with; may be ""
	Nature Nature
	Region string // code of the region it serves
	Label
}

// Nature says what kind of body a department is.
type Nature string

// The natures. Basis: GB/T 39046-2020, table A.3, in the words of the catalogue.
const (
	Organ       Nature = "organ"       // 法定机关
	Institution Nature = "institution" // 事业单位
	Group       Nature = "group"       // 群团
)

// Outlet is a place where people are received.
type Outlet struct {
	ID         string // center
	Region     string // code of the region it serves
	Level      int    // the level of that region
	Main       bool   // handles what its region receives online
	Address    string
	Phone      string
	Hours      Hours
	Facilities []Facility
	Position   int // order in lists
	Label
}

// URL returns the address of the outlet's page.
func (o Outlet) URL() string { return "/halls/" + o.ID }

// Label is a name in both languages. English may be missing.
type Label struct{ Name, NameEn string }

// In returns the name in the language of ctx's reader.
func (l Label) In(ctx context.Context) string {
	if message.In(ctx) == message.English && l.NameEn != "" {
		return l.NameEn
	}
	return l.Name
}

// Hours are the spans an outlet is open on a working day, in order. Which days are
// working days is the calendar's knowledge.
type Hours []Span

// Span is from one minute of the day up to another.
type Span struct {
	From Minute `json:"from" toml:"from"`
	To   Minute `json:"to" toml:"to"`
}

// Minutes returns how long an outlet with these hours is open in a day.
func (h Hours) Minutes() int {
	sum := 0
	for _, span := range h {
		sum += int(span.To - span.From)
	}
	return sum
}

// Words writes when an outlet is open: working days 09:00–12:00 and 13:30–17:30.
func (h Hours) Words(ctx context.Context) string {
	spans := make([]string, len(h))
	for i, span := range h {
		spans[i] = span.From.String() + "–" + span.To.String()
	}
	return message.T(ctx, "place.hours-on", message.Join(ctx, spans))
}

// Facility is something that makes an outlet easier to use, e.g. a ramp. Its name
// is the text place.facility.<facility>.
type Facility string

// The facilities. Basis: 无障碍环境建设法, arts. 39 and 40.
const (
	Ramp        Facility = "ramp"
	LowCounter  Facility = "low-counter"
	Wheelchair  Facility = "wheelchair"
	Toilet      Facility = "toilet"
	SignTalk    Facility = "sign-language"
	Handwriting Facility = "handwriting"
	Magnifier   Facility = "magnifier"
	NursingRoom Facility = "nursing-room"
	GreenWindow Facility = "green-window"
	Lift        Facility = "lift"
)

// The faults of lookups.
var (
	errRegion     = fault.New(fault.NotFound, "place.region-unknown")
	errDepartment = fault.New(fault.NotFound, "place.department-unknown")
	errOutlet     = fault.New(fault.NotFound, "place.outlet-unknown")
)

package office

import "tongban/kernel/fault"

// Office is whom this installation serves. The zero Office is not set up.
type Office struct {
	Region string // code of the city, county or province: 990100
	Mark   string // what short numbers of cases begin with: YX
	Outlet string // id of the outlet that receives online applications
}

// SetUp reports whether the office is set up.
func (o Office) SetUp() bool { return o.Region != "" }

// Founding is what an operator says of a new office.
type Founding struct {
	City, CityEn  string
	Region        string // code of six digits
	Mark          string
	Outlet        string // name of the main outlet
	OutletEn      string
	Address       string
	Phone         string
	Hours         string // 09:00-12:00 13:30-17:30
	Administrator Administrator
	Password      string
	Security      Administrator
}

// Administrator is somebody who looks after the installation.
type Administrator struct{ Account, Name string }

// Founded is what is told once: the password with which the security administrator signs
// in for the first time.
type Founded struct{ Account, Password string }

// MainOutlet is the id of the outlet an office begins with.
const MainOutlet = "center"

// The faults of the office.
var (
	// ErrNotOpen is what everybody is told before the set-up.
	ErrNotOpen = fault.New(fault.Unavailable, "office.not-open")

	errNoLink = fault.New(fault.NotFound, "fault.notfound")
	errOwn    = fault.New(fault.Forbidden, "office.own-account")
	errAdmin  = fault.New(fault.Forbidden, "office.administrator")
)

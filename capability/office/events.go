package office

import "tongban/capability/audit"

const (
	officeSetUp    = "office.set-up"
	departmentKept = "office.department-kept"
	outletKept     = "office.outlet-kept"
)

// Events are the audit entries of office.
var Events = []audit.Event{
	{Name: officeSetUp, When: "The installation was set up by its link; the subject is the region.", Data: "what short numbers of cases begin with"},
	{Name: departmentKept, When: "A department was added or changed; the subject is its code.", Data: "name, USCC"},
	{Name: outletKept, When: "An outlet was added or changed; the subject is its id.", Data: "name"},
}

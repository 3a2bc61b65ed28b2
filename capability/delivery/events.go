package delivery

import "tongban/capability/audit"

// Events are the audit events of delivery. The subject is the case.
var Events = []audit.Event{
	{Name: "delivery.ordered", When: "A result was to be posted.", Data: "number of the parcel"},
	{Name: "delivery.hand-over", When: "A carrier took the parcel.", Data: "number of the parcel, tracking number"},
	{Name: "delivery.arrive", When: "The carrier says that the parcel was received.", Data: "number of the parcel, tracking number"},
	{Name: "delivery.return", When: "The carrier says that the parcel came back.", Data: "number of the parcel, tracking number"},
}

package delivery

import (
	"time"

	"tongban/kernel/check"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
)

// Receiver is who a parcel goes to.
type Receiver struct {
	Name    string `json:"name"`
	Phone   string `json:"phone"`
	Address string `json:"address"`
}

// faults says what the label of a parcel still wants. A firm has no telephone of its own.
func (r Receiver) faults() []fault.Field {
	var faults []fault.Field
	if r.Name == "" {
		faults = append(faults, fault.Field{Name: "receiver", Key: "delivery.no-name"})
	}
	if r.Phone != "" && len(check.Mobile(r.Phone)) > 0 && len(check.Phone(r.Phone)) > 0 {
		faults = append(faults, fault.Field{Name: "phone", Key: "delivery.no-phone"})
	}
	if r.Address == "" {
		faults = append(faults, fault.Field{Name: "address", Key: "delivery.no-address"})
	}
	return faults
}

// Parcel is a result on its way to one receiver.
type Parcel struct {
	ID         id.ID
	No         string // our number
	Case       string // number of the case it is the result of
	What       string // name of the item
	Account    id.ID  // whom to tell; zero if nobody
	State      State
	Carrier    string // its name, once it has the parcel
	TrackingNo string // the carrier's number, once it has the parcel
	CreatedAt  time.Time
	SentAt     time.Time
	EndedAt    time.Time // delivered or returned
	Simulated  bool
	To         Receiver // masked wherever it was not asked for by the carrier
}

// masked is how others than the carrier see the receiver.
func (r Receiver) masked() Receiver {
	return Receiver{Name: mask.Name(r.Name), Phone: mask.Phone(r.Phone), Address: mask.Address(r.Address)}
}

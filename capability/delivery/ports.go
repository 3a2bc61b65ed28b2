package delivery

import (
	"context"
	"time"
)

// Carrier takes parcels to people.
type Carrier interface {
	// Ready reports whether there is a carrier at all.
	Ready() bool
	// Send hands a parcel over and returns the tracking number. The same order number
	// again is the same parcel.
	Send(ctx context.Context, o Order) (Accepted, error)
	// Track says where a parcel is.
	Track(ctx context.Context, trackingNo string) (Tracking, error)
}

// Order is what a carrier has to know.
type Order struct {
	No string // ours
	To Receiver
}

// Accepted is a carrier's answer to an order.
type Accepted struct {
	Carrier    string // its name
	TrackingNo string
	Simulated  bool
}

// Tracking is where a carrier says a parcel is.
type Tracking struct {
	State State // Sent, Delivered or Returned
	At    time.Time
}

// Package carrier takes parcels to people.
package carrier

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tongban/capability/delivery"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

var _ delivery.Carrier = Fake{}

// Fake plays a carrier: every parcel arrives two days after it was taken. It keeps
// nothing, the tracking number says when that was. Pages say 模拟.
type Fake struct{ Clock clock.Clock }

const (
	prefix  = "MN" // of tracking numbers
	journey = 48 * time.Hour
)

// Ready is always so.
func (Fake) Ready() bool { return true }

// Send takes the parcel.
func (f Fake) Send(_ context.Context, o delivery.Order) (delivery.Accepted, error) {
	number := fmt.Sprintf("%s%d%s", prefix, f.Clock.Now().Unix(), o.No[len(o.No)-3:])
	return delivery.Accepted{Carrier: "模拟寄递", TrackingNo: number, Simulated: true}, nil
}

// Track says where the parcel is by the time that its number tells.
func (f Fake) Track(_ context.Context, trackingNo string) (delivery.Tracking, error) {
	digits := strings.TrimPrefix(trackingNo, prefix)
	if len(digits) < 4 {
		return delivery.Tracking{}, fault.New(fault.NotFound, "delivery.unknown")
	}
	seconds, err := strconv.ParseInt(digits[:len(digits)-3], 10, 64)
	if err != nil {
		return delivery.Tracking{}, fault.New(fault.NotFound, "delivery.unknown")
	}
	taken := time.Unix(seconds, 0).In(clock.Shanghai)
	if arrives := taken.Add(journey); !f.Clock.Now().Before(arrives) {
		return delivery.Tracking{State: delivery.Delivered, At: arrives}, nil
	}
	return delivery.Tracking{State: delivery.Sent, At: taken}, nil
}

var _ delivery.Carrier = Unconfigured{}

// Unconfigured is an installation without a carrier: nothing goes by post.
type Unconfigured struct{}

// Ready says that nothing can be sent.
func (Unconfigured) Ready() bool { return false }

// Send says so to whoever tries all the same.
func (Unconfigured) Send(context.Context, delivery.Order) (delivery.Accepted, error) {
	return delivery.Accepted{}, fault.New(fault.Unavailable, "delivery.no-carrier")
}

// Track knows of no parcel.
func (Unconfigured) Track(context.Context, string) (delivery.Tracking, error) {
	return delivery.Tracking{}, fault.New(fault.Unavailable, "delivery.no-carrier")
}

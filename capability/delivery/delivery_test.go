package delivery

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/capability/audit"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/job"
)

// van is a carrier that does what it is told to.
type van struct {
	mu     sync.Mutex
	away   bool
	err    error
	where  State
	orders []Order
	asked  int
}

func (v *van) Ready() bool { return !v.away }

func (v *van) Send(_ context.Context, o Order) (Accepted, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.err != nil {
		return Accepted{}, v.err
	}
	v.orders = append(v.orders, o)
	return Accepted{Carrier: "van", TrackingNo: "T" + o.No}, nil
}

func (v *van) Track(context.Context, string) (Tracking, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.asked++
	return Tracking{State: v.where, At: noon.Add(time.Hour)}, v.err
}

var noon = time.Date(2026, 2, 10, 12, 0, 0, 0, clock.Shanghai)

// bench is a world with a carrier.
type bench struct {
	*testing.T
	*Service
	van   *van
	clock *clock.Fixed
	told  *[]Parcel
}

func each(t *testing.T, body func(b bench)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.Migrate(t, d, job.Migrations, db.Source{Name: "audit", FS: new(audit.Service).Module().Migrations}, db.Source{Name: "delivery", FS: migrations})
		keys, err := crypt.Load(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		b := bench{T: t, van: &van{where: Sent}, clock: clock.At(noon), told: &[]Parcel{}}
		b.Service = New(d, b.clock, keys, b.van)
		b.Subscribe(func(_ context.Context, _ *db.Tx, p Parcel) error {
			*b.told = append(*b.told, p)
			return nil
		})
		body(b)
	})
}

// order posts a result of case 1.
func (b bench) order(to Receiver) (no string, err error) {
	err = b.d.Write(b.Context(), "", func(ctx context.Context, tx *db.Tx) error {
		no, err = b.Send(ctx, tx, Parcel{Case: "1", What: "licence", Account: 7, To: to})
		return err
	})
	return no, err
}

func (b bench) sent() Parcel {
	b.Helper()
	if _, err := b.order(mei); err != nil {
		b.Fatal(err)
	}
	if err := b.handOver(); err != nil {
		b.Fatal(err)
	}
	return b.only()
}

// handOver does the job of the only parcel.
func (b bench) handOver() error {
	payload, err := json.Marshal(b.only().ID)
	if err != nil {
		b.Fatal(err)
	}
	return b.hand(b.Context(), payload)
}

func (b bench) only() Parcel {
	b.Helper()
	list, err := b.Of(b.Context(), "1")
	if err != nil || len(list) != 1 {
		b.Fatalf("%d parcels, %v", len(list), err)
	}
	return list[0]
}

var mei = Receiver{Name: "Lin Mei", Phone: "13800000000", Address: "9 South Street, North District"}

func TestACarrierGetsTheParcelOnceAndInFull(t *testing.T) {
	each(t, func(b bench) {
		p := b.sent()
		if err := b.handOver(); err != nil { // the job is done again
			b.Fatal(err)
		}
		if len(b.van.orders) != 1 || b.van.orders[0].To != mei || b.van.orders[0].No != p.No {
			b.Errorf("the carrier got %v", b.van.orders)
		}
		if p.State != Sent || p.TrackingNo != "T"+p.No {
			b.Errorf("the parcel is %+v", p)
		}
	})
}

func TestNobodyButTheCarrierSeesTheReceiver(t *testing.T) {
	each(t, func(b bench) {
		if p := b.sent(); p.To.Name == mei.Name || p.To.Phone == mei.Phone {
			b.Errorf("shown: %+v", p.To)
		}
		err := b.d.Read(b.Context(), func(ctx context.Context, tx *db.Tx) error {
			rows, err := listOf(ctx, tx, "1", 1)
			if err == nil && strings.Contains(string(rows[0].receiver), "138") {
				b.Error("the mobile is stored as it is")
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	})
}

func TestAParcelThatArrivedOrCameBackIsToldOnce(t *testing.T) {
	for _, end := range []State{Delivered, Returned} {
		each(t, func(b bench) {
			b.sent()
			b.van.where = end
			for range 3 {
				b.clock.Set(b.clock.Now().Add(between))
				if err := b.Follow(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			if len(*b.told) != 1 || (*b.told)[0].State != end || (*b.told)[0].Account != 7 {
				b.Errorf("told %v", *b.told)
			}
			if p := b.only(); p.State != end || !p.EndedAt.Equal(noon.Add(time.Hour)) || b.van.asked != 1 {
				b.Errorf("%+v after %d questions", p, b.van.asked)
			}
		})
	}
}

func TestACarrierThatDoesNotAnswerIsAskedLater(t *testing.T) {
	each(t, func(b bench) {
		b.sent()
		b.van.err = errors.New("no line")
		b.clock.Set(noon.Add(between))
		for range 2 { // the second question is not due
			if err := b.Follow(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		if b.van.asked != 1 || b.only().State != Sent {
			b.Errorf("asked %d times, parcel %s", b.van.asked, b.only().State)
		}
	})
}

func TestAParcelTheCarrierRefusesStaysWaiting(t *testing.T) {
	each(t, func(b bench) {
		if _, err := b.order(mei); err != nil {
			b.Fatal(err)
		}
		b.van.err = errors.New("no line")
		if err := b.handOver(); err == nil {
			b.Error("the job believes that it is done")
		}
		if p := b.only(); p.State != Waiting || p.TrackingNo != "" {
			b.Errorf("the parcel is %+v", p)
		}
	})
}

func TestAnIncompleteLabelIsRefusedWhole(t *testing.T) {
	each(t, func(b bench) {
		_, err := b.order(Receiver{Phone: "12"})
		if f, ok := fault.As(err); !ok || len(f.Fields) != 3 {
			b.Errorf("got %v", err)
		}
	})
}

func TestWithoutACarrierNothingIsPosted(t *testing.T) {
	each(t, func(b bench) {
		b.van.away = true
		if _, err := b.order(mei); fault.KindOf(err) != fault.Unavailable {
			b.Errorf("got %v", err)
		}
	})
}

func TestAParcelThatGoesWrongStandsInNoOthersWay(t *testing.T) {
	each(t, func(b bench) {
		for range 2 {
			if _, err := b.order(mei); err != nil {
				b.Fatal(err)
			}
		}
		list, err := b.Of(b.Context(), "1")
		if err != nil || len(list) != 2 {
			b.Fatalf("%d parcels, %v", len(list), err)
		}
		for _, p := range list {
			payload, _ := json.Marshal(p.ID)
			if err := b.hand(b.Context(), payload); err != nil {
				b.Fatal(err)
			}
		}
		first := ""
		b.Subscribe(func(_ context.Context, _ *db.Tx, p Parcel) error {
			if first == "" {
				first = p.No
			}
			if p.No == first {
				return errors.New("nobody to tell")
			}
			return nil
		})
		b.van.where = Delivered
		b.clock.Set(b.clock.Now().Add(between))
		if err := b.Follow(b.Context()); err != nil {
			b.Error(err)
		}
		list, _ = b.Of(b.Context(), "1")
		if arrived := (list[0].State == Delivered) != (list[1].State == Delivered); !arrived {
			b.Errorf("the parcels are %s and %s", list[0].State, list[1].State)
		}
	})
}

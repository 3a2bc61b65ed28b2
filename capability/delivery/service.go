package delivery

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// Service sends parcels and follows them.
type Service struct {
	d       *db.DB
	now     clock.Clock
	keys    *crypt.Keys
	carrier Carrier
	ended   []func(ctx context.Context, tx *db.Tx, p Parcel) error
}

// New returns the service.
func New(d *db.DB, now clock.Clock, keys *crypt.Keys, carrier Carrier) *Service {
	return &Service{d: d, now: now, keys: keys, carrier: carrier}
}

// Subscribe has ended called in every unit that stores that a parcel was delivered or
// came back. It is called before the service is used.
func (s *Service) Subscribe(ended func(ctx context.Context, tx *db.Tx, p Parcel) error) {
	s.ended = append(s.ended, ended)
}

const (
	sealedAs = "delivery.receiver"
	sendKind = "delivery.send"
	between  = 4 * time.Hour // two questions about the same parcel
	perSweep = 100
	perCase  = 20 // parcels that one case shows
)

// Ready reports whether anything can be sent by post.
func (s *Service) Ready() bool { return s.carrier.Ready() }

// Send orders a parcel in the caller's unit and returns our number of it; the carrier's
// follows when it has taken the parcel.
func (s *Service) Send(ctx context.Context, tx *db.Tx, p Parcel) (string, error) {
	if !s.carrier.Ready() {
		return "", fault.New(fault.Unavailable, "delivery.no-carrier")
	}
	if faults := p.To.faults(); len(faults) > 0 {
		return "", fault.InvalidFields(faults)
	}
	plain, err := json.Marshal(p.To)
	if err != nil {
		return "", err
	}
	r := row{Parcel: p}
	if r.receiver, err = s.keys.Seal(sealedAs, plain); err != nil {
		return "", err
	}
	r.ID, r.State, r.CreatedAt = id.New(), Lifecycle.Start, s.now.Now()
	r.No = numberOf(r.CreatedAt)
	if err := insertParcel(ctx, tx, r); err != nil {
		return "", fmt.Errorf("send parcel: %w", err)
	}
	if err := s.record(ctx, tx, "delivery.ordered", r.Parcel); err != nil {
		return "", err
	}
	return r.No, job.Enqueue(ctx, tx, job.Job{Kind: sendKind, Key: r.No, Payload: r.ID})
}

// numberOf draws our number of a parcel: the day, and enough chance that two never meet.
func numberOf(day time.Time) string {
	secret := make([]byte, 5)
	_, _ = rand.Read(secret) // never fails
	return "YJ" + day.Format("060102") + base32.StdEncoding.EncodeToString(secret)
}

// hand hands one parcel to the carrier.
func (s *Service) hand(ctx context.Context, payload json.RawMessage) error {
	var key id.ID
	if err := json.Unmarshal(payload, &key); err != nil {
		return err
	}
	p, err := s.find(ctx, key)
	if err != nil || p.State != Waiting {
		return err
	}
	if p.To, err = s.receiver(p); err != nil {
		return err
	}
	accepted, err := s.carrier.Send(ctx, Order{No: p.No, To: p.To})
	if err != nil {
		return fmt.Errorf("hand over %s: %w", p.No, err)
	}
	p.Carrier, p.TrackingNo, p.Simulated, p.SentAt = accepted.Carrier, accepted.TrackingNo, accepted.Simulated, s.now.Now()
	return s.move(ctx, p.Parcel, HandOver, p.SentAt.Add(between))
}

// Follow asks the carrier where parcels are whose time has come.
func (s *Service) Follow(ctx context.Context) error {
	var due []row
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		due, err = listToAsk(ctx, tx, s.now.Now(), perSweep)
		return err
	})
	if err != nil {
		return fmt.Errorf("list parcels: %w", err)
	}
	for _, p := range due {
		if err := s.follow(ctx, p.Parcel); err != nil {
			slog.ErrorContext(ctx, "parcel not followed", "parcel", p.No, "error", err)
			if err := s.later(ctx, p.Parcel); err != nil {
				return fmt.Errorf("follow %s: %w", p.No, err)
			}
		}
	}
	return nil
}

// later has p asked about again after a while, so that it stands in no other's way.
func (s *Service) later(ctx context.Context, p Parcel) error {
	return s.d.Write(ctx, p.No, func(ctx context.Context, tx *db.Tx) error {
		return askLater(ctx, tx, p.ID, s.now.Now().Add(between))
	})
}

// follow asks about one parcel. A carrier that does not answer is asked again later.
func (s *Service) follow(ctx context.Context, p Parcel) error {
	found, err := s.carrier.Track(ctx, p.TrackingNo)
	if err != nil {
		slog.WarnContext(ctx, "carrier does not answer", "parcel", p.No, "error", err)
	}
	for event, to := range map[Event]State{Arrive: Delivered, Return: Returned} {
		if err == nil && found.State == to {
			p.EndedAt = found.At
			return s.move(ctx, p, event, time.Time{})
		}
	}
	return s.later(ctx, p)
}

// move stores what has happened to p; when another was first, it has been stored.
func (s *Service) move(ctx context.Context, p Parcel, e Event, askAt time.Time) error {
	from := p.State
	to, ok := Lifecycle.To(from, e)
	if !ok {
		return nil
	}
	p.State = to
	return s.d.Write(ctx, p.No, func(ctx context.Context, tx *db.Tx) error {
		moved, err := moveParcel(ctx, tx, p, from, askAt)
		if err != nil || !moved {
			return err
		}
		if err := s.record(ctx, tx, "delivery."+string(e), p); err != nil || e == HandOver {
			return err
		}
		for _, tell := range s.ended {
			if err := tell(ctx, tx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) record(ctx context.Context, tx *db.Tx, event string, p Parcel) error {
	return audit.Record(ctx, tx, audit.Entry{
		Event: event, Actor: actor.From(ctx).ID, Subject: p.Case, At: s.now.Now(), Data: []string{p.No, p.TrackingNo},
	})
}

// Of returns the parcels of a case, oldest first, their receivers masked. Whoever may
// read the case gets this far.
func (s *Service) Of(ctx context.Context, caseNo string) (list []Parcel, err error) {
	var rows []row
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = listOf(ctx, tx, caseNo, perCase)
		return err
	})
	for _, p := range rows {
		if err == nil {
			p.To, err = s.receiver(p)
		}
		p.To = p.To.masked()
		list = append(list, p.Parcel)
	}
	if err != nil {
		return nil, fmt.Errorf("parcels of %s: %w", caseNo, err)
	}
	return list, nil
}

func (s *Service) find(ctx context.Context, parcel id.ID) (p row, err error) {
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err = findParcel(ctx, tx, parcel)
		return err
	})
	return p, err
}

func (s *Service) receiver(p row) (to Receiver, err error) {
	plain, err := s.keys.Open(sealedAs, p.receiver)
	if err != nil {
		return to, fmt.Errorf("read parcel %s: %w", p.No, err)
	}
	return to, json.Unmarshal(plain, &to)
}

package inspection

import (
	"context"
	"encoding/hex"
	"io"
	"strconv"
	"time"

	"tongban/capability/document"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Shot is a photograph as it comes from a device, with when and where it was taken as far as
// the device says so.
type Shot struct {
	document.Upload
	TakenAt time.Time
	Spot    *Spot
}

// Attach adds a photograph of the site. The same one sent twice is one. It is part of the
// record: what was signed before has to be signed again.
func (s *Service) Attach(ctx context.Context, no string, visit id.ID, shot Shot) error {
	f, v, err := s.of(ctx, no, visit)
	if err != nil {
		return err
	}
	shot.Owner = actor.From(ctx).ID
	if v.inspector(shot.Owner) == nil {
		return fault.New(fault.Forbidden, "inspection.not-yours")
	}
	file, err := s.Documents.Receive(ctx, shot.Upload)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	photo := Photo{ID: id.New(), File: file.ID, Name: file.Name, Staff: shot.Owner, At: now, TakenAt: shot.TakenAt, Spot: shot.Spot}
	if photo.TakenAt.After(now) {
		photo.TakenAt = now // of a clock that goes ahead
	}
	return s.change(ctx, "inspection.photo", f.Case.No, visit, func(ctx context.Context, tx *db.Tx, c *changing) error {
		digest := hex.EncodeToString(file.Digest)
		if has, err := hasPhoto(ctx, tx, visit, digest); err != nil || has {
			return orSame(err)
		}
		if err := c.mayChange(); err != nil {
			return err
		}
		if err := s.Documents.Keep(ctx, tx, file.ID); err != nil {
			return err
		}
		if err := insertPhoto(ctx, tx, visit, photo, digest, maxPhotos*len(c.Parts)); err != nil {
			return err
		}
		c.change()
		return unsign(ctx, tx, visit)
	})
}

func orSame(err error) error {
	if err != nil {
		return err
	}
	return errSame
}

// Photo opens a photograph for whoever may look at it.
func (s *Service) Photo(ctx context.Context, no string, visit, photo id.ID) (document.File, io.ReadCloser, error) {
	_, v, err := s.visible(ctx, no, visit)
	if err != nil {
		return document.File{}, nil, err
	}
	for _, p := range v.Photos {
		if p.ID == photo {
			return s.Documents.Preview(ctx, p.File)
		}
	}
	return document.File{}, nil, fault.New(fault.NotFound, "inspection.unknown")
}

// spotOf reads where a device says that it is; nil if it says nothing that can be.
func spotOf(latitude, longitude, accuracy string) *Spot {
	read := func(text string, most float64) (float64, bool) {
		n, err := strconv.ParseFloat(text, 64)
		return n, err == nil && n >= -most && n <= most
	}
	lat, ok1 := read(latitude, 90)
	lon, ok2 := read(longitude, 180)
	metres, ok3 := read(accuracy, 1e6)
	if !ok1 || !ok2 || !ok3 || metres < 0 {
		return nil
	}
	const micro = 1e6
	return &Spot{int64(lat * micro), int64(lon * micro), int64(metres)}
}

// Degrees writes a place as maps take it: 25.040000, 102.710000.
func (p Spot) Degrees() string {
	write := func(n int64) string { return strconv.FormatFloat(float64(n)/1e6, 'f', 6, 64) }
	return write(p.Latitude) + ", " + write(p.Longitude)
}

// takenOf reads when a device says that a photograph was taken: milliseconds since 1970.
func takenOf(text string) time.Time {
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil || ms <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

package bundle

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

//go:embed demo/*.json
var demo embed.FS

// Demo returns the bundles of the demo city.
func Demo() (list []*Bundle, err error) {
	names, err := fs.Glob(demo, "demo/*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := demo.ReadFile(name)
		if err != nil {
			return nil, err
		}
		b := &Bundle{}
		if err := json.Unmarshal(text, b); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, b)
	}
	return list, nil
}

// Install puts a bundle in force that comes with the platform, unless somebody has written one
// of its code. One whose items are not all there is left out.
func (s *Service) Install(ctx context.Context, b *Bundle) error {
	pinned, missing, err := s.pins(ctx, b)
	if err != nil || missing != "" {
		return err
	}
	if _, err := Join(b.among(pinned), id.New(), pinned); err != nil {
		return err
	}
	return s.DB.Write(ctx, lane, func(ctx context.Context, tx *db.Tx) error {
		if _, err := findOffered(ctx, tx, b.Code); err == nil || fault.KindOf(err) != fault.NotFound {
			return err
		}
		now := s.Clock.Now()
		if err := keepBundle(ctx, tx, b, now); err != nil {
			return err
		}
		by := actor.From(ctx).Name
		return insertVersion(ctx, tx, Version{
			Bundle: b, ID: id.New(), Code: b.Code, Number: 1, State: Published, Authors: []string{}, AuthorName: by,
			WrittenAt: now, PublisherName: by, PublishedAt: now,
		})
	})
}

// lane is where units that change bundles queue.
const lane = "bundle"

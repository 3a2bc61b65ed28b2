package licence

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// kindRender draws one version.
const kindRender = "licence.render"

type renderPayload struct {
	Licence id.ID `json:"licence"`
	Version int   `json:"version"`
}

// enqueueRender has l's version drawn once the unit is durable.
func enqueueRender(ctx context.Context, tx *db.Tx, l Licence) error {
	return job.Enqueue(ctx, tx, job.Job{
		Kind: kindRender, Key: fmt.Sprintf("%s.%d", l.ID, l.Version), Payload: renderPayload{l.ID, l.Version},
	})
}

func (s *Service) jobs() []job.Handler {
	return []job.Handler{{Kind: kindRender, Run: s.render}}
}

func (s *Service) sweeps() []job.Sweep {
	return []job.Sweep{{Name: "licence.due", Every: 10 * time.Minute, Run: s.Sweep}}
}

// render draws the version of a payload unless that was done before.
func (s *Service) render(ctx context.Context, payload json.RawMessage) error {
	var p renderPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return fmt.Errorf("%s: %w", kindRender, err)
	}
	ctx = actor.With(ctx, actor.AsSystem(kindRender))
	var l Licence
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		l, err = s.open(findVersion(ctx, tx, p.Licence, p.Version))
		return err
	})
	if err == nil {
		_, err = s.fileOf(ctx, l)
	}
	if err != nil {
		return fmt.Errorf("draw licence %s, version %d: %w", p.Licence, p.Version, err)
	}
	return nil
}

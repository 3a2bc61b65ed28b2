package commitment

import (
	"context"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/job"
)

// batch is how many after-checks a round of the sweep urges.
const batch = 100

// SweepDue reminds, once on every working day, those who check of what is due within three
// working days; of what is late also those who head the department and those who supervise.
func (s *Service) SweepDue(ctx context.Context) error {
	today, cal := s.today(), s.Calendar()
	if !cal.IsWorkday(today) {
		return nil
	}
	for more := true; more; {
		var list []*row
		err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			list, err = listUnurged(ctx, tx, cal.AddWorkdays(today, soonDays)+1, today, batch)
			return err
		})
		for i := 0; err == nil && i < len(list); i++ {
			err = s.urge(ctx, &list[i].Commitment)
		}
		if err != nil {
			return fmt.Errorf("urge after-checks: %w", err)
		}
		more = len(list) == batch
	}
	return nil
}

// urge tells those who have to do something about c. While the applicant still has time to put
// things right or to answer, nobody is urged.
func (s *Service) urge(ctx context.Context, c *Commitment) error {
	late := c.IsLate(s.today())
	var told []actor.Actor
	if late || c.State == Waiting {
		var err error
		if told, err = s.told(ctx, c, late); err != nil {
			return err
		}
	}
	return s.DB.Write(ctx, c.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		if err := job.StillLeader(ctx, tx); err != nil {
			return err
		}
		first, err := markUrged(ctx, tx, c.ID, s.today())
		if err != nil || !first || len(told) == 0 {
			return err
		}
		key := "commitment.inform.due"
		if late {
			key = "commitment.inform.late-" + string(c.State)
		}
		for _, one := range told {
			account, err := id.Parse(one.ID)
			if err == nil {
				err = s.Informer.Inform(ctx, tx, account, key, []string{c.Case.ItemName, c.Case.ShortNo, c.DueOn.String()}, c.URL())
			}
			if err != nil {
				return err
			}
		}
		return s.record(ctx, tx, "commitment.urge", c)
	})
}

// told are those who are urged about c: who may check it, or decide once the applicant's time
// to answer is over; if it is late, those above them too.
func (s *Service) told(ctx context.Context, c *Commitment, late bool) ([]actor.Actor, error) {
	people, err := s.Colleagues.Of(ctx, c.Case.Department)
	if err != nil {
		return nil, err
	}
	people = slices.DeleteFunc(people, func(a actor.Actor) bool {
		p := access.CommitmentCheck
		if c.State == Hearing {
			p = access.CommitmentDecide
		}
		return access.May(a, p, c.object()) != nil && !(late && a.Is(actor.Head))
	})
	if !late {
		return people, nil
	}
	above, err := s.Colleagues.Supervisors(ctx)
	return append(people, above...), err
}

package app

import (
	"context"

	"tongban/capability/identity"
	"tongban/kernel/actor"
)

// roster tells who of a department can be sent to a site.
type roster struct{ identity *identity.Service }

func (r roster) Inspectors(ctx context.Context, department string) (map[string]string, error) {
	names := map[string]string{}
	for _, role := range []actor.Role{actor.Inspector, actor.Reviewer, actor.Registrar} {
		members, err := r.identity.StaffOf(ctx, department, role)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			names[m.ID.String()] = m.Name
		}
	}
	return names, nil
}

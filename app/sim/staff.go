package sim

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tongban/capability/identity"
	"tongban/kernel/actor"
)

// officer is a member of staff with ways of their own.
type officer struct {
	actor.Actor
	slow    float64 // how long they take for what others do in 1
	strict  float64 // how often they find something wrong where others do so once
	persona bool    // somebody visitors take on: takes no task home
}

// strictest is the most that any officer is strict.
const strictest = 1.6

// reinforced are the roles in departments that get colleagues, and how many: the demo has
// one person for each, who would do three thousand cases alone.
var reinforced = map[actor.Role]int{actor.Reviewer: 2, actor.Approver: 1, actor.Inspector: 1, actor.Registrar: 1}

// clerks is how many more people work at the windows of the main hall.
const clerks = 5

// hire adds colleagues to the settlers.
func (c *city) hire(ctx context.Context, s stream) error {
	personas, err := c.Identity.Personas(ctx)
	if err != nil {
		return err
	}
	add := func(like identity.Member, number int) {
		role := like.Roles[0]
		m := identity.Member{
			Account: fmt.Sprintf("%s-%s%d", strings.ToLower(like.Department), role, number), Name: c.name(s),
			Department: like.Department, Outlet: like.Outlet, Region: like.Region, Roles: []actor.Role{role},
		}
		c.settlers.Staff = append(c.settlers.Staff, m)
	}
	for _, p := range personas {
		if p.Kind != actor.Staff {
			continue
		}
		m, err := c.Identity.Staff(ctx, p.Subject)
		if err != nil {
			return err
		}
		c.employ(m, true)
		for n := range reinforced[m.Roles[0]] {
			add(m, n+2)
		}
		if m.Account == "clerk" {
			for n := range clerks {
				add(m, n+3)
			}
		}
	}
	// Partners in the main hall, for the whole city: those of the demo's streets receive for one
	// street each.
	partners := []identity.Member{
		{Department: "", Outlet: mainOutlet, Region: cityRegion, Roles: []actor.Role{actor.Hospital}},
		{Department: "", Outlet: mainOutlet, Region: cityRegion, Roles: []actor.Role{actor.Street}},
	}
	for _, m := range partners {
		add(m, 3)
		c.settlers.Staff[len(c.settlers.Staff)-1].Account = fmt.Sprintf("hall-%s", m.Roles[0])
	}
	return nil
}

// The hall that receives what is handed in online, and the city.
const (
	mainOutlet = "center"
	cityRegion = "990100"
)

// employ notes that m works here, with ways drawn from their account.
func (c *city) employ(m identity.Member, persona bool) {
	s := newStream(c.seed, "officer/"+m.Account, 0)
	c.officers = append(c.officers, officer{
		Actor: actor.Actor{
			ID: m.ID.String(), Kind: actor.Staff, Name: m.Name, Department: m.Department, Outlet: m.Outlet, Region: m.Region, Roles: m.Roles,
		},
		slow: s.between(0.75, 1.3), strict: s.between(0.5, strictest), persona: persona,
	})
}

// departmental are the roles that work on the cases of their own department.
var departmental = []actor.Role{actor.Reviewer, actor.Approver, actor.Inspector, actor.Registrar, actor.Head}

// who are those who may do a task of role in a department.
func (c *city) who(role actor.Role, department string) []officer {
	return slices.DeleteFunc(slices.Clone(c.officers), func(o officer) bool {
		switch {
		case !o.Is(role):
			return true
		case slices.Contains(departmental, role):
			return o.Department != department
		case role == actor.Window || role == actor.Hospital:
			return o.Outlet != mainOutlet
		}
		return !strings.HasPrefix(cityRegion, strings.TrimRight(o.Region, "0"))
	})
}

// pick chooses one of them. Colleagues do most; a persona is chosen now and then.
func (c *city) pick(s stream, role actor.Role, department string) (officer, error) {
	all := c.who(role, department)
	if len(all) == 0 {
		return officer{}, fmt.Errorf("nobody does the work of %s in %q", role, department)
	}
	weights := make([]float64, len(all))
	for i, o := range all {
		weights[i] = 1 / o.slow
		if o.persona {
			weights[i] /= 4
		}
	}
	return all[s.weighted(weights)], nil
}

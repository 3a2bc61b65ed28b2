package bundle

import (
	"fmt"
	"slices"

	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// ordered returns parts so that each comes after those it depends on, else as they were, and
// notes what each needs. Components that wait for each other in a circle are named.
func ordered(parts []*Part) (list []*Part, circle []string) {
	byCode := map[string]*Part{}
	for _, p := range parts {
		byCode[p.Code()] = p
	}
	done := map[*Part]bool{}
	for len(list) < len(parts) {
		next := slices.IndexFunc(parts, func(p *Part) bool {
			return !done[p] && !slices.ContainsFunc(p.DependsOn, func(code string) bool { return byCode[code] != nil && !done[byCode[code]] })
		})
		if next < 0 {
			for _, p := range parts {
				if !done[p] {
					circle = append(circle, p.Title())
				}
			}
			return list, circle
		}
		p := parts[next]
		done[p] = true
		list = append(list, p)
		p.needs = nil
		for _, code := range p.DependsOn {
			before := byCode[code]
			if before == nil {
				continue
			}
			for _, one := range append([]*Part{before}, before.needs...) {
				if !slices.Contains(p.needs, one) {
					p.needs = append(p.needs, one)
				}
			}
		}
	}
	return list, nil
}

// orderFaults says what is wrong with the order of the components.
func (b *Bundle) orderFaults(pinned Pinned) (faults []fault.Field) {
	var parts []*Part
	for i := range b.Components {
		c := b.Components[i]
		parts = append(parts, &Part{Component: c, Item: pinned[c.Item].Item})
		for _, code := range c.DependsOn {
			known := slices.ContainsFunc(b.Components, func(o Component) bool { return o.Item == code })
			if !known || code == c.Item {
				faults = append(faults, fault.Field{Name: fmt.Sprintf("components[%d].dependsOn", i), Key: "bundle.check.depends", Args: []any{b.called(code, pinned)}})
			}
		}
	}
	if _, circle := ordered(parts); len(circle) > 0 {
		faults = append(faults, fault.Field{Name: "components", Key: "bundle.check.circle", Args: []any{message.List(circle)}})
	}
	return faults
}

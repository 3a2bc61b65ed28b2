package bundle

import (
	"slices"
	"strings"

	"tongban/capability/catalogue"
)

// jointCode is the code of the joint material that stands for one of a component's: the one
// that covers it, or its own.
func (j *Joint) jointCode(p *Part, code string) string {
	name := p.Code() + "." + code
	for _, m := range j.Materials {
		if slices.Contains(m.Covers, name) {
			return m.Code
		}
	}
	return name
}

// producer is the component among those that take part whose result stands for a material of
// p, nil if none.
func (j *Joint) producer(p *Part, m catalogue.Material, found plans) *Part {
	for _, by := range m.ReplaceableBy {
		if by.By != catalogue.ByLicence {
			continue
		}
		if before := p.giving(by.LicenceType); before != nil {
			if _, takesPart := found[before]; takesPart {
				return before
			}
		}
	}
	return nil
}

// materials are what has to be brought for the components that take part: each joint one once,
// required if any of them requires it; nothing that one of them results in.
func (j *Joint) materials(found plans) (list []catalogue.Material) {
	for _, p := range j.Parts {
		plan, takesPart := found[p]
		if !takesPart {
			continue
		}
		for _, m := range plan.Materials {
			if j.producer(p, m, found) == nil {
				list = j.withMaterial(list, p, m)
			}
		}
	}
	return list
}

// withMaterial adds what a component needs to the list.
func (j *Joint) withMaterial(list []catalogue.Material, p *Part, m catalogue.Material) []catalogue.Material {
	code := j.jointCode(p, m.Code)
	at := slices.IndexFunc(list, func(o catalogue.Material) bool { return o.Code == code })
	if at < 0 {
		return append(list, j.asJoint(code, p, m))
	}
	same := &list[at]
	if m.Necessity == catalogue.Required {
		same.Necessity = catalogue.Required
	}
	same.FromForm = same.FromForm && m.FromForm
	same.Deferrable = same.Deferrable && m.Deferrable
	same.DeferWorkdays = min(same.DeferWorkdays, m.DeferWorkdays)
	same.ReplaceableBy = slices.DeleteFunc(slices.Clone(same.ReplaceableBy), func(r catalogue.Replacement) bool { return !slices.Contains(m.ReplaceableBy, r) })
	return list
}

// asJoint is m under the code and the name it has in the bundle.
func (j *Joint) asJoint(code string, p *Part, m catalogue.Material) catalogue.Material {
	m.Code, m.RequiredWhen = code, nil
	i := slices.IndexFunc(j.Materials, func(o JointMaterial) bool { return o.Code == code })
	if i < 0 {
		return m
	}
	o := j.Materials[i]
	if take, known := j.Part(o.Take); known && take != p && take.Item != nil {
		for _, covered := range o.Covers {
			if own, isIts := strings.CutPrefix(covered, take.Code()+"."); isIts {
				if terms, known := take.Item.Material(own); known {
					terms.Code, terms.RequiredWhen, terms.Necessity, terms.FromForm = code, nil, m.Necessity, m.FromForm
					terms.ReplaceableBy = m.ReplaceableBy
					m = terms
				}
			}
		}
	}
	m.Name = o.Name
	return m
}

// everyMaterial lists what may have to be brought at all, for pages that show no plan.
func (j *Joint) everyMaterial() (list []catalogue.Material) {
	for _, p := range j.Parts {
		if p.Item == nil {
			continue
		}
		for _, m := range p.Item.Materials {
			if !slices.ContainsFunc(m.ReplaceableBy, func(by catalogue.Replacement) bool {
				return by.By == catalogue.ByLicence && p.giving(by.LicenceType) != nil
			}) {
				list = j.withMaterial(list, p, m)
			}
		}
	}
	return list
}

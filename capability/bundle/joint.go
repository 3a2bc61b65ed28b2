package bundle

import (
	"slices"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/id"
)

// Joint is a bundle with the versions of its items pinned: an edition. It is shared and must
// not be changed.
type Joint struct {
	*Bundle
	Edition id.ID
	Item    *catalogue.Item // the joint item: its VersionID is Edition, its Several this
	Parts   []*Part         // in an order in which each comes after those it depends on
	Clashes []Clash         // what has to be settled before it can be published

	fields []*jointField // of the joint form, in its order
	byKey  map[string]*jointField
}

// Part is a component with what is pinned of it.
type Part struct {
	Component
	Item *catalogue.Item  // nil for what is no item
	Form *form.Definition // likewise

	needs  []*Part            // those it depends on, directly or not
	source map[string]*answer // by key of Form: where the answer of a field comes from
}

// Code is the code of the component.
func (p *Part) Code() string { return p.Component.Item }

// Title is what the component is called.
func (p *Part) Title() string {
	if p.Item != nil {
		return p.Item.Name
	}
	return p.Name
}

// DepartmentName is who does it.
func (p *Part) DepartmentName() string {
	if p.Item != nil {
		return p.Item.Department.Name
	}
	return p.Department
}

// answer says where the answer of a field of a component comes from.
type answer struct {
	joint  *jointField // asked: the field of the joint form
	supply *Supply     // not asked
	result *Part       // not asked if that part takes part: its licence says it
}

// jointField is a field of the joint form with the fields it is asked for.
type jointField struct {
	key    string
	base   asking // whose rules, options and words count
	label  string // empty: of base
	party  string
	topic  string // key of its page
	askers []asking
}

// asking is a field of a component.
type asking struct {
	part  *Part
	field *form.Field
}

// Clash is something that components ask for differently.
type Clash struct {
	Element string // data element, or code of the joint material
	Label   string // of the first who asks
	Aspect  string // label, kind, rules, options, words; of a material terms
	Sides   []Side
}

// Side is how one component asks for it.
type Side struct{ Item, ItemName, Key, Says string }

// Of returns the joint that an item stands for.
func Of(item *catalogue.Item) (*Joint, bool) {
	if item == nil {
		return nil, false
	}
	j, is := item.Several.(*Joint)
	return j, is
}

// Part returns the component of code.
func (j *Joint) Part(code string) (*Part, bool) {
	i := slices.IndexFunc(j.Parts, func(p *Part) bool { return p.Code() == code })
	if i < 0 {
		return nil, false
	}
	return j.Parts[i], true
}

// Needs reports whether p cannot begin before other has ended well, directly or not.
func (p *Part) Needs(other *Part) bool { return slices.Contains(p.needs, other) }

// Results are what components have resulted in: by their code, the values of their licences by
// data element.
type Results map[string]map[string]string

package bundle

import (
	"time"

	"tongban/capability/catalogue"
	"tongban/kernel/id"
)

// Bundle is one version of a definition. A published one is shared and must not be changed.
type Bundle struct {
	VersionID   id.ID     `json:"-"`
	Revision    int64     `json:"-"` // counts the published versions from 1
	PublishedAt time.Time `json:"-"`

	Code           string               `json:"code"`
	Name           string               `json:"name"`
	Summary        string               `json:"summary,omitempty"` // what it is good for, in one sentence
	Lead           catalogue.Department `json:"leadDepartment"`
	ServiceObjects []int                `json:"serviceObjects"`
	Themes         catalogue.Themes     `json:"themes,omitzero"`
	Keywords       []string             `json:"keywords,omitempty"`

	Components []Component          `json:"components"`
	Questions  []catalogue.Question `json:"questions"`
	Fields     []FieldRule          `json:"fields,omitempty"`
	Supplies   []Supply             `json:"supplies,omitempty"`
	Materials  []JointMaterial      `json:"materials,omitempty"`

	// Same are the data elements that tell one matter from another: while one runs, nobody
	// can hand the same in again.
	Same  []string        `json:"same"`
	Limit catalogue.Limit `json:"totalLimit"`
	Note  string          `json:"note,omitempty"`

	// English gives texts of the bundle in English, by the Chinese text.
	English map[string]string `json:"english,omitempty"`
}

// The kinds of component.
const (
	ItemKind = ""         // an item of the catalogue: an application and a case of its own
	External = "external" // outside the city's power: it ends by report
	Check    = "check"    // by rule: whether a licence of the applicant is in force
)

// Component is one thing that a bundle does.
type Component struct {
	Item       string               `json:"itemId"` // code of the item; of another kind its own
	Kind       string               `json:"kind,omitempty"`
	Name       string               `json:"name,omitempty"`       // of what is no item
	Department string               `json:"department,omitempty"` // name of who does it, of what is no item
	Licence    string               `json:"licence,omitempty"`    // of a Check: its kind
	Required   bool                 `json:"required"`
	When       *catalogue.Condition `json:"when,omitempty"` // of the bundle's own answers; nil: always
	DependsOn  []string             `json:"dependsOn,omitempty"`
	// Answers settle questions of the component's own guide, by their id; "age" is one, too.
	// What is not settled is asked with the bundle's questions.
	Answers map[string]Given `json:"answers,omitempty"`
}

// Given is what settles an answer: a value, or the answer to a question of the bundle, as it
// is or put into the component's words by Map, where "*" stands for any other answer.
type Given struct {
	Question string         `json:"question,omitempty"`
	Map      map[string]any `json:"map,omitempty"`
	Value    any            `json:"value,omitempty"`
}

// FieldRule settles how a data element is asked in the joint form.
type FieldRule struct {
	Element string `json:"element,omitempty"` // for all components that ask for it
	Item    string `json:"item,omitempty"`    // with Key: one field of one component alone
	Key     string `json:"key,omitempty"`
	Label   string `json:"label,omitempty"` // what it is called
	Take    string `json:"take,omitempty"`  // code of the component whose rules, options and words count
	Party   string `json:"party,omitempty"` // who fills it in, if not the applicant
	Apart   bool   `json:"apart,omitempty"` // of one field: it means something else and is asked by itself
	Topic   string `json:"topic,omitempty"` // data element beside which it is asked
}

// Supply answers a field without asking: from another answer, from an answer to the guide,
// from what an earlier component has resulted in, or always the same.
type Supply struct {
	Element  string               `json:"element"`            // that is answered
	When     *catalogue.Condition `json:"when,omitempty"`     // of the bundle's own answers; else it is asked
	Items    []string             `json:"items,omitempty"`    // only in these components; empty: in all
	From     string               `json:"from,omitempty"`     // another data element
	Take     string               `json:"take,omitempty"`     // date or year of From, region of an address, label of a code
	Map      map[string]any       `json:"map,omitempty"`      // its values, or those of Question, in other words
	Question string               `json:"question,omitempty"` // of the bundle
	Result   string               `json:"result,omitempty"`   // code of an earlier component: of its licence
	Value    any                  `json:"value,omitempty"`
}

// JointMaterial is a paper that stands for those of several components.
type JointMaterial struct {
	Code   string   `json:"code"`
	Name   string   `json:"name"`
	Take   string   `json:"take,omitempty"` // code of the component whose terms count
	Covers []string `json:"covers"`         // "hukou-birth.M-MARRY"
}

// Cooperating returns the names of those who do the components besides the lead, once each, in
// order.
func (j *Joint) Cooperating() (names []string) {
	seen := map[string]bool{j.Lead.Name: true}
	for _, p := range j.Parts {
		if name := p.DepartmentName(); name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

package entitlement

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"tongban/capability/decision"
	"tongban/kernel/message"
)

// Kind is where the value of an input comes from.
type Kind string

// The kinds.
const (
	Register Kind = "register" // a data element of the identity registers, #part of what has parts
	Licence  Kind = "licence"  // TYPE#held, or TYPE#ELEMENT; of the licence at hand where a programme is per licence
	Share    Kind = "share"    // RESOURCE#found, or RESOURCE#FIELD: what another department answers
	Calendar Kind = "calendar" // today, year
)

// Input is one value that the rule is told.
type Input struct {
	Name     string // as the rule calls it
	Label    string
	LabelEn  string
	Kind     Kind
	Key      string
	Type     string // of FEEL: string, date, number, boolean
	Element  string // the data element it is, where that is protected: shown in part
	Optional bool   // it may be unknown: the rule says what comes of that
}

// Condition is why somebody is entitled, in plain words, with the inputs that show it.
type Condition struct {
	Text, TextEn string
	Inputs       []string
}

// Filled is one answer of the item's form: a value of the file, of an input or of the rule.
type Filled struct {
	Field  string
	Part   string // of a field with parts
	Input  string // name of the input that answers it
	Output string // name of the rule's output that answers it
	Value  any    // the same for everybody
}

// Programme is a rule in a file: who is entitled to what.
type Programme struct {
	Code             string   `toml:"-"`
	Item             string   // code of what is applied for
	Gives, GivesEn   string   // what one is entitled to, in plain words
	Ground, GroundEn string   // the law by which the data may be used for this
	Per              string   // type of licence: one invitation for each that a person holds; empty: one a person
	Yearly           bool     // the same matter is another one every year
	Days             int      // how long an invitation stands
	Again            int      // days after which somebody who let it expire is invited again, 0 only when facts change
	Same             []string // fields that tell one matter from another, where an earlier case of the item is looked at
	Inputs           []Input
	Conditions       []Condition
	Guide            []Filled // answers to the guide's questions; Field is the question
	Values           []Filled
	First            string   // the decision asked before other departments are, about what the city itself holds; empty: none
	Asked            []string // fields that are still asked, on the page that confirms
	model            *decision.Model
	decision         string
}

// entitled is what a rule answers of somebody who is.
const entitled = "entitled"

// Bounds of a programme.
const (
	mostAsked = 4
	mostDays  = 365
)

// Load reads programmes: NAME.toml beside its rule NAME.dmn, NAME being its code.
func Load(files fs.FS) (list []*Programme, err error) {
	names, err := fs.Glob(files, "*.toml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		p := &Programme{Code: strings.TrimSuffix(path.Base(name), ".toml")}
		meta, err := toml.DecodeFS(files, name, p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if unknown := meta.Undecoded(); len(unknown) > 0 {
			return nil, fmt.Errorf("%s: %s is unknown", name, unknown[0])
		}
		rule, err := fs.ReadFile(files, p.Code+".dmn")
		if err != nil {
			return nil, err
		}
		if err := errors.Join(p.compile(rule), p.check()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, p)
	}
	return list, nil
}

// worth is what the first decision answers of whom it is worth asking others about.
const worth = "ask"

// compile reads the rule. It asks the last decision of the file.
func (p *Programme) compile(rule []byte) error {
	model, faults := decision.Parse(rule)
	if model == nil || len(model.Decisions()) == 0 {
		return fmt.Errorf("the rule cannot be read: %v", faults)
	}
	for _, f := range model.Review() {
		if f.Severity == decision.Error {
			return fmt.Errorf("the rule: %v", f)
		}
	}
	all := model.Decisions()
	p.model, p.decision = model, all[len(all)-1].Name
	return nil
}

// check says what is wrong with a programme.
func (p *Programme) check() error {
	switch {
	case p.Item == "", p.Gives == "", p.GivesEn == "":
		return errors.New("item, gives and givesEn are needed")
	case p.Ground == "", p.GroundEn == "":
		return errors.New("without a legal ground the data may not be used")
	case p.Days < 1 || p.Days > mostDays:
		return fmt.Errorf("days has to be between 1 and %d", mostDays)
	case len(p.Asked) > mostAsked:
		return fmt.Errorf("at most %d fields may still be asked", mostAsked)
	case len(p.Conditions) == 0:
		return errors.New("nobody would know why they are entitled: conditions are needed")
	case p.model == nil:
		return nil // said already
	}
	said := map[string]bool{}
	for _, c := range p.Conditions {
		for _, name := range c.Inputs {
			if _, known := p.input(name); !known {
				return fmt.Errorf("condition %q speaks of the input %q, which is none", c.Text, name)
			}
			said[name] = true
		}
	}
	for _, in := range p.model.Inputs(p.First) {
		if own, known := p.input(in.Name); !known || own.Kind == Share {
			return fmt.Errorf("the first decision asks for %q, which is not the city's own", in.Name)
		}
	}
	for _, in := range p.model.Inputs(p.decision) {
		own, known := p.input(in.Name)
		if !known {
			return fmt.Errorf("the rule asks for %q, which is no input", in.Name)
		}
		if !said[in.Name] && own.Kind != Calendar {
			return fmt.Errorf("no condition says what %q is used for", in.Name)
		}
	}
	for _, f := range slices.Concat(p.Guide, p.Values) {
		if _, known := p.input(f.Input); f.Input != "" && !known {
			return fmt.Errorf("%s is filled from %q, which is no input", f.Field, f.Input)
		}
	}
	return nil
}

func (p *Programme) input(name string) (Input, bool) {
	i := slices.IndexFunc(p.Inputs, func(in Input) bool { return in.Name == name })
	if i < 0 {
		return Input{}, false
	}
	return p.Inputs[i], true
}

// gives says what one is entitled to, in the reader's language.
func (p *Programme) gives(ctx context.Context) string { return in(ctx, p.Gives, p.GivesEn) }

// ground says by which law the data is used.
func (p *Programme) ground(ctx context.Context) string { return in(ctx, p.Ground, p.GroundEn) }

func in(ctx context.Context, chinese, english string) string {
	return message.Words{Chinese: chinese, English: english}.In(message.In(ctx))
}

// Mode is whether a programme runs.
type Mode string

// The modes.
const (
	On      Mode = "on"
	Paused  Mode = "paused"  // nobody new is invited; invitations stand
	Stopped Mode = "stopped" // open invitations end, too
)

// modes are all of them.
var modes = []Mode{On, Paused, Stopped}

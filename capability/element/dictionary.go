package element

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"
	"unicode"

	"github.com/BurntSushi/toml"
)

//go:embed elements.toml
var elementsFile string

//go:embed codes.toml
var codesFile string

// Find returns the element of name.
func Find(name string) (Element, bool) {
	e, known := dictionary().byName[name]
	return e, known
}

// All returns every element, subject by subject in the order of the dictionary.
func All() []Element { return slices.Clone(dictionary().elements) }

// Subjects returns every subject in the order of the dictionary.
func Subjects() []Subject { return slices.Clone(dictionary().subjects) }

// CodeList returns the list of name.
func CodeList(name string) (List, bool) {
	l, known := dictionary().lists[name]
	return l, known
}

// CodeLists returns every list in the order of the dictionary.
func CodeLists() []List { return slices.Clone(dictionary().ordered) }

// book is the dictionary as it is held in memory.
type book struct {
	subjects []Subject
	elements []Element
	byName   map[string]Element
	ordered  []List
	lists    map[string]List
	samples  map[Mask]pair // values to show masks on
}

// dictionary reads the embedded files once. They are part of the program, so a
// fault in them is ours and stops it.
var dictionary = sync.OnceValue(func() book {
	b, err := read(elementsFile, codesFile)
	if err != nil {
		panic(err)
	}
	return b
})

// pair is a text in Chinese and English.
type pair [2]string

// entry is an element as the file has it.
type entry struct {
	Name        string
	Label       pair
	Kind        Kind
	List        string
	Holds       string
	Sensitivity Sensitivity
	Mask        Mask
	Standard    string
	Definition  pair
}

// chapter is a subject as the file has it.
type chapter struct {
	Name       string
	Label      pair
	Of         pair // whose: put before the label of a shared attribute
	Definition pair
	// Sensitivity is that of elements that do not say, and of all shared ones.
	Sensitivity Sensitivity
	Attributes  []string
	Element     []entry
}

// read makes a book of the two files and holds it to its rules.
func read(elements, codes string) (book, error) {
	var doc struct {
		Sample  map[Mask]pair
		Shared  []entry
		Subject []chapter
	}
	var lists struct{ List []listed }
	for _, file := range []struct {
		text string
		into any
	}{{elements, &doc}, {codes, &lists}} {
		meta, err := toml.Decode(file.text, file.into)
		if err != nil {
			return book{}, fmt.Errorf("element: %w", err)
		}
		if unknown := meta.Undecoded(); len(unknown) > 0 {
			return book{}, fmt.Errorf("element: the dictionary has a word nobody reads: %v", unknown)
		}
	}
	b := book{byName: map[string]Element{}, lists: map[string]List{}, samples: doc.Sample}
	for _, l := range lists.List {
		b.addList(l)
	}
	for _, c := range doc.Subject {
		if err := b.addSubject(c, doc.Shared); err != nil {
			return book{}, err
		}
	}
	return b, nil
}

// addSubject adds a subject with its elements: shared ones first.
func (b *book) addSubject(c chapter, shared []entry) error {
	b.subjects = append(b.subjects, Subject{
		Name: c.Name, Label: c.Label[0], LabelEn: c.Label[1], Definition: c.Definition[0], DefinitionEn: c.Definition[1],
	})
	for _, name := range c.Attributes {
		at := slices.IndexFunc(shared, func(e entry) bool { return e.Name == name })
		if at < 0 {
			return fmt.Errorf("element: nobody shares %s.%s", c.Name, name)
		}
		e := shared[at]
		e.Label = of(c.Of, e.Label)
		if c.Sensitivity != "" {
			e.Sensitivity = c.Sensitivity
		}
		b.add(c.Name, e)
	}
	for _, e := range c.Element {
		if e.Sensitivity == "" {
			e.Sensitivity = c.Sensitivity
		}
		b.add(c.Name, e)
	}
	return nil
}

func (b *book) add(subject string, e entry) {
	if e.Mask == "" {
		e.Mask = MaskNone
	}
	made := Element{
		Name: subject + "." + e.Name, Label: e.Label[0], LabelEn: e.Label[1], Kind: e.Kind, CodeList: e.List, Of: e.Holds,
		Sensitivity: e.Sensitivity, Mask: e.Mask, Standard: e.Standard, Definition: e.Definition[0], DefinitionEn: e.Definition[1],
	}
	b.elements = append(b.elements, made)
	b.byName[made.Name] = made
}

// of says whose a shared attribute is: 母亲 and 姓名 make 母亲姓名.
func of(whose, label pair) pair {
	if whose == (pair{}) {
		return label
	}
	english := []rune(label[1])
	if len(english) > 1 && unicode.IsLower(english[1]) {
		english[0] = unicode.ToLower(english[0]) // but ID stays ID
	}
	return pair{whose[0] + label[0], whose[1] + " " + string(english)}
}

// listed is a code list as the file has it.
type listed struct {
	Name     string
	Label    pair
	Standard string
	Evidence Evidence
	Kept     pair
	Codes    [][3]string
}

func (b *book) addList(l listed) {
	made := List{
		Name: l.Name, Label: l.Label[0], LabelEn: l.Label[1], Standard: l.Standard, Evidence: l.Evidence, Kept: l.Kept[0], KeptEn: l.Kept[1],
	}
	for _, c := range l.Codes {
		made.Codes = append(made.Codes, Value{Code: c[0], Label: c[1], LabelEn: c[2]})
	}
	b.ordered = append(b.ordered, made)
	b.lists[made.Name] = made
}

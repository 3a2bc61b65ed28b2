package element

import (
	"context"
	"slices"
	"strings"

	"tongban/kernel/mask"
	"tongban/kernel/message"
)

// Kind is what answers to an element look like.
type Kind string

// The kinds.
const (
	Text     Kind = "text"
	Integer  Kind = "integer"
	Decimal  Kind = "decimal"
	Money    Kind = "money" // an amount in the unit its definition names
	Date     Kind = "date"
	DateTime Kind = "dateTime"
	Period   Kind = "period" // from a day to a day
	Month    Kind = "month"
	Year     Kind = "year"
	IDNumber Kind = "idNumber" // 公民身份号码
	USCC     Kind = "uscc"     // 统一社会信用代码
	Mobile   Kind = "mobile"
	Phone    Kind = "phone"
	Email    Kind = "email"
	BankCard Kind = "bankCard"
	Address  Kind = "address"
	Code     Kind = "code"  // one of a code list
	Codes    Kind = "codes" // several of a code list
	Group    Kind = "group" // one of another subject, with its elements: a legal representative
	Table    Kind = "table" // any number of another subject, a row each
	Bool     Kind = "bool"
	File     Kind = "file"
)

// Sensitivity says who may see the value of an element.
type Sensitivity string

// The sensitivities, from least to most.
// Basis: 个人信息保护法, art. 4 (personal), art. 28 (sensitive).
const (
	Public    Sensitivity = "public"    // anybody
	Internal  Sensitivity = "internal"  // whoever works on the case
	Personal  Sensitivity = "personal"  // that, and masked until it is needed
	Sensitive Sensitivity = "sensitive" // the same; a leak would do harm
)

// Mask says how a value is hidden in part.
type Mask string

// The masks. They are those of kernel/mask.
const (
	MaskNone    Mask = "none"
	MaskName    Mask = "name"
	MaskID      Mask = "id"
	MaskPhone   Mask = "phone"
	MaskBank    Mask = "bank"
	MaskAddress Mask = "address"
	MaskEmail   Mask = "email"
	MaskWhole   Mask = "whole" // nothing of it can be shown
)

// masks says how each mask hides.
var masks = map[Mask]func(string) string{
	MaskNone:    func(s string) string { return s },
	MaskName:    mask.Name,
	MaskID:      mask.IDNumber,
	MaskPhone:   mask.Phone,
	MaskBank:    mask.BankCard,
	MaskAddress: mask.Address,
	MaskEmail:   mask.Email,
	MaskWhole:   mask.Whole,
}

// Element is one fact that can be known about a subject.
type Element struct {
	Name         string // person.idNumber
	Label        string // 身份证号; of a subject other than the applicant, with whose it is
	LabelEn      string
	Kind         Kind
	CodeList     string // of a Code or Codes: the list its answers are from
	Of           string // of a Group or Table: the subject it holds
	Sensitivity  Sensitivity
	Mask         Mask
	Standard     string // where the element is defined
	Definition   string // what it means, where the label leaves that open
	DefinitionEn string
}

// In returns the label for ctx's reader.
func (e Element) In(ctx context.Context) string {
	if message.In(ctx) == message.English {
		return e.LabelEn
	}
	return e.Label
}

// Meaning returns the definition for ctx's reader.
func (e Element) Meaning(ctx context.Context) string {
	if message.In(ctx) == message.English {
		return e.DefinitionEn
	}
	return e.Definition
}

// About returns the part of the name that says whom or what the element is about.
func (e Element) About() string {
	subject, _, _ := strings.Cut(e.Name, ".")
	return subject
}

// Protected reports whether values are stored encrypted and are masked for everybody
// but their owner.
func (e Element) Protected() bool { return e.Sensitivity == Personal || e.Sensitivity == Sensitive }

// Masked hides of a value what the element's mask hides.
func (e Element) Masked(value string) string { return masks[e.Mask](value) }

// Subject is whom or what elements are about.
type Subject struct {
	Name         string // person
	Label        string // 申请人
	LabelEn      string
	Definition   string // whom it means, where the label leaves that open
	DefinitionEn string
}

// In returns the label for ctx's reader.
func (s Subject) In(ctx context.Context) string {
	if message.In(ctx) == message.English {
		return s.LabelEn
	}
	return s.Label
}

// Meaning returns the definition for ctx's reader.
func (s Subject) Meaning(ctx context.Context) string {
	if message.In(ctx) == message.English {
		return s.DefinitionEn
	}
	return s.Definition
}

// List is a list of codes, in its own order.
type List struct {
	Name     string // ethnicGroup
	Label    string
	LabelEn  string
	Standard string // GB/T 3304-1991; empty is a list of our own
	Evidence Evidence
	Kept     string // of a list without codes here: by whom they are kept
	KeptEn   string
	Codes    []Value
}

// Value is one of a list.
type Value struct {
	Code    string
	Label   string
	LabelEn string
}

// In returns the label for ctx's reader.
func (v Value) In(ctx context.Context) string {
	if message.In(ctx) == message.English {
		return v.LabelEn
	}
	return v.Label
}

// Has reports whether the list has code. A list kept elsewhere has every code.
func (l List) Has(code string) bool {
	return len(l.Codes) == 0 || slices.ContainsFunc(l.Codes, func(v Value) bool { return v.Code == code })
}

// In returns the label for ctx's reader.
func (l List) In(ctx context.Context) string {
	if message.In(ctx) == message.English {
		return l.LabelEn
	}
	return l.Label
}

// Evidence says how sure we are of the values of a list.
type Evidence string

// The evidences.
const (
	Source   Evidence = "source"   // the text of the standard was read
	Standard Evidence = "standard" // a national standard, its values well known
	Memory   Evidence = "memory"   // written down from memory, to be checked
	Demo     Evidence = "demo"     // of the demo city
)

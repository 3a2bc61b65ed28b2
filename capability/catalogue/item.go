package catalogue

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"time"

	"tongban/kernel/id"
	"tongban/kernel/message"
)

// Item is one version of a service. It is shared and must not be changed.
type Item struct {
	VersionID   id.ID     `json:"-"`
	Revision    int       `json:"-"` // counts the published versions of the item from 1
	PublishedAt time.Time `json:"-"`

	Code               string `json:"code"` // the slug, e.g. "road-qual"
	BasicCode          string `json:"basicCode"`
	ImplementationCode string `json:"implementationCode"`
	HandlingItemCode   string `json:"handlingItemCode,omitempty"`

	Name           string     `json:"name"`
	Basic          Basic      `json:"basic"`
	Region         Region     `json:"region"`  // whose people it serves
	Version        string     `json:"version"` // as its department counts it
	Department     Department `json:"department"`
	ItemType       ItemType   `json:"itemType"`
	CaseType       CaseType   `json:"caseType"`
	ExerciseLevel  int        `json:"exerciseLevel"`
	ServiceObjects []int      `json:"serviceObjects"`
	Themes         Themes     `json:"themes"`
	Keywords       []string   `json:"keywords,omitempty"` // everyday words for it

	LegalBasis     []LegalBasis `json:"legalBasis"`
	StatutoryLimit Limit        `json:"statutoryLimit"`
	PromisedLimit  Limit        `json:"promisedLimit"`
	TrackLimits    []TrackLimit `json:"trackLimits,omitempty"`
	Regime         Regime       `json:"regime"`

	// Who does what (权责).
	PowerSource      string       `json:"powerSource,omitempty"`     // 法定本级行使, 上级下放 …
	PowerDivision    string       `json:"powerDivision,omitempty"`   // how the levels share it
	ExerciseContent  string       `json:"exerciseContent,omitempty"` // what this level does of it
	EntrustingBody   string       `json:"entrustingBody,omitempty"`
	CoImplementers   []string     `json:"coImplementers,omitempty"` // 联办机构
	HandlingOrg      string       `json:"handlingOrg,omitempty"`
	Levels           []LevelPower `json:"levels,omitempty"` // 三级联动; empty: its own level does it all
	PlannedEffective string       `json:"plannedEffectiveDate,omitempty"`
	PlannedCancel    string       `json:"plannedCancelDate,omitempty"`

	OnSiteVisits         int         `json:"onSiteVisits"`
	OnSiteReason         string      `json:"onSiteReason,omitempty"`
	OnlineDepth          OnlineDepth `json:"onlineDepth"`
	HandlingModes        []string    `json:"handlingModes"` // window, pc, mobile, post, other
	CrossRegionScope     string      `json:"crossRegionScope"`
	AppointmentSupported bool        `json:"appointmentSupported"`
	ExpressDelivery      bool        `json:"expressDelivery"`
	InHall               bool        `json:"inHall,omitempty"`               // 进驻大厅
	OnlineURL            string      `json:"onlineUrl,omitempty"`            // where it is applied for on another platform
	MobileURL            string      `json:"mobileUrl,omitempty"`            // the same for phones
	Platform             string      `json:"platform,omitempty"`             // what that platform is called
	SingleSignOn         bool        `json:"singleSignOn,omitempty"`         // whether our sign-in is good there
	QuantityLimit        string      `json:"quantityLimit,omitempty"`        // how many are granted, in words
	IntermediaryServices []string    `json:"intermediaryServices,omitempty"` // 中介服务

	PreReview *PreReview `json:"preReview,omitempty"` // 独立预审

	GreenLane  *GreenLane  `json:"greenLane,omitempty"`  // 绿色通道
	Agreements []Agreement `json:"agreements,omitempty"` // 合同签署

	Conditions        []string        `json:"conditions"`
	Scenarios         []Question      `json:"scenarios"`
	Materials         []Material      `json:"materials"`
	Stages            []Stage         `json:"stages"`
	SpecialProcedures []string        `json:"specialProcedures"`
	Result            Result          `json:"result"`
	Form              json.RawMessage `json:"form"`
	Fee               Fee             `json:"fee"`

	Publicity *Publicity `json:"publicity,omitempty"` // 双公示; without it decisions of licensing are published

	AutoDecision     AutoDecision      `json:"autoDecision"`
	Commitment       *Commitment       `json:"commitment,omitempty"`
	Proactive        *Proactive        `json:"proactive,omitempty"`
	AssistForElderly *AssistForElderly `json:"assistForElderly,omitempty"`

	Walkthrough    *Walkthrough `json:"walkthrough,omitempty"` // 申报说明
	CommonMistakes []string     `json:"commonMistakes"`
	FAQ            []FAQ        `json:"faq"`
	DataNote       string       `json:"dataNote,omitempty"`
	Assumed        []string     `json:"assumed,omitempty" doc:"elements whose source says nothing: their values are assumed and no facts"`
	ConsultPhone   string       `json:"consultPhone"`
	ComplaintPhone string       `json:"complaintPhone"`
	Place          string       `json:"place"`
	Hours          string       `json:"hours"`

	// English gives texts of this item in English, by the Chinese text. A Chinese
	// text that was changed has none until somebody translates it anew.
	English map[string]string `json:"english,omitempty"`

	Several Several `json:"-"` // what it stands for, if for several items that are applied for as one

	read formRead // of Form, unless it was changed since
}

// Several are the items that one stands for (高效办成一件事): what is needed follows from all of
// them.
type Several interface {
	// Plan works out what follows from answers to the guide of the whole. It is pure, as
	// Item.Plan is.
	Plan(answers Answers) Plan
}

// What may be in Item.Assumed: an item needs a value there, and a list that gives none
// must not make one a fact. The public is told that nobody has said it; an editor who
// changes the element has said it.
const (
	AssumedRegime    = "regime"
	AssumedVisits    = "onSiteVisits"
	AssumedNecessity = "materials" // whether each of them is required
)

// Assumes reports whether the item's source says nothing of an element.
func (i *Item) Assumes(element string) bool { return slices.Contains(i.Assumed, element) }

// stillAssumed returns what after has not said itself of what before assumes.
func stillAssumed(before, after *Item) (left []string) {
	said := map[string]bool{
		AssumedRegime:    !reflect.DeepEqual(before.Regime, after.Regime),
		AssumedVisits:    before.OnSiteVisits != after.OnSiteVisits,
		AssumedNecessity: !reflect.DeepEqual(before.Materials, after.Materials),
	}
	for _, element := range before.Assumed {
		if !said[element] {
			left = append(left, element)
		}
	}
	return left
}

// OfficialCode returns the most specific official code.
func (i *Item) OfficialCode() string {
	if i.HandlingItemCode != "" {
		return i.HandlingItemCode
	}
	return i.ImplementationCode
}

// Material returns the material of code.
func (i *Item) Material(code string) (Material, bool) {
	at := slices.IndexFunc(i.Materials, func(m Material) bool { return m.Code == code })
	if at < 0 {
		return Material{}, false
	}
	return i.Materials[at], true
}

// Question returns the guide's question of key.
func (i *Item) Question(key string) (Question, bool) {
	at := slices.IndexFunc(i.Scenarios, func(q Question) bool { return q.ID == key })
	if at < 0 {
		return Question{}, false
	}
	return i.Scenarios[at], true
}

// In returns a text of the item in the language of ctx's reader, false if there is
// only the Chinese one.
func (i *Item) In(ctx context.Context, text string) (string, bool) {
	if message.In(ctx) != message.English {
		return text, true
	}
	if english := i.English[text]; english != "" {
		return english, true
	}
	return text, text == ""
}

// Accepts reports whether desks of level take applications for the body: of the
// level that exercises the power, and of those that accept for it.
func (i *Item) Accepts(level int) bool {
	if len(i.Levels) == 0 {
		return level == i.ExerciseLevel
	}
	return slices.ContainsFunc(i.Levels, func(l LevelPower) bool {
		return l.Level == level && slices.Contains(l.Steps, Accept)
	})
}

// AtWindow reports whether anybody can apply in person. An item that does not say how
// it is applied for is taken to be open at the desks.
func (i *Item) AtWindow() bool {
	return len(i.HandlingModes) == 0 || slices.Contains(i.HandlingModes, "window")
}

// OverNetwork reports whether anybody can apply by computer or phone. An item that does
// not say how it is applied for may be.
func (i *Item) OverNetwork() bool {
	return len(i.HandlingModes) == 0 || slices.Contains(i.HandlingModes, "pc") || slices.Contains(i.HandlingModes, "mobile")
}

// accepting returns the levels whose desks take applications; none if the item does
// not say how the levels share the work.
func (i *Item) accepting() (levels []int) {
	for _, l := range i.Levels {
		if slices.Contains(l.Steps, Accept) {
			levels = append(levels, l.Level)
		}
	}
	return levels
}

package catalogue

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"time"

	"tongban/kernel/condition"
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

	read formRead // of Form, unless it was changed since
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

// Basic is the entry of the basic catalogue (基本目录) an item implements; its code is
// the item's BasicCode. A sub-item names the main item it belongs to.
type Basic struct {
	Name       string `json:"name,omitempty"`
	ParentCode string `json:"parentCode,omitempty"`
	ParentName string `json:"parentName,omitempty"`
}

// Region is an administrative division, by its code of 6, 9 or 12 digits.
type Region struct {
	Code string `json:"code,omitempty"`
	Name string `json:"name,omitempty"`
}

// Steps that the levels of government share between them.
const (
	Accept  = "accept"  // 受理
	Examine = "examine" // 审核
	Decide  = "decide"  // 决定与公开
	Deliver = "deliver" // 证件制定与送达
)

// LevelPower is what one level of government does of an item (三级联动).
type LevelPower struct {
	Level int      `json:"level"`          // as ExerciseLevel
	Line  string   `json:"line,omitempty"` // which departments of that level: 司法
	Steps []string `json:"steps"`
}

// Department is the body that implements an item.
type Department struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	USCC   string `json:"uscc"`
	Nature string `json:"nature,omitempty"` // organ, institution, group
}

// ItemType is the sort of power exercised, e.g. 01 行政许可.
type ItemType struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// CaseType tells cases decided on the spot (1) from those with a promise (2).
type CaseType struct {
	Code int    `json:"code"`
	Name string `json:"name"`
}

// Themes are the life events an item belongs to, by their codes.
type Themes struct {
	Natural []string `json:"natural"`
	Legal   []string `json:"legal"`
}

// LegalBasis is a law an item rests on. Evidence says how sure we are of it:
// source, memory, demo, standard.
type LegalBasis struct {
	Title    string `json:"title"`
	Article  string `json:"article,omitempty"`
	Text     string `json:"text,omitempty"`
	Evidence string `json:"evidence,omitempty"`
}

// Limit is a time limit. Unit is workday, calendar_day, hour, month, year,
// same_day or none; the last two have no value.
type Limit struct {
	Value    float64 `json:"value"`
	Unit     string  `json:"unit"`
	Note     string  `json:"note,omitempty"`
	Evidence string  `json:"evidence,omitempty"`
}

// TrackLimit is the promise on one track of an item that has several.
type TrackLimit struct {
	Track            string   `json:"track"`
	PromisedWorkdays float64  `json:"promisedWorkdays"`
	SkipStages       []string `json:"skipStages,omitempty"`
}

// Regime is the law of procedure a case runs under, in working days.
type Regime struct {
	Kind               string     `json:"kind"` // licensing, registration, real-estate, own
	Law                string     `json:"law,omitempty"`
	AcceptanceWorkdays int        `json:"acceptanceWorkdays"`
	DeemedAcceptance   string     `json:"deemedAcceptance"` // from-receipt, unless-told-on-the-spot, none
	Extension          *Extension `json:"extension,omitempty"`
	DeliveryWorkdays   int        `json:"deliveryWorkdays"`
}

// Extension is by how much a decision may be put off, and who may allow it.
type Extension struct {
	Workdays int    `json:"workdays"`
	Approver string `json:"approver"`
	Evidence string `json:"evidence,omitempty"`
}

// Days returns by how many working days a decision may be put off; without an extension
// none.
func (e *Extension) Days() int {
	if e == nil {
		return 0
	}
	return e.Workdays
}

// OnlineDepth is how far an item goes online: I to IV.
type OnlineDepth struct {
	Level string `json:"level"`
	Name  string `json:"name"`
}

// Necessities of a material.
const (
	Required    = "required"
	Conditional = "conditional"
	Optional    = "optional"
)

// Material is a paper, file or datum an application takes.
type Material struct {
	Code                  string        `json:"code"`
	Name                  string        `json:"name"`
	Kind                  string        `json:"kind"`
	Necessity             string        `json:"necessity"`
	RequiredWhen          *Condition    `json:"requiredWhen,omitempty"`
	Source                string        `json:"source"` // applicant, government
	Form                  string        `json:"form"`   // electronic, paper, both
	Originals             int           `json:"originals"`
	Copies                int           `json:"copies"`
	Deferrable            bool          `json:"deferrable"`
	DeferWorkdays         int           `json:"deferWorkdays"`
	CommitmentReplaceable bool          `json:"commitmentReplaceable"`
	HasTemplate           bool          `json:"hasTemplate"`
	ReplaceableBy         []Replacement `json:"replaceableBy"`
	FromForm              bool          `json:"fromForm,omitempty"` // what is filled in online says all of it
	Note                  string        `json:"note,omitempty"`
	Issuer                string        `json:"issuer,omitempty"`       // who makes it out
	PaperSize             string        `json:"paperSize,omitempty"`    // A4
	IssuedWithin          string        `json:"issuedWithin,omitempty"` // how old it may be, in words
	TemplateURL           string        `json:"templateUrl,omitempty"`  // the blank form
	SampleURL             string        `json:"sampleUrl,omitempty"`    // one filled in
	Accept                []string      `json:"accept,omitempty"`       // kinds of file; empty is every kind the platform takes
	MaxKB                 int           `json:"maxKB,omitempty"`        // of one file; 0 is the platform's limit
}

// Replacement is what stands in for a material: an e-licence or shared data.
type Replacement struct {
	By          string `json:"by"` // eLicence, dataShare
	LicenceType string `json:"licenceType,omitempty"`
	Resource    string `json:"resource,omitempty"`
}

// ByLicence is the By of a material that an e-licence replaces.
const ByLicence = "eLicence"

// PreReview is what a person looks at before an application is handed in, outside the
// time the law gives, if the item offers that.
type PreReview struct {
	Workdays  int  `json:"workdays"`            // promised for each answer
	Elsewhere bool `json:"elsewhere,omitempty"` // the application itself is handed in and decided on Platform
}

// Stage is a step of the handling.
type Stage struct {
	Code          string   `json:"code"`
	Name          string   `json:"name"`
	Actor         string   `json:"actor"`
	LimitWorkdays float64  `json:"limitWorkdays"`
	Clock         string   `json:"clock"` // run, pause, after
	Documents     []string `json:"documents,omitempty"`
}

// Result is what an applicant gets.
type Result struct {
	Name        string `json:"name"`
	Kind        string `json:"kind"`
	LicenceType string `json:"licenceType,omitempty"`
	Validity    string `json:"validity"` // an ISO 8601 period, long_term or none
	Electronic  bool   `json:"electronic"`
	ResultType  string `json:"resultType"`
	NumberRule  string `json:"numberRule,omitempty"`
	SampleURL   string `json:"sampleUrl,omitempty"`
	Delivery    string `json:"delivery,omitempty"` // how it comes to the applicant, in words
}

// Period is how long a result is good, an ISO 8601 period; empty is without end.
func (r Result) Period() string {
	if r.Validity == "long_term" || r.Validity == "none" {
		return ""
	}
	return r.Validity
}

// Fee says whether an item costs anything, and by which rule.
type Fee struct {
	Charged   bool      `json:"charged"`
	Basis     string    `json:"basis,omitempty"`
	OnlinePay bool      `json:"onlinePay,omitempty"`
	Note      string    `json:"note,omitempty"`
	Items     []FeeItem `json:"items"`
}

// FeeItem is one charge. Without an amount it differs from case to case.
type FeeItem struct {
	Name        string `json:"name"`
	AmountCents *int64 `json:"amountCents,omitempty"`
	Unit        string `json:"unit,omitempty"`
	Note        string `json:"note,omitempty"`
	Evidence    string `json:"evidence,omitempty"`
}

// AutoDecision says whether a machine may approve, and by which rules. It never
// refuses.
type AutoDecision struct {
	Mode  string   `json:"mode"` // auto, assisted, manual
	Rules []string `json:"rules"`
}

// Commitment is the route by 告知承诺.
type Commitment struct {
	Available    bool     `json:"available"`
	Scope        string   `json:"scope,omitempty"`
	Clauses      []string `json:"clauses,omitempty"`      // what the applicant promises
	VerifyWithin string   `json:"verifyWithin,omitempty"` // an ISO 8601 period: when it is looked at
	Evidence     string   `json:"evidence,omitempty"`
}

// Proactive says that people are told of the item without asking (免申即享).
type Proactive struct {
	Enabled bool   `json:"enabled"`
	Note    string `json:"note,omitempty"`
}

// AssistForElderly says what an item does for old people.
type AssistForElderly struct {
	FamilyProxyAllowed bool `json:"familyProxyAllowed"`
	MaxSteps           int  `json:"maxSteps,omitempty"`
	VoicePrompt        bool `json:"voicePrompt,omitempty"`
}

// Licensing is the code of 行政许可 among the types of items.
const Licensing = "01"

// Publicity says whether decisions about an item are made public (双公示), and what the law
// keeps back of them: state-secret, trade-secret, privacy.
type Publicity struct {
	Publish    bool     `json:"publish"`
	Exceptions []string `json:"exceptions,omitempty"`
}

// Keeps reports whether decisions about the item are excepted from publicity for a reason.
func (i *Item) Keeps(exception string) bool {
	return i.Publicity != nil && slices.Contains(i.Publicity.Exceptions, exception)
}

// Walkthrough shows people how the item is applied for (申报说明): what to have at hand
// and to look out for on each page of the form, and a film or slides for those who
// would rather watch. Transcript says in words what these show.
//
// Answers are what it takes the guide's questions to be answered with: under them the
// samples of the form are right.
type Walkthrough struct {
	Answers    Answers           `json:"answers,omitempty"`
	Steps      []WalkthroughStep `json:"steps"`
	Video      *Video            `json:"video,omitempty"`
	Slides     *Slides           `json:"slides,omitempty"`
	Transcript string            `json:"transcript,omitempty"` // paragraphs apart by a line feed
}

// WalkthroughStep is what there is to say about one topic of the form.
type WalkthroughStep struct {
	Topic string `json:"topic"` // its key in the form
	Text  string `json:"text"`
}

// Video is a film that shows the whole of it.
type Video struct {
	URL     string `json:"url"`
	Title   string `json:"title"`
	Minutes int    `json:"minutes,omitempty"`
}

// Slides are pictures with few words, as taught in courses.
type Slides struct {
	URL   string `json:"url"`
	Title string `json:"title"`
}

// Step returns what the walkthrough says about a topic, empty if it has nothing to say.
func (w *Walkthrough) Step(topic string) string {
	if w == nil {
		return ""
	}
	at := slices.IndexFunc(w.Steps, func(s WalkthroughStep) bool { return s.Topic == topic })
	if at < 0 {
		return ""
	}
	return w.Steps[at].Text
}

// texts are what the walkthrough says to a reader.
func (w *Walkthrough) texts() []string {
	if w == nil {
		return nil
	}
	texts := []string{w.Transcript}
	for _, s := range w.Steps {
		texts = append(texts, s.Text)
	}
	if w.Video != nil {
		texts = append(texts, w.Video.Title)
	}
	if w.Slides != nil {
		texts = append(texts, w.Slides.Title)
	}
	return texts
}

// FAQ is a question people ask, with its answer.
type FAQ struct {
	Q string `json:"q"`
	A string `json:"a"`
}

// formField is what the catalogue needs to know of a field of the form.
type formField struct {
	Key       string               `json:"key"`
	Label     string               `json:"label"`
	Kind      string               `json:"type"`
	ShownWhen *condition.Condition `json:"visibleWhen"`
	Material  string               `json:"material"`
	Rules     struct {
		MaxKB  int      `json:"maxKB"`
		MaxMB  int      `json:"maxMB"`
		Accept []string `json:"accept"`
	} `json:"validation"`
}

// FormTopics returns the keys of the pages the form names.
func (i *Item) FormTopics() (keys []string) {
	var doc struct {
		Topics []struct {
			Key string `json:"key"`
		} `json:"topics"`
	}
	if json.Unmarshal(i.Form, &doc) != nil {
		return nil
	}
	for _, t := range doc.Topics {
		keys = append(keys, t.Key)
	}
	return keys
}

// HasForm reports whether there is something to fill in.
func (i *Item) HasForm() bool { return len(i.Form) > 0 && string(i.Form) != "null" }

// formRead is what was read of a form, and of which: plans are made of one version again
// and again, also while a unit waits for them.
type formRead struct {
	form   json.RawMessage
	fields []formField
}

// formFields returns the fields of the form. What cannot be read has none; whoever has
// handed it in was told the place.
func (i *Item) formFields() []formField {
	if r := i.read; len(i.Form) > 0 && len(r.form) == len(i.Form) && &r.form[0] == &i.Form[0] {
		return r.fields
	}
	return readForm(i.Form).fields
}

func readForm(form json.RawMessage) formRead {
	var doc struct {
		Fields []formField `json:"fields"`
	}
	if json.Unmarshal(form, &doc) != nil {
		return formRead{form: form}
	}
	return formRead{form, doc.Fields}
}

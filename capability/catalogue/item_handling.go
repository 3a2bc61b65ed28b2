package catalogue

import "slices"

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
	VerifyWithin string   `json:"verifyWithin,omitempty"` // how long there is to check it, see Within
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

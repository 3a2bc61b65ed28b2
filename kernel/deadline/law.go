package deadline

import (
	"math"
	"slices"
)

// Law is what the law and the catalogue say about an item's time. It is pinned to
// a case when the case is submitted: a new version never moves a running case.
type Law struct {
	Regime Regime `json:"regime"`

	// AcceptanceWorkdays is the time to accept, refuse or ask for corrections; 0
	// means on the spot: by the end of the receipt day, or of the next working day
	// if received on a day off.
	AcceptanceWorkdays int    `json:"acceptanceWorkdays"`
	Deemed             Deemed `json:"deemed"` // what silence means

	Statutory Limit     `json:"statutory"` // from acceptance to the decision
	Promised  Limit     `json:"promised"`  // the same, as the body promised it; it ends with Statutory at the latest
	Extension Extension `json:"extension"` // of the statutory limit

	// DeliveryWorkdays is the time from the decision to its delivery, and
	// CorrectionWorkdays the applicant's to answer a request for corrections, which
	// local rules set. 0 means that no limit is watched.
	DeliveryWorkdays   int `json:"deliveryWorkdays"`
	CorrectionWorkdays int `json:"correctionWorkdays"`
}

// Regime is the body of law an item stands in.
type Regime string

// The regimes. Only Licensing is under the 行政许可法; Own means that the item's own
// rules say everything.
const (
	Licensing    Regime = "licensing"
	Registration Regime = "registration"
	RealEstate   Regime = "real-estate"
	Own          Regime = "own"
)

// Deemed says what it means when the acceptance period ends in silence.
type Deemed string

// What silence may mean: nothing; that the application is accepted as of the day
// it was received; the same where the applicant had to be told on the spot.
const (
	DeemedNone        Deemed = "none"
	DeemedFromReceipt Deemed = "from-receipt"
	DeemedUnlessTold  Deemed = "unless-told-on-the-spot"
)

// accepts reports whether silence means acceptance.
func (d Deemed) accepts() bool { return d == DeemedFromReceipt || d == DeemedUnlessTold }

// Limit is a length of time. Basis names where it comes from in the words of the
// catalogue; without it the general article of the regime is cited.
type Limit struct {
	Value float64 `json:"value"`
	Unit  Unit    `json:"unit"`
	Basis string  `json:"basis,omitempty"`
}

// Unit is what a limit is counted in. The empty unit is None.
type Unit string

// The units.
const (
	Workday     Unit = "workday"
	CalendarDay Unit = "calendar_day"
	Hour        Unit = "hour"
	Month       Unit = "month"
	Year        Unit = "year"
	SameDay     Unit = "same_day"
	None        Unit = "none"
)

// watched reports whether l ends at all.
func (l Limit) watched() bool { return l.Unit != None && l.Unit != "" }

// whole returns l in whole units. A promise of half a working day is counted as
// one day where a date is needed; its hours are a target of the stage (StageDue). Under
// a law that wants the decision on the same day it ends with that day.
func (l Limit) whole() int { return int(math.Ceil(l.Value)) }

// Extension is by how much the statutory limit may be extended, once, and by whom.
// Zero working days mean that it may not.
type Extension struct {
	Workdays int      `json:"workdays"`
	Approver Approver `json:"approver"`
}

// Approver is who may extend a limit.
type Approver string

// The approvers of 行政许可法, art. 42(1) and 42(2).
const (
	Head            Approver = "head"             // of the body
	LocalGovernment Approver = "local-government" // its head, where bodies handle a case together
)

// Procedure is what a case waits for while it is paused. The eight that the law
// names have constants, others the name the catalogue gives them.
type Procedure string

// The procedures whose time does not count towards the decision of a licence.
//
// Basis: 行政许可法, art. 45.
const (
	Hearing      Procedure = "hearing"       // 听证
	Tender       Procedure = "tender"        // 招标
	Auction      Procedure = "auction"       // 拍卖
	Inspection   Procedure = "inspection"    // 检验
	Testing      Procedure = "testing"       // 检测
	Quarantine   Procedure = "quarantine"    // 检疫
	Appraisal    Procedure = "appraisal"     // 鉴定
	ExpertReview Procedure = "expert-review" // 专家评审
)

var special = []Procedure{Hearing, Tender, Auction, Inspection, Testing, Quarantine, Appraisal, ExpertReview}

// hearingRequestWorkdays is how long a hearing may be asked for once the right was told.
//
// Basis: 行政许可法, art. 47(1).
const hearingRequestWorkdays = 5

// Stops reports whether procedure p stops the clock: in licensing the eight of
// art. 45, in every regime one that cites the statute which says so. A site visit
// without a statute is part of the review, and the clock runs on.
func (l Law) Stops(p Procedure, statute string) bool {
	return statute != "" || l.Regime == Licensing && slices.Contains(special, p)
}

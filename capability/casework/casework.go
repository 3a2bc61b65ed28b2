package casework

import (
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/deadline"
	"tongban/kernel/id"
	"tongban/kernel/mask"
)

// Source says where a material comes from.
type Source string

// The sources of a material.
const (
	Upload    Source = "upload"   // a file of the applicant's
	ByLicence Source = "licence"  // an e-licence the applicant holds
	ByShare   Source = "share"    // data another department shares
	Paper     Source = "paper"    // paper that the counter took in, not scanned
	ByForm    Source = "form"     // the answers of the form, which say what the paper would
	Promised  Source = "promised" // brought later, as the applicant has promised (容缺)

	ByCommitment Source = "commitment" // the applicant's commitment to meet the conditions (告知承诺)
)

// Material is one paper of an application.
type Material struct {
	ID        id.ID
	Code      string // of the catalogue, e.g. "M-PHOTO"
	Source    Source
	Reference string // file id, identifier of the licence, or name of the shared resource
	Name      string
	Size      int64 // bytes, of an upload
	AddedAt   time.Time
}

// Case is an application that has been submitted.
type Case struct {
	ID            id.ID
	No            string // statutory number: implementation code, day, sequence
	ShortNo       string // for people: YX-260212-7K3M9Q
	QueryCode     string // opens the masked view without signing in
	ApplicationID id.ID
	Region        string
	Outlet        string
	Department    string
	ItemCode      string
	ItemName      string
	VersionID     id.ID  // the catalogue version whose law governs the case
	Calendar      string // version of the working-day calendar at submission
	Owner         id.ID  // account it is for: a person, or a firm
	Firm          bool   // the owner is an organisation
	Agent         id.ID  // account of who handed it in for the owner; zero if the owner did
	AgentName     string
	ApplicantName string
	Status        Status
	Stage         string
	Basis         Basis
	AcceptedBy    id.ID // zero: nobody, or by silence
	Corrected     bool
	EDelivery     bool   // the applicant agreed to electronic delivery
	OneClerk      bool   // settled on the spot by one person: to be looked at by another in samples
	ProcedureID   id.ID  // the procedure it follows; zero is the one its item's stages make
	Process       string // where it stands in that: state of package workflow, as stored
	Version       int64
	ReceivedAt    time.Time
	UpdatedAt     time.Time
	UpdatedBy     string
	FinishedAt    time.Time
	DueAt         time.Time
	SweepAt       time.Time
	RemindAt      time.Time
}

// Basis says how a case came to be accepted.
type Basis string

// The bases of acceptance.
const (
	Normal Basis = "normal"
	Deemed Basis = "deemed" // by silence, 行政许可法 art. 32(4)

	ByRule    Basis = "rule"       // by rules that found it plainly fine (秒批)
	Committed Basis = "commitment" // on a commitment to meet the conditions (告知承诺)
	Deferred  Basis = "deferred"   // with papers still to come (容缺受理)
)

// Record is one thing that has happened to a case, append only.
type Record struct {
	Seq        int64
	Event      Event
	At         time.Time
	Actor      string
	ActorName  string
	Department string
	From, To   Status
	Detail     Detail
}

// Detail is what a record says beyond who, when and what.
type Detail struct {
	Reason      string    `json:"reason,omitempty"`
	LegalGround string    `json:"legalGround,omitempty"`
	Opinion     string    `json:"opinion,omitempty"`
	Outcome     string    `json:"outcome,omitempty"`
	Redirect    string    `json:"redirect,omitempty"` // which body to apply to
	Method      string    `json:"method,omitempty"`   // of delivery
	Receiver    string    `json:"receiver,omitempty"`
	Gaps        []Gap     `json:"gaps,omitempty"`
	Workdays    int       `json:"workdays,omitempty"`
	EffectiveAt time.Time `json:"effectiveAt,omitzero"` // of a deemed acceptance
	Stage       string    `json:"stage,omitempty"`
	Notice      string    `json:"notice,omitempty"` // number of the paper it produced
	Licence     string    `json:"licence,omitempty"`
	Procedure   string    `json:"procedure,omitempty"` // special, by its name in the list or the item's
	Statute     string    `json:"statute,omitempty"`   // the law that stops the clock, if not art. 45
	Result      string    `json:"result,omitempty"`    // of a special procedure
	Address     string    `json:"address,omitempty"`   // a parcel went to
	Tracking    string    `json:"tracking,omitempty"`  // number of the parcel
	Incident    string    `json:"incident,omitempty"`  // what kind of incident it is
	Cause       string    `json:"cause,omitempty"`     // of an incident: key of the words that say why
	Args        []string  `json:"args,omitempty"`      // what these speak of
	Branch      string    `json:"branch,omitempty"`    // task whose time is not counted
	HearingAt   time.Time `json:"hearingAt,omitzero"`
	Place       string    `json:"place,omitempty"` // of the hearing
	Chair       string    `json:"chair,omitempty"` // of the hearing
	Rule        string    `json:"rule,omitempty"`  // in words: what decided without a person
}

// Gap is one thing to mend, listed in a correction notice.
type Gap struct {
	Target  string `json:"target"`                 // "field:dlNo" or "material:M-PHOTO"
	Label   string `json:"label" required:"false"` // as the form calls it; named here, not by who asks
	Problem string `json:"problem"`
}

// Task is one step that somebody has to do.
type Task struct {
	ID         id.ID
	CaseID     id.ID
	Stage      string
	Role       string
	Department string
	Outlet     string
	Region     string
	Assignee   string
	OpenedAt   time.Time
	ClaimedAt  time.Time
	DueAt      time.Time
	ClosedAt   time.Time
	ClosedBy   string // account
	Outcome    string // with which it was closed

	Node     string    // in the drawing of the process; empty where it stands outside any
	Activity int       // in the state of the process
	Element  string    // what it is for, where it is done over a list
	LimitAt  time.Time // when its own limit ends, zero if it has none

	Candidates []string // accounts that alone may take it; nil: whoever has the role, empty: nobody yet
}

// WorklistEntry is a task with what its row on the worklist shows.
type WorklistEntry struct {
	Task
	CaseNo        string
	ShortNo       string
	ItemName      string
	ApplicantName string
	Firm          bool
	Status        Status
	CaseVersion   int64
	ReceivedAt    time.Time
	Lead          string // code of the department that decides the case
	ProcedureID   id.ID  // that the case follows, zero if nobody has drawn one
	Step          string // what the task is called in the drawing, empty without one
}

// Submission is what was handed in at one time.
type Submission struct {
	Seq       int64             `json:"-"`
	At        time.Time         `json:"-"`
	Answers   catalogue.Answers `json:"answers"`
	Values    form.Values       `json:"values"`
	Materials []Material        `json:"materials"`
}

// NoticeKind names a kind of official paper.
type NoticeKind string

// The papers of the thread (domain: 文书).
const (
	ReceiptNotice    NoticeKind = "receipt"    // 收件凭证
	CorrectionNotice NoticeKind = "correction" // 补正告知书
	CorrectedReceipt NoticeKind = "corrected"  // 补正收件凭证
	AcceptanceNotice NoticeKind = "acceptance" // 受理通知书
	NotNeededNotice  NoticeKind = "not-needed" // 不受理告知书
	RefusalNotice    NoticeKind = "refusal"    // 不予受理决定书
	GrantDecision    NoticeKind = "grant"      // 准予行政许可决定书
	DenialDecision   NoticeKind = "denial"     // 不予行政许可决定书
	DeliveryReceipt  NoticeKind = "delivery"   // 送达回证
	WithdrawalNotice NoticeKind = "withdrawal" // 撤回通知书
	EndNotice        NoticeKind = "end"        // 终止办理告知书

	SpecialNotice    NoticeKind = "special"        // 特别程序告知书
	SpecialEndNotice NoticeKind = "special-end"    // 特别程序结束告知书
	HearingRights    NoticeKind = "hearing-rights" // 听证告知书
	HearingNotice    NoticeKind = "hearing-notice" // 听证通知书
	HearingRecord    NoticeKind = "hearing-record" // 听证笔录
	ExtensionNotice  NoticeKind = "extension"      // 延期办理告知书
	SuspensionNotice NoticeKind = "suspension"     // 中止办理告知书
	ResumptionNotice NoticeKind = "resumption"     // 恢复办理告知书
	SiteVisitNotice  NoticeKind = "site-visit"     // 现场核查通知书
	SiteRecord       NoticeKind = "site-record"    // 现场核查笔录, made by who visits
	HandoverList     NoticeKind = "handover-list"  // 办理结果交接单

	CommitmentPaper    NoticeKind = "commitment"          // 告知承诺书, made by who takes it, as the next ones
	RectificationOrder NoticeKind = "rectification"       // 责令整改通知书
	IntendedRevocation NoticeKind = "intended-revocation" // 撤销行政许可事先告知书
	RevocationDecision NoticeKind = "revocation"          // 撤销行政许可决定书
)

// Notice is an official paper a case has produced.
type Notice struct {
	ID     id.ID
	Kind   NoticeKind
	Number string
	At     time.Time
	Body   NoticeBody
}

// NoticeBody is what a notice says; the template adds the fixed words.
type NoticeBody struct {
	Recipient     string    `json:"recipient"`
	ItemName      string    `json:"itemName"`
	Issuer        string    `json:"issuer"`
	Materials     []string  `json:"materials,omitempty"`
	Gaps          []Gap     `json:"gaps,omitempty"`
	Reason        string    `json:"reason,omitempty"`
	LegalGround   string    `json:"legalGround,omitempty"`
	Redirect      string    `json:"redirect,omitempty"`
	Lapsed        bool      `json:"lapsed,omitempty"` // ended because no correction came
	Basis         Basis     `json:"basis,omitempty"`
	EffectiveAt   time.Time `json:"effectiveAt,omitzero"`
	ReplyBy       time.Time `json:"replyBy,omitzero"`
	PromisedDue   time.Time `json:"promisedDue,omitzero"`
	StatutoryDue  time.Time `json:"statutoryDue,omitzero"`
	AcceptanceDue time.Time `json:"acceptanceDue,omitzero"`
	QueryCode     string    `json:"queryCode,omitempty"`
	Complaint     string    `json:"complaint,omitempty"`
	Licence       string    `json:"licence,omitempty"`
	ValidTo       time.Time `json:"validTo,omitzero"`
	Method        string    `json:"method,omitempty"`
	Receiver      string    `json:"receiver,omitempty"`
	Address       string    `json:"address,omitempty"`
	Tracking      string    `json:"tracking,omitempty"`
	Procedure     string    `json:"procedure,omitempty"`
	Statute       string    `json:"statute,omitempty"`
	Uncounted     bool      `json:"uncounted,omitempty"` // the time of the procedure is not counted
	ExpectedDue   time.Time `json:"expectedDue,omitzero"`
	Workdays      int       `json:"workdays,omitempty"` // of a procedure, suspension or extension
	Approver      string    `json:"approver,omitempty"` // of an extension: head, local-government
	Result        string    `json:"result,omitempty"`
	RequestBy     time.Time `json:"requestBy,omitzero"` // last day to ask for a hearing
	HearingAt     time.Time `json:"hearingAt,omitzero"`
	Place         string    `json:"place,omitempty"`
	Chair         string    `json:"chair,omitempty"`
	Owed          []string  `json:"owed,omitempty"`   // papers still to come, each with its last day
	Signed        string    `json:"signed,omitempty"` // who signed, how and when
}

// File is everything about one case that a page shows.
type File struct {
	Case        *Case
	Item        *catalogue.Item // the version whose law governs the case
	Records     []Record
	Tasks       []Task
	Notices     []Notice
	Submissions []Submission // oldest first
	Clock       deadline.Clock
	Next        []Command // what the reader may do now
	Committed   bool      // handed in on a commitment that is still what was signed

	guest   *Guest            // its reader, if they see it as one
	mark    string            // what the department's notice numbers begin with
	offices map[string]string // names of the departments that work on a drawn process
	process process
}

// LastSubmission is what was handed in last.
func (f *File) LastSubmission() Submission { return f.Submissions[len(f.Submissions)-1] }

// CorrectBy is the last day for answering the correction notice.
func (f *File) CorrectBy() time.Time { return dueOf(f.Clock, deadline.CorrectionPeriod) }

// Gaps returns what the correction notice asked for.
func (f *File) Gaps() []Gap {
	for _, r := range f.Records {
		if r.Event == RequestMending {
			return r.Detail.Gaps
		}
	}
	return nil
}

// Result returns the record of the licence the case resulted in, nil if none.
func (f *File) Result() *Record {
	for i := range f.Records {
		if f.Records[i].Detail.Licence != "" {
			return &f.Records[i]
		}
	}
	return nil
}

// Paper returns the newest notice of a kind, nil if there is none.
func (f *File) Paper(kind NoticeKind) *Notice {
	for i := len(f.Notices) - 1; i >= 0; i-- {
		if f.Notices[i].Kind == kind {
			return &f.Notices[i]
		}
	}
	return nil
}

// Periods are what a page explains: those that run or have passed.
func (f *File) Periods() []deadline.Window {
	var windows []deadline.Window
	for _, w := range f.Clock.Windows {
		if w.State != deadline.NotStarted {
			windows = append(windows, w)
		}
	}
	return windows
}

// ShownName is the applicant's name for those who only handle the case: a firm's is
// public, a person's is not.
func (c *Case) ShownName() string { return shownName(c.ApplicantName, c.Firm) }

// ShownName is the applicant's name on the worklist.
func (e *WorklistEntry) ShownName() string { return shownName(e.ApplicantName, e.Firm) }

func shownName(name string, firm bool) string {
	if firm {
		return name
	}
	return mask.Name(name)
}

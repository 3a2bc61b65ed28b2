package archive

import (
	"time"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/kernel/blob"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Status is how far a case has come on its way into the archive.
type Status string

// The statuses.
const (
	None        Status = "none"     // finished, nothing made yet
	Packaged    Status = "packaged" // made; a check has found something
	Checked     Status = "checked"
	Transferred Status = "transferred" // handed over to the archive
)

// Statuses are all statuses, in the order of their tabs.
var Statuses = []Status{None, Packaged, Checked, Transferred}

// Class is what part of a case a file belongs to.
type Class string

// The classes. Basis: domain of archive checkers: A application, B process, C result.
const (
	Application Class = "A"
	Process     Class = "B"
	Result      Class = "C"
)

// Entry is the row of one finished case.
type Entry struct {
	ID            id.ID // of the case
	No            string
	ItemName      string
	Department    string
	Region        string
	Status        Status
	Digest        string // SHA-256 of the package
	Size          int64
	Report        Report
	FinishedAt    time.Time
	PackagedAt    time.Time
	TransferredAt time.Time
	TransferredTo string
	key           blob.Key
}

// object describes an entry to the access matrix.
func (e *Entry) object() access.Object {
	return access.Object{Department: e.Department, Region: e.Region, State: string(e.Status)}
}

// Index lists what is in a package. It is what is signed.
type Index struct {
	Format string    `json:"format"`
	Made   time.Time `json:"made"`
	By     string    `json:"by"` // installation
	Case   CaseData  `json:"case"`
	Events []Event   `json:"events"`
	Files  []File    `json:"files"`
}

// CaseData are the elements a package must have.
//
// Basis: GB/T 39046-2020, tables 5, 6, 8.
type CaseData struct {
	No                 string          `json:"no"`
	ShortNo            string          `json:"shortNo"`
	ItemName           string          `json:"itemName"`
	ImplementationCode string          `json:"implementationCode"`
	ItemVersion        string          `json:"itemVersion"`
	Authority          string          `json:"authority"`
	AuthorityCode      string          `json:"authorityCode"`
	Region             string          `json:"region"`
	Applicant          string          `json:"applicant"`
	ForFirm            bool            `json:"forFirm"`
	Basis              casework.Basis  `json:"acceptanceBasis,omitempty"`
	Status             casework.Status `json:"status"`
	ReceivedAt         time.Time       `json:"receivedAt"`
	FinishedAt         time.Time       `json:"finishedAt"`
}

// Event is one step of the case.
type Event struct {
	Seq        int64           `json:"seq"`
	Event      casework.Event  `json:"event"`
	At         time.Time       `json:"at"`
	Actor      string          `json:"actor"`
	Department string          `json:"department,omitempty"`
	From       casework.Status `json:"from"`
	To         casework.Status `json:"to"`
}

// File is one file of a package.
type File struct {
	Path   string `json:"path"`
	Class  Class  `json:"class"`
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// The names of what is in every package, and its format.
const (
	format        = "tongban-archive/1"
	indexName     = "index.json"
	signatureName = "index.sig"
	pageName      = "index.html"
)

// maxSize bounds a package, and what is read of one.
const maxSize = 256 << 20

// Check is one of the four ways a package is looked at.
type Check string

// The checks. Basis: 档案法, art. 37; 国办发〔2023〕26号 (真实性、完整性、可用性、安全性).
const (
	Authentic Check = "authentic"
	Complete  Check = "complete"
	Usable    Check = "usable"
	Safe      Check = "safe"
)

// Checks are all checks, in the order of a report.
var Checks = []Check{Authentic, Complete, Usable, Safe}

// Finding is something that is wrong with a package: which check it fails, the key of the
// sentence that says so, and what it is about.
type Finding struct {
	Check Check  `json:"check"`
	Why   string `json:"why"`
	About string `json:"about,omitempty"`
}

// Report is what the checks have found. Nothing found is a sound package.
type Report struct {
	At       time.Time `json:"at,omitzero"`
	Findings []Finding `json:"findings"`
}

// Sound reports whether all checks passed.
func (r Report) Sound() bool { return len(r.Findings) == 0 }

// Of returns what one check has found.
func (r Report) Of(c Check) (found []Finding) {
	for _, f := range r.Findings {
		if f.Check == c {
			found = append(found, f)
		}
	}
	return found
}

// Cursor is a place in the list, newest first; zero is its beginning.
type Cursor = id.ID

// The faults of the archive.
var (
	errUnknown = fault.New(fault.NotFound, "archive.unknown")
	errUnsound = fault.New(fault.Conflict, "archive.unsound")
)

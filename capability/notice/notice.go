package notice

import (
	"io"
	"strings"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/deadline"
	"tongban/kernel/id"
	"tongban/kernel/mask"
)

// Kind names a kind of paper.
type Kind string

// The kinds (domain: 文书目录).
const (
	Receipt       Kind = "receipt"        // 收件凭证
	Correction    Kind = "correction"     // 补正告知书
	Corrected     Kind = "corrected"      // 补正收件凭证
	Acceptance    Kind = "acceptance"     // 受理通知书
	Deemed        Kind = "deemed"         // 受理通知书, by silence
	NotNeeded     Kind = "not-needed"     // 不受理告知书
	Refusal       Kind = "refusal"        // 不予受理决定书
	Special       Kind = "special"        // 特别程序告知书
	SpecialEnd    Kind = "special-end"    // 特别程序结束告知书
	HearingRights Kind = "hearing-rights" // 听证告知书
	HearingNotice Kind = "hearing-notice" // 听证通知书
	HearingRecord Kind = "hearing-record" // 听证笔录
	Extension     Kind = "extension"      // 延期办理告知书
	Suspension    Kind = "suspension"     // 中止办理告知书
	Resumption    Kind = "resumption"     // 恢复办理告知书
	SiteVisit     Kind = "site-visit"     // 现场核查通知书
	SiteRecord    Kind = "site-record"    // 现场核查笔录
	Grant         Kind = "grant"          // 准予行政许可决定书
	Denial        Kind = "denial"         // 不予行政许可决定书
	Delivery      Kind = "delivery"       // 送达回证
	Withdrawal    Kind = "withdrawal"     // 撤回通知书
	End           Kind = "end"            // 终止办理告知书
	Lapse         Kind = "lapse"          // 终止办理告知书, no correction came
	HandoverList  Kind = "handover-list"  // 办理结果交接单

	Commitment         Kind = "commitment"          // 告知承诺书
	Rectification      Kind = "rectification"       // 责令整改通知书
	IntendedRevocation Kind = "intended-revocation" // 撤销行政许可事先告知书
	Revocation         Kind = "revocation"          // 撤销行政许可决定书
	DeferralTerms      Kind = "deferral-terms"      // 容缺受理一次性告知书
	DeferralPromise    Kind = "deferral-promise"    // 容缺受理承诺书
	DeferralAcceptance Kind = "deferral-acceptance" // 受理通知书（容缺）
	DeferralReceipt    Kind = "deferral-receipt"    // 容缺材料补正凭证
	DeferralExtension  Kind = "deferral-extension"  // 容缺补交期限变更告知书
	DeferralEnd        Kind = "deferral-end"        // 容缺终止告知书
)

// Paper is what an official paper has to say.
type Paper struct {
	Key        id.ID  // of the notice where its facts are kept
	Source     string // the capability that keeps them: "casework"
	Kind       Kind
	Regime     deadline.Regime
	Department string // code of the body whose paper it is
	Issuer     string // its name
	Number     string
	Recipient  string
	Firm       bool // the recipient is an organisation, whose name is public
	At         time.Time
	Values     Values // the particulars
}

// Values are particulars by merge field; a list has one line for each entry. Some are
// codes that have words here (see coded).
type Values map[Field]string

// masked is the recipient for everybody.
func (p Paper) masked() string {
	if p.Firm {
		return p.Recipient
	}
	return mask.Name(p.Recipient)
}

// values are all particulars of p, those that every paper has included.
func (p Paper) values() Values {
	all := Values{}
	for field, value := range p.Values {
		all[field] = strings.TrimSpace(value)
	}
	all[FieldApplicant], all[FieldIssuer], all[FieldNumber], all[FieldDate] = p.Recipient, p.Issuer, p.Number, Day(p.At)
	return all
}

// Sheet is a paper in words.
type Sheet struct {
	Issuer    string
	Title     string
	Number    string // the line below the title
	Recipient string
	Lines     []string // paragraphs
	Closing   []string // who signs, and the date
	Format    string   // which version of which template, for people
	Code      string   // of the public page
}

// File is the drawn and signed PDF of a paper. Its reader is closed by the caller.
type File struct {
	io.ReadCloser
	Name   string
	Size   int64
	Digest []byte // SHA-256
}

// Day writes a date as papers do, in Arabic digits; no date is a dash.
func Day(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.In(clock.Shanghai).Format("2006年1月2日")
}

// Moment writes a date with its time of day as papers do.
func Moment(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.In(clock.Shanghai).Format("2006年1月2日15时04分")
}

package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"tongban/capability/audit"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/deadline"
	"tongban/kernel/id"
)

// noticeMarks are the words between the authority and the number: who reads a
// number knows what the paper is.
var noticeMarks = map[NoticeKind]string{
	ReceiptNotice:    "收",
	CorrectionNotice: "补",
	CorrectedReceipt: "补收",
	AcceptanceNotice: "受",
	NotNeededNotice:  "告",
	RefusalNotice:    "不受",
	GrantDecision:    "准",
	DenialDecision:   "不准",
	DeliveryReceipt:  "达",
	WithdrawalNotice: "撤",
	EndNotice:        "终",

	SpecialNotice:    "特",
	SpecialEndNotice: "特结",
	HearingRights:    "听告",
	HearingNotice:    "听通",
	HearingRecord:    "听录",
	ExtensionNotice:  "延",
	SuspensionNotice: "中",
	ResumptionNotice: "恢",
	SiteVisitNotice:  "核",
	SiteRecord:       "核录",
	HandoverList:     "交",

	CommitmentPaper:    "承",
	RectificationOrder: "改",
	IntendedRevocation: "撤告",
	RevocationDecision: "撤决",
	DeferralTerms:      "容告",
	DeferralPromise:    "容诺",
	DeferralReceipt:    "容补",
	DeferralExtension:  "容延",
	DeferralEnd:        "容终",
}

// notice adds the paper that the latest record causes and returns it, so that its
// particulars can be filled in. Dates are added when the move is settled.
func (m *move) notice(kind NoticeKind) *Notice {
	c, item := m.file.Case, m.file.Item
	n := &Notice{ID: id.New(), Kind: kind, At: m.now, Body: NoticeBody{
		Recipient: c.ApplicantName, ItemName: c.ItemName, Issuer: item.Department.Name,
		Basis: c.Basis, Complaint: item.ComplaintPhone,
	}}
	m.notices = append(m.notices, n)
	m.causes = append(m.causes, len(m.records)-1)
	return n
}

// storeNotice numbers a notice, stores it and enters it into the register of papers; the
// record that caused it bears the number too.
func (s *Service) storeNotice(ctx context.Context, tx *db.Tx, m *move, n *Notice, cause *Record) error {
	var err error
	if n.Number, err = s.Number(ctx, tx, m.file, n.Kind, n.At); err != nil {
		return err
	}
	cause.Detail.Notice = n.Number
	if err := insertNotice(ctx, tx, m.file.Case.ID, *n); err != nil {
		return err
	}
	return s.Notices.Register(ctx, tx, m.file.asPaper(*n))
}

// Number takes the next number of a paper of the body that decides f, in the unit that
// makes the paper.
func (s *Service) Number(ctx context.Context, tx *db.Tx, f *File, kind NoticeKind, at time.Time) (string, error) {
	year := at.In(clock.Shanghai).Year()
	last, err := takeNumber(ctx, tx, fmt.Sprintf("notice/%s/%s/%d", f.Case.Department, kind, year))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s%s〔%d〕%05d号", f.mark, noticeMarks[kind], year, last), nil
}

// date writes the dates of clk into b: a paper says by when, and keeps saying it.
func (b *NoticeBody) date(clk deadline.Clock) {
	b.AcceptanceDue = dueOf(clk, deadline.AcceptancePeriod)
	b.ReplyBy = dueOf(clk, deadline.CorrectionPeriod)
	b.PromisedDue = dueOf(clk, deadline.PromisedPeriod)
	b.StatutoryDue = dueOf(clk, deadline.StatutoryPeriod)
	b.ExpectedDue = dueOf(clk, deadline.PausePeriod)
	b.RequestBy = dueOf(clk, deadline.HearingRequestPeriod)
}

// leaf is what the transparency log commits to for a record: where the case went,
// and a digest of what was said, nothing personal.
func leaf(c *Case, r Record) audit.Entry {
	detail, _ := json.Marshal(r.Detail) // plain data always marshals
	digest := sha256.Sum256(detail)
	return audit.Entry{
		Event: "casework." + string(r.Event), Actor: r.Actor, Subject: c.No, At: r.At,
		Data: struct {
			Seq    int64  `json:"seq"`
			From   Status `json:"from"`
			To     Status `json:"to"`
			Detail string `json:"detail"`
		}{r.Seq, r.From, r.To, hex.EncodeToString(digest[:])},
	}
}

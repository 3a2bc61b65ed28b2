package casework

import (
	"context"
	"time"

	"tongban/kernel/db"
	"tongban/kernel/id"
)

// The papers of what is brought later (容缺受理), which the capability deferral writes.
const (
	DeferralTerms     NoticeKind = "deferral-terms"     // 容缺受理一次性告知书
	DeferralPromise   NoticeKind = "deferral-promise"   // 容缺受理承诺书
	DeferralReceipt   NoticeKind = "deferral-receipt"   // 容缺材料补正凭证
	DeferralExtension NoticeKind = "deferral-extension" // 容缺补交期限变更告知书
	DeferralEnd       NoticeKind = "deferral-end"       // 容缺终止告知书
)

// Write adds a paper of another capability to the case of f, in the unit that causes it; the
// addressee reads it among the papers of the case. Who follows a move writes in FollowPapers.
func (s *Service) Write(ctx context.Context, tx *db.Tx, f *File, kind NoticeKind, at time.Time, body NoticeBody) (n Notice, err error) {
	c := f.Case
	body.Recipient, body.ItemName, body.Issuer = c.ApplicantName, c.ItemName, f.Item.Department.Name
	body.Basis, body.Complaint = c.Basis, f.Item.ComplaintPhone
	body.date(f.Clock)
	n = Notice{ID: id.New(), Kind: kind, At: at, Body: body}
	if n.Number, err = s.Number(ctx, tx, f, kind, at); err != nil {
		return n, err
	}
	if err := insertNotice(ctx, tx, c.ID, n); err != nil {
		return n, err
	}
	return n, s.Notices.Register(ctx, tx, f.asPaper(n))
}

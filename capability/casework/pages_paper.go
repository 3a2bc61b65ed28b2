package casework

import (
	"context"
	"strings"
	"time"
	"tongban/capability/catalogue"
	"tongban/kernel/deadline"
)

// noticeLines is what a paper says, paragraph by paragraph.
func noticeLines(ctx context.Context, f *File, n Notice) []string {
	b := n.Body
	switch n.Kind {
	case ReceiptNotice, CorrectedReceipt:
		return receiptLines(ctx, f, n)
	case CorrectionNotice:
		lines := []string{zh(ctx, "paper.correction", b.ItemName)}
		for i, g := range b.Gaps {
			lines = append(lines, zh(ctx, "paper.gap", i+1, g.Label, g.Problem))
		}
		return append(lines, zh(ctx, "paper.correction-by", day(b.ReplyBy)), f.official(ctx, "paper.correction-basis"))
	case AcceptanceNotice:
		key := "paper.acceptance"
		if b.Basis == Deemed {
			key = "paper.acceptance-deemed"
		}
		return []string{f.official(ctx, key, b.ItemName), zh(ctx, "paper.dates", day(b.PromisedDue), day(b.StatutoryDue)), zh(ctx, "paper.complaint", b.Complaint)}
	case NotNeededNotice, RefusalNotice, DenialDecision:
		lines := []string{f.official(ctx, "paper."+string(n.Kind), b.ItemName), zh(ctx, "paper.reason", b.Reason), zh(ctx, "paper.ground", b.LegalGround)}
		if b.Redirect != "" {
			lines = append(lines, zh(ctx, "paper.redirect", b.Redirect))
		}
		return append(lines, zh(ctx, "paper.remedies"))
	case GrantDecision:
		lines := []string{f.official(ctx, "paper.grant", b.ItemName)}
		if b.Licence != "" {
			lines = append(lines, zh(ctx, "paper.licence", f.Item.Result.Name, b.Licence, day(b.ValidTo)))
		}
		return lines
	case DeliveryReceipt:
		lines := []string{zh(ctx, "paper.delivery", b.ItemName, zh(ctx, "method."+b.Method))}
		if b.Receiver != "" {
			lines = append(lines, zh(ctx, "paper.receiver", b.Receiver))
		}
		return lines
	}
	lines := []string{zh(ctx, "paper."+string(n.Kind), b.ItemName)}
	if b.Lapsed {
		lines = append(lines, zh(ctx, "paper.lapsed"))
	}
	if b.Reason != "" {
		lines = append(lines, zh(ctx, "paper.reason", b.Reason))
	}
	if n.Kind == EndNotice {
		lines = append(lines, endGround(ctx, f, b), zh(ctx, "paper.remedies"))
	}
	return lines
}

// endGround names the law an end rests on: what the desk gave, or for a correction
// nobody answered the notice that set the date.
func endGround(ctx context.Context, f *File, b NoticeBody) string {
	if b.Lapsed {
		return f.official(ctx, "paper.lapse-ground")
	}
	return zh(ctx, "paper.ground", b.LegalGround)
}

// receiptLines certify what was handed in.
func receiptLines(ctx context.Context, f *File, n Notice) []string {
	b := n.Body
	lines := []string{
		zh(ctx, "paper."+string(n.Kind), n.At.Format("2006年1月2日15时04分"), b.ItemName, len(b.Materials)),
		zh(ctx, "paper.materials", strings.Join(b.Materials, "、")),
		acceptanceLine(ctx, f, b),
		zh(ctx, "paper.number", f.Case.No, f.Case.ShortNo),
	}
	if b.QueryCode != "" {
		lines = append(lines, zh(ctx, "paper.query", spacedCode(b.QueryCode)))
	}
	return append(lines, zh(ctx, "paper.complaint", b.Complaint))
}

// acceptanceLine says by when the applicant is told whether the application is accepted,
// and what silence means.
func acceptanceLine(ctx context.Context, f *File, b NoticeBody) string {
	return zh(ctx, "paper.acceptance-by."+silence(f.Item), day(b.AcceptanceDue))
}

// silence names what it means if nobody answers within the acceptance period.
func silence(item *catalogue.Item) string {
	if deemed := item.Regime.DeemedAcceptance; deemed != "" {
		return deemed
	}
	return string(deadline.DeemedNone)
}

// day writes a date as papers do: in Arabic digits.
func day(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.Format("2006年1月2日")
}

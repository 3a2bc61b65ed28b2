package casework

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tongban/capability/notice"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
	"tongban/kernel/message"
)

// noticeSource is how the capability notice knows whose papers these are.
const noticeSource = "casework"

// kindOf is the kind of paper that words n: some have words of their own for what the law
// brings about by itself.
func kindOf(n Notice) notice.Kind {
	switch {
	case n.Kind == AcceptanceNotice && n.Body.Basis == Deemed:
		return notice.Deemed
	case n.Kind == AcceptanceNotice && len(n.Body.Owed) > 0:
		return notice.DeferralAcceptance
	case n.Kind == EndNotice && n.Body.Lapsed:
		return notice.Lapse
	}
	return notice.Kind(n.Kind)
}

// asPaper is n as the capability notice puts it into words.
func (f *File) asPaper(n Notice) notice.Paper {
	b := n.Body
	p := notice.Paper{
		Key: n.ID, Source: noticeSource, Kind: kindOf(n), Regime: deadline.Regime(f.Item.Regime.Kind), Department: f.Case.Department,
		Issuer: b.Issuer, Number: n.Number, Recipient: b.Recipient, Firm: f.Case.Firm, At: n.At,
	}
	p.Values = notice.Values{
		notice.FieldItem: b.ItemName, notice.FieldCase: f.Case.No, notice.FieldShort: f.Case.ShortNo, notice.FieldComplaint: b.Complaint,
		notice.FieldMaterials: message.List(b.Materials).In(message.Chinese), notice.FieldCount: countOf(len(b.Materials)),
		notice.FieldReceived: notice.Moment(n.At), notice.FieldQueryCode: SpacedCode(b.QueryCode),
		notice.FieldAnswerBy: f.Silence(), notice.FieldAnswerDue: notice.Day(b.AcceptanceDue),
		notice.FieldGaps: numbered(b.Gaps), notice.FieldReplyBy: notice.Day(b.ReplyBy),
		notice.FieldPromised: notice.Day(b.PromisedDue), notice.FieldStatutory: notice.Day(b.StatutoryDue),
		notice.FieldReason: b.Reason, notice.FieldGround: ground(n), notice.FieldRedirect: b.Redirect,
		notice.FieldProcedure: b.Procedure, notice.FieldCounting: counting(b), notice.FieldWorkdays: countOf(b.Workdays),
		notice.FieldExpected: notice.Day(b.ExpectedDue), notice.FieldResult: b.Result, notice.FieldRequestBy: notice.Day(b.RequestBy),
		notice.FieldHeld: heldAt(b.HearingAt), notice.FieldPlace: b.Place, notice.FieldChair: b.Chair, notice.FieldApprover: b.Approver,
		notice.FieldMethod: b.Method, notice.FieldReceiver: b.Receiver, notice.FieldTracking: b.Tracking,
		notice.FieldOwed: strings.Join(b.Owed, "\n"), notice.FieldSigned: b.Signed,
	}
	if b.Licence != "" {
		p.Values[notice.FieldLicence], p.Values[notice.FieldLicenceNo] = f.Item.Result.Name, b.Licence
		p.Values[notice.FieldValidTo] = notice.Day(b.ValidTo)
	}
	return p
}

// ground is the law a paper rests on. For a hearing that the applicant asked for nobody
// has to name it.
func ground(n Notice) string {
	if n.Kind == SpecialNotice && n.Body.LegalGround == "" && n.Body.Procedure == string(deadline.Hearing) {
		return "行政许可法第四十七条"
	}
	return n.Body.LegalGround
}

// heldAt is when something takes place, nothing where that is told later.
func heldAt(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return notice.Moment(t)
}

// countOf is a number of which none is not said.
func countOf(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func counting(b NoticeBody) string {
	if b.Uncounted {
		return notice.Uncounted
	}
	return notice.Counted
}

// numbered lists what has to be mended.
func numbered(gaps []Gap) string {
	lines := make([]string, len(gaps))
	for i, g := range gaps {
		lines[i] = fmt.Sprintf("%d. %s：%s", i+1, g.Label, g.Problem)
	}
	return strings.Join(lines, "\n")
}

// Silence names what it means if nobody answers within the acceptance period.
func (f *File) Silence() string {
	if deemed := f.Item.Regime.DeemedAcceptance; deemed != "" {
		return deemed
	}
	return string(deadline.DeemedNone)
}

// Title is what a notice of f is called for ctx's reader.
func (f *File) Title(ctx context.Context, n Notice) string {
	return notice.Title(ctx, kindOf(n), deadline.Regime(f.Item.Regime.Kind))
}

// masked is n for those who may know that it exists: the names of people in part,
// no query code. What a firm is called is public.
func (n Notice) masked(firm bool) Notice {
	n.Body.Receiver = mask.Name(n.Body.Receiver)
	if !firm {
		n.Body.Recipient = mask.Name(n.Body.Recipient)
	}
	n.Body.QueryCode = ""
	return n
}

// NoticeOf returns a notice of a case the reader may see, by its id or its number.
func (s *Service) NoticeOf(ctx context.Context, no, key string) (*File, Notice, error) {
	f, err := s.File(ctx, no)
	if err != nil {
		return nil, Notice{}, err
	}
	for _, n := range f.Notices {
		if n.ID.String() == key || n.Number == key {
			return f, n, nil
		}
	}
	return nil, Notice{}, fault.New(fault.NotFound, "casework.unknown-notice")
}

// Sheet is a notice of f as its page shows it: full, or without what is personal.
func (s *Service) Sheet(ctx context.Context, f *File, n Notice, full bool) (notice.Sheet, error) {
	if !full {
		n = n.masked(f.Case.Firm)
	}
	return s.Notices.Sheet(ctx, f.asPaper(n))
}

// NoticeFile returns the signed PDF of a notice of f to its addressee, who reads it in
// full. Staff say what for: RevealNoticeFile.
func (s *Service) NoticeFile(ctx context.Context, f *File, n Notice) (notice.File, error) {
	if actor.From(ctx).Kind == actor.Staff {
		return notice.File{}, fault.New(fault.Forbidden, "casework.notice-purpose")
	}
	return s.noticeFile(ctx, f, n)
}

// RevealNoticeFile returns the signed PDF of a notice of f to staff and records why.
func (s *Service) RevealNoticeFile(ctx context.Context, f *File, n Notice, why Why) (notice.File, error) {
	if err := s.RevealNotice(ctx, f, why); err != nil {
		return notice.File{}, err
	}
	return s.noticeFile(ctx, f, n)
}

func (s *Service) noticeFile(ctx context.Context, f *File, n Notice) (notice.File, error) {
	return s.Notices.PDF(ctx, n.ID, func() (notice.Paper, error) { return f.asPaper(n), nil })
}

// Paper returns the paper with a key, for the job that draws it.
func (s *Service) Paper(ctx context.Context, key id.ID) (p notice.Paper, err error) {
	var f *File
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if f, err = find(ctx, tx, byNotice(key)); err != nil {
			return err
		}
		f.Notices, err = askNotices(ctx, tx, byID(f.Case.ID))()
		return err
	})
	if err == nil {
		err = s.understand(ctx, f)
	}
	if err != nil {
		return p, fmt.Errorf("paper %s: %w", key, err)
	}
	for _, n := range f.Notices {
		if n.ID == key {
			p = f.asPaper(n)
		}
	}
	return p, nil
}

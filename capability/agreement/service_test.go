package agreement

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"tongban/capability/audit/audittest"
	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/document"
	"tongban/capability/document/documenttest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
)

// bench is agreements in a small city, whose one item needs one of who drives B2.
type bench struct {
	caseworktest.World
	*Service
	told *told
}

// told is what people were told: "account key".
type told struct{ lines []string }

func (t *told) Inform(_ context.Context, _ *db.Tx, account id.ID, key string, _ []string, _ string) error {
	t.lines = append(t.lines, account.String()+" "+key)
	return nil
}

// registers plays who has an account.
type registers struct{ known map[string]actor.Actor }

func (r registers) Person(_ context.Context, account string) (casework.Person, error) {
	for _, a := range r.known {
		if a.ID == account {
			return casework.Person{ID: a.ID, Name: a.Name, Mobile: caseworktest.MeiMobile, Proven: a.Name != unproven.Name}, nil
		}
	}
	return casework.Person{}, fault.New(fault.NotFound, "casework.unknown-person")
}

func (r registers) Known(ctx context.Context, name, number string) (casework.Person, error) {
	if a, known := r.known[number]; known && a.Name == name {
		return r.Person(ctx, a.ID)
	}
	return casework.Person{}, fault.New(fault.NotFound, "agreement.other-unknown")
}

// telephone sends the code 123456.
type telephone struct{}

func (telephone) SendCode(context.Context, string) error { return nil }

func (telephone) CheckCode(_ context.Context, _, code string) error {
	if code != "123456" {
		return fault.InvalidFields([]fault.Field{{Name: "code", Key: "identity.code-wrong"}})
	}
	return nil
}

// pen draws what is not empty.
func pen(posted string) ([]byte, bool) { return []byte(posted), posted != "" }

var (
	mei, bo, unproven  = caseworktest.Mei, caseworktest.Citizen("白方"), caseworktest.Citizen("无名")
	reviewer, approver = caseworktest.Reviewer, caseworktest.Approver
	elsewhere          = caseworktest.Staff("别处", "SAMR", actor.Reviewer)
	needed             = map[string]any{"agreements": []any{map[string]any{
		"code": "CARE", "name": "养护协议", "when": map[string]any{"var": "licenceClass", "op": "eq", "value": "B2"},
		"others": []any{"配偶"}, "text": []any{"甲方：{authority}", "乙方：{applicant}", "{others}，编号{number}，{caseNo}，{day}，{item}"},
	}}}
	draft = Draft{Code: "CARE", Others: []Further{{Name: "白方", Number: "99010319900101001X"}}}
	typed = func(name string) Signing { return Signing{Method: Typed, Name: name, Code: "123456"} }
)

func each(t *testing.T, body func(b bench)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		texts, err := message.Load(files)
		if err != nil {
			t.Fatal(err)
		}
		w := caseworktest.Amended(t, d, nil, needed, db.Source{Name: "agreement", FS: files})
		b := bench{World: w, told: &told{}}
		b.Service = New(Deps{
			DB: d, Clock: w.Clock, Keys: w.Keys, Once: w.Once, Texts: texts, Casework: w.Casework, Documents: w.Documents,
			People: registers{map[string]actor.Actor{caseworktest.MeiNumber: mei, "99010319900101001X": bo, "0": unproven}},
			Codes:  telephone{}, Informer: b.told, Drawing: pen,
		})
		w.Casework.Follow(b.Follow)
		w.Casework.Block(b.Service.Open)
		body(b)
	})
}

// wants fails unless err is the fault with the key.
func (b bench) wants(err error, key string) {
	b.Helper()
	f, ok := fault.As(err)
	if ok && f.Kind == fault.Invalid && len(f.Fields) > 0 {
		f.Key = f.Fields[0].Key
	}
	if !ok || f.Key != key {
		b.Errorf("want %s, got %v", key, err)
	}
}

func (b bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// drawn is a case that waits for its decision, with an agreement to be signed.
func (b bench) drawn() (*casework.File, *Agreement) {
	b.Helper()
	f := b.In(casework.Deciding)
	a, err := b.DrawUp(b.As(approver), f.Case.No, draft)
	b.must(err)
	return f, a
}

func (b bench) grant(f *casework.File) error {
	_, err := b.Casework.Step(b.As(approver), f.Case.No, casework.Grant, casework.Input{})
	return err
}

func TestACaseIsNotGrantedUntilAllHaveSigned(t *testing.T) {
	each(t, func(b bench) {
		f := b.In(casework.Deciding)
		b.wants(b.grant(f), "agreement.open")
		a, err := b.DrawUp(b.As(approver), f.Case.No, draft)
		b.must(err)
		if text := strings.Join(a.Text, "\n"); strings.Contains(text, "{") || !strings.Contains(text, "配偶：白方") || !strings.Contains(text, a.Number) || !strings.Contains(text, "2026年2月10日") {
			b.Errorf("drawn up as %q", text)
		}
		b.must(b.SignFor(b.As(approver), f.Case.No, a.ID, approver.Name))
		_, err = b.Service.Sign(b.As(mei), a.ID, typed(mei.Name))
		b.must(err)
		b.wants(b.grant(f), "agreement.open")
		a, err = b.Service.Sign(b.As(bo), a.ID, Signing{Method: Drawn, Picture: "墨"})
		b.must(err)
		if a.State != Signed || len(a.Digest) != 32 || !a.Fits || string(a.Parties[2].Picture) != "墨" {
			b.Errorf("signed by all: %+v", a)
		}
		b.must(b.grant(f))
		if n := len(audittest.With(b, b.DB, `"agreement.sign"`)); n != 3 {
			b.Errorf("%d signatures in the log", n)
		}
	})
}

func TestADenialNeedsNoAgreement(t *testing.T) {
	each(t, func(b bench) {
		b.Step(approver, b.In(casework.Deciding), casework.Deny, caseworktest.Inputs[casework.Deny])
	})
}

func TestAnAgreementIsNeededForWhomItsConditionHolds(t *testing.T) {
	each(t, func(b bench) {
		a := b.Arrival(mei)
		a.Values["licenceClass"] = "A2"
		b.must(b.grant(b.To(b.Handed(mei, a), casework.Deciding)))
	})
}

func TestASignatureHasToBeTheSigners(t *testing.T) {
	each(t, func(b bench) {
		f, a := b.drawn()
		for key, s := range map[string]Signing{
			"agreement.other-name-wrong": {Method: Typed, Name: "林晓", Code: "123456"}, "agreement.code-missing": {Method: Typed, Name: mei.Name},
			"identity.code-wrong": {Method: Typed, Name: mei.Name, Code: "000000"}, "agreement.nothing-drawn": {Method: Drawn},
			"agreement.method-missing": {Method: Session, Name: mei.Name},
		} {
			_, err := b.Service.Sign(b.As(mei), a.ID, s)
			b.wants(err, key)
		}
		agent := bo
		agent.For = actor.Party{ID: mei.ID, Kind: actor.Person, Name: mei.Name}
		_, err := b.Service.Sign(b.As(agent), a.ID, typed(bo.Name))
		b.wants(err, "access.fill-only")
		b.wants(b.SignFor(b.As(approver), f.Case.No, a.ID, reviewer.Name), "agreement.other-name-wrong")
		b.wants(b.SignFor(b.As(caseworktest.Window), f.Case.No, a.ID, caseworktest.Window.Name), "access.forbidden")
		agent = unproven
		agent.For = actor.Party{ID: mei.ID, Kind: actor.Person, Name: mei.Name, MaySubmit: true}
		_, err = b.Service.Sign(b.As(agent), a.ID, typed(unproven.Name))
		b.wants(err, "agreement.unproven")
	})
}

func TestStrangersFindNoAgreement(t *testing.T) {
	each(t, func(b bench) {
		f, a := b.drawn()
		for _, who := range []actor.Actor{caseworktest.Stranger, reviewer, {Kind: actor.Guest}} {
			_, err := b.Find(b.As(who), a.ID)
			b.wants(err, "agreement.unknown")
		}
		_, err := b.Service.Sign(b.As(caseworktest.Stranger), a.ID, typed("吴敏"))
		b.wants(err, "agreement.unknown")
		_, err = b.Refuse(b.As(caseworktest.Stranger), a.ID, "不")
		b.wants(err, "agreement.unknown")
		b.wants(b.SendCode(b.As(caseworktest.Stranger), a.ID), "agreement.unknown")
		_, _, err = b.OfDesk(b.As(elsewhere), f.Case.No, a.ID)
		b.wants(err, "casework.unknown")
		_, _, err = b.OfDesk(b.As(reviewer), f.Case.No, id.New())
		b.wants(err, "agreement.unknown")
		other := b.In(casework.Deciding)
		b.wants(b.Cancel(b.As(approver), other.Case.No, a.ID, "别的办件"), "agreement.unknown")
	})
}

func TestARefusalHasAReasonAndAnotherMayBeDrawnUp(t *testing.T) {
	each(t, func(b bench) {
		f, a := b.drawn()
		_, err := b.Refuse(b.As(bo), a.ID, " ")
		b.wants(err, "agreement.why-missing")
		_, err = b.DrawUp(b.As(approver), f.Case.No, draft)
		b.wants(err, "agreement.already")
		_, err = b.Service.Sign(b.As(mei), a.ID, typed(mei.Name))
		b.must(err)
		_, err = b.Refuse(b.As(mei), a.ID, "反悔")
		b.wants(err, "agreement.signed-already")
		a, err = b.Refuse(b.As(bo), a.ID, "条款三不清楚")
		b.must(err)
		if a.State != Refused || a.Why != "条款三不清楚" || !slices.Contains(b.told.lines, mei.ID+" agreement.inform.refused") {
			b.Errorf("refused: %+v, %q", a, b.told.lines)
		}
		b.wants(b.SignFor(b.As(approver), f.Case.No, a.ID, approver.Name), "agreement.closed")
		b.wants(b.grant(f), "agreement.open")
		second, err := b.DrawUp(b.As(approver), f.Case.No, draft)
		b.must(err)
		if second.Number == a.Number {
			b.Errorf("both are %s", a.Number)
		}
		b.must(b.Cancel(b.As(approver), f.Case.No, second.ID, "改为不签"))
		b.wants(b.Excuse(b.As(reviewer), f.Case.No, "CARE", "不适用"), "access.forbidden")
		b.must(b.Excuse(b.As(approver), f.Case.No, "CARE", "依法不适用"))
		b.wants(b.Excuse(b.As(approver), f.Case.No, "CARE", "再一次"), "agreement.not-needed")
		b.must(b.grant(f))
	})
}

func TestAPartyHasToBeKnownAndNamedOnce(t *testing.T) {
	each(t, func(b bench) {
		f := b.In(casework.Deciding)
		for key, others := range map[string][]Further{
			"agreement.other-missing": nil, "agreement.other-unknown": {{Name: "白方", Number: "1"}}, "agreement.other-twice": {{Name: mei.Name, Number: caseworktest.MeiNumber}},
		} {
			_, err := b.DrawUp(b.As(approver), f.Case.No, Draft{Code: "CARE", Others: others})
			b.wants(err, key)
		}
		_, err := b.DrawUp(b.As(approver), f.Case.No, Draft{Code: "OTHER"})
		b.wants(err, "agreement.code-unknown")
	})
}

func TestAnUploadedTextIsPartOfWhatIsSigned(t *testing.T) {
	each(t, func(b bench) {
		f := b.In(casework.Deciding)
		text := documenttest.Photo(1)
		with := draft
		with.Upload = &document.Upload{Name: "协议.jpg", Size: int64(len(text)), Body: bytes.NewReader(text)}
		a, err := b.DrawUp(b.As(approver), f.Case.No, with)
		b.must(err)
		b.must(b.SignFor(b.As(approver), f.Case.No, a.ID, approver.Name))
		for _, who := range []actor.Actor{mei, bo} {
			a, err = b.Service.Sign(b.As(who), a.ID, typed(who.Name))
			b.must(err)
		}
		if !a.Fits || len(a.Text) != 0 {
			b.Errorf("signed: %+v", a)
		}
		b.Exec(`UPDATE agreement_party SET signer = '别人' WHERE agreement_id = $1 AND seq = 2`, a.ID)
		if a, err = b.Find(b.As(mei), a.ID); err != nil || a.Fits {
			b.Errorf("after tampering: fits %v, %v", a.Fits, err)
		}
		if file, err := b.PDF(a); err != nil || !bytes.HasPrefix(file, []byte("%PDF")) {
			b.Errorf("no PDF: %v", err)
		}
	})
}

func TestTwoSignAtOnceAndBothCount(t *testing.T) {
	each(t, func(b bench) {
		f, a := b.drawn()
		b.must(b.SignFor(b.As(approver), f.Case.No, a.ID, approver.Name))
		var wait sync.WaitGroup
		errs := make([]error, 4)
		for i, who := range []actor.Actor{mei, bo, mei, bo} {
			wait.Go(func() { _, errs[i] = b.Service.Sign(b.As(who), a.ID, typed(who.Name)) })
		}
		wait.Wait()
		for _, err := range errs {
			b.must(err)
		}
		if a, err := b.Find(b.As(mei), a.ID); err != nil || a.State != Signed || !a.Fits {
			b.Errorf("got %+v, %v", a, err)
		}
		if n := len(audittest.With(b, b.DB, `"agreement.sign"`)); n != 3 {
			b.Errorf("%d signatures in the log", n)
		}
	})
}

func TestTheSameKeyDrawsUpOnce(t *testing.T) {
	each(t, func(b bench) {
		f := b.In(casework.Deciding)
		ctx := once.WithKey(b.As(approver), "k1")
		first, err := b.DrawUp(ctx, f.Case.No, draft)
		b.must(err)
		second, err := b.DrawUp(ctx, f.Case.No, draft)
		b.must(err)
		if first.ID != second.ID {
			b.Errorf("drawn up twice: %s, %s", first.Number, second.Number)
		}
		if list, err := b.ToSign(b.As(bo)); err != nil || len(list) != 1 {
			b.Errorf("%d to sign, %v", len(list), err)
		}
	})
}

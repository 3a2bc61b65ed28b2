package bundlecase

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"tongban/capability/application"
	"tongban/capability/bundle"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// birth is a bundle of four: a certificate, which the register and the vaccination need, an
// insurance that needs the register, and a bank account outside of the city's power.
func birth(t *testing.T) *bundle.Joint {
	t.Helper()
	name := form.Field{Key: "name", Label: "新生儿姓名", Element: "child.name"}
	cert, certForm := itemOf(t, "cert", "birth", name, form.Field{Key: "mother", Label: "母亲", Element: "mother.name"})
	register, registerForm := itemOf(t, "register", "hukou", name,
		form.Field{Key: "certNo", Label: "出生证编号", Element: "birthCertificate.number", Prefill: "licence.birth.number"})
	vaccine, vaccineForm := itemOf(t, "vaccine", "", name)
	insure, insureForm := itemOf(t, "insure", "", name, form.Field{Key: "hukou", Label: "户号", Element: "household.number", Prefill: "licence.hukou.number"})
	return join(t, &bundle.Bundle{
		Code: "birth", Name: "新生儿出生", Lead: catalogue.Department{Code: "LEAD", Name: "卫健委"}, Same: []string{"child.name"},
		Limit: catalogue.Limit{Value: 5, Unit: "workday"},
		Components: []bundle.Component{
			{Item: "cert", Required: true},
			{Item: "register", Required: true, DependsOn: []string{"cert"}},
			{Item: "vaccine", DependsOn: []string{"cert"}},
			{Item: "insure", DependsOn: []string{"register"}},
			{Item: "bank", Kind: bundle.External, Name: "银行账户", Department: "云岫银行", DependsOn: []string{"register"}},
		},
	}, bundle.Pinned{"cert": {cert, certForm}, "register": {register, registerForm}, "vaccine": {vaccine, vaccineForm}, "insure": {insure, insureForm}})
}

func join(t *testing.T, b *bundle.Bundle, pinned bundle.Pinned) *bundle.Joint {
	t.Helper()
	j, err := bundle.Join(b, id.New(), pinned)
	if err != nil {
		f, _ := fault.As(err)
		t.Log(f.Fields)
		t.Fatal("no joint")
	}
	return j
}

var born = form.Values{"child_name": "林小宝", "mother_name": "林晓华"}

// stands compares how the parts of a run stand.
func (b *bench) stands(r *Run, stand Stand, want map[string]State) *Run {
	b.Helper()
	now := b.run(r.No)
	if now.Stand != stand || !maps.Equal(now.states(), want) {
		b.Errorf("it stands %s %v, want %s %v", now.Stand, now.states(), stand, want)
	}
	return now
}

func TestPartsBeginWhenWhatTheyNeedIsThere(t *testing.T) {
	each(t, func(b *bench) {
		r, err := b.handIn(mei, birth(b.T), catalogue.Answers{}, born)
		if err != nil {
			b.Fatal(err)
		}
		b.stands(r, Going, map[string]State{"cert": Waiting, "register": Waiting, "vaccine": Waiting, "insure": Waiting, "bank": Waiting})
		b.works(r)
		b.stands(r, Going, map[string]State{"cert": Running, "register": Waiting, "vaccine": Waiting, "insure": Waiting, "bank": Waiting})
		b.grant(r.Application, "cert", "birth", map[string]string{"birthCertificate.number": "E-1"})
		b.works(r)
		b.stands(r, Going, map[string]State{"cert": Granted, "register": Running, "vaccine": Running, "insure": Waiting, "bank": Waiting})
		i := slices.IndexFunc(b.city.received, func(s application.Share) bool { return s.Item.Code == "register" })
		if got := b.city.received[i].Values; got["certNo"] != "E-1" || got["name"] != "林小宝" || len(got) != 2 {
			b.Errorf("the register is asked for with %v", got)
		}
		b.grant(r.Application, "register", "hukou", map[string]string{"household.number": "H-9"})
		b.works(r)
		b.grant(r.Application, "vaccine", "", nil)
		b.grant(r.Application, "insure", "", nil)
		now := b.stands(r, Going, map[string]State{"cert": Granted, "register": Granted, "vaccine": Granted, "insure": Granted, "bank": Running})
		if _, err := b.Report(b.as(leader), now.No, "bank", Report{Done: true, Words: "银行 2 月 10 日来电：已开户"}); err != nil {
			b.Fatal(err)
		}
		b.stands(r, Done, map[string]State{"cert": Granted, "register": Granted, "vaccine": Granted, "insure": Granted, "bank": Granted})
		if told := strings.Join(b.city.told, "\n"); strings.Count(told, "inform.received") != 1 || strings.Count(told, "inform.done") != 1 {
			b.Errorf("the applicant was told %s", told)
		}
	})
}

func TestADenialCancelsWhatNeedsItAndNothingElse(t *testing.T) {
	each(t, func(b *bench) {
		r, err := b.handIn(mei, birth(b.T), catalogue.Answers{}, born)
		if err != nil {
			b.Fatal(err)
		}
		b.works(r)
		b.grant(r.Application, "cert", "birth", map[string]string{"birthCertificate.number": "E-1"})
		b.works(r)
		register := b.one(r.Application, "register")
		for _, e := range []casework.Event{casework.Accept, casework.ProposeDecision, casework.Deny} {
			if err := b.move(b.as(leader), register.id, e, "", nil); err != nil {
				b.Fatal(err)
			}
		}
		b.works(r)
		now := b.stands(r, Going, map[string]State{"cert": Granted, "register": Denied, "vaccine": Running, "insure": Cancelled, "bank": Cancelled})
		if p := now.part("insure"); p.Cause != "register" || p.Reason != "cancelled" {
			b.Errorf("insure was cancelled because of %q (%s)", p.Cause, p.Reason)
		}
		b.grant(r.Application, "vaccine", "", nil)
		b.stands(r, Partly, map[string]State{"cert": Granted, "register": Denied, "vaccine": Granted, "insure": Cancelled, "bank": Cancelled})
	})
}

func TestTheSameMatterRunsOnce(t *testing.T) {
	each(t, func(b *bench) {
		j := birth(b.T)
		r, err := b.handIn(mei, j, catalogue.Answers{}, born)
		if err != nil {
			b.Fatal(err)
		}
		_, err = b.handIn(father, j, catalogue.Answers{}, form.Values{"child_name": " 林小宝", "mother_name": "林晓华"})
		f, _ := fault.As(err)
		if f == nil || f.Key != "bundlecase.same" || f.Args[1] == mei.Name || strings.Contains(f.Args[3].(string), r.No[len(r.No)-4:]) {
			b.Errorf("the father is told %+v", f)
		}
		if _, err := b.handIn(mei, j, catalogue.Answers{}, born); fault.KindOf(err) != fault.Conflict {
			b.Errorf("the same twice: %v", err)
		}
		if _, err := b.handIn(mei, j, catalogue.Answers{}, form.Values{"child_name": "林小二"}); err != nil {
			b.Errorf("the twin is refused: %v", err)
		}
		if _, err := b.Withdraw(b.as(mei), r.No, "", ""); err != nil {
			b.Fatal(err)
		}
		if _, err := b.handIn(father, j, catalogue.Answers{}, born); err != nil {
			b.Errorf("after it was taken back: %v", err)
		}
	})
}

func TestTheSameMatterHandedInAtOnceRunsOnce(t *testing.T) {
	each(t, func(b *bench) {
		j := birth(b.T)
		b.city.joints[j.Edition] = j
		var all sync.WaitGroup
		took := make(chan error, 6)
		for i := range 6 {
			who := mei
			if i%2 == 1 {
				who = father
			}
			all.Go(func() {
				_, err := b.handIn(who, j, catalogue.Answers{}, born)
				took <- err
			})
		}
		all.Wait()
		close(took)
		ok := 0
		for err := range took {
			if err == nil {
				ok++
			} else if fault.KindOf(err) != fault.Conflict {
				b.Error(err)
			}
		}
		if ok != 1 {
			b.Errorf("%d of them run", ok)
		}
	})
}

func TestWhatCannotBeHandedInAsItIsIsLeftToTheApplicant(t *testing.T) {
	each(t, func(b *bench) {
		b.city.refused["cert"] = true
		r, err := b.handIn(mei, birth(b.T), catalogue.Answers{}, born)
		if err != nil {
			b.Fatal(err)
		}
		b.works(r)
		b.stands(r, Turn, map[string]State{"cert": Yours, "register": Waiting, "vaccine": Waiting, "insure": Waiting, "bank": Waiting})
		draft := b.one(r.Application, "cert")
		if err := b.move(b.as(mei), draft.id, casework.Submit, "", nil); err != nil {
			b.Fatal(err)
		}
		now := b.stands(r, Going, map[string]State{"cert": Running, "register": Waiting, "vaccine": Waiting, "insure": Waiting, "bank": Waiting})
		if p := now.part("cert"); p.ShortNo != "S-"+draft.id.String() {
			b.Errorf("its case is %q", p.ShortNo)
		}
	})
}

func TestADraftThatIsThrownAwayEndsItsPart(t *testing.T) {
	each(t, func(b *bench) {
		b.city.refused["cert"] = true
		r, err := b.handIn(mei, birth(b.T), catalogue.Answers{}, born)
		if err != nil {
			b.Fatal(err)
		}
		b.works(r)
		b.throwAway(b.run(r.No))
		b.works(r)
		b.stands(r, Failed, map[string]State{"cert": Ended, "register": Cancelled, "vaccine": Cancelled, "insure": Cancelled, "bank": Cancelled})
	})
}

func TestAllOfItCanBeTakenBackButWhatIsDecided(t *testing.T) {
	each(t, func(b *bench) {
		r, err := b.handIn(mei, birth(b.T), catalogue.Answers{}, born)
		if err != nil {
			b.Fatal(err)
		}
		b.works(r)
		b.grant(r.Application, "cert", "birth", map[string]string{"birthCertificate.number": "E-1"})
		b.works(r)
		if _, err := b.Withdraw(b.as(father), r.No, "", ""); fault.KindOf(err) != fault.NotFound {
			b.Errorf("a stranger takes it back: %v", err)
		}
		stop, err := b.Withdraw(b.as(mei), r.No, "", "不办了")
		if err != nil {
			b.Fatal(err)
		}
		if len(stop.Stopped) != 4 || len(stop.Kept) != 0 {
			b.Errorf("taken back: %+v", stop)
		}
		b.works(r)
		b.stands(r, Partly, map[string]State{"cert": Granted, "register": Withdrawn, "vaccine": Withdrawn, "insure": Withdrawn, "bank": Withdrawn})
		if _, err := b.Withdraw(b.as(mei), r.No, "", ""); fault.KindOf(err) != fault.Conflict {
			b.Errorf("twice: %v", err)
		}
	})
}

func TestOnePartCanBeTakenBackBeforeItBegins(t *testing.T) {
	each(t, func(b *bench) {
		r, err := b.handIn(mei, birth(b.T), catalogue.Answers{}, born)
		if err != nil {
			b.Fatal(err)
		}
		b.works(r)
		if _, err := b.Withdraw(b.as(mei), r.No, "register", ""); err != nil {
			b.Fatal(err)
		}
		b.works(r)
		b.stands(r, Going, map[string]State{"cert": Running, "register": Withdrawn, "vaccine": Waiting, "insure": Cancelled, "bank": Cancelled})
	})
}

func TestWhoHasALicenceAlreadyIsNotGivenAnother(t *testing.T) {
	each(t, func(b *bench) {
		b.city.held["birth"] = []Licence{{ID: "L-1", Number: "E-7", Values: map[string]string{"child.name": "林小宝", "birthCertificate.number": "E-7"}}}
		r, err := b.handIn(mei, birth(b.T), catalogue.Answers{}, born)
		if err != nil {
			b.Fatal(err)
		}
		b.works(r)
		b.stands(r, Going, map[string]State{"cert": Held, "register": Running, "vaccine": Running, "insure": Waiting, "bank": Waiting})
		i := slices.IndexFunc(b.city.received, func(s application.Share) bool { return s.Item.Code == "register" })
		if got := b.city.received[i].Values["certNo"]; got != "E-7" {
			b.Errorf("the register is asked for with %v", got)
		}
		second, err := b.handIn(mei, birth(b.T), catalogue.Answers{}, form.Values{"child_name": "林小二", "mother_name": "林晓华"})
		if err != nil {
			b.Fatal(err)
		}
		b.works(second)
		b.stands(second, Going, map[string]State{"cert": Running, "register": Waiting, "vaccine": Waiting, "insure": Waiting, "bank": Waiting})
	})
}

func TestACheckComesFirstAndByRule(t *testing.T) {
	each(t, func(b *bench) {
		food, foodForm := itemOf(b.T, "food", "food", form.Field{Key: "shop", Label: "店名", Element: "org.name"})
		sign, signForm := itemOf(b.T, "sign", "", form.Field{Key: "shop", Label: "店名", Element: "org.name"})
		j := join(b.T, &bundle.Bundle{
			Code: "shop", Name: "开办餐饮店", Lead: catalogue.Department{Code: "LEAD", Name: "市监局"}, Same: []string{"org.name"},
			Components: []bundle.Component{
				{Item: "licensed", Kind: bundle.Check, Name: "营业执照核验", Licence: "business", Required: true},
				{Item: "food", Required: true, DependsOn: []string{"licensed"}}, {Item: "sign", DependsOn: []string{"licensed"}},
			},
		}, bundle.Pinned{"food": {food, foodForm}, "sign": {sign, signForm}})
		without, err := b.handIn(mei, j, catalogue.Answers{}, form.Values{"org_name": "面馆"})
		if err != nil {
			b.Fatal(err)
		}
		b.works(without)
		b.stands(without, Failed, map[string]State{"licensed": Denied, "food": Cancelled, "sign": Cancelled})
		b.city.held["business"] = []Licence{{Number: "B-1"}}
		r, err := b.handIn(mei, j, catalogue.Answers{}, form.Values{"org_name": "面馆"})
		if err != nil {
			b.Fatal(err)
		}
		b.works(r)
		b.stands(r, Going, map[string]State{"licensed": Granted, "food": Running, "sign": Running})
	})
}

func TestOnlyWhoLeadsReportsAndOnlyWhatIsOutside(t *testing.T) {
	each(t, func(b *bench) {
		r, err := b.handIn(mei, birth(b.T), catalogue.Answers{}, born)
		if err != nil {
			b.Fatal(err)
		}
		said := Report{Done: true, Words: "已开户"}
		for who, want := range map[string]fault.Kind{mei.ID: fault.Forbidden, father.ID: fault.NotFound, other.ID: fault.NotFound} {
			ctx := b.as(mei)
			switch who {
			case father.ID:
				ctx = b.as(father)
			case other.ID:
				ctx = b.as(other)
			}
			if _, err := b.Report(ctx, r.No, "bank", said); fault.KindOf(err) != want {
				b.Errorf("reported: %v", err)
			}
		}
		if _, err := b.Report(b.as(leader), r.No, "cert", said); fault.KindOf(err) != fault.NotFound {
			b.Errorf("a case is reported on: %v", err)
		}
		if _, err := b.Report(b.as(leader), r.No, "bank", Report{Words: " "}); fault.KindOf(err) != fault.Invalid {
			b.Errorf("without words: %v", err)
		}
		if _, err := b.Report(b.as(leader), r.No, "bank", said); fault.KindOf(err) != fault.Conflict {
			b.Errorf("before it has begun: %v", err)
		}
	})
}

func TestAUnitThatFailsLeavesThePartAsItWas(t *testing.T) {
	each(t, func(b *bench) {
		r, err := b.handIn(mei, birth(b.T), catalogue.Answers{}, born)
		if err != nil {
			b.Fatal(err)
		}
		b.city.crash = func() bool { return true }
		if err := b.advance(b.Context(), r.ID); !errors.Is(err, errCrash) {
			b.Fatal(err)
		}
		b.stands(r, Going, map[string]State{"cert": Waiting, "register": Waiting, "vaccine": Waiting, "insure": Waiting, "bank": Waiting})
		b.city.crash = nil
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() { _ = b.advance(context.WithoutCancel(b.Context()), r.ID) })
		}
		all.Wait()
		b.works(r)
		if n := len(b.children(r.Application)); n != 1 {
			b.Errorf("%d cases", n)
		}
	})
}

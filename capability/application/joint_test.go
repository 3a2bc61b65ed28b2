package application

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/document/documenttest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/once"
)

func TestSeveralItemsAreHandedInAsOne(t *testing.T) {
	each(t, func(b bench) {
		h, _ := b.housing()
		w := b.joint(mei, usual)
		if !w.Ready() || w.Has("J-DL") == nil {
			b.Fatalf("faults %v, missing %v", w.Faults, w.Missing)
		}
		h.faults = []fault.Field{{Name: "contactMobile", Key: "form.rule"}}
		_, err := b.Submit(b.as(mei), w.ID, nil)
		if got := fieldsOf(err); !slices.Equal(got, []string{"contactMobile"}) {
			b.Errorf("what a component would refuse: %v", err)
		}
		h.faults, h.running = nil, true
		_, err = b.Submit(b.as(mei), w.ID, nil)
		b.wants(err, fault.Conflict, "bundle.running")
		h.running = false
		if err := b.SendCode(b.as(mei), w.ID); err != nil {
			b.Fatal(err)
		}
		r, err := b.Submit(b.as(mei), w.ID, typed("林晓华", theCode))
		if err != nil || r.Case != nil || r.Page != "/bundle-cases/"+w.ID.String() || !slices.Equal(h.advanced, []string{r.No}) {
			b.Fatalf("handed in: %+v, %v, started %v", r, err, h.advanced)
		}
		signed, err := b.Signed(b.Context(), w.ID)
		if err != nil || !signed.Fits || signed.Method != Typed || len(signed.Notice) == 0 {
			b.Errorf("signed: %+v, %v", signed, err)
		}
		if !slices.Contains(b.city.papers, r.No+" 1.2.156.3005.2.A 1.2.156.3005.2.B") {
			b.Errorf("the use of licences is not noted: %v", b.city.papers)
		}
		if drafts, err := b.Drafts(b.as(mei)); err != nil || len(drafts) != 0 || b.count(`SELECT COUNT(*) FROM casework_case`) != 0 {
			b.Errorf("still drafts: %v, %v", drafts, err)
		}
		for what, change := range map[string]func() error{
			"submit": func() error { _, err := b.Submit(b.as(mei), w.ID, nil); return err },
			"save": func() error {
				_, err := b.Save(b.as(mei), w.ID, map[string]any{"contactMobile": "13900990002"})
				return err
			},
			"detach":  func() error { _, err := b.Detach(b.as(mei), w.ID, "J-PHOTO"); return err },
			"answer":  func() error { return b.Answer(b.as(mei), w.ID, usual) },
			"discard": func() error { return b.Discard(b.as(mei), w.ID) },
		} {
			if f, is := fault.As(change()); !is || f.Key != keyJoint {
				b.Errorf("%s afterwards: %v", what, f)
			}
		}
		b.exec(`UPDATE application_joint SET version_id = 1`)
		if signed, err := b.Signed(b.Context(), w.ID); err != nil || signed.Fits {
			b.Errorf("what is not what was signed fits: %v", err)
		}
	})
}

func TestHandedInTwiceSeveralItemsAreThereOnce(t *testing.T) {
	each(t, func(b bench) {
		h, _ := b.housing()
		w := b.joint(mei, usual)
		click := once.WithKey(b.as(mei), "click")
		h.cut = true
		if _, err := b.Submit(click, w.ID, nil); !errors.Is(err, errCut) {
			b.Errorf("cut short: %v", err)
		}
		if left, err := b.Work(b.as(mei), w.ID); err != nil || !left.isDraft() || b.count(`SELECT COUNT(*) FROM application_joint`) != 0 {
			b.Fatalf("half of it is stored: %v", err)
		}
		h.cut, h.dies = false, true
		func() {
			defer func() { _ = recover() }()
			_, _ = b.Submit(click, w.ID, nil)
		}()
		h.dies = false
		nos := make([]string, 4)
		for _, err := range together(len(nos), func(i int) error {
			r, err := b.Submit(click, w.ID, nil)
			nos[i] = r.No
			return err
		}) {
			if err != nil {
				b.Errorf("again: %v", err)
			}
		}
		if len(slices.Compact(nos)) != 1 || len(h.advanced) != len(nos) || h.advanced[0] != nos[0] || b.count(`SELECT COUNT(*) FROM house`) != 1 {
			b.Errorf("numbers %v, started %v", nos, h.advanced)
		}
		_, err := b.Submit(b.as(mei), w.ID, nil)
		b.wants(err, fault.Conflict, keyJoint)
	})
}

func TestAShareIsAnOrdinaryCaseSignedWithTheWhole(t *testing.T) {
	each(t, func(b bench) {
		_, o := b.housing()
		w := b.joint(mei, usual)
		if _, err := b.Submit(b.as(mei), w.ID, &Signing{Consent: true, Method: Drawn, Picture: drawing(150)}); err != nil {
			b.Fatal(err)
		}
		_, first := b.receives(b.share(w, o))
		h, f := b.receives(b.share(w, o)) // a sibling with the same papers
		if f.Case.ID != h.CaseID() || f.Case.ApplicationID != h.Application() || f.Case.Status != casework.Submitted || f.Case.ItemCode != "road-qual" || f.Case.Owner.String() != mei.ID {
			b.Fatalf("the case: %+v", f.Case)
		}
		if r := f.Records[0]; r.Actor != mei.ID || !slices.Contains(b.city.told, "casework.inform.submitted") {
			b.Errorf("handed in by %s, told %v", r.Actor, b.city.told)
		}
		handed := f.LastSubmission()
		if !reflect.DeepEqual(handed.Values["holderName"], "林晓华") || handed.Has("M-PHOTO") == nil || handed.Has("M-DL") == nil || handed.Has("J-PHOTO") != nil {
			b.Errorf("handed in: %v, %v", handed.Values, handed.Materials)
		}
		list, err := b.Signatures(b.as(mei), f)
		if err != nil || len(list) != 1 || !list[0].Fits || list[0].Method != Drawn || list[0].With == nil || list[0].With.Application != w.ID {
			b.Fatalf("signed: %+v, %v", list, err)
		}
		if n := b.count(`SELECT held FROM document_file WHERE id = $1`, idOf(handed.Has("M-PHOTO").Reference)); n != 3 {
			b.Errorf("the photo is kept %d times", n)
		}
		if joint, materials, err := b.shareOf(f); err != nil || joint != w.ID || materials["M-PHOTO"] != "J-PHOTO" {
			b.Errorf("a share of %s with %v: %v", joint, materials, err)
		}

		// It is corrected by itself; its sibling and the joint application stay as they are.
		f = b.step(window, f, casework.RequestMending, inputs[casework.RequestMending])
		f = b.mended(f)
		again := f.LastSubmission()
		if len(f.Submissions) != 2 || again.Has("M-PHOTO").Reference == handed.Has("M-PHOTO").Reference {
			b.Errorf("corrected: %+v", again)
		}
		if list, err = b.Signatures(b.as(mei), f); err != nil || len(list) != 2 || !list[0].Fits || !list[1].Fits || list[1].With != nil {
			b.Errorf("signed after the correction: %+v, %v", list, err)
		}
		if list, err = b.Signatures(b.as(mei), first); err != nil || !list[0].Fits {
			b.Errorf("the sibling: %+v, %v", list, err)
		}
		b.exec(`UPDATE application_joint SET version_id = 1`)
		if list, err = b.Signatures(b.as(mei), first); err != nil || list[0].Fits {
			b.Errorf("a share of what is not what was signed fits: %v", err)
		}
	})
}

func (b bench) shareOf(f *casework.File) (joint id.ID, materials map[string]string, err error) {
	err = b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		joint, materials, err = b.ShareOf(ctx, tx, f.Case.ApplicationID)
		return err
	})
	return joint, materials, err
}

func TestAShareThatIsNotFitIsLeftToItsApplicant(t *testing.T) {
	each(t, func(b bench) {
		_, o := b.housing()
		w := b.joint(mei, usual)
		if _, err := b.Submit(b.as(mei), w.ID, nil); err != nil {
			b.Fatal(err)
		}
		share := b.share(w, o)
		share.Values = share.Values.With(map[string]any{"contactMobile": "110"})
		share.Materials = slices.DeleteFunc(share.Materials, func(m casework.Material) bool { return m.Code == "M-EXAM" })
		_, err := b.PrepareShare(b.Context(), share)
		if got := fieldsOf(err); !slices.Equal(got, []string{"M-EXAM", "contactMobile"}) {
			b.Fatalf("prepared: %v", err)
		}
		var gone []id.ID
		b.FollowDrafts(func(_ context.Context, _ *db.Tx, draft id.ID) error { gone = append(gone, draft); return nil })
		drafts := make([]id.ID, 2)
		for i := range drafts {
			b.write(func(ctx context.Context, tx *db.Tx) (err error) {
				drafts[i], err = b.DraftShare(ctx, tx, share)
				return err
			})
		}
		left, err := b.Work(b.as(mei), drafts[0])
		if err != nil || left.Ready() || left.Values["holderName"] != "林晓华" || len(left.Faults) != 1 || len(left.Missing) != 1 {
			b.Fatalf("the draft: %+v, %v", left, err)
		}
		o.gone = left.ItemCode
		if now, err := b.Work(b.as(mei), drafts[0]); err != nil || now.Item.VersionID != left.Item.VersionID {
			b.Errorf("its item is not offered any more: %+v, %v", now, err)
		}
		if _, err := b.Work(b.as(stranger), drafts[0]); fault.KindOf(err) != fault.NotFound {
			b.Errorf("a stranger sees it: %v", err)
		}
		if err := b.Discard(b.as(mei), drafts[1]); err != nil || !slices.Equal(gone, drafts[1:]) {
			b.Fatalf("discarded: %v, told of %v", err, gone)
		}
		if _, err := b.Save(b.as(mei), left.ID, map[string]any{"contactMobile": meiMobile}); err != nil {
			b.Fatal(err)
		}
		exam := documenttest.PDF(1)
		if _, err := b.Attach(b.as(mei), left.ID, "M-EXAM", "exam.pdf", int64(len(exam)), bytes.NewReader(exam)); err != nil {
			b.Fatal(err)
		}
		f := b.handIn(mei, left) // with the photo that the other draft named too
		if list, err := b.Signatures(b.as(mei), f); err != nil || !list[0].Fits || list[0].With != nil {
			b.Errorf("signed: %+v, %v", list, err)
		}
	})
}

func TestAJointApplicationGoesWithTheEditionsAndThePowers(t *testing.T) {
	each(t, func(b bench) {
		_, o := b.housing()
		limited := actor.Actor{ID: stranger.ID, Kind: actor.Citizen, Name: stranger.Name, For: actor.Party{ID: mei.ID, Kind: actor.Person, Name: mei.Name, Items: []string{"road-qual"}, MaySubmit: true}}
		_, err := b.Begin(b.as(limited), theJoint, usual, true)
		b.wants(err, fault.Forbidden, "application.not-covered")
		agent := limited
		agent.For.Items = nil
		w := b.joint(agent, usual)
		newer := b.edition(o)
		if w, err = b.Work(b.as(agent), w.ID); err != nil || !w.Renewed() || w.Item.VersionID != newer.VersionID || !w.Ready() {
			b.Fatalf("under the new edition: %v", err)
		}
		o.ended = true
		if _, err = b.Submit(b.as(agent), w.ID, nil); !isFault(err, "application.item-retired") {
			b.Errorf("ended: %v", err)
		}
		o.ended = false
		if _, err := b.Submit(b.as(agent), w.ID, nil); err != nil {
			b.Fatal(err)
		}
		if j, err := b.Handed(b.Context(), w.ID); err != nil || j.VersionID != newer.VersionID {
			b.Errorf("handed in under %v, %v", j, err)
		}
		_, f := b.receives(b.share(w, o))
		if f.Case.Owner.String() != mei.ID || f.Case.Agent.String() != agent.ID || f.Records[0].Actor != agent.ID {
			b.Errorf("the share is %s's by %s", f.Case.Owner, f.Case.Agent)
		}
		if list, err := b.Signatures(b.as(mei), f); err != nil || list[0].For != "林晓华" || !list[0].Fits {
			b.Errorf("signed: %+v, %v", list, err)
		}
	})
}

func TestWhatIsPromisedWithTheWholeIsPromisedForItsShare(t *testing.T) {
	each(t, func(b bench) {
		p := b.pledging()
		_, o := b.housing()
		committed := catalogue.Answers{"q_mass": false, "q_exam": true, "q_commit": true}
		asked := &jointPledges{pledges: p, parts: []PledgePart{{Item: "road-qual", Digest: "d1"}}}
		b.Service.Commitments = asked
		hand := func(parts []PledgePart) *Work {
			b.Helper()
			asked.parts = parts
			w := b.joint(mei, committed)
			if err := b.SendCode(b.as(mei), w.ID); err != nil {
				b.Fatal(err)
			}
			_, err := b.Submit(b.as(mei), w.ID, ticks("all", 0))
			if got := fieldsOf(err); !slices.Equal(got, []string{"clause.2"}) {
				b.Fatalf("handed in without a clause: %v", err)
			}
			if _, err := b.Submit(b.as(mei), w.ID, ticks("all", 0, 1)); err != nil {
				b.Fatal(err)
			}
			return w
		}
		_, f := b.receives(b.share(hand(asked.parts), o))
		if len(p.kept) == 0 || p.kept[len(p.kept)-1].CaseID != f.Case.ID || p.kept[len(p.kept)-1].Digest != "d1" || p.kept[len(p.kept)-1].Method != Typed {
			b.Errorf("kept %+v", p.kept)
		}
		_, err := b.PrepareShare(b.Context(), b.share(hand(nil), o))
		if got := fieldsOf(err); !slices.Equal(got, []string{"pledge"}) {
			b.Errorf("what nobody promised: %v", err)
		}
		p.barred = true
		w := b.joint(mei, committed)
		_, err = b.Submit(b.as(mei), w.ID, ticks("all", 0, 1))
		b.wants(err, fault.Forbidden, "commitment.barred")
	})
}

func TestPagesOfWhatWasHandedInAsOneLeadToWhatBecameOfIt(t *testing.T) {
	s := open(t)
	s.housing()
	w := s.joint(mei, usual)
	at := "/apply/" + w.ID.String()
	s.sees(mei, at+"/check", "开车上岗一件事", "配合部门")
	if _, err := s.Submit(s.as(mei), w.ID, nil); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{"", "/guide", "/materials", "/check", "/receipt", "/discard", "/files/J-PHOTO"} {
		answer, read := s.asks(mei, message.Chinese, http.MethodGet, at+page, nil)
		if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || to != "/bundle-cases/"+w.ID.String() {
			t.Errorf("%s: %d to %q %s", page, answer.StatusCode, to, read)
		}
	}
	answer, _ := s.asks(mei, message.Chinese, http.MethodPost, at+"/discard", nil)
	if to := answer.Header.Get("Location"); to != "/bundle-cases/"+w.ID.String() {
		t.Errorf("a button of another tab: %d to %q", answer.StatusCode, to)
	}
	answer, _ = s.asks(stranger, message.Chinese, http.MethodGet, at, nil)
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("a stranger: %d", answer.StatusCode)
	}
}

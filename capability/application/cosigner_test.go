package application

import (
	"context"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/document/documenttest"
	"tongban/capability/form"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// coOwner sells the flat together with seller.
const coOwner = "99010419720111922X"

// sold is a flat whose sellers fill in their part by a link.
func (b bench) sold() (*Work, *Part) {
	b.Helper()
	b.changed("property-transfer", func(map[string]any) {})
	w := b.flat(mei)
	values := w.Form.Sample(1, b.clock.Now())
	values["seller"] = []form.Values{
		{"name": seller.Name, "idNo": sellerNumber, "share": "50"}, {"name": "郑月明", "idNo": coOwner, "share": "50"},
	}
	i, err := b.Invite(b.as(mei), w.ID, "seller")
	if err == nil {
		err = b.TakeOn(b.as(seller), i.Token)
	}
	var p *Part
	if err == nil {
		p, err = b.SavePart(b.as(seller), i.Token, Page{Values: values})
	}
	if err == nil {
		w, err = b.Save(b.as(mei), w.ID, values)
	}
	if err != nil {
		b.Fatal(err)
	}
	return w, p
}

func TestWhomAPartNamesSignsItThemselves(t *testing.T) {
	each(t, func(b bench) {
		w, p := b.sold()
		ink := Signing{Consent: true, Method: Drawn, Picture: drawing(150)}
		if p.Me == nil || len(p.Named) != 2 || p.Me.HasSigned() {
			b.Fatalf("the part names %+v, the reader is %+v", p.Named, p.Me)
		}
		if err := b.FinishPart(b.as(seller), p.Token, Signing{}); fault.KindOf(err) != fault.Invalid {
			b.Errorf("finished without a signature: %v", err)
		}
		if err := b.FinishPart(b.as(seller), p.Token, Signing{Consent: true, Method: Paper}); fault.KindOf(err) != fault.Invalid {
			b.Errorf("signed on paper at home: %v", err)
		}
		if err := b.FinishPart(b.as(seller), p.Token, ink); err != nil {
			b.Fatal(err)
		}
		signed := func() (all [2]bool) {
			b.Helper()
			list, err := b.Cosigners(b.as(mei), w)
			if err != nil || len(list) != 2 {
				b.Fatalf("%d cosigners, %v", len(list), err)
			}
			return [2]bool{list[0].HasSigned(), list[1].HasSigned()}
		}
		if got := signed(); got != [2]bool{true, false} {
			b.Errorf("signed: %v", got)
		}
		if _, err := b.SavePart(b.as(seller), p.Token, Page{Values: form.Values{"yearsHeld": int64(9)}}); err != nil {
			b.Fatal(err)
		}
		if w, _ = b.Work(b.as(mei), w.ID); signed() != [2]bool{} {
			b.Error("the signature fits a part that was changed after it")
		}
	})
}

func TestNothingIsGrantedBeforeEverybodyNamedHasSigned(t *testing.T) {
	each(t, func(b bench) {
		w, p := b.sold()
		ink := Signing{Consent: true, Method: Drawn, Picture: drawing(150)}
		if err := b.FinishPart(b.as(seller), p.Token, ink); err != nil {
			b.Fatal(err)
		}
		for _, m := range w.Missing {
			w = b.attached(mei, w, m.Code, documenttest.Photo(1))
		}
		f := b.handInSigned(mei, w, &ink)
		open := func() (err error) {
			b.Helper()
			return b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) error {
				return b.Unsigned(ctx, tx, &casework.Case{ApplicationID: w.ID})
			})
		}
		b.wants(open(), fault.Conflict, "application.cosign.open")
		paper := Signing{Consent: true, Method: Paper}
		if err := b.CosignCase(b.as(mei), f, "郑月明", coOwner, paper); fault.KindOf(err) != fault.Forbidden {
			b.Errorf("the buyer signs for the seller: %v", err)
		}
		if err := b.CosignCase(b.as(window), f, "林晓华", meiNumber, paper); fault.KindOf(err) != fault.Invalid {
			b.Errorf("somebody signs who is not named: %v", err)
		}
		if err := b.CosignCase(b.as(window), f, "郑月明", coOwner, paper); err != nil {
			b.Fatal(err)
		}
		if err := open(); err != nil {
			b.Errorf("everybody has signed: %v", err)
		}
		list, err := b.CosignersOf(b.as(window), f)
		if err != nil || list[1].Witness != window.Name || list[0].Witness != "" {
			b.Errorf("%+v, %v", list, err)
		}
	})
}

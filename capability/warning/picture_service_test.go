package warning

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"testing"

	"golang.org/x/image/draw"

	"tongban/capability/casework"
	"tongban/capability/document"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// with puts an uploaded picture into an application.
func (b bench) with(who applicant, picture []byte) func(*casework.Arrival) {
	b.Helper()
	file, err := b.World.Documents.Receive(b.As(who.Actor), document.Upload{Owner: who.ID, Name: "photo.jpg", Size: int64(len(picture)), Body: bytes.NewReader(picture)})
	b.must(err)
	b.Write(func(ctx context.Context, tx *db.Tx) error { return b.World.Documents.Keep(ctx, tx, file.ID) })
	return func(a *casework.Arrival) { a.Has("M-PHOTO").Reference = file.ID.String() }
}

func encoded(picture image.Image, quality int) []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality}); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func TestTheSamePictureInTwoApplications(t *testing.T) {
	each(t, func(b bench) {
		original := resized(photo(0), 2)
		first, again, thief, other := someone(), someone(), someone(), someone()
		f := b.hands(first, b.with(first, encoded(original, 92)))
		b.none(f)
		b.none(b.hands(first, b.with(first, encoded(original, 80)))) // one's own picture, a second time
		b.none(b.hands(other, b.with(other, encoded(resized(photo(4), 2), 92))), Picture)
		late := b.hands(thief, b.with(thief, encoded(cut(resized(original, 0.6), 0.02), 55)))
		found := b.of(late, Picture)
		if len(found) != 2 { // both of the first applicant's cases have it
			b.Fatalf("%d warnings", len(found))
		}
		if e := found[0].Evidence; e.Likeness < 97 || e.Page != 1 || len(e.Others) != 1 {
			b.Errorf("%+v", e)
		}
		if told := b.of(f, Picture); len(told) != 1 || told[0].Evidence.Others[0] != late.Case.ID {
			b.Errorf("the reviewer of the first case is told %v", told)
		}
		b.none(b.hands(again, b.with(again, encoded(page(3), 80))))
		b.one(b.hands(other, b.with(other, encoded(lying(resized(page(3), 0.8), 3), 70))), Picture)
	})
}

func TestFlatAndHostilePicturesMatchNothing(t *testing.T) {
	each(t, func(b bench) {
		white := image.NewGray(image.Rect(0, 0, 600, 800))
		draw.Draw(white, white.Rect, image.White, image.Point{}, draw.Src)
		for range 2 {
			who := someone()
			b.none(b.hands(who, b.with(who, encoded(white, 90))))
		}
		who := someone()
		f := b.hands(who) // whose file is nobody's
		b.none(f)
		for _, p := range []*broken{{err: fault.New(fault.TooLarge, "document.too-large")}, {err: fault.New(fault.Invalid, "document.broken")}, {pages: []image.Image{nil, nil}},
			{pages: []image.Image{image.NewGray(image.Rect(0, 0, 1, 1))}}} {
			s := *b.Service
			s.Papers = p
			who := someone()
			f := b.Handed(who.Actor, b.application(who))
			b.must(s.look(b.Context(), b.file(f), errand{}))
			b.none(f)
		}
	})
}

// broken are papers that cannot be looked at.
type broken struct {
	pages []image.Image
	err   error
}

func (p *broken) Pictures(context.Context, id.ID) ([]image.Image, error) { return p.pages, p.err }

func (p *broken) Said(context.Context, id.ID) (map[string]string, error) { return nil, p.err }

func TestNumbersThatContradictEachOther(t *testing.T) {
	each(t, func(b bench) {
		sized := func(area, building string) func(*casework.Arrival) {
			return func(a *casework.Arrival) {
				at("梧桐路12号")(a)
				a.Values["area"], a.Values["building"] = area, building
			}
		}
		who := someone()
		b.none(b.hands(who, sized("120", "150")))
		f := b.hands(who, sized("180", "150"))
		list := b.of(f, Contradiction)
		if len(list) != 2 { // with itself, and with what was said of the place before
			b.Fatalf("%d warnings", len(list))
		}
		for _, w := range list {
			if len(w.Evidence.Said) < 2 || w.Evidence.Says == "" {
				b.Errorf("%+v", w.Evidence)
			}
		}
		b.papers.said = map[string]string{"place.area": "96.5"}
		other := someone()
		if w := b.one(b.hands(other, sized("120", "")), Contradiction); w.Evidence.Rule != "common.area-paper" {
			b.Errorf("%+v", w.Evidence)
		}
		b.papers.said = map[string]string{"place.area": "about a hundred"} // no number
		b.none(b.hands(someone(), sized("120", "")))
		b.papers.said = nil

		b.must(b.KeepRule(b.As(admin), Rule{Name: "common.area"}))
		b.none(b.hands(someone(), sized("180", "150")))
		b.wants(b.KeepRule(b.As(admin), Rule{Name: "x-loop", Holds: `form["place.area"] ==`, Says: "写错", SaysEn: "Wrong"}), "warning.wrong.expression")
		b.wants(b.KeepRule(b.As(admin), Rule{Name: "x-loop", Holds: `form["moon.phase"] == "full"`, Says: "写错", SaysEn: "Wrong"}), "warning.wrong.element")
		b.wants(b.KeepRule(b.As(admin), Rule{Name: "x-loop", Holds: `"yes"`, Says: "写错", SaysEn: "Wrong"}), "warning.wrong.bool")
		b.wants(b.KeepRule(b.As(admin), Rule{Name: "x-item", Item: "moon", Holds: `form["place.area"] > 1000.0`, Says: "太大", SaysEn: "Too large"}), "warning.wrong.item")
		b.wants(b.KeepRule(b.As(reviewer), Rule{Name: "x-large"}), "access.forbidden")
		large := Rule{Name: "x-large", Item: f.Case.ItemCode, Holds: `form["place.area"] > 1000.0`, Says: "面积太大", SaysEn: "Too large", On: true}
		b.must(b.KeepRule(b.As(admin), large))
		b.wants(b.KeepRule(b.As(admin), large), "warning.wrong.taken")
		if w := b.one(b.hands(someone(), sized("1200", "")), Contradiction); w.Evidence.Says != "面积太大" {
			b.Errorf("%+v", w.Evidence)
		}
		b.must(b.DropRule(b.As(admin), "x-large", 1))
		b.wants(b.DropRule(b.As(admin), "common.birth", 0), "warning.unknown")
	})
}

func TestAConditionCostsLittle(t *testing.T) {
	bomb := Rule{Name: "x", Says: "x", SaysEn: "x", Holds: `earlier.all(a, earlier.all(b, earlier.all(c, earlier.all(d, earlier.all(e, earlier.all(f, a["place.area"] == b["place.area"]))))))`}
	said := []witness{{FromForm, "", facts{}}}
	for range 50 {
		said = append(said, witness{FromEarlier, "", saidOf(map[string]string{"place.area": "1"})})
	}
	if _, found := bomb.evidence(said); found {
		t.Error("it was worked out")
	}
}

// Decided within a second of its submission, a case is compared with those that come later.
func TestWhatWasDecidedBeforeAnybodyLookedIsComparedAllTheSame(t *testing.T) {
	each(t, func(b bench) {
		first, withdrawn, thief := someone(), someone(), someone()
		same := encoded(resized(photo(0), 2), 90)
		f := b.Handed(first.Actor, b.application(first, b.with(first, same)))
		gone := b.Handed(withdrawn.Actor, b.application(withdrawn, b.with(withdrawn, same)))
		b.To(f, casework.Completed)
		b.Step(withdrawn.Actor, gone, casework.Withdraw, casework.Input{})
		b.works()
		b.none(f)
		if w := b.one(b.hands(thief, b.with(thief, same)), Picture); len(w.Evidence.Others) != 1 || w.Evidence.Others[0] != f.Case.ID {
			b.Errorf("%+v", w.Evidence)
		}
	})
}

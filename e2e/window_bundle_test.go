package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"tongban/capability/bundle/bundletest"
	"tongban/capability/form/formtest"
	"tongban/e2e/world"
)

// The ID cards of a child's mother and father.
const (
	susNumber  = "990103199204061206"
	hansNumber = "990103199110171113"
)

// atCounter is birth as a clerk's program sends it.
var atCounter = world.Fields{
	"b_other": false, "b_who": "mother", "b_married": true, "b_follow": "father", "b_opt": []string{"vaccine", "insurance"},
	"b_place": true, "birth-cert.q_surname": "father", "birth-cert.q_fatherinfo": true, "hukou-birth.q_collective": false,
	"med-insure.q_within": true,
}

// TestABirthIsTakenInAtTheCounter takes several matters of several offices in as one: the mother
// signs for the whole and the father for his part, on paper, and every office gets its case.
func TestABirthIsTakenInAtTheCounter(t *testing.T) {
	t.Parallel()
	item := jointItem(t, "newborn")
	j, err := bundletest.Demo("newborn")
	if err != nil {
		t.Fatal(err)
	}
	form, err := formtest.Demo(item.Form)
	if err != nil {
		t.Fatal(err)
	}
	world.Each(t, world.Config{}, func(w *world.World) {
		clerk := w.As("clerk")
		v := meets(clerk, susNumber)
		clerk.Post(v.at("/application"), world.Fields{"itemCode": "newborn", "answers": atCounter, "consent": true}).Is(http.StatusOK).Into(&v)
		values, wrong := form.SampleAround(0, knownByHeart["newborn"], nil, formtest.Under(w.Now(), bundletest.Answers(j, atCounter)))
		if len(wrong) > 0 {
			w.Fatal(wrong)
		}
		for _, known := range []string{"household_number", "household_headName"} { // from a licence
			delete(values, known)
		}
		var papers []string
		for _, m := range v.Materials {
			if m.Source == "" {
				papers = append(papers, m.Code)
			}
		}
		clerk.Patch(v.at(""), world.Fields{"papers": papers, "values": values}).Is(http.StatusOK).Into(&v)
		if len(v.Fields) > 0 || len(v.Cosigners) != 1 {
			w.Fatalf("wrong: %v; besides the mother sign %v", v.Fields, v.Cosigners)
		}
		accept := world.Fields{"decision": "accept", "signature": byHand}
		if p := clerk.Post(v.at("/take"), accept).Refused(http.StatusUnprocessableEntity, "fault.fields"); len(p.Fields) == 0 {
			w.Errorf("taken in without the father: %+v", p)
		}
		clerk.Post(v.at("/cosign"), world.Fields{"idNumber": hansNumber, "signature": byHand}).Is(http.StatusOK)
		clerk.Post(v.at("/take"), accept).Is(http.StatusCreated).Into(&v)
		no, whole := strings.CutPrefix(v.Page, "/bundle-cases/")
		if !whole {
			w.Fatalf("taken in, it is %+v", v)
		}
		su := &demoDraft{T: w.T, world: w, by: w.Browses("su"), item: item}
		r := su.run(no)
		if len(r.Parts) != 4 || !slices.Equal([]string{r.states()["birth-cert"], r.states()["hukou-birth"]}, []string{"running", "waiting"}) {
			w.Fatalf("it stands so: %+v", r)
		}
		su.isFinished(no, "")
	})
}

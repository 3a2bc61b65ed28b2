package bundlecase

import (
	"slices"
	"testing"

	"tongban/capability/catalogue"
	"tongban/kernel/id"
)

// TestTheCounterFindsWhatBelongsTogether holds that by the number of a run its cases are found,
// with how many parts are still open, and by its cases the run; of another number, nothing.
func TestTheCounterFindsWhatBelongsTogether(t *testing.T) {
	each(t, func(b *bench) {
		r, err := b.handIn(mei, birth(b.T), catalogue.Answers{}, born)
		if err != nil {
			b.Fatal(err)
		}
		b.works(r)
		b.grant(r.Application, "cert", "birth", map[string]string{"child.name": "林小宝"})
		b.works(r)
		r = b.run(r.No)
		var want []string
		var keys []id.ID
		for _, p := range r.Parts {
			if p.CaseNo != "" {
				want, keys = append(want, p.CaseNo), append(keys, p.CaseID)
			}
		}
		cases, open, is, err := b.Parts(b.as(other), r.No)
		if err != nil || !is || open != 4 || len(want) != 3 || !slices.Equal(cases, want) {
			b.Errorf("%v %d %v %v, want %v and 4 open", cases, open, is, err, want)
		}
		stranger := id.New()
		wholes, err := b.Wholes(b.as(other), append(keys, stranger))
		if err != nil || len(wholes) != 3 || wholes[keys[0]] != r.No || wholes[keys[2]] != r.No {
			b.Errorf("%v, %v", wholes, err)
		}
		for _, no := range []string{"YX-B260210-000000", "YX-260210-7K3M9Q", "", "-B"} {
			if cases, _, is, err := b.Parts(b.as(other), no); is || err != nil || cases != nil {
				b.Errorf("%q: %v %v %v", no, cases, is, err)
			}
		}
	})
}

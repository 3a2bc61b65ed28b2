package application

import (
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/fault"
)

func TestALicenceTakenAwayAMomentAgoKeepsTheApplicationBack(t *testing.T) {
	each(t, func(b bench) {
		w := b.ready(mei)
		b.city.revoked = true
		_, err := b.Submit(b.as(mei), w.ID, nil)
		b.wants(err, fault.Conflict, "licence.use.revoked")
		if n := b.count(`SELECT COUNT(*) FROM casework_case`); n != 0 {
			b.Errorf("%d cases", n)
		}
		b.city.revoked = false
		c, err := b.Submit(b.as(mei), w.ID, nil)
		if err != nil {
			b.Fatal(err)
		}
		if len(b.city.papers) == 0 || !strings.HasPrefix(b.city.papers[len(b.city.papers)-1], c.No) {
			b.Errorf("the use is not noted: %v", b.city.papers)
		}
	})
}

func TestALicenceThatDoesNotHoldStandsForNothingAndSaysWhy(t *testing.T) {
	t.Parallel()
	driving := catalogue.Material{Code: "M-DL", Name: "驾驶证", ReplaceableBy: []catalogue.Replacement{{By: catalogue.ByLicence, LicenceType: "机动车驾驶证"}}}
	attached := []casework.Material{{Code: "M-DL", Source: casework.ByLicence, Reference: "v1"}}
	for _, unusable := range []string{"suspended", "revoked", "expired", "cancelled", "unpermitted"} {
		held := []HeldLicence{{Type: "机动车驾驶证", ID: "v1", Unusable: unusable}}
		w := &Work{held: held}
		if left := standing(attached, held, at("2026-02-10 09:00")); len(left) != 0 {
			t.Errorf("%s: it stands", unusable)
		}
		if f := w.missing(driving); f.Key != "application.licence-"+unusable {
			t.Errorf("%s: said as %s", unusable, f.Key)
		}
	}
	newer := []HeldLicence{{Type: "机动车驾驶证", ID: "v2", Was: []string{"v1"}}}
	if left := standing(attached, newer, at("2026-02-10 09:00")); len(left) != 1 || left[0].Reference != "v2" || attached[0].Reference != "v1" {
		t.Errorf("the newer version does not stand: %+v", left)
	}
	if f := (&Work{held: newer}).missing(driving); f.Key != "application.material-missing" {
		t.Errorf("one that holds is said to be %s", f.Key)
	}
}

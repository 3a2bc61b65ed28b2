package firms

import (
	"testing"
	"time"

	"tongban/kernel/check"
)

func TestTheFirmsOfTheFileAreSound(t *testing.T) {
	f, err := NewFake()
	if err != nil || len(f.firms) == 0 {
		t.Fatal(len(f.firms), err)
	}
	today := time.Date(2026, 2, 10, 9, 0, 0, 0, time.UTC)
	for uscc, firm := range f.firms {
		if faults := check.USCC(uscc, true); faults != nil {
			t.Errorf("%s: %v", uscc, faults)
		}
		if faults := check.IDNumber(firm.RepresentativeID, true, today); faults != nil || firm.Name == "" || firm.Representative == "" || firm.Address == "" {
			t.Errorf("%s: %v, %+v", uscc, faults, firm)
		}
	}
	if found, ok, _ := f.Firm(t.Context(), " 92990102mdem200121 "); !ok || found.Representative != "梅若溪" {
		t.Errorf("%+v", found)
	}
	if _, ok, _ := f.Firm(t.Context(), "91990100MDEM10017Z"); ok {
		t.Error("a firm that is not there")
	}
}

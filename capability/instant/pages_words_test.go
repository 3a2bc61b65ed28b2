package instant

import (
	"testing"

	"tongban/kernel/message"
)

func TestLongNumbersAreWrittenInGroups(t *testing.T) {
	for text, want := range map[string]string{
		"5000000": "5,000,000", "20000.00": "20,000", "968000.50": "968,000.5", "-61500": "-61,500", "1500.00": "1500.00", "2026": "2026",
		"0": "0", "9900102003x": "9900102003x", "2026-01-31": "2026-01-31", "1234567890123456": "1234567890123456", "": "",
	} {
		if got := amount(text); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
	}
}

func TestATextOfDigitsIsNoNumber(t *testing.T) {
	texts, err := message.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	ctx := message.With(t.Context(), texts, message.Chinese)
	for cell, want := range map[string]string{"<= 5000000": "不大于5,000,000", `"990102003"`: "990102003", `not("990102003")`: "不是990102003"} {
		if got := asks(ctx, cell); got != want {
			t.Errorf("%s is said %q, want %q", cell, got, want)
		}
	}
	if got := (Failed{Label: "L", Wants: "<= 1", Has: "61500.00"}).words(ctx); got != "L：要求不大于1，实际为61,500" {
		t.Errorf("a failed number: %s", got)
	}
	if got := (Failed{Label: "L", Wants: `"990102003"`, Has: "990203001"}).words(ctx); got != "L：要求990102003，实际为990203001" {
		t.Errorf("a failed text: %s", got)
	}
	if got := (Noted{Type: "string", Value: "990203001"}).shown(ctx, true) + (Noted{Type: "number", Value: "968000.00"}).shown(ctx, true); got != "990203001968,000" {
		t.Errorf("values are shown %s", got)
	}
}

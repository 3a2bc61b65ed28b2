package id

import (
	"strings"
	"testing"
)

func TestCodesAreReadHoweverTheyAreTyped(t *testing.T) {
	code := NewCode()
	if len(code) != 20 || code == NewCode() {
		t.Errorf("code %q", code)
	}
	for _, typed := range []string{code, PrintedCode(code), strings.ToLower(PrintedCode(code)), " " + strings.ReplaceAll(PrintedCode(code), "-", " ") + "\n"} {
		if NormalCode(typed) != code {
			t.Errorf("%q is read as %q", typed, NormalCode(typed))
		}
	}
	if NormalCode("OIL00-00000-00000-00000") != "01100000000000000000" {
		t.Error("letters that look like digits are not read as digits")
	}
	for _, bad := range []string{"", code[:19], code + "0", strings.Repeat("U", 20), strings.Repeat("的", 20), "' OR 1=1 --0123456789"} {
		if NormalCode(bad) != "" {
			t.Errorf("%q is taken for a code", bad)
		}
	}
}

package drawing_test

import (
	"testing"

	"tongban/capability/procedure/drawing"
)

func TestAWaitIsWrittenAsItWasSaid(t *testing.T) {
	for want, w := range map[string]drawing.Wait{
		"P5WD":    {Count: "5", Unit: drawing.Workdays},
		"P5D":     {Count: "5", Unit: drawing.Days},
		"PT2H":    {Count: "2", Unit: drawing.Hours},
		"PT30M":   {Count: "30", Unit: drawing.Minutes},
		"R3/P1WD": {Unit: drawing.Otherwise, Text: "R3/P1WD"},
	} {
		if got := w.Write(); got != want {
			t.Errorf("%+v is written %s, not %s", w, got, want)
		}
		if got := drawing.WaitOf(want); got != w {
			t.Errorf("%s is read as %+v, not %+v", want, got, w)
		}
	}
	for _, w := range []drawing.Wait{{Count: "0", Unit: drawing.Days}, {Count: "-1", Unit: drawing.Days}, {Count: "half", Unit: drawing.Hours}, {Unit: drawing.Workdays}} {
		if got := w.Write(); got != "" {
			t.Errorf("%+v is written %s", w, got)
		}
	}
}

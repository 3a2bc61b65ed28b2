package qr

import (
	"strings"
	"testing"
)

func TestRunsAreTheDarkModulesWithinTheirQuietZone(t *testing.T) {
	c, err := New("https://example.org/items/road-qual")
	if err != nil {
		t.Fatal(err)
	}
	dark := 0
	for run := range c.Runs() {
		if run.X < quiet || run.Y < quiet || run.X+run.Width > c.Size()-quiet || run.Y >= c.Size()-quiet {
			t.Fatalf("%+v reaches into the quiet zone of %d", run, c.Size())
		}
		for x := run.X; x < run.X+run.Width; x++ {
			if !c.rows[run.Y-quiet][x-quiet] {
				t.Fatalf("%+v covers a light module", run)
			}
		}
		dark += run.Width
	}
	want := 0
	for _, row := range c.rows {
		for _, on := range row {
			if on {
				want++
			}
		}
	}
	if dark != want || want == 0 {
		t.Errorf("%d dark modules of %d", dark, want)
	}
}

func TestTextTooLongForACodeIsSaid(t *testing.T) {
	if _, err := New(strings.Repeat("x", 5000)); err == nil {
		t.Error("a code holds 5,000 characters")
	}
}

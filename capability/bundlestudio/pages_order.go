package bundlestudio

import (
	"context"
	"strings"

	"tongban/capability/bundle"
	"tongban/ui"
)

// The sizes of the drawing of what comes before what.
const (
	boxWide, boxHigh = 180, 64
	gapWide, gapHigh = 56, 24
	perLine          = 11 // characters
)

// levels puts components into columns: each stands right of all it depends on. Those that wait
// for each other in a circle stand in the last one.
func levels(list []bundle.Component) (columns [][]bundle.Component) {
	at := map[string]int{}
	for len(at) < len(list) {
		var column []bundle.Component
		for _, c := range list {
			if _, done := at[c.Item]; done {
				continue
			}
			ready := true
			for _, before := range c.DependsOn {
				_, done := at[before]
				ready = ready && (done || !among(list, before))
			}
			if ready {
				column = append(column, c)
			}
		}
		if len(column) == 0 {
			for _, c := range list {
				if _, done := at[c.Item]; !done {
					column = append(column, c)
				}
			}
			return append(columns, column)
		}
		for _, c := range column {
			at[c.Item] = len(columns)
		}
		columns = append(columns, column)
	}
	return columns
}

func among(list []bundle.Component, code string) bool {
	for _, c := range list {
		if c.Item == code {
			return true
		}
	}
	return false
}

// drawn is the order of the components as a drawing.
func (v *view) drawn(ctx context.Context) ui.DiagramProps {
	d := ui.DiagramProps{Label: t(ctx, "order.label")}
	boxes := map[string]ui.DiagramShape{}
	for x, column := range levels(v.b.Components) {
		for y, c := range column {
			s := ui.DiagramShape{
				ID: c.Item, Kind: ui.DiagramBox, X: float64(x * (boxWide + gapWide)), Y: float64(y * (boxHigh + gapHigh)), W: boxWide, H: boxHigh,
				Text: broken(v.title(c.Item)), Dashed: !c.Required,
			}
			boxes[c.Item] = s
			d.Shapes = append(d.Shapes, s)
			d.W, d.H = max(d.W, s.X+s.W), max(d.H, s.Y+s.H)
		}
	}
	for _, c := range v.b.Components {
		to := boxes[c.Item]
		for _, code := range c.DependsOn {
			from, there := boxes[code]
			if !there {
				continue
			}
			middle := to.X - gapWide/2
			d.Lines = append(d.Lines, ui.DiagramLine{Points: [][2]float64{
				{from.X + from.W, from.Y + from.H/2}, {middle, from.Y + from.H/2}, {middle, to.Y + to.H/2}, {to.X, to.Y + to.H/2},
			}})
		}
	}
	d.X, d.Y, d.W, d.H = -8, -8, d.W+16, d.H+16
	return d
}

// broken breaks a name into lines that a box has room for.
func broken(name string) (lines []string) {
	letters := []rune(name)
	for len(letters) > perLine && len(lines) < 2 {
		lines = append(lines, string(letters[:perLine]))
		letters = letters[perLine:]
	}
	if len(letters) > perLine {
		letters = append(letters[:perLine-1], '…')
	}
	return append(lines, string(letters))
}

// inWords is the order as sentences, for who does not see the drawing.
func (v *view) inWords(ctx context.Context) (lines []string) {
	for _, column := range levels(v.b.Components) {
		for _, c := range column {
			var before []string
			for _, code := range c.DependsOn {
				before = append(before, v.title(code))
			}
			if len(before) == 0 {
				lines = append(lines, t(ctx, "order.first", v.title(c.Item)))
				continue
			}
			lines = append(lines, t(ctx, "order.after", v.title(c.Item), strings.Join(before, " / ")))
		}
	}
	return lines
}

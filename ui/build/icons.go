package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// appIcon draws ui/mark.svg for home screens, side pixels wide. A maskable one fills
// its square and keeps the mark inside the circle that every phone leaves visible.
func appIcon(side int, maskable bool) ([]byte, error) {
	blue, white := color.NRGBA{0x15, 0x58, 0xb0, 0xff}, color.NRGBA{0xff, 0xff, 0xff, 0xff}
	scale, shift := 32/float64(side), 0.0
	if maskable {
		scale, shift = 40/float64(side), -4 // the mark in four fifths of the square
	}
	icon := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			px, py := (float64(x)+.5)*scale+shift, (float64(y)+.5)*scale+shift
			ground := cover(inBox(px, py), scale)
			if maskable {
				ground = 1
			}
			icon.SetNRGBA(x, y, mix(blue, white, cover(inMark(px, py), scale), ground))
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, icon)
	return b.Bytes(), err
}

// inBox is the distance of a point from the rounded square of the mark, negative inside.
func inBox(x, y float64) float64 {
	dx, dy := math.Abs(x-16)-10, math.Abs(y-16)-10 // 32 wide, corners of 6
	return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - 6
}

// inMark is the distance from the three bars and the dot.
func inMark(x, y float64) float64 {
	bars := min(toBar(x, y, 8, 9, 24, 9), toBar(x, y, 8, 23, 24, 23), toBar(x, y, 16, 9, 16, 23))
	return min(bars-1.5, math.Hypot(x-16, y-16)-3.5)
}

// toBar is the distance from the line between two points.
func toBar(x, y, x1, y1, x2, y2 float64) float64 {
	t := ((x-x1)*(x2-x1) + (y-y1)*(y2-y1)) / ((x2-x1)*(x2-x1) + (y2-y1)*(y2-y1))
	t = min(max(t, 0), 1)
	return math.Hypot(x-x1-t*(x2-x1), y-y1-t*(y2-y1))
}

// cover is how much of a pixel lies inside, from its distance.
func cover(distance, pixel float64) float64 { return min(max(.5-distance/pixel, 0), 1) }

// mix lays share of top over ground, and ground over nothing.
func mix(ground, top color.NRGBA, share, opacity float64) color.NRGBA {
	blend := func(a, b uint8) uint8 { return uint8(float64(a) + (float64(b)-float64(a))*share + .5) }
	return color.NRGBA{blend(ground.R, top.R), blend(ground.G, top.G), blend(ground.B, top.B), uint8(opacity*255 + .5)}
}

package precheck

import (
	"image"
	"math"
	"slices"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// slant returns by how many degrees the lines of a text fall to the right: the middle of
// what its longer lines say. Below half a degree it is none.
func slant(text Text) float64 {
	var all []float64
	for _, l := range text.Lines {
		if len(l.Words) < 3 {
			continue
		}
		first, last := l.Words[0].Box, l.Words[len(l.Words)-1].Box
		dx := float64(last.Min.X - first.Min.X)
		if dx > 4*float64(l.Box().Dy()) || dx > 200 {
			dy := float64(last.Min.Y+last.Max.Y-first.Min.Y-first.Max.Y) / 2
			all = append(all, math.Atan2(dy, dx)*180/math.Pi)
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	if middle := all[len(all)/2]; math.Abs(middle) >= 0.5 && math.Abs(middle) <= 15 {
		return middle
	}
	return 0
}

// rotate turns a picture back by degrees about its middle; what comes in from outside is
// white.
func rotate(grey *image.Gray, degrees float64) *image.Gray {
	if degrees == 0 {
		return grey
	}
	out := image.NewGray(grey.Rect)
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	sin, cos := math.Sincos(-degrees * math.Pi / 180)
	cx, cy := float64(grey.Rect.Dx())/2, float64(grey.Rect.Dy())/2
	to := f64.Aff3{cos, -sin, cx - cos*cx + sin*cy, sin, cos, cy - sin*cx - cos*cy}
	draw.BiLinear.Transform(out, to, grey, grey.Rect, draw.Src, nil)
	return out
}

// smooth takes the grain out of a picture: each pixel becomes the mean of nine.
func smooth(grey *image.Gray) *image.Gray {
	out := image.NewGray(grey.Rect)
	w, h := grey.Rect.Dx(), grey.Rect.Dy()
	for y := range h {
		above, row, below := grey.Pix[max(0, y-1)*grey.Stride:], grey.Pix[y*grey.Stride:], grey.Pix[min(h-1, y+1)*grey.Stride:]
		for x := range w {
			sum := 0
			for _, i := range [3]int{max(0, x-1), x, min(w-1, x+1)} {
				sum += int(above[i]) + int(row[i]) + int(below[i])
			}
			out.Pix[y*out.Stride+x] = uint8(sum / 9)
		}
	}
	return out
}

// cut returns part of a picture with some room around it.
func cut(grey *image.Gray, box image.Rectangle) *image.Gray {
	box = box.Inset(-max(8, box.Dy()/3)).Intersect(grey.Rect)
	out := image.NewGray(image.Rect(0, 0, max(1, box.Dx()), max(1, box.Dy())))
	draw.Draw(out, out.Rect, grey, box.Min, draw.Src)
	return out
}

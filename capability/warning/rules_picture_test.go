package warning

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/image/draw"

	"tongban/capability/document/documenttest"
)

// photo is a picture like no other, by seed.
func photo(seed uint64) image.Image {
	picture, err := jpeg.Decode(bytes.NewReader(documenttest.Photo(seed)))
	if err != nil {
		panic(err)
	}
	return picture
}

// page is a sheet of lines of print; what they say differs by seed.
func page(seed uint64) image.Image {
	rnd := rand.New(rand.NewPCG(seed, 7))
	sheet := image.NewGray(image.Rect(0, 0, 840, 1188))
	draw.Draw(sheet, sheet.Rect, image.White, image.Point{}, draw.Src)
	for line := 90; line < 1100; line += 34 {
		for x := 80; x < 80+rnd.IntN(300)+380; {
			w := 6 + rnd.IntN(20)
			draw.Draw(sheet, image.Rect(x, line, x+w, line+18), image.Black, image.Point{}, draw.Src)
			x += w + 4 + rnd.IntN(8)
		}
	}
	return sheet
}

// saved is a picture after it was saved as JPEG.
func saved(picture image.Image, quality int) image.Image {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality}); err != nil {
		panic(err)
	}
	again, err := jpeg.Decode(&out)
	if err != nil {
		panic(err)
	}
	return again
}

func resized(picture image.Image, by float64) image.Image {
	b := picture.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, int(float64(b.Dx())*by), int(float64(b.Dy())*by)))
	draw.CatmullRom.Scale(out, out.Rect, picture, b, draw.Src, nil)
	return out
}

// cut is a picture without its edges.
func cut(picture image.Image, by float64) image.Image {
	b := picture.Bounds()
	part := b.Inset(int(float64(min(b.Dx(), b.Dy())) * by))
	out := image.NewRGBA(image.Rect(0, 0, part.Dx(), part.Dy()))
	draw.Draw(out, out.Rect, picture, part.Min, draw.Src)
	return out
}

func lit(picture image.Image, by float64, plus int) image.Image {
	b := picture.Bounds()
	out := image.NewRGBA(b)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)
			f := func(v uint8) uint8 { return uint8(max(0, min(255, float64(v)*by+float64(plus)))) }
			out.SetRGBA(x, y, color.RGBA{f(c.R), f(c.G), f(c.B), 255})
		}
	}
	return out
}

// meets reports whether other is found by the prints of picture.
func meets(picture, other image.Image) bool {
	for _, p := range prints(picture) {
		for _, q := range prints(other) {
			if q.quarters > 0 { // is not kept
				continue
			}
			for band, part := range q.cut() {
				if slices.Contains(p.probes(band), part) {
					return true
				}
			}
		}
	}
	return false
}

// closest is how alike two pictures are, however the first is turned.
func closest(picture, other image.Image) (best float64) {
	for quarters := range 4 {
		best = max(best, likeness(picture, other, quarters))
	}
	return best
}

// lying is a picture on its side.
func lying(picture image.Image, quarters int) image.Image {
	for range quarters {
		b := picture.Bounds()
		out := image.NewRGBA(image.Rect(0, 0, b.Dy(), b.Dx()))
		for y := range b.Dy() {
			for x := range b.Dx() {
				out.Set(b.Dy()-1-y, x, picture.At(b.Min.X+x, b.Min.Y+y))
			}
		}
		picture = out
	}
	return picture
}

func TestAPictureIsKnownAgain(t *testing.T) {
	for name, original := range map[string]image.Image{"photograph": photo(0), "page": page(1)} {
		for way, other := range map[string]image.Image{
			"itself": original, "saved badly": saved(original, 35), "saved twice": saved(saved(original, 80), 60),
			"half": resized(original, 0.5), "a third": saved(resized(original, 0.33), 70), "larger": resized(original, 1.4),
			"brighter": lit(original, 1.1, 8), "darker": lit(original, 0.85, 0),
			"cut": cut(original, 0.02), "cut more": saved(cut(original, 0.035), 70),
			"on its side": saved(lying(original, 1), 70), "upside down": resized(lying(original, 2), 0.6), "on its other side": saved(lying(original, 3), 60),
		} {
			if !meets(other, original) {
				t.Errorf("the %s %s is not found", name, way)
			}
			if alike := closest(other, original); alike < leastLike {
				t.Errorf("the %s %s is alike to %.3f only", name, way, alike)
			}
		}
	}
}

func TestOtherPicturesAreOthers(t *testing.T) {
	all := []image.Image{photo(0), photo(4), page(0), page(1), page(2)}
	for i := range all {
		for j := range all[:i] {
			if alike := closest(all[i], all[j]); alike >= 0.9 {
				t.Errorf("pictures %d and %d are alike to %.3f", i, j, alike)
			}
		}
	}
}

func TestFlatPicturesAreLikeNone(t *testing.T) {
	for name, c := range map[string]color.Color{"white": color.White, "black": color.Black, "grey": color.Gray{120}} {
		flat := image.NewRGBA(image.Rect(0, 0, 600, 800))
		draw.Draw(flat, flat.Rect, image.NewUniform(c), image.Point{}, draw.Src)
		if len(prints(flat)) > 0 {
			t.Errorf("a %s picture has a print", name)
		}
		for i := range 400 { // dust
			flat.Set(i*7%600, i*13%800, color.Gray{uint8(i)})
		}
		if len(prints(flat)) > 0 {
			t.Errorf("a %s picture with dust has a print", name)
		}
	}
	if prints(nil) != nil || prints(image.NewGray(image.Rect(0, 0, 8, 8))) != nil || prints(image.NewGray(image.Rect(0, 0, 0, 0))) != nil {
		t.Error("what is no picture has a print")
	}
	if likeness(nil, photo(1), 0) != 0 || likeness(image.NewGray(image.Rect(0, 0, 0, 0)), photo(1), 0) != 0 {
		t.Error("nothing is like something")
	}
}

func TestFourBandsFindWhatDiffersInThreeBits(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		p := Print{Bits: rnd.Uint64()}
		q := Print{Bits: p.Bits ^ 1<<rnd.IntN(64) ^ 1<<rnd.IntN(64) ^ 1<<rnd.IntN(64)}
		if joined(p.cut()) != p.Bits {
			t.Fatal("bands lose bits")
		}
		a, b := p.cut(), q.cut()
		if a[0] != b[0] && a[1] != b[1] && a[2] != b[2] && a[3] != b[3] {
			t.Fatalf("%x and %x share no band", p.Bits, q.Bits)
		}
	}
}

package world

import (
	"bytes"
	"image"
	_ "image/jpeg" // what is kept of pictures
	_ "image/png"  // and sometimes sent
)

// Shows reports whether kept is the picture that was sent, encoded again as every picture
// is: the same size, and at most a little off in colour anywhere it is looked at.
func Shows(kept, sent []byte) bool {
	a, _, err := image.Decode(bytes.NewReader(kept))
	if err != nil {
		return false
	}
	b, _, err := image.Decode(bytes.NewReader(sent))
	if err != nil || a.Bounds() != b.Bounds() {
		return false
	}
	const tolerance, step = 24 << 8, 7
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y += step {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x += step {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			if apart(r1, r2) > tolerance || apart(g1, g2) > tolerance || apart(b1, b2) > tolerance {
				return false
			}
		}
	}
	return true
}

func apart(a, b uint32) uint32 { return max(a, b) - min(a, b) }

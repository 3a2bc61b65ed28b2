package warning

import (
	"cmp"
	"image"
	"math"
	"math/bits"
	"slices"

	"golang.org/x/image/draw"
)

// Print is what a picture looks like in 64 bits: the signs of its lowest frequencies against
// their median (pHash). The same picture saved again, resized, cut a little or made brighter
// differs in a few bits, another one in some 32. Portraits on white are like each other in so
// few bits: who finds a picture by its print looks at both (see likeness).
type Print struct {
	Bits     uint64
	quarters int         // by how many the picture was turned for it; those that are kept are upright
	sure     [64]float64 // how far each frequency is from the median
}

// views are the parts of a picture that prints are taken of: all of it, and without its
// margins, so that a picture from which little was cut off still finds the whole one.
var views = []float64{1, 0.96, 0.92}

// leastContrast is how far the grey of a picture has to reach, 0 to 255. A flat or blank one
// has no print: it would be like every other.
const leastContrast = 24

// wholeSide is the side of the square that views are cut out of.
const wholeSide = 256

// prints returns a print of each view of a picture, and of all of it turned by one, two and
// three quarters, as scanners and phones turn them; none of one without enough to see.
func prints(picture image.Image) (list []Print) {
	if picture == nil {
		return nil
	}
	b := picture.Bounds()
	if b.Dx() < 32 || b.Dy() < 32 {
		return nil
	}
	whole := squared(picture, wholeSide) // the large picture is read once
	for _, view := range views {
		margin := int(math.Round(wholeSide * (1 - view) / 2))
		p, ok := printOf(whole, whole.Rect.Inset(margin))
		if !ok {
			return nil
		}
		list = append(list, p)
	}
	for quarters := 1; quarters < 4; quarters++ {
		whole = turned(whole)
		if p, ok := printOf(whole, whole.Rect); ok {
			p.quarters = quarters
			list = append(list, p)
		}
	}
	return list
}

// turned is a square turned by a quarter.
func turned(square *image.Gray) *image.Gray {
	side := square.Rect.Dx()
	out := image.NewGray(square.Rect)
	for y := range side {
		for x := range side {
			out.Pix[y*out.Stride+x] = square.Pix[(side-1-x)*square.Stride+y]
		}
	}
	return out
}

// printOf returns the print of part of a grey picture; ok is false if there is too little to
// see.
func printOf(grey *image.Gray, part image.Rectangle) (p Print, ok bool) {
	low := image.NewGray(image.Rect(0, 0, 32, 32))
	draw.BiLinear.Scale(low, low.Rect, grey, part, draw.Src, nil)
	if spread(low.Pix) < leastContrast {
		return p, false
	}
	frequencies := lowest(low)
	sorted := slices.Clone(frequencies)
	slices.Sort(sorted)
	median := (sorted[31] + sorted[32]) / 2
	for i, f := range frequencies {
		if p.sure[i] = math.Abs(f - median); f > median {
			p.Bits |= 1 << i
		}
	}
	return p, true
}

// spread is how far apart the darkest and the brightest twentieth of a picture are.
func spread(pixels []uint8) int {
	sorted := slices.Clone(pixels)
	slices.Sort(sorted)
	return int(sorted[len(sorted)*19/20]) - int(sorted[len(sorted)/20])
}

// lowest returns the 64 lowest frequencies of a square of 32, without the mean, which is how
// bright it is.
func lowest(square *image.Gray) []float64 {
	const side, kept = 32, 8
	var rows [side][kept + 1]float64
	for y := range side {
		for u := range kept + 1 {
			for x := range side {
				rows[y][u] += float64(square.Pix[y*square.Stride+x]) * cosines[u][x]
			}
		}
	}
	list := make([]float64, 0, kept*kept)
	for v := 1; v <= kept; v++ {
		for u := 1; u <= kept; u++ {
			sum := 0.0
			for y := range side {
				sum += rows[y][u] * cosines[v][y]
			}
			list = append(list, sum)
		}
	}
	return list
}

// cosines are the waves of a discrete cosine transform over 32 points.
var cosines = func() (waves [9][32]float64) {
	for u := range waves {
		for x := range waves[u] {
			waves[u][x] = math.Cos(float64(2*x+1) * float64(u) * math.Pi / 64)
		}
	}
	return waves
}()

const (
	bands    = 4
	bandBits = 64 / bands
	// unsure is how many bits of a band are tried both ways.
	unsure = 3
)

// cut returns the bits of p in four bands. Of two prints that differ in three bits or fewer
// one band at least is the same.
func (p Print) cut() (parts [bands]int64) {
	for i := range parts {
		parts[i] = int64(p.Bits >> (i * bandBits) & (1<<bandBits - 1))
	}
	return parts
}

// joined puts bands together again.
func joined(parts [bands]int64) (p uint64) {
	for i, part := range parts {
		p |= uint64(part) << (i * bandBits)
	}
	return p
}

// probes returns what to look for in a band: its bits, and those with the least certain of
// them the other way, which are the ones that change when a picture is saved again.
func (p Print) probes(band int) []int64 {
	places := make([]int, bandBits)
	for i := range places {
		places[i] = i
	}
	slices.SortFunc(places, func(a, b int) int { return cmp.Compare(p.sure[band*bandBits+a], p.sure[band*bandBits+b]) })
	list := []int64{p.cut()[band]}
	for _, place := range places[:unsure] {
		for _, one := range slices.Clone(list) {
			list = append(list, one^1<<place)
		}
	}
	return list
}

// distance is in how many bits two prints differ.
func distance(a, b uint64) int { return bits.OnesCount64(a ^ b) }

// The size at which pictures are compared, and how far they are shifted against each other.
const (
	closeSide = 72
	maxShift  = 2
)

// likeness says how alike two pictures are once the first is turned by so many quarters, 1 being
// the same: how well their edges cover each other where they do so best. Light and contrast do
// not matter, and little that was cut off does not.
func likeness(first, second image.Image, quarters int) (best float64) {
	if first == nil || second == nil || first.Bounds().Empty() || second.Bounds().Empty() {
		return 0
	}
	a, b := squared(first, closeWhole), squared(second, closeWhole)
	for range quarters {
		a = turned(a)
	}
	wholeA, wholeB := edgesOf(a, 0), edgesOf(b, 0)
	for margin := range mostMargin + 1 {
		best = max(best, overlap(wholeA, edgesOf(b, margin)))
		if best < enoughLike && margin > 0 {
			best = max(best, overlap(edgesOf(a, margin), wholeB))
		}
		if best > enoughLike {
			break
		}
	}
	return best
}

const (
	closeWhole = 288 // side of the squares that parts are cut out of
	mostMargin = 14  // points of it that may be missing at each edge: one in twenty
	enoughLike = 0.99
)

// squared is a picture in grey, as a square.
func squared(picture image.Image, side int) *image.Gray {
	grey := image.NewGray(image.Rect(0, 0, side, side))
	draw.BiLinear.Scale(grey, grey.Rect, picture, picture.Bounds(), draw.Src, nil)
	return grey
}

// edges are how grey changes from one point to the next, across and down.
type edges struct {
	x, y [closeSide * closeSide]float64
}

// edgesOf returns the edges of a picture without a margin.
func edgesOf(picture image.Image, margin int) *edges {
	small := image.NewGray(image.Rect(0, 0, closeSide+1, closeSide+1))
	draw.BiLinear.Scale(small, small.Rect, picture, picture.Bounds().Inset(margin), draw.Src, nil)
	e := &edges{}
	for y := range closeSide {
		for x := range closeSide {
			at := float64(small.Pix[y*small.Stride+x])
			e.x[y*closeSide+x] = float64(small.Pix[y*small.Stride+x+1]) - at
			e.y[y*closeSide+x] = float64(small.Pix[(y+1)*small.Stride+x]) - at
		}
	}
	return e
}

// overlap is the correlation of two pictures' edges where it is best.
func overlap(a, b *edges) (best float64) {
	for dy := -maxShift; dy <= maxShift; dy++ {
		for dx := -maxShift; dx <= maxShift; dx++ {
			var both, ofA, ofB float64
			for y := maxShift; y < closeSide-maxShift; y++ {
				for x := maxShift; x < closeSide-maxShift; x++ {
					i, j := y*closeSide+x, (y+dy)*closeSide+x+dx
					both += a.x[i]*b.x[j] + a.y[i]*b.y[j]
					ofA += a.x[i]*a.x[i] + a.y[i]*a.y[i]
					ofB += b.x[j]*b.x[j] + b.y[j]*b.y[j]
				}
			}
			if ofA > 0 && ofB > 0 {
				best = max(best, both/math.Sqrt(ofA*ofB))
			}
		}
	}
	return best
}

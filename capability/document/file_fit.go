package document

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math"

	"tongban/kernel/fault"
)

const (
	// storedSide is the longest side of a stored picture: A4 at 300 dpi, which print
	// and recognition need.
	storedSide = 3508
	// previewSide is the longest side of a preview: a page stays readable.
	previewSide = 2400
	// readableSide is the longest side below which a page cannot be read any more.
	readableSide = 600
	// alike is how far the proportions of a picture may be from those asked for.
	alike = 0.02
)

// inspectPicture decodes a picture and encodes it again: what hides in it, the place
// it was taken among it, does not come along. It is made as small as limits ask.
func inspectPicture(content []byte, mediaType string, limits Limits) (finding, error) {
	picture, head, err := decodePicture(content, mediaType)
	if err != nil {
		return finding{}, err
	}
	width, height, err := limits.size(head.upright())
	if err != nil {
		return finding{}, err
	}
	upright := resize(picture, head.orientation, width, height)
	switch {
	case !accepts(limits.Accept, JPEG) && !accepts(limits.Accept, PNG):
		return asPage(upright, limits)
	case !accepts(limits.Accept, JPEG):
		return fitted(upright, PNG, limits)
	}
	return fitted(upright, JPEG, limits)
}

// size returns how large a picture of so many pixels is stored.
func (l Limits) size(width, height int) (int, int, error) {
	if l.Width > 0 && l.Height > 0 {
		switch {
		case width < l.Width || height < l.Height:
			return 0, 0, fault.New(fault.Invalid, "document.small", width, height, l.Width, l.Height)
		case math.Abs(float64(width*l.Height)/float64(height*l.Width)-1) > alike:
			return 0, 0, fault.New(fault.Invalid, "document.proportions", width, height, l.Width, l.Height)
		}
		return l.Width, l.Height, nil
	}
	width, height = within(width, height, storedSide)
	return width, height, nil
}

// within returns width and height in proportion, neither above side nor below 1.
func within(width, height, side int) (int, int) {
	if longest := max(width, height); longest > side {
		return max(1, width*side/longest), max(1, height*side/longest)
	}
	return width, height
}

// fitted encodes a picture within the limits and makes its preview.
func fitted(upright *image.RGBA, mediaType string, limits Limits) (finding, error) {
	content, _, err := squeeze(upright, mediaType, limits.maxBytes(), limits.Width > 0 && limits.Height > 0)
	if err != nil {
		return finding{}, err
	}
	f := finding{mediaType: mediaType, pages: 1, content: content, preview: content}
	width, height := within(upright.Rect.Dx(), upright.Rect.Dy(), previewSide)
	if mediaType == JPEG && width == upright.Rect.Dx() {
		return f, nil
	}
	f.preview, err = encode(resize(upright, 1, width, height), JPEG, 85)
	return f, err
}

// qualities are tried in this order before a picture loses pixels, fixedQualities
// where its pixels are laid down.
var (
	qualities      = []int{90, 78}
	fixedQualities = []int{90, 78, 65, 50, 40}
)

// squeeze encodes a picture in at most limit bytes and returns how large it has become.
// With less than is readable it is refused. Every round has at most nine tenths of the
// pixels along a side, so there are few.
func squeeze(upright *image.RGBA, mediaType string, limit int64, fixed bool) ([]byte, image.Point, error) {
	steps := qualities
	if fixed {
		steps = fixedQualities
	}
	for {
		var content []byte
		var err error
		for _, quality := range steps {
			content, err = encode(upright, mediaType, quality)
			if err != nil || int64(len(content)) <= limit {
				return content, upright.Rect.Size(), err
			}
		}
		by := min(0.9, 0.95*math.Sqrt(float64(limit)/float64(len(content))))
		size := upright.Rect.Size()
		longest := int(by * float64(max(size.X, size.Y)))
		if fixed || longest < readableSide {
			return nil, size, fault.New(fault.TooLarge, "document.squeezed", sizeText(limit))
		}
		width, height := within(size.X, size.Y, longest)
		upright = resize(upright, 1, width, height)
	}
}

func encode(picture image.Image, mediaType string, quality int) ([]byte, error) {
	var b bytes.Buffer
	var err error
	if mediaType == PNG {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, picture)
	} else {
		err = jpeg.Encode(&b, picture, &jpeg.Options{Quality: quality})
	}
	return b.Bytes(), err
}

// resize returns picture on white, turned as orientation asks, with width × height
// pixels after the turn: every pixel is the mean of those it stands for. It works row by
// row, so that it needs little memory besides.
func resize(picture image.Image, orientation, width, height int) *image.RGBA {
	if orientation >= 5 {
		width, height = height, width
	}
	from := picture.Bounds()
	if own, ok := picture.(*image.RGBA); ok && from.Dx() == width && from.Dy() == height {
		return orient(own, orientation)
	}
	small := image.NewRGBA(image.Rect(0, 0, width, height))
	row := image.NewRGBA(image.Rect(0, 0, from.Dx(), 1))
	across, down := shares(from.Dx(), width), shares(from.Dy(), height)
	narrow, sum := make([]float32, 3*width), make([]float32, 3*width)
	for y := range from.Dy() {
		draw.Draw(row, row.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(row, row.Rect, picture, image.Pt(from.Min.X, from.Min.Y+y), draw.Over)
		squash(row.Pix, across, narrow)
		s := down[y]
		for i, v := range narrow {
			sum[i] += v * s.here
		}
		if s.next > 0 || y == from.Dy()-1 || down[y+1].to != s.to {
			flush(small, s.to, sum)
			for i, v := range narrow {
				sum[i] = v * s.next
			}
		}
	}
	return orient(small, orientation)
}

// share says which new pixel an old one goes into and with what weight, and what of
// it the one after gets.
type share struct {
	to         int
	here, next float32
}

// shares spreads old pixels over fewer new ones.
func shares(old, new int) []share {
	list := make([]share, old)
	scale := float64(new) / float64(old)
	for i := range list {
		begin, end := float64(i)*scale, float64(i+1)*scale
		to := min(int(begin), new-1)
		cut := min(end, float64(to+1))
		list[i] = share{to, float32(cut - begin), 0}
		if to+1 < new && end-cut > 1e-9 {
			list[i].next = float32(end - cut)
		}
	}
	return list
}

// squash reduces a row of RGBA pixels to the colours of fewer.
func squash(pix []byte, across []share, into []float32) {
	clear(into)
	for x, s := range across {
		p, at := pix[4*x:4*x+3:4*x+3], 3*s.to
		r, g, b := float32(p[0]), float32(p[1]), float32(p[2])
		into[at] += r * s.here
		into[at+1] += g * s.here
		into[at+2] += b * s.here
		if s.next > 0 {
			into[at+3] += r * s.next
			into[at+4] += g * s.next
			into[at+5] += b * s.next
		}
	}
}

// flush writes the colours of a row.
func flush(picture *image.RGBA, y int, row []float32) {
	for x := range picture.Rect.Dx() {
		picture.SetRGBA(x, y, color.RGBA{whole(row[3*x]), whole(row[3*x+1]), whole(row[3*x+2]), 0xff})
	}
}

func whole(v float32) uint8 { return uint8(min(255, v+0.5)) }

// orient turns and mirrors a picture as its EXIF orientation asks.
func orient(picture *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 || orientation > 8 {
		return picture
	}
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	outW, outH := w, h
	if orientation >= 5 {
		outW, outH = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, outW, outH))
	for y := range h {
		for x := range w {
			toX, toY := x, y
			switch orientation {
			case 2:
				toX = w - 1 - x
			case 3:
				toX, toY = w-1-x, h-1-y
			case 4:
				toY = h - 1 - y
			case 5:
				toX, toY = y, x
			case 6:
				toX, toY = h-1-y, x
			case 7:
				toX, toY = h-1-y, w-1-x
			case 8:
				toX, toY = y, w-1-x
			}
			out.SetRGBA(toX, toY, picture.RGBAAt(x, y))
		}
	}
	return out
}

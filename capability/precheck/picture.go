package precheck

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"

	"golang.org/x/image/draw"

	"tongban/capability/document"
	"tongban/capability/document/pdf"
	"tongban/kernel/id"
)

const (
	// maxPages is how many pages of a file are read: papers people photograph have few.
	maxPages = 4
	// largeSide and smallSide bound the longer side of what is read: characters in a
	// larger picture are not read better, in a smaller one they are.
	largeSide = 2000
	smallSide = 1400
	// maxGrow is how much a small picture is enlarged at most.
	maxGrow = 3
	// maxPixels bounds what is decoded; previews and pages of PDF are smaller.
	maxPixels = 50 << 20
)

// Pictures returns the pictures of the pages of a file, the first few; nil for a page without
// one, or with one that is too large to look at.
func (s *Service) Pictures(ctx context.Context, file id.ID) ([]image.Image, error) {
	f, err := s.Documents.Get(ctx, file)
	if err != nil {
		return nil, err
	}
	return s.pagesOf(ctx, f)
}

// pagesOf returns the pictures of a file's pages, nil for a page without one.
func (s *Service) pagesOf(ctx context.Context, f document.File) ([]image.Image, error) {
	_, preview, err := s.Documents.Preview(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	defer preview.Close()
	content, err := io.ReadAll(io.LimitReader(preview, 2*document.MaxBytes))
	if err != nil {
		return nil, err
	}
	if f.MediaType != document.PDF {
		return []image.Image{decode(content)}, nil
	}
	d, err := pdf.Read(content)
	if err != nil {
		return nil, err
	}
	var pages []image.Image
	for n := range min(d.Pages(), maxPages) {
		pages = append(pages, decode(d.Photograph(n)))
	}
	return pages, nil
}

// decode returns the picture of a JPEG, nil if it is none or too large.
func decode(content []byte) image.Image {
	config, err := jpeg.DecodeConfig(bytes.NewReader(content))
	if err != nil || config.Width <= 0 || config.Height <= 0 || config.Width > maxPixels/config.Height {
		return nil
	}
	picture, err := jpeg.Decode(bytes.NewReader(content))
	if err != nil {
		return nil
	}
	return picture
}

// prepare returns a picture in grey, of a size that can be read, with the whole range
// from black to white.
func prepare(picture image.Image) *image.Gray {
	b := picture.Bounds()
	w, h := b.Dx(), b.Dy()
	side, scale := max(w, h), 1.0
	switch {
	case side > largeSide:
		scale = float64(largeSide) / float64(side)
	case side < smallSide:
		scale = min(float64(smallSide)/float64(side), maxGrow)
	}
	grey := image.NewGray(image.Rect(0, 0, max(1, int(float64(w)*scale)), max(1, int(float64(h)*scale))))
	draw.CatmullRom.Scale(grey, grey.Rect, picture, b, draw.Src, nil)
	stretch(grey)
	return grey
}

// stretch makes the darkest hundredth black and the brightest tenth white.
func stretch(grey *image.Gray) {
	var histogram [256]int
	for _, v := range grey.Pix {
		histogram[v]++
	}
	low, high := percentile(histogram, len(grey.Pix)/100), percentile(histogram, len(grey.Pix)*9/10)
	if high-low < 32 {
		return // nothing to see
	}
	var table [256]uint8
	for v := range table {
		table[v] = uint8(max(0, min(255, (v-low)*255/(high-low))))
	}
	for i, v := range grey.Pix {
		grey.Pix[i] = table[v]
	}
}

// percentile returns the value that n pixels do not exceed.
func percentile(histogram [256]int, n int) int {
	for v, count := range histogram {
		if n -= count; n < 0 {
			return v
		}
	}
	return 255
}

// turn turns a picture clockwise by a multiple of 90 degrees.
func turn(grey *image.Gray, degrees int) *image.Gray {
	w, h := grey.Rect.Dx(), grey.Rect.Dy()
	if degrees == 0 {
		return grey
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	if degrees != 180 {
		out = image.NewGray(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			v := grey.GrayAt(x, y)
			switch degrees {
			case 90:
				out.SetGray(h-1-y, x, v)
			case 180:
				out.SetGray(w-1-x, h-1-y, v)
			case 270:
				out.SetGray(y, w-1-x, v)
			}
		}
	}
	return out
}

// measure says how a picture looks. grey is the same, prepared.
func measure(picture image.Image, grey *image.Gray) Page {
	b := picture.Bounds()
	return Page{
		Width: b.Dx(), Height: b.Dy(), Sharpness: sharpness(grey),
		Brightness: brightness(picture, b),
		Corners: min(
			brightness(picture, image.Rect(b.Min.X, b.Min.Y, b.Min.X+b.Dx()/10+1, b.Min.Y+b.Dy()/10+1)),
			brightness(picture, image.Rect(b.Max.X-b.Dx()/10-1, b.Min.Y, b.Max.X, b.Min.Y+b.Dy()/10+1))),
	}
}

// brightness returns the mean of part of a picture, 0 to 100, from a grid of samples.
func brightness(picture image.Image, part image.Rectangle) int {
	const samples = 64
	sum, n := 0, 0
	for j := range samples {
		for i := range samples {
			x, y := part.Min.X+part.Dx()*i/samples, part.Min.Y+part.Dy()*j/samples
			sum += int(color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y)
			n++
		}
	}
	return sum * 100 / (n * 255)
}

// sharpness returns how steep the steepest edges of a picture are, 0 to 100: the change
// from one pixel to the next but one that only a few in a thousand exceed, on paper that
// has both black and white.
func sharpness(grey *image.Gray) int {
	w, h := grey.Rect.Dx(), grey.Rect.Dy()
	var histogram [256]int
	n := 0
	for y := 1; y < h; y += 2 {
		row := grey.Pix[y*grey.Stride : y*grey.Stride+w]
		for x := 2; x < w; x++ {
			d := int(row[x]) - int(row[x-2])
			histogram[max(d, -d)]++
			n++
		}
	}
	return percentile(histogram, n*995/1000) * 100 / 255
}

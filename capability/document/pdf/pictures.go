package pdf

import (
	"bytes"
	"fmt"
	"strconv"
)

// Picture is a JPEG that fills a page.
type Picture struct {
	JPEG          []byte
	Width, Height int // pixels
}

// A4 in points, and the margin around a picture.
const (
	shortSide = 595
	longSide  = 842
	margin    = 18
)

// FromPictures returns a file with a page of A4 for each picture, upright or lying as
// the picture is, which fits in with a margin and is not enlarged beyond 96 dpi. The
// pictures are in colour, as Go's encoder writes them, and copied as they are.
func FromPictures(pictures []Picture) []byte {
	w := &writer{number: map[int]int{}}
	w.offsets = make([]int, treeNumber+3*len(pictures))
	w.limit = 1 << 20
	var kids array
	for i, p := range pictures {
		kids = append(kids, ref{num: firstPage + 3*i})
		w.limit += len(p.JPEG) + 4<<10
	}
	w.buf.WriteString(heading)
	_ = w.object(catalogueNumber, dict{"Type": name("Catalog"), "Pages": ref{num: treeNumber}}, ours)
	_ = w.object(treeNumber, dict{"Type": name("Pages"), "Kids": kids, "Count": number(len(pictures))}, ours)
	for i, p := range pictures {
		w.picture(firstPage+3*i, p)
	}
	w.trailer()
	return w.buf.Bytes()
}

// picture writes page, content and picture under three numbers from first. The limit
// leaves room for them, so there is no error.
func (w *writer) picture(first int, p Picture) {
	width, height := shortSide, longSide
	if p.Width > p.Height {
		width, height = longSide, shortSide
	}
	by := min(float64(width-2*margin)/float64(p.Width), float64(height-2*margin)/float64(p.Height), 72.0/96)
	across, up := float64(p.Width)*by, float64(p.Height)*by
	var draw bytes.Buffer
	fmt.Fprintf(&draw, "q %.2f 0 0 %.2f %.2f %.2f cm /P Do Q", across, up, (float64(width)-across)/2, (float64(height)-up)/2)
	_ = w.object(first, dict{
		"Type": name("Page"), "Parent": ref{num: treeNumber}, "Contents": ref{num: first + 1},
		"MediaBox":  array{number(0), number(0), number(width), number(height)},
		"Resources": dict{"XObject": dict{"P": ref{num: first + 2}}},
	}, ours)
	_ = w.object(first+1, &stream{dict{}, draw.Bytes()}, ours)
	_ = w.object(first+2, &stream{dict{
		"Type": name("XObject"), "Subtype": name("Image"), "Width": number(p.Width), "Height": number(p.Height),
		"ColorSpace": name("DeviceRGB"), "BitsPerComponent": number(8), "Filter": name("DCTDecode"),
	}, p.JPEG}, ours)
}

func number(n int) keyword { return keyword(strconv.Itoa(n)) }

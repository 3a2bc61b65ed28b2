package document

import (
	"io"
	"time"

	"tongban/kernel/blob"
	"tongban/kernel/id"
)

// Media types of what is taken in.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	PDF  = "application/pdf"
)

// Scan says what a virus scanner found.
type Scan string

// The results of a scan. An infected file is refused, so there is no row that says so.
const (
	Unscanned Scan = "unscanned"
	Clean     Scan = "clean"
	Infected  Scan = "infected"
)

// Key returns the message key of what the reader is told: 未查毒.
func (s Scan) Key() string { return "document.scan." + string(s) }

// File is an upload that was found good.
type File struct {
	ID        id.ID
	Owner     string // account id
	Name      string // harmless, with the extension of the content: "身份证正面.jpg"
	MediaType string
	Size      int64
	Digest    []byte // SHA-256
	Pages     int    // 1 for a picture
	Scan      Scan
	CreatedAt time.Time

	blob, preview blob.Key
}

// PreviewType returns the media type of the preview.
func (f File) PreviewType() string {
	if f.MediaType == PDF {
		return PDF
	}
	return JPEG
}

// Upload is what comes in.
type Upload struct {
	Owner  string // account id
	Name   string // as the sender calls it
	Size   int64  // declared; 0 if unknown
	Limits Limits
	Body   io.Reader
}

// Limits says what a place takes. They hold for what is stored: a photograph that is
// larger is made smaller, and one that comes where only PDF is taken becomes a page.
type Limits struct {
	// MaxBytes is the largest content, at most and by default MaxBytes.
	MaxBytes int64
	// Accept lists extensions or media types: "jpg", "png", "pdf". Empty takes all three.
	Accept []string
	// MaxPages is how long a PDF may be; 0 is maxPages, several photographs make at
	// most MaxPhotos.
	MaxPages int
	// Width and Height are the pixels a picture must have, as of an ID photo; 0 is any.
	Width, Height int
}

// MaxBytes is the largest content taken in at all.
const MaxBytes = 20 << 20

// MaxPhotos is how many photographs make one document where the place says nothing.
const MaxPhotos = 30

// maxBytes returns the limit that applies.
func (l Limits) maxBytes() int64 {
	if l.MaxBytes <= 0 || l.MaxBytes > MaxBytes {
		return MaxBytes
	}
	return l.MaxBytes
}

// maxPages returns how long a PDF may be.
func (l Limits) maxPages() int {
	if l.MaxPages <= 0 || l.MaxPages > maxPages {
		return maxPages
	}
	return l.MaxPages
}

// maxPhotos returns how many photographs make one document.
func (l Limits) maxPhotos() int {
	if l.MaxPages <= 0 {
		return MaxPhotos
	}
	return l.maxPages()
}

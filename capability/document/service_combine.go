package document

import (
	"context"
	"fmt"
	"io"

	"tongban/capability/document/pdf"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// Piece is one photograph of several that make a document.
type Piece struct {
	Name string // as the sender calls it
	Body io.Reader
}

// Combine makes one PDF of photographs, a page each, in their order. The fault of a
// photograph names it. u says whose the document is, what it is called and what its place
// takes; its body is not read.
func (s *Service) Combine(ctx context.Context, u Upload, pieces ...Piece) (File, error) {
	return s.combine(ctx, u, pieces, nil)
}

func (s *Service) combine(ctx context.Context, u Upload, pieces []Piece, also changes) (File, error) {
	switch {
	case !accepts(u.Limits.Accept, PDF):
		return File{}, fault.New(fault.Invalid, "document.one", len(pieces))
	case len(pieces) == 0:
		return File{}, fault.New(fault.Invalid, "document.absent")
	case len(pieces) > u.Limits.maxPhotos():
		return File{}, fault.New(fault.TooLarge, "document.many", len(pieces), u.Limits.maxPhotos())
	}
	left := u.Limits.maxBytes() - pageOverhead
	pages := make([]pdf.Picture, len(pieces))
	scan := Clean
	for i, piece := range pieces {
		share := left/int64(len(pieces)-i) - pageOverhead
		page, found, err := s.page(ctx, u.Owner, piece, share)
		if err != nil {
			return File{}, fmt.Errorf("combine: %w", ofPiece(err, i+1, piece.Name))
		}
		if found != Clean {
			scan = found
		}
		pages[i], left = page, left-int64(len(page.JPEG))-pageOverhead
	}
	made := bound(pages)
	if err := s.daily.spend(ctx, int64(len(made.content))); err != nil {
		return File{}, fmt.Errorf("combine: %w", err)
	}
	return s.store(ctx, u, scan, made, nil, also)
}

// page receives one photograph and makes a page of at most share bytes of it.
func (s *Service) page(ctx context.Context, owner string, piece Piece, share int64) (pdf.Picture, Scan, error) {
	staged, err := s.blobs.Stage(owner, &limited{r: piece.Body, left: MaxBytes, limit: MaxBytes})
	if err != nil {
		return pdf.Picture{}, "", interrupted(err)
	}
	defer staged.Discard()
	leave, err := s.place(ctx)
	if err != nil {
		return pdf.Picture{}, "", err
	}
	defer leave()
	content, err := contentOf(staged)
	if err != nil {
		return pdf.Picture{}, "", err
	}
	page, err := inspectPage(content, piece.Name, share)
	if err != nil {
		return pdf.Picture{}, "", err
	}
	scan, err := s.scan(ctx, staged)
	return page, scan, err
}

// inspectPage looks at a photograph and encodes it for a page.
func inspectPage(content []byte, name string, share int64) (pdf.Picture, error) {
	mediaType, err := recognise(content, name, []string{JPEG, PNG})
	if err != nil {
		return pdf.Picture{}, err
	}
	if err := refuseMixture(content, mediaType); err != nil {
		return pdf.Picture{}, err
	}
	picture, head, err := decodePicture(content, mediaType)
	if err != nil {
		return pdf.Picture{}, err
	}
	width, height := head.upright()
	width, height = within(width, height, storedSide)
	return pageOf(resize(picture, head.orientation, width, height), share)
}

// ofPiece says which photograph a fault is about.
func ofPiece(err error, number int, name string) error {
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.Internal {
		return err
	}
	return fault.New(f.Kind, "document.piece", number, safeName(name, ""), message.Quote{Key: f.Key, Args: f.Args})
}

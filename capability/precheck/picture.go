package precheck

import (
	"bytes"
	"context"
	"errors"
	"image"
	_ "image/jpeg" // previews are JPEG
	"io"

	"tongban/capability/document"
)

// maxPages is how many pages of a file are read: papers people photograph have few.
const maxPages = 4

// errUnreadable is returned for a page that says nothing; the page says why.
var errUnreadable = errors.New("precheck: unreadable")

// pagesOf returns the pictures of a file's pages.
func (s *Service) pagesOf(ctx context.Context, f document.File) ([]image.Image, error) {
	_, preview, err := s.Documents.Preview(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	defer preview.Close()
	content, err := io.ReadAll(io.LimitReader(preview, document.MaxBytes*2))
	if err != nil || f.MediaType == document.PDF {
		return nil, err
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	return []image.Image{picture}, nil
}

// look measures a page and recognises the papers on it.
func (s *Service) look(ctx context.Context, picture image.Image, number int) (Page, []Paper, bool, error) {
	return Page{}, nil, false, errUnreadable
}

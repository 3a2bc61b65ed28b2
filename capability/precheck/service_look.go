package precheck

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"

	"tongban/kernel/fault"
)

// enoughWords is how many words read with confidence show that a page is upright.
const enoughWords = 20

// sighting is what one look at a page brought.
type sighting struct {
	papers []Paper
	words  int // read with confidence
	turned int
	text   Text
}

// look measures a page and recognises the papers on it, turned as they may lie. Where
// something of a paper is missing it looks again, at the picture set straight.
func (s *Service) look(ctx context.Context, picture image.Image, number int) (page Page, papers []Paper, simulated bool, err error) {
	if picture == nil {
		return Page{Empty: true}, nil, false, nil
	}
	grey := prepare(picture)
	page = measure(picture, grey)
	if !s.Enabled() {
		return page, nil, false, nil
	}
	best, err := s.upright(ctx, grey)
	if err == nil && lacks(best.papers) {
		best, err = s.closer(ctx, turn(grey, best.turned), best)
	}
	if isTooMuch(ctx, err) {
		page.Slow = true
		return page, nil, false, nil
	}
	if page.Words = best.words; len(best.papers) > 0 || best.words >= enoughWords {
		page.Turned = best.turned
	}
	for i := range best.papers {
		best.papers[i].Page = number
	}
	return page, best.papers, best.text.Simulated, err
}

// isTooMuch reports whether a picture, not the reader, is why nothing was read.
func isTooMuch(ctx context.Context, err error) bool {
	switch fault.KindOf(err) {
	case fault.TooLarge, fault.Invalid:
		return err != nil
	}
	return errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil
}

// upright looks at a picture turned in every way until something is recognised.
func (s *Service) upright(ctx context.Context, grey *image.Gray) (best sighting, err error) {
	for _, degrees := range []int{0, 90, 270, 180} {
		found, err := s.sight(ctx, turn(grey, degrees))
		if err != nil {
			return best, err
		}
		found.turned = degrees
		if len(found.papers) > 0 || found.words > best.words {
			best = found
		}
		if len(found.papers) > 0 || found.words >= enoughWords {
			break
		}
	}
	return best, nil
}

// closer looks again for what is missing: with the lines level and the grain smoothed,
// then at the line of a number alone.
func (s *Service) closer(ctx context.Context, grey *image.Gray, first sighting) (sighting, error) {
	second, err := s.sight(ctx, smooth(rotate(grey, slant(first.text))))
	if err != nil {
		return first, err
	}
	second.turned = first.turned
	best := first
	if worth(second.papers) > worth(first.papers) || len(first.papers) == 0 && second.words > first.words {
		best = second
	}
	for i := range best.papers {
		missing, length := best.papers[i].missingNumber()
		if missing == "" {
			continue
		}
		source := grey
		if best.turned == second.turned && worth(best.papers) == worth(second.papers) {
			source = smooth(rotate(grey, slant(first.text)))
		}
		if err := s.numberLine(ctx, source, best.text, &best.papers[i], length); err != nil {
			return best, err
		}
	}
	return best, nil
}

// sight reads a picture and recognises what is on it.
func (s *Service) sight(ctx context.Context, grey *image.Gray) (sighting, error) {
	text, err := s.readText(ctx, grey, Form)
	if err != nil {
		return sighting{}, err
	}
	return sighting{papers: recognise(text, s.circumstances()), words: sureWords(text), text: text}, nil
}

func (s *Service) circumstances() circumstances { return circumstances{s.Demo, s.Clock.Now()} }

func (s *Service) readText(ctx context.Context, grey *image.Gray, hint Hint) (Text, error) {
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&b, grey); err != nil {
		return Text{}, err
	}
	return s.Reader.Read(ctx, &b, hint)
}

// numberLine reads the lines that look like a number on their own, as digits and
// capitals only.
func (s *Service) numberLine(ctx context.Context, grey *image.Gray, text Text, paper *Paper, length int) error {
	for _, box := range numberBoxes(text, length) {
		found, err := s.readText(ctx, cut(grey, box), Code)
		if err != nil {
			return err
		}
		for _, l := range found.Lines {
			if paper.takeNumber(l, s.circumstances()) {
				return nil
			}
		}
	}
	return nil
}

package agreement

import (
	"encoding/hex"
	"fmt"

	"tongban/kernel/message"
	"tongban/kernel/pdf"
)

// The sheet: A4 with the margins of official documents, in millimetres.
//
// Basis: GB/T 9704-2012, 5 and 7.
const (
	pageWidth, pageHeight     = 210.0, 297.0
	top, bottom, left, right  = 37.0, pageHeight - 35, 28.0, pageWidth - 26
	titleSize, bodySize, foot = 22, 14, 9
	leading                   = 24 * 25.4 / 72
	indent                    = 2 * bodySize * 25.4 / 72
)

// PDF draws an agreement with its signatures as they stand. The same agreement gives the
// same bytes. One that was uploaded has its own document; of it the signatures are drawn.
func (s *Service) PDF(a *Agreement) ([]byte, error) {
	return pdf.Draw(pageWidth, pageHeight, func(c *pdf.Canvas) error {
		page, y := 1, top
		footer := func() {
			c.Style(foot, pdf.Muted)
			c.Centred(pageWidth/2, bottom+7, fmt.Sprintf("— %d —", page))
		}
		write := func(text string, size float64, in float64) {
			c.Style(size, pdf.Ink)
			for _, line := range c.Lines(text, right-left, in) {
				if y+leading > bottom {
					footer()
					c.NewPage()
					page, y = page+1, top
				}
				c.Style(size, pdf.Ink)
				c.Text(left+line.Indent, y, line.Text)
				y += leading
			}
		}
		c.Style(titleSize, pdf.Ink)
		for _, line := range c.Lines(a.Name, right-left, 0) {
			c.Centred(pageWidth/2, y, line.Text)
			y += leading * 1.4
		}
		y += leading / 2
		for _, paragraph := range a.Text {
			write(paragraph, bodySize, indent)
		}
		if a.File != 0 {
			write(s.official("paper.document", a.Number, a.FileName), bodySize, indent)
		}
		y += leading
		for _, p := range a.Parties {
			write(s.signature(p), bodySize, 0)
		}
		if a.State == Signed {
			y += leading / 2
			write(s.official("paper.digest", hex.EncodeToString(a.Digest)), foot, 0)
		}
		footer()
		return nil
	})
}

// signature says how a party signed.
func (s *Service) signature(p Party) string {
	who := s.official("paper."+string(p.Role), p.Name)
	if p.Role == Other {
		who = s.official("paper.other", p.Part, p.Name)
	}
	if p.SignedAt.IsZero() {
		return s.official("paper.unsigned", who)
	}
	return s.official("paper.signed", who, p.Signer, s.official("method."+string(p.Method)), p.SignedAt.Format("2006-01-02 15:04"))
}

// official says a text in Chinese, for the record.
func (s *Service) official(key string, args ...any) string {
	return s.Texts.Text(message.Chinese, "agreement."+key, args...)
}

package notice

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"tongban/kernel/id"
	"tongban/kernel/pdf"
	"tongban/kernel/qr"
	"tongban/kernel/seal"
)

// The sheet: A4 with the margins of official documents, in millimetres, and the lines and
// sizes of type in points.
//
// Basis: GB/T 9704-2012, 5 and 7 (156 × 225 mm; title 22 pt, body 16 pt, line 28 pt).
const (
	pageWidth, pageHeight    = 210.0, 297.0
	top, bottom, left, right = 37.0, pageHeight - 35, 28.0, pageWidth - 26
	middle                   = pageWidth / 2
	leading                  = 28 * 25.4 / 72
	titleSize, bodySize      = 22, 16
	numberSize, smallSize    = 14, 9
	indent                   = 2 * bodySize * 25.4 / 72
	qrSide                   = 24.0
	sealRadius               = 20.0
	// closingHeight is what signature, seal and QR code take below the text, and lastLines
	// how many lines of text go with them.
	closingHeight = 46.0
	lastLines     = 2
)

const dataName = "notice.json"

// contents is what a file says, for programs.
type contents struct {
	Schema    string    `json:"schema"`
	Code      string    `json:"code"`
	Template  Name      `json:"template"`
	Title     string    `json:"title"`
	Number    string    `json:"number"`
	Issuer    string    `json:"issuer"`
	Recipient string    `json:"recipient"`
	MadeAt    time.Time `json:"madeAt"`
	Lines     []string  `json:"lines"`
}

// render draws a sheet and signs the file. The same paper gives the same bytes.
func (s *Service) render(p Paper, sheet Sheet) ([]byte, error) {
	plain, err := pdf.Draw(pageWidth, pageHeight, func(c *pdf.Canvas) error { return s.drawSheet(c, sheet) })
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(contents{
		Schema: "tongban-notice-1", Code: sheet.Code, Template: NameOf(p.Kind, p.Regime), Title: sheet.Title, Number: p.Number,
		Issuer: p.Issuer, Recipient: p.Recipient, MadeAt: p.At.UTC(), Lines: sheet.Lines,
	})
	if err != nil {
		return nil, err
	}
	return seal.SignPDF(plain, seal.Document{
		Title: sheet.Title + " " + p.Number, Author: p.Issuer, Language: "zh-CN",
		Date: p.At, Reason: s.official("seal.reason"), DataName: dataName, Data: data,
	}, s.signer)
}

// drawSheet draws a paper page by page. Signature and seal never stand on a page without
// text: the last lines go with them.
func (s *Service) drawSheet(c *pdf.Canvas, sheet Sheet) error {
	page := 1
	footer := func() {
		c.Style(numberSize, pdf.Ink)
		c.Centred(middle, bottom+7, "— "+strconv.Itoa(page)+" —")
	}
	y := drawHead(c, sheet, s.official("paper.to", sheet.Recipient))
	c.Style(bodySize, pdf.Ink)
	var lines []pdf.Line
	for _, paragraph := range sheet.Lines {
		lines = append(lines, c.Lines(paragraph, right-left, indent)...)
	}
	for i, line := range lines {
		needed := leading
		if i == max(0, len(lines)-lastLines) {
			needed = leading*float64(len(lines)-i) + closingHeight
		}
		if y+needed > bottom {
			footer()
			c.NewPage()
			page++
			y = top
			c.Style(bodySize, pdf.Ink)
		}
		c.Text(left+line.Indent, y, line.Text)
		y += leading
	}
	if err := s.drawClosing(c, sheet, y+leading/2); err != nil {
		return err
	}
	footer()
	return nil
}

// drawHead draws issuer, title, number and recipient and returns where the text begins.
func drawHead(c *pdf.Canvas, sheet Sheet, recipient string) (y float64) {
	y = top
	c.Style(titleSize, pdf.Red)
	for _, line := range c.Lines(sheet.Issuer, right-left, 0) {
		c.Centred(middle, y, line.Text)
		y += leading * 1.2
	}
	c.Line(left, y, right, y, 0.5, pdf.Red)
	y += leading * 0.6
	c.Style(titleSize, pdf.Ink)
	for _, line := range c.Lines(sheet.Title, right-left, 0) {
		c.Centred(middle, y, line.Text)
		y += leading * 1.2
	}
	c.Style(bodySize, pdf.Ink)
	c.Centred(middle, y, sheet.Number)
	y += leading * 1.4
	for _, line := range c.Lines(recipient, right-left, 0) {
		c.Text(left, y, line.Text)
		y += leading
	}
	return y
}

// drawClosing draws the seal over signature and date, and at the left how the paper is
// verified.
func (s *Service) drawClosing(c *pdf.Canvas, sheet Sheet, y float64) error {
	const centre = right - 38
	c.Style(bodySize, pdf.Ink)
	at := y + sealRadius - leading*float64(len(sheet.Closing))/2
	for _, line := range sheet.Closing {
		c.Centred(centre, at, line)
		at += leading
	}
	c.Stamp(centre, y+sealRadius, sealRadius, sheet.Issuer, s.official("seal.demo"))

	page := s.pageOf(sheet.Code)
	code, err := qr.New(page)
	if err != nil {
		return err
	}
	foot := bottom - qrSide - 15
	c.QR(left, foot, qrSide, code)
	c.Style(smallSize, pdf.Ink)
	c.Text(left+2, foot+qrSide+1, s.official("check.code", id.PrintedCode(sheet.Code)))
	_, site, _ := strings.Cut(strings.TrimSuffix(page, "/"+sheet.Code), "://")
	c.Style(smallSize, pdf.Muted)
	c.Text(left+2, foot+qrSide+5.5, s.official("check.how", site))
	c.Text(left+2, foot+qrSide+10, sheet.Format)
	return nil
}

// pageOf is the public page of the paper with a code.
func (s *Service) pageOf(code string) string {
	return strings.TrimRight(s.Address, "/") + "/notices/" + code
}

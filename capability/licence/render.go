package licence

import (
	"fmt"
	"strings"
	"time"

	"tongban/capability/licence/verify"
	"tongban/kernel/id"
	"tongban/kernel/pdf"
	"tongban/kernel/qr"
	"tongban/kernel/seal"
)

// Official documents are in Chinese whoever reads them, so their words are here and
// not among the messages.
const (
	wordDemoSeal  = "演示章，无法律效力"
	wordSimulated = "模拟数据"
	wordReason    = "电子证照签发"
	wordReviewed  = "年审有效期至"
	wordEnded     = "有效期届满"
	wordSample    = "样张"
	dataName      = "licence.json"
)

var statusWords = map[Status]string{
	Valid: "有效", Suspended: "已暂扣", Withdrawn: "已撤销", Cancelled: "已注销", Expired: "已过期",
	Transferred: "已转出", Revoked: "已吊销", Superseded: "已变更",
}

// drawing is everything a picture of a licence needs.
type drawing struct {
	licence Licence
	kind    Type
	qr      string // text of the QR code
	page    string // address shown beside it
	across  string // of a copy: what it may be used for
}

// render draws l and signs the file. The same licence gives the same bytes.
func render(l Licence, t Type, address string, s seal.Signer) ([]byte, error) {
	return renderCopy(l, t, "", l.Made, address, s)
}

// renderCopy does the same with the only purpose across for which the file may be used.
func renderCopy(l Licence, t Type, purpose string, at time.Time, address string, s seal.Signer) ([]byte, error) {
	text, err := qrText(l, address, s)
	if err != nil {
		return nil, err
	}
	d := drawing{licence: l, kind: t, qr: text, page: pageURL(address, l.Code)}
	if purpose != "" {
		d.across = "仅用于" + purpose + "，他用无效 " + string(verify.DateOf(at))
	}
	plain, err := d.draw()
	if err != nil {
		return nil, fmt.Errorf("draw licence %s: %w", l.ID, err)
	}
	data, err := l.Content.Canonical()
	if err != nil {
		return nil, err
	}
	return seal.SignPDF(plain, seal.Document{
		Title: t.Title + " " + l.Number, Author: l.Issuer.Name, Language: "zh-CN",
		Date: at, Reason: wordReason, DataName: dataName, Data: data,
	}, s)
}

// renderSample draws a licence of a kind that nobody holds, unsigned and marked across.
func renderSample(t Type, now time.Time, address string) ([]byte, error) {
	holder := Holder{Name: "张示例", IDNumber: "990102199003074528", Kind: t.HolderKind}
	if t.HolderKind == Organisation {
		holder.Name, holder.IDNumber = "示例单位（有限公司）", "91990100MDEMX00000"
	}
	values := map[string]any{}
	for _, e := range t.Elements {
		values[e.Key] = "（" + e.Label + "）"
	}
	l, err := newLicence(t, Order{
		Type: t.Code, Holder: holder, Values: values, Number: "990120260213000001",
		Issuer: Issuer{Name: "发证机关（示例）", USCC: t.Code[:18]},
	}, 0, now)
	if err != nil {
		return nil, err
	}
	l.Code = strings.Repeat("0", 20)
	d := drawing{licence: l, kind: t, qr: pageURL(address, l.Code), page: pageURL(address, l.Code), across: wordSample}
	return d.draw()
}

func (d drawing) draw() ([]byte, error) {
	width, height, draw := 210.0, 297.0, d.drawA4
	if d.kind.Layout == Card {
		width, height, draw = 85.6, 54, d.drawCard
	}
	return pdf.Draw(width, height, func(c *pdf.Canvas) error {
		if err := draw(c); err != nil {
			return err
		}
		switch {
		case d.licence.Status != Valid:
			c.Across(width, height, statusWords[d.licence.Status], pdf.Red)
		case d.across != "":
			c.Repeated(width, height, d.across, pdf.Red)
		case d.licence.Simulated:
			c.Across(width, height, wordSimulated, pdf.Muted)
		}
		return nil
	})
}

// drawA4 draws a sheet within the margins of official documents: 37, 28, 26, 35 mm.
func (d drawing) drawA4(c *pdf.Canvas) error {
	const left, right, middle = 28.0, 184.0, 105.0
	l := d.licence
	c.Box(12, 12, 186, 273, 0.9, pdf.Frame)
	c.Box(14, 14, 182, 269, 0.25, pdf.Frame)
	c.Style(26, pdf.Ink)
	c.Centred(middle, 37, d.kind.Title)
	c.Style(12, pdf.Muted)
	c.Centred(middle, 51, "电子证照")
	c.Line(left, 60, right, 60, 0.4, pdf.Frame)

	y := 68.0
	for _, row := range d.rows() {
		c.Style(12, pdf.Muted)
		c.Text(left+4, y+1.1, row.Label)
		c.Style(16, pdf.Ink)
		y = c.Block(left+46, y, right-left-50, 9.9, row.Text) + 2.6
	}
	if l.Status != Valid {
		c.Style(12, pdf.Red)
		why := l.Reason
		if l.LegalBasis != "" {
			why = "状态变更依据：" + l.LegalBasis + "。" + l.Reason
		}
		c.Block(left+4, y, right-left-8, 7, why)
	}

	code, err := qr.New(d.qr)
	if err != nil {
		return err
	}
	const side, top = 42.0, 212.0
	c.QR(left, top, side, code)
	c.Style(9, pdf.Muted)
	c.Text(left+2, top+side, "核验码")
	c.Style(10.5, pdf.Ink)
	c.Text(left+2, top+side+4.2, id.PrintedCode(l.Code))
	c.Style(8, pdf.Muted)
	c.Text(left+2, top+side+9.2, "扫码或访问 "+d.site()+" 核验")

	c.Stamp(158, 236, 21, l.Issuer.Name, wordDemoSeal)
	c.Style(14, pdf.Ink)
	c.Centred(138, 231, l.Issuer.Name)
	c.Centred(138, 239, chineseDate(l.IssuedOn))

	c.Style(8, pdf.Muted)
	note := 270.0
	for _, n := range d.kind.Notes {
		c.Text(left+2, note, n)
		note += 3.8
	}
	c.Text(left+2, note, "电子证照标识 "+l.Identifier)
	return nil
}

// drawCard draws a card of the size of an identity card. The QR code keeps its 20 mm.
func (d drawing) drawCard(c *pdf.Canvas) error {
	const left, right = 4.0, 81.6
	l := d.licence
	c.Box(1, 1, 83.6, 52, 0.35, pdf.Frame)
	c.Style(9, pdf.Ink)
	c.Text(left, 3.2, d.kind.Title)
	c.Style(5, pdf.Muted)
	c.Text(left+cardTitleWidth(c, d.kind.Title), 4.6, "电子证照")
	c.Line(left, 8.2, right, 8.2, 0.2, pdf.Frame)

	y := 9.6
	for _, row := range d.rows() {
		c.Style(5, pdf.Muted)
		c.Text(left, y+0.35, row.Label)
		c.Style(6.2, pdf.Ink)
		y = c.Block(left+13, y, 36, 2.7, row.Text) + 0.75
	}

	code, err := qr.New(d.qr)
	if err != nil {
		return err
	}
	const side = 28.0
	c.QR(right-side+1, 9, side, code)
	c.Style(4.2, pdf.Muted)
	c.Centred(right-side/2+1, 37.2, "核验码 "+id.PrintedCode(l.Code))
	c.Stamp(74, 45.9, 6.2, l.Issuer.Name, wordDemoSeal)
	c.Style(5, pdf.Ink)
	c.Centred(66, 43.8, l.Issuer.Name)
	c.Centred(66, 46.4, chineseDate(l.IssuedOn))
	c.Style(3.6, pdf.Muted)
	c.Text(left, 50.6, l.Identifier)
	return nil
}

// cardTitleWidth returns where the word behind a card's title begins.
func cardTitleWidth(c *pdf.Canvas, title string) float64 {
	c.Style(9, pdf.Ink)
	width := c.Width(title) + 2
	c.Style(5, pdf.Muted)
	return width
}

// rows are what a licence says, in the order it is read.
func (d drawing) rows() []verify.Value {
	l := d.licence
	rows := []verify.Value{{Label: "姓名", Text: l.Holder.Name}, {Label: "公民身份号码", Text: l.Holder.IDNumber}}
	if l.Holder.Kind == Organisation {
		rows = []verify.Value{{Label: "名称", Text: l.Holder.Name}, {Label: "统一社会信用代码", Text: l.Holder.IDNumber}}
	}
	for _, v := range l.Values {
		if day := verify.Date(v.Text); !day.Start().IsZero() {
			v.Text = chineseDate(day)
		}
		rows = append(rows, v)
	}
	if l.Number != l.Holder.IDNumber {
		rows = append(rows, verify.Value{Label: "证号", Text: l.Number})
	}
	until := "长期"
	if l.ValidTo != "" {
		until = chineseDate(l.ValidTo)
	}
	return append(rows,
		verify.Value{Label: "有效期", Text: chineseDate(l.ValidFrom) + "至" + until},
		verify.Value{Label: "状态", Text: statusWords[l.Status]})
}

// site is the address without what nobody types.
func (d drawing) site() string {
	_, rest, _ := strings.Cut(d.page, "://")
	site, _, _ := strings.Cut(rest, "/verify/")
	return site + "/verify"
}

// chineseDate writes 2026年2月13日.
func chineseDate(day verify.Date) string {
	t := day.Start()
	if t.IsZero() {
		return "—"
	}
	return t.Format("2006年1月2日")
}

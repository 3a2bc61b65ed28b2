// Package prechecktest draws the papers that tests have read: an ID card and a business
// licence of people and firms who do not exist, and what becomes of them in bad light.
package prechecktest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"tongban/capability/document/documenttest"
)

// fonts are where Debian installs the fonts that `make test` asks for, Chinese ones
// first.
var fonts = []string{
	"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
	"/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
	"/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Light.ttf",
}

// pen writes Chinese into a picture.
type pen struct {
	picture *image.RGBA
	font    *opentype.Font
	colour  color.Color
}

// newPen returns a pen on paper of a colour, and says so where there is no Chinese font.
func newPen(t testing.TB, width, height int, paper color.Color) (*pen, bool) {
	t.Helper()
	for _, name := range fonts {
		content, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		collection, err := opentype.ParseCollection(content)
		if err != nil {
			t.Fatal(err)
		}
		f, err := collection.Font(min(2, collection.NumFonts()-1)) // of Noto: simplified Chinese
		if err != nil {
			t.Fatal(err)
		}
		picture := image.NewRGBA(image.Rect(0, 0, width, height))
		draw.Draw(picture, picture.Rect, image.NewUniform(paper), image.Point{}, draw.Src)
		return &pen{picture, f, color.Black}, true
	}
	t.Log("not run: no Chinese font is installed")
	return nil, false
}

// write writes text with its upper left corner at x, y.
func (p *pen) write(t testing.TB, x, y int, size float64, text string) {
	t.Helper()
	face, err := opentype.NewFace(p.font, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		t.Fatal(err)
	}
	d := font.Drawer{Dst: p.picture, Src: image.NewUniform(p.colour), Face: face, Dot: fixed.P(x, y+int(size))}
	d.DrawString(text)
}

// Person is whose ID card is drawn.
type Person struct{ Name, Sex, Ethnic, Born, Address, More, Number string }

// Lin is a citizen of the demo city.
var Lin = Person{
	"林晓华", "男", "汉", "1990 年 6 月 15 日", "云川省云岫市青山区人民路", "8号2栋301室", "99010319900615011X",
}

// IDFront draws the front of an ID card, 856 × 540 pixels; ok is false without a font.
func IDFront(t testing.TB, who Person) (card image.Image, ok bool) {
	t.Helper()
	p, ok := newPen(t, 856, 540, color.RGBA{232, 240, 244, 255})
	if !ok {
		return nil, false
	}
	draw.Draw(p.picture, image.Rect(580, 60, 810, 380), image.NewUniform(color.RGBA{150, 165, 180, 255}), image.Point{}, draw.Src)
	for _, w := range []struct {
		x, y  int
		size  float64
		label bool
		text  string
	}{
		{50, 60, 26, true, "姓 名"}, {150, 56, 32, false, who.Name},
		{50, 130, 26, true, "性 别"}, {150, 126, 30, false, who.Sex}, {250, 130, 26, true, "民 族"}, {350, 126, 30, false, who.Ethnic},
		{50, 200, 26, true, "出 生"}, {150, 196, 30, false, who.Born},
		{50, 275, 26, true, "住 址"}, {150, 271, 30, false, who.Address}, {150, 315, 30, false, who.More},
		{50, 450, 26, true, "公民身份号码"}, {290, 444, 38, false, who.Number},
	} {
		p.colour = color.RGBA{20, 20, 20, 255}
		if w.label {
			p.colour = color.RGBA{58, 110, 165, 255}
		}
		p.write(t, w.x, w.y, w.size, w.text)
	}
	return p.picture, true
}

// IDBack draws the back of an ID card that holds for a period: 2016.03.21-2036.03.21.
func IDBack(t testing.TB, period string) (card image.Image, ok bool) {
	t.Helper()
	p, ok := newPen(t, 856, 540, color.RGBA{232, 240, 244, 255})
	if !ok {
		return nil, false
	}
	p.write(t, 300, 60, 44, "中华人民共和国")
	p.write(t, 270, 140, 60, "居民身份证")
	p.write(t, 180, 390, 26, "签发机关")
	p.write(t, 330, 388, 28, "云岫市公安局青山分局")
	p.write(t, 180, 450, 26, "有效期限")
	p.write(t, 330, 448, 28, period)
	return p.picture, true
}

// Firm is whose business licence is drawn.
type Firm struct{ Code, Name, Kind, LegalRep, Capital, Founded, Address string }

// Spring is a firm of the demo city.
var Spring = Firm{
	"91990103MDEMA0016W", "云岫市清泉餐饮管理有限公司", "有限责任公司(自然人独资)", "林晓华", "伍拾万元整", "2025年03月18日", "云岫市青山区人民路8号1层101室",
}

// BusinessLicence draws a business licence, 1400 × 990 pixels.
func BusinessLicence(t testing.TB, firm Firm) (licence image.Image, ok bool) {
	t.Helper()
	p, ok := newPen(t, 1400, 990, color.RGBA{253, 246, 227, 255})
	if !ok {
		return nil, false
	}
	p.write(t, 480, 90, 72, "营 业 执 照")
	p.write(t, 620, 200, 26, "(副 本)")
	for y, row := range [][4]string{
		{"统一社会信用代码", "", "", ""}, {firm.Code, "", "", ""}, {"名    称", firm.Name, "注册资本", firm.Capital},
		{"类    型", firm.Kind, "成立日期", firm.Founded}, {"法定代表人", firm.LegalRep, "住    所", firm.Address},
		{"经营范围", "许可项目:餐饮服务;食品销售。", "", ""}, {"", "一般项目:餐饮管理;外卖递送服务。", "", ""},
	} {
		for x, text := range row {
			p.write(t, []int{100, 260, 800, 960}[x], 220+60*y, 26, text)
		}
	}
	p.write(t, 800, 800, 26, "登记机关")
	p.write(t, 1000, 860, 26, firm.Founded)
	return p.picture, true
}

// JPEG encodes a picture as a telephone does.
func JPEG(picture image.Image) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, picture, &jpeg.Options{Quality: 85}) // a Buffer takes everything
	return b.Bytes()
}

// Turned turns a picture by degrees on a table, a little larger than itself.
func Turned(picture image.Image, degrees float64) image.Image {
	b := picture.Bounds()
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w := int(math.Abs(float64(b.Dx())*cos) + math.Abs(float64(b.Dy())*sin) + 40)
	h := int(math.Abs(float64(b.Dx())*sin) + math.Abs(float64(b.Dy())*cos) + 40)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Rect, image.NewUniform(color.Gray{200}), image.Point{}, draw.Src)
	cx, cy := float64(b.Dx())/2, float64(b.Dy())/2
	to := [6]float64{cos, -sin, float64(w)/2 - cos*cx + sin*cy, sin, cos, float64(h)/2 - sin*cx - cos*cy}
	draw.CatmullRom.Transform(out, to, picture, b, draw.Over, nil)
	return out
}

// Scaled makes a picture smaller or larger.
func Scaled(picture image.Image, by float64) image.Image {
	b := picture.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, int(float64(b.Dx())*by), int(float64(b.Dy())*by)))
	draw.CatmullRom.Scale(out, out.Rect, picture, b, draw.Src, nil)
	return out
}

// Blurred smears a picture as a hand that is not still does: over so many pixels.
func Blurred(picture image.Image, pixels int) image.Image {
	b := picture.Bounds()
	w, h := max(1, b.Dx()/pixels), max(1, b.Dy()/pixels)
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(small, small.Rect, picture, b, draw.Src, nil)
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.CatmullRom.Scale(out, out.Rect, small, small.Rect, draw.Src, nil)
	return out
}

// Noisy adds grain of so much to every pixel, and makes all of it darker.
func Noisy(picture image.Image, grain int, light float64) image.Image {
	rnd := rand.New(rand.NewPCG(1, 2026))
	b := picture.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Rect, picture, b.Min, draw.Src)
	for i := range out.Pix {
		if i%4 != 3 {
			out.Pix[i] = uint8(max(0, min(255, int(float64(out.Pix[i])*light)+rnd.IntN(2*grain+1)-grain)))
		}
	}
	return out
}

// Gigantic returns a PNG of a few bytes that claims 30,000 × 30,000 pixels.
func Gigantic() []byte { return documenttest.BombPNG(30_000) }

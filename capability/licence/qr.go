package licence

import (
	"fmt"
	"strings"

	qrcode "github.com/skip2/go-qrcode"

	"tongban/capability/licence/seal"
	"tongban/capability/licence/verify"
)

// pageURL is where everybody can look a licence up.
func pageURL(address, code string) string { return strings.TrimRight(address, "/") + "/verify/" + code }

// qrText is what the QR code of l says: the address of its page and behind it, where
// browsers keep it to themselves, the signed pass. Only a valid version has a pass.
func qrText(l Licence, address string, s seal.Signer) (string, error) {
	url := pageURL(address, l.Code)
	if l.Status != Valid {
		return url, nil
	}
	pass, err := verify.Pass{
		Code: l.Code, Identifier: strings.TrimPrefix(l.Identifier, verify.Root), Number: l.MaskedNumber(), Holder: l.MaskedHolder(),
		ValidFrom: l.ValidFrom, ValidTo: l.ValidTo, Made: l.Made.Unix(), Digest: l.Digest,
	}.Sign(s)
	return url + "#" + pass, err
}

// qr encodes text with error correction M, which survives 15 % of dirt.
func qr(text string) (*qrcode.QRCode, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("licence QR code: %w", err)
	}
	return code, nil
}

// quiet is the white margin of a QR code in modules.
const quiet = 4

// qr draws a QR code as a square of the given side, its quiet zone included. Runs of
// dark modules become one rectangle.
func (c *canvas) qr(x, y, side float64, code *qrcode.QRCode) {
	code.DisableBorder = true
	rows := code.Bitmap()
	module := side / float64(len(rows)+2*quiet)
	c.pdf.SetFillColor(0xff, 0xff, 0xff)
	c.pdf.RectFromUpperLeftWithStyle(x, y, side, side, "F")
	c.pdf.SetFillColor(0, 0, 0)
	for i, row := range rows {
		for from := 0; from < len(row); from++ {
			to := from
			for to < len(row) && row[to] {
				to++
			}
			if to > from {
				c.pdf.RectFromUpperLeftWithStyle(x+float64(from+quiet)*module, y+float64(i+quiet)*module, float64(to-from)*module, module, "F")
				from = to
			}
		}
	}
}

package licence

import (
	"strings"

	"tongban/capability/licence/seal"
	"tongban/capability/licence/verify"
	"tongban/kernel/qr"
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

// qr draws a QR code as a square of the given side, its quiet zone included.
func (c *canvas) qr(x, y, side float64, code qr.Code) {
	module := side / float64(code.Size())
	c.pdf.SetFillColor(0xff, 0xff, 0xff)
	c.pdf.RectFromUpperLeftWithStyle(x, y, side, side, "F")
	c.pdf.SetFillColor(0, 0, 0)
	for run := range code.Runs() {
		c.pdf.RectFromUpperLeftWithStyle(x+float64(run.X)*module, y+float64(run.Y)*module, float64(run.Width)*module, module, "F")
	}
}

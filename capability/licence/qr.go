package licence

import (
	"strconv"
	"strings"

	"tongban/capability/licence/verify"
	"tongban/kernel/seal"
)

// pageURL is where everybody can look a licence up.
func pageURL(address, code string) string { return strings.TrimRight(address, "/") + "/verify/" + code }

// qrText is what the QR code of l says: the address of its page, which version it is on,
// and behind it, where browsers keep it to themselves, the signed pass. Only a valid
// version has a pass.
func qrText(l Licence, address string, s seal.Signer) (string, error) {
	url := pageURL(address, l.Code) + "?v=" + strconv.Itoa(l.Version)
	if l.Status != Valid {
		return url, nil
	}
	pass, err := verify.Pass{
		Code: l.Code, Identifier: strings.TrimPrefix(l.Identifier, verify.Root), Number: l.MaskedNumber(), Holder: l.MaskedHolder(),
		ValidFrom: l.ValidFrom, ValidTo: l.ValidTo, Made: l.Made.Unix(), Digest: l.Digest,
	}.Sign(s)
	return url + "#" + pass, err
}

// ShowURL is what the QR code of a show-code says.
func (s *Service) ShowURL(token string) string {
	return strings.TrimRight(s.address, "/") + "/show/" + token
}

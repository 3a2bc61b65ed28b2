package licence

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tongban/capability/licence/verify"
)

// Identifier is a 电子证照标识: which type, by whom, which one, which version.
//
// Basis: GB/T 36904; field order and check after published identifiers.
type Identifier struct {
	TypeCode   string // USCC of the standard's author and three digits
	IssuerCode string // mostly the issuer's USCC
	Serial     string
	Version    int
}

// What may be wrong with an identifier. Published ones exist whose check character
// is wrong, so intake warns of ErrCheck and goes on.
var (
	ErrIdentifier = errors.New("licence: not an identifier")
	ErrCheck      = errors.New("licence: the identifier's check character is wrong")
)

var identifierParts = regexp.MustCompile(`^([0-9A-Z]{6,21})\.([0-9A-Z]{6,18})\.([0-9A-Z]{1,32})\.([0-9]{3})\.([0-9A-Z])$`)

// String writes the identifier with its check character.
func (i Identifier) String() string {
	version := fmt.Sprintf("%03d", i.Version)
	check := checkCharacter(i.TypeCode + i.IssuerCode + i.Serial + version)
	return verify.Root + strings.Join([]string{i.TypeCode, i.IssuerCode, i.Serial, version, string(check)}, ".")
}

// ParseIdentifier reads an identifier. With ErrCheck it returns what it read.
func ParseIdentifier(s string) (Identifier, error) {
	rest, found := strings.CutPrefix(s, verify.Root)
	parts := identifierParts.FindStringSubmatch(rest)
	if !found || parts == nil || parts[4] == "000" {
		return Identifier{}, ErrIdentifier
	}
	version, err := strconv.Atoi(parts[4])
	if err != nil {
		return Identifier{}, ErrIdentifier
	}
	i := Identifier{TypeCode: parts[1], IssuerCode: parts[2], Serial: parts[3], Version: version}
	if i.String() != s {
		return i, ErrCheck
	}
	return i, nil
}

const alphabet36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// checkCharacter computes the check over s, which has digits and capitals only. The
// root and the dots do not count.
//
// Basis: ISO/IEC 7064, MOD 37,36.
func checkCharacter(s string) byte {
	p := 36
	for i := range len(s) {
		sum := (p + strings.IndexByte(alphabet36, s[i])) % 36
		if sum == 0 {
			sum = 36
		}
		p = sum * 2 % 37
	}
	return alphabet36[(37-p)%36]
}

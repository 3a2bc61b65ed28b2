package precheck

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// businessLicence reads a business licence.
// Basis: 营业执照 (2019 layout).
func (p parts) businessLicence() Paper {
	paper := Paper{Kind: BusinessLicence}
	p.organisation(&paper)
	if c, ok := p.first(partOrgKind); ok {
		text := c.raw()
		i := slices.IndexFunc(orgKinds, func(k struct{ words, code string }) bool { return strings.Contains(text, k.words) })
		if i >= 0 {
			paper.add("org.kind", orgKinds[i].code, c.confidence())
		}
	}
	if text, sure, ok := p.whole(partScope); ok {
		paper.add("org.businessScope", text, sure)
	}
	if c, ok := p.first(partCapital); ok {
		paper.add("org.registeredCapital", capital(c.raw()), c.confidence())
	}
	if c, ok := p.first(partFounded); ok {
		paper.add("org.establishedDate", p.day(partFounded), c.confidence())
	}
	return paper
}

// organisation reads code, name, legal representative and address.
func (p parts) organisation(paper *Paper) {
	runs, sure := p.codes(partUSCC, 16)
	for _, run := range runs {
		if code, exact, ok := mendUSCC(run, p.demo); ok {
			if sure = max(sure, checked); !exact {
				sure = mended
			}
			paper.add("org.uscc", code, sure)
			break
		}
	}
	if name, sure, ok := p.orgName(); ok {
		paper.add("org.name", name, sure)
	}
	p.name(paper, partLegalRep, "legalRep.name")
	if text, sure, ok := p.whole(partOrgAddress); ok {
		paper.add("org.address", text, sure)
	}
}

// orgName returns the name of an organisation: what follows the label, or else the
// first line that ends as names of organisations do.
func (p parts) orgName() (name string, confidence int, ok bool) {
	if c, found := p.first(partOrgName); found {
		if name = c.plain(); utf8.RuneCountInString(name) >= 3 {
			return name, c.confidence(), true
		}
	}
	for _, c := range p.all {
		text := c.raw()
		for _, end := range orgEnds {
			if c.label.words == "" && strings.HasSuffix(text, end) && utf8.RuneCountInString(han(text)) >= 6 {
				return strings.TrimLeftFunc(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) }), c.confidence(), true
			}
		}
	}
	return "", 0, false
}

// foodLicence reads a food business licence.
func (p parts) foodLicence() Paper {
	paper := Paper{Kind: FoodLicence}
	p.organisation(&paper)
	runs, sure := p.codes(partLicenceNo, 16)
	for _, run := range runs {
		if foodNumber.MatchString(run) {
			paper.add("food.licenceNumber", run, sure)
			break
		}
	}
	p.period(&paper)
	return paper
}

// Basis: 食品经营许可证编号: JY and 14 digits (from memory).
var (
	foodNumber  = regexp.MustCompile(`^JY\d{14}$`)
	birthNumber = regexp.MustCompile(`^[A-Z]\d{9}$`)
)

// birthCertificate reads a birth certificate.
// Basis: 出生医学证明编号: a letter and nine digits (from memory).
func (p parts) birthCertificate() Paper {
	paper := Paper{Kind: BirthCertificate}
	runs, sure := p.codes(partCertNo, 10)
	for _, run := range runs {
		if birthNumber.MatchString(run) {
			paper.add("birthCertificate.number", run, sure)
			break
		}
	}
	p.name(&paper, partChild, "child.name")
	p.name(&paper, partMother, "mother.name")
	p.name(&paper, partFather, "father.name")
	return paper
}

var plainAmount = regexp.MustCompile(`(\d+(?:\.\d+)?)(` + string(wordTenThousand) + `|` + string(wordHundredMillion) + `)?`)

// capital returns an amount of money in units of ten thousand, as written in words or
// digits; empty if it cannot be told.
func capital(text string) string {
	if m := plainAmount.FindStringSubmatch(strings.ReplaceAll(text, ",", "")); m != nil {
		amount, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			return ""
		}
		switch m[2] {
		case string(wordHundredMillion):
			amount *= 10_000
		case "":
			amount /= 10_000
		}
		return decimal(amount)
	}
	n, ok := numeral(text)
	if !ok {
		return ""
	}
	return decimal(float64(n) / 10_000)
}

func decimal(amount float64) string {
	if amount <= 0 || amount > 1e12 {
		return ""
	}
	return strconv.FormatFloat(math.Round(amount*1e6)/1e6, 'f', -1, 64)
}

// numeral reads a number in words up to its unit: 伍拾万元整 is 500000. Anything else
// than numerals before 元 or 圆 makes it unreadable.
func numeral(text string) (total int64, ok bool) {
	var section, digit int64
	for _, r := range text {
		d, isDigit := numeralDigits[r]
		unit, isUnit := numeralUnits[r]
		switch {
		case isDigit:
			digit, ok = d, true
		case isUnit:
			section, digit, ok = section+max(1, digit)*unit, 0, true
		case r == wordTenThousand, r == wordHundredMillion:
			unit = map[rune]int64{wordTenThousand: 10_000, wordHundredMillion: 100_000_000}[r]
			total, section, digit = (total+section+digit)*unit, 0, 0
		default:
			return total + section + digit, ok
		}
		if total > 1e15 || section > 1e15 {
			return 0, false
		}
	}
	return total + section + digit, ok
}

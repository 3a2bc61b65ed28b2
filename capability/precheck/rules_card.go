package precheck

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"tongban/capability/element"
	"tongban/kernel/check"
)

// isIDFront reports whether the parts are those of the front of an ID card.
func (p parts) isIDFront() bool {
	n := p.count(partName, partSex, partEthnic, partBirth, partAddress)
	return n >= 4 || n >= 2 && p.has(partIDNumber) && !p.has(partClass) || n >= 1 && p.numberTellsBirth()
}

// numberTellsBirth reports whether there is a valid ID number and, apart from it, the day
// of birth that it tells: as on a card whose labels were too blurred to read.
func (p parts) numberTellsBirth() bool {
	runs, _ := p.codes(partIDNumber, 18)
	for _, run := range runs {
		number, _, ok := mendID(run, "", p.demo, p.today)
		born, _ := check.Birth(number)
		if ok && slices.ContainsFunc(p.all, func(c chunk) bool { return slices.Contains(days(c.digits()), born.Format(time.DateOnly)) }) {
			return true
		}
	}
	return false
}

// idFront reads the front of an ID card. What the number tells as well, birth and sex,
// is taken from it: it has a check digit.
// Basis: GA/T 2000 (layout from memory); GB 11643-1999.
func (p parts) idFront() Paper {
	paper := Paper{Kind: IDFront}
	p.person(&paper)
	if c, ok := p.first(partEthnic); ok {
		if code := ethnicCode(han(c.raw())); code != "" {
			paper.add("person.ethnicGroup", code, c.confidence())
		}
	}
	if text, sure, ok := p.whole(partAddress); ok {
		paper.add("person.address", withoutNumber(text), sure)
	}
	return paper
}

// person reads name, number, birth and sex.
func (p parts) person(paper *Paper) {
	p.name(paper, partName, "person.name")
	birth := p.day(partBirth)
	runs, sure := p.codes(partIDNumber, 15)
	for _, run := range runs {
		number, exact, ok := mendID(run, birth, p.demo, p.today)
		if !ok {
			continue
		}
		if sure = max(sure, checked); !exact {
			sure = mended
		}
		paper.takeID(number, sure)
		return
	}
	if c, ok := p.first(partBirth); ok && birth != "" {
		paper.add("person.birthDate", birth, c.confidence())
	}
	if c, ok := p.first(partSex); ok {
		switch {
		case strings.Contains(c.raw(), wordMale):
			paper.add("person.sex", "1", c.confidence())
		case strings.Contains(c.raw(), wordFemale):
			paper.add("person.sex", "2", c.confidence())
		}
	}
}

// A number whose check digit fits is right however sure the reader was, one that had to
// be mended a little less.
const (
	checked = 90
	mended  = 70
)

// name reads the name of a person.
func (p parts) name(paper *Paper, from part, to string) {
	c, ok := p.first(from)
	if !ok {
		return
	}
	if name := han(c.raw()); len([]rune(name)) >= 2 && len([]rune(name)) <= 25 {
		paper.add(to, name, c.confidence())
	}
}

// add notes a value unless it is empty.
func (p *Paper) add(name, text string, confidence int) {
	if text != "" {
		p.Values = append(p.Values, Value{name, text, confidence})
	}
}

// ethnicCode returns the code of an ethnic group that is printed without 族.
func ethnicCode(name string) string {
	list, _ := element.CodeList("ethnicGroup")
	for _, v := range list.Codes {
		if name == v.Label || name+wordEthnic == v.Label {
			return v.Code
		}
	}
	return ""
}

var idNumberLike = regexp.MustCompile(`[0-9]{6,}.*$`)

// withoutNumber drops a number that stands below an address and was read as part of it.
func withoutNumber(address string) string {
	return idNumberLike.ReplaceAllStringFunc(address, func(tail string) string {
		if len(codeRuns(tail, 15)) > 0 {
			return ""
		}
		return tail
	})
}

// isIDBack reports whether the parts are those of the back of an ID card.
func (p parts) isIDBack(flat []rune) bool {
	if !p.has(partIssuer) || !p.has(partValid) || p.has(partClass) {
		return false
	}
	return holds(flat, titleIDCard) || holds(flat, titleState)
}

// idBack reads the back of an ID card: who issued it and how long it holds.
func (p parts) idBack() Paper {
	paper := Paper{Kind: IDBack}
	p.period(&paper)
	return paper
}

var dayShape = regexp.MustCompile(`(\d{4})(?:[年.\-/](\d{1,2})[月.\-/](\d{1,2})|(\d{2})(\d{2}))`)

// days returns the days of the calendar that text names.
func days(text string) (list []string) {
	for _, m := range dayShape.FindAllStringSubmatch(text, -1) {
		day := fmt.Sprintf("%s-%02s-%02s", m[1], m[2]+m[4], m[3]+m[5])
		if _, err := time.Parse(time.DateOnly, day); err == nil {
			list = append(list, day)
		}
	}
	return list
}

// day returns the day of a part.
func (p parts) day(name part) string {
	for _, c := range p.all {
		if list := days(c.digits()); c.label.part == name && len(list) > 0 {
			return list[0]
		}
	}
	return ""
}

// digits returns the chunk's text with dots and letters among the digits of a date as
// they must be meant.
func (c chunk) digits() string {
	return strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1", "·", ".", ",", ".", "。", ".", "、", ".").Replace(c.raw())
}

// period reads from when to when a paper holds.
func (p parts) period(paper *Paper) {
	for i, c := range p.all {
		if c.label.part != partValid {
			continue
		}
		text := c.digits()
		if i+1 < len(p.all) && p.all[i+1].label.words == "" && p.all[i+1].line <= c.line+1 {
			text += p.all[i+1].digits()
		}
		list := days(text)
		paper.Long = strings.Contains(text, wordLongTerm) || strings.Contains(text, wordUnlimited)
		switch {
		case len(list) >= 2:
			paper.From, paper.To = list[0], list[1]
		case len(list) == 1 && paper.Long:
			paper.From = list[0]
		case len(list) == 1 && strings.Contains(c.label.words+text, wordUntil):
			paper.To = list[0]
		}
		if paper.To < paper.From {
			paper.To = "" // one of the two was misread
		}
		if paper.To != "" || paper.Long {
			return
		}
	}
}

// drivingLicence reads a driving licence.
func (p parts) drivingLicence() Paper {
	paper := Paper{Kind: DrivingLicence}
	p.person(&paper)
	if c, ok := p.first(partClass); ok {
		if class := drivingClass(c.raw()); class != "" {
			paper.add("driving.class", class, c.confidence())
		}
	}
	if c, ok := p.first(partFile); ok {
		if runs := codeRuns(c.raw(), 12); len(runs) > 0 {
			paper.add("driving.fileNumber", runs[0], c.confidence())
		}
	}
	p.period(&paper)
	return paper
}

// drivingClass returns the highest class that text names: A2D is A2.
func drivingClass(text string) string {
	text = check.Compact(text)
	list, _ := element.CodeList("drivingClass")
	i := slices.IndexFunc(list.Codes, func(v element.Value) bool { return strings.Contains(text, v.Code) })
	if i < 0 {
		return ""
	}
	return list.Codes[i].Code
}

// bankCard finds the number of a bank card: by Luhn's rule only, since any picture may
// hold as many digits.
func (p parts) bankCard() []Paper {
	for _, c := range p.all {
		digits := strings.Join(codeRuns(c.raw(), 4), "")
		if len(digits) >= 16 && len(digits) <= 19 && check.BankCard(digits) == nil {
			return []Paper{{Kind: BankCard, Values: []Value{{"account.bankCard", digits, c.confidence()}}}}
		}
	}
	return nil
}

package precheck

import (
	"image"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"tongban/kernel/check"
)

// missingNumber returns the element of the number that a paper lacks, and how long it is.
func (p Paper) missingNumber() (name string, length int) {
	switch p.Kind {
	case IDFront:
		name, length = "person.idNumber", 18
	case BusinessLicence:
		name, length = "org.uscc", 18
	}
	if _, has := p.Value(name); has {
		return "", 0
	}
	return name, length
}

// lacks reports whether a second look is worth its time: nothing was recognised, or
// what matters of it is missing.
func lacks(papers []Paper) bool {
	return len(papers) == 0 || slices.ContainsFunc(papers, func(p Paper) bool {
		missing, _ := p.missingNumber()
		_, named := p.Value("person.name")
		return missing != "" || p.Kind == IDFront && !named
	})
}

// worth counts what was recognised; numbers that have a check digit count most.
func worth(papers []Paper) (n int) {
	for _, p := range papers {
		n += 2 + len(p.Values)
		if missing, _ := p.missingNumber(); missing == "" {
			n += 3
		}
	}
	return n
}

// numberBoxes returns where at most two lines stand that have about as many digits in a
// row as a number of the length, those with most digits first.
func numberBoxes(text Text, length int) (boxes []image.Rectangle) {
	type candidate struct {
		box    image.Rectangle
		digits int
	}
	var all []candidate
	for _, l := range text.Lines {
		var c candidate
		for _, w := range l.Words {
			latin := 0
			for _, r := range w.Text {
				if r < utf8.RuneSelf && (unicode.IsDigit(r) || unicode.IsLetter(r)) {
					latin++
				}
			}
			if latin*2 > utf8.RuneCountInString(w.Text) {
				c.box, c.digits = c.box.Union(w.Box), c.digits+latin
			}
		}
		if c.digits >= length*2/3 && c.digits <= length*2 {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return b.digits - a.digits })
	for _, c := range all[:min(2, len(all))] {
		boxes = append(boxes, c.box)
	}
	return boxes
}

// takeNumber adds the number that a line holds, if it is one.
func (p *Paper) takeNumber(l Line, c circumstances) bool {
	for _, run := range codeRuns(check.Compact(l.String()), 15) {
		switch p.Kind {
		case IDFront:
			birth, _ := p.Value("person.birthDate")
			if number, _, ok := mendID(run, birth.Text, c.demo, c.today); ok {
				p.takeID(number, mended)
				return true
			}
		case BusinessLicence:
			if code, _, ok := mendUSCC(run, c.demo); ok {
				p.add("org.uscc", code, mended)
				return true
			}
		}
	}
	return false
}

// takeID notes an ID number, and the birth and sex that it tells in place of what else
// was read of them: the number has a check digit.
func (p *Paper) takeID(number string, sure int) {
	p.Values = slices.DeleteFunc(p.Values, func(v Value) bool {
		return v.Element == "person.birthDate" || v.Element == "person.sex"
	})
	day, _ := check.Birth(number)
	p.add("person.idNumber", number, sure)
	p.add("person.birthDate", day.Format(time.DateOnly), sure)
	p.add("person.sex", map[bool]string{true: "2", false: "1"}[check.Female(number)], sure)
}

// sureWords counts the words that were read with confidence. Of Latin letters and digits
// two make a word: a stray one is found in any pattern.
func sureWords(text Text) (n int) {
	for _, l := range text.Lines {
		for _, w := range l.Words {
			if w.Confidence >= 75 && len(w.Text) >= 2 {
				n++
			}
		}
	}
	return n
}

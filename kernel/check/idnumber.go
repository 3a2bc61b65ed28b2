package check

import (
	"strings"
	"time"
	"unicode/utf8"

	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

// provinces are the first two digits of a region code in use, with the codes of
// Taiwan, Hong Kong, Macao and of residents from Taiwan.
// Basis: GB/T 2260; GB 11643-1999.
const provinces = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 " +
	"50 51 52 53 54 61 62 63 64 65 71 81 82 83"

// demoProvince starts every region code of the invented demo city.
const demoProvince = "99"

// oldest is more years than anybody has lived.
const oldest = 130

// IDNumber examines a citizen's 18-digit ID number (公民身份号码) as of today.
// demo lets the invented regions 99xxxx pass.
// Basis: GB 11643-1999.
func IDNumber(s string, demo bool, today time.Time) []fault.Field {
	s = Compact(s)
	switch n := utf8.RuneCountInString(s); {
	case n == 15 && allDigits(s):
		return wrong("check.id.old")
	case n != 18:
		return wrong("check.id.length", n)
	}
	faults := misfits(s, "check.id.character", func(place int, r rune) bool {
		return isDigit(r) || place == 18 && r == 'X'
	})
	if faults != nil {
		return faults
	}
	if !isRegion(s[:6], demo) {
		faults = append(faults, fault.Field{Key: "check.id.region", Args: []any{s[:6]}})
	}
	faults = append(faults, birthFaults(s[6:14], today)...)
	if want := idCheckDigit(s[:17]); s[17:] != want {
		faults = append(faults, fault.Field{Key: "check.id.digit", Args: []any{want, s[17:]}})
	}
	return faults
}

// Birth returns the day of birth that an ID number tells, midnight in Shanghai. ok
// is false if the number is not 18 characters with a real date among them.
func Birth(s string) (day time.Time, ok bool) {
	s = Compact(s)
	if len(s) != 18 {
		return time.Time{}, false
	}
	day, err := time.ParseInLocation("20060102", s[6:14], clock.Shanghai)
	return day, err == nil
}

// Female reports whether an ID number that IDNumber has passed is a woman's.
// Basis: GB 11643-1999: the 17th digit is even for women.
func Female(s string) bool {
	s = Compact(s)
	return len(s) == 18 && (s[16]-'0')%2 == 0
}

// Age returns the full years from birth to day. Who was born on 29 February has
// the birthday on the 28th in a common year.
// Basis: 民法典, art. 202.
func Age(birth, day time.Time) int {
	birth, day = birth.In(clock.Shanghai), day.In(clock.Shanghai)
	years := day.Year() - birth.Year()
	birthday := birth.AddDate(years, 0, 0)
	if birthday.Month() != birth.Month() {
		birthday = birthday.AddDate(0, 0, -1)
	}
	if day.Before(birthday) {
		years--
	}
	return years
}

func birthFaults(digits string, today time.Time) []fault.Field {
	birth, err := time.ParseInLocation("20060102", digits, clock.Shanghai)
	switch {
	case err != nil || Age(birth, today) > oldest:
		return wrong("check.id.birth", digits)
	case birth.After(today):
		return wrong("check.id.future", digits)
	}
	return nil
}

// isRegion reports whether code can be a region's. Codes change every year and old
// ones stay on ID cards, so only the province is looked up.
func isRegion(code string, demo bool) bool {
	province := code[:2]
	return allDigits(code) && (strings.Contains(provinces, province) || demo && province == demoProvince)
}

// NumberPerson completes an ID number whose first 17 digits were given out.
// Basis: GB 11643-1999.
func NumberPerson(digits string) string { return digits + idCheckDigit(digits) }

// idCheckDigit returns the last character that belongs to 17 digits.
func idCheckDigit(digits string) string {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	return "10X98765432"[sum%11:][:1]
}

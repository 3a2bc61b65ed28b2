// Package mask hides the greater part of personal data before it reaches a page,
// an answer or a notice. What stays is enough for its owner to recognise it. A
// value too short or too strange to hide in part is hidden whole.
//
// Firms' names and their USCC are public and never masked.
package mask

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// compound lists the surnames of two characters.
const compound = "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 夏侯 端木 " +
	"轩辕 百里 南宫 东郭 西门 独孤 呼延 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 " +
	"鲜于 闾丘 亓官 司寇 拓跋 赫连 公羊 谷梁 乐正 公西 颛孙 壤驷 漆雕 梁丘 左丘 东门 第五"

// Name masks a person's name: 林*华, 张*, 欧阳*; 阿**·买**; J*** S****.
func Name(s string) string {
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) < 2 {
		return stars(s)
	}
	if strings.ContainsFunc(s, isNameBreak) || !unicode.Is(unicode.Han, firstRune(s)) {
		return initials(s)
	}
	name := []rune(s)
	surname := 1
	if len(name) > 2 && strings.Contains(compound, string(name[:2])) {
		surname = 2
	}
	if len(name)-surname == 1 {
		return string(name[:surname]) + "*"
	}
	hidden := strings.Repeat("*", len(name)-surname-1)
	return string(name[:surname]) + hidden + string(name[len(name)-1:])
}

// initials keeps the first letter of each part of a name.
func initials(s string) string {
	start := true
	return strings.Map(func(r rune) rune {
		switch {
		case isNameBreak(r):
			start = true
			return r
		case start:
			start = false
			return r
		}
		return '*'
	}, s)
}

func isNameBreak(r rune) bool { return r == ' ' || r == '·' || r == '•' || r == '-' || r == '.' }

// IDNumber masks an ID number: 5301**********0021.
func IDNumber(s string) string { return middle(s, 4, 4, 15) }

// Phone masks a telephone number: 138****5520.
func Phone(s string) string { return middle(s, 3, 4, 11) }

// BankCard keeps the last four digits: …6621.
func BankCard(s string) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) < 12 {
		return stars(s)
	}
	return "…" + string(r[len(r)-4:])
}

// Email keeps the first letter and the host: l***@x.cn.
func Email(s string) string {
	name, host, ok := strings.Cut(s, "@")
	if !ok || name == "" {
		return stars(s)
	}
	return string(firstRune(name)) + "***@" + host
}

var (
	// divisions are the leading units of an address, from province to street office.
	divisions = regexp.MustCompile(`^(?:[^路街巷弄\d]{1,12}?(?:自治区|自治州|省|市|[^小园社路街]区|县|旗|镇|乡|街道))*`)
	// road is the rest up to the end of the first road.
	road = regexp.MustCompile(`^.*?(?:大道|路|街|巷|弄|胡同|道)`)
)

// Address keeps an address as far as the road: 云岫市青山区人民路***. Without a road it
// keeps the divisions only.
func Address(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	kept := divisions.FindString(s)
	return kept + road.FindString(s[len(kept):]) + "***"
}

// Whole hides all of a value: ***. Not even its length is told.
func Whole(s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return "***"
}

// middle hides all but the first and last characters of a value of at least min.
func middle(s string, first, last, min int) string {
	s = strings.TrimSpace(s)
	r := []rune(s)
	if len(r) < min {
		return stars(s)
	}
	return string(r[:first]) + strings.Repeat("*", len(r)-first-last) + string(r[len(r)-last:])
}

// stars hides s whole; its length tells nothing beyond eight.
func stars(s string) string { return strings.Repeat("*", min(8, utf8.RuneCountInString(s))) }

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

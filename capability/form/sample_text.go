package form

import (
	"fmt"
	"math/rand/v2"
	"regexp/syntax"
	"strings"
	"time"

	"tongban/capability/element"
	"tongban/kernel/check"
)

// Words of sample answers.
var (
	surnames   = strings.Fields("林 张 王 李 陈 欧阳 刘 杨 赵 黄 周 吴")
	givenNames = strings.Fields("晓梅 伟 芳 建国 一诺 子涵 志强 丽华 明 秀英 浩然 雨桐")
	trades     = strings.Fields("山海餐饮 云岫贸易 青山科技 万家服务 新禾农业")
)

// texts tries what a text means, what its form gives as an example, what its pattern
// allows, and words.
func (s sampler) texts(f *Field, n int) (all []any) {
	all = append(all, s.formatted(f, n)...)
	if f.Rules.Format != "" {
		return all
	}
	subject, attribute, _ := strings.Cut(f.Element, ".")
	switch {
	case attribute == "name" && (subject == "org" || subject == "sign"):
		all = append(all, "云岫市"+trades[n%len(trades)]+"有限公司")
	case attribute == "name" && f.exact():
		all = append(all, personName(n))
	case attribute == "documentNumber":
		all = append(all, s.idNumber(1980+n%15, n))
	}
	all = append(all, f.Example)
	if f.pattern != nil {
		r := random(f, n)
		for range 20 {
			all = append(all, fromPattern(f.pattern.String(), r))
		}
	}
	text := []rune(fmt.Sprintf("样例%d", n+1))
	for want := max(f.Rules.MinLength, f.Rules.Length, 6); len(text) < want; {
		text = append(text, '文')
	}
	if most := f.longest(); len(text) > most {
		text = text[:most]
	}
	return append(all, string(text), personName(n))
}

func personName(n int) string { return surnames[n%len(surnames)] + givenNames[(n*5+2)%len(givenNames)] }

// formatted makes identifiers. Those of people fit what is derived from them.
func (s sampler) formatted(f *Field, n int) []any {
	switch f.Rules.Format {
	case "cn_id18":
		year := s.e.today.Year()
		born := []int{year - 30 - n%20, year - 65 - n%5, year - 17, year - 8, year - 1}
		if e, _ := element.Find(f.Element); e.About() == "child" {
			born = []int{year - 1}
		}
		var all []any
		for _, y := range born {
			all = append(all, s.idNumber(y, n))
		}
		return all
	case "cn_uscc":
		org := completed(fmt.Sprintf("MA%06d", 100003+97*n), "0123456789X", func(c string) bool { return check.OrgCode(c) == nil })
		return []any{completed("91"+s.homeRegion()+org, "0123456789ABCDEFGHJKLMNPQRTUWXY", func(c string) bool { return check.USCC(c, s.e.demo) == nil })}
	case "luhn":
		return []any{completed(fmt.Sprintf("622202123456%06d", 7+n), "0123456789", func(c string) bool { return check.BankCard(c) == nil })}
	case "cn_mobile":
		return []any{fmt.Sprintf("138%08d", 138000+n)}
	case "cn_phone":
		return []any{fmt.Sprintf("0871-6551%04d", 9001-n%9000)}
	case "email":
		return []any{fmt.Sprintf("name%d@example.cn", n+1)}
	}
	return nil
}

// idNumber makes the number of somebody born on a day of the year.
func (s sampler) idNumber(year, n int) string {
	born := time.Date(year, 1, 1+n%28, 0, 0, 0, 0, time.UTC)
	body := fmt.Sprintf("%s%s%03d", s.homeRegion(), born.Format("20060102"), 100+n%800)
	return completed(body, "0123456789X", func(c string) bool { return check.IDNumber(c, s.e.demo, s.e.today) == nil })
}

// homeRegion is where people and firms of samples are registered.
func (s sampler) homeRegion() string {
	if s.d.DemoRegions {
		return "990102"
	}
	return "110105"
}

// completed adds the check digit that fits.
func completed(body, digits string, fits func(string) bool) string {
	for _, digit := range digits {
		if whole := body + string(digit); fits(whole) {
			return whole
		}
	}
	return ""
}

// fromPattern makes a text that fits a pattern.
func fromPattern(pattern string, r *rand.Rand) string {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return ""
	}
	var b strings.Builder
	fill(&b, tree, r)
	return b.String()
}

// repeats is how often a pattern without a bound is repeated at most.
const repeats = 3

func fill(b *strings.Builder, tree *syntax.Regexp, r *rand.Rand) {
	least, most := 1, 1
	switch tree.Op {
	case syntax.OpLiteral:
		b.WriteString(string(tree.Rune))
		return
	case syntax.OpCharClass:
		b.WriteRune(oneOf(tree.Rune, r))
		return
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteRune('文')
		return
	case syntax.OpAlternate:
		fill(b, tree.Sub[r.IntN(len(tree.Sub))], r)
		return
	case syntax.OpStar:
		least, most = 0, repeats
	case syntax.OpPlus:
		most = repeats
	case syntax.OpQuest:
		least = 0
	case syntax.OpRepeat:
		least, most = tree.Min, tree.Max
		if most < 0 || most > least+repeats {
			most = least + repeats
		}
	}
	for range least + r.IntN(most-least+1) {
		for _, sub := range tree.Sub {
			fill(b, sub, r)
		}
	}
}

// oneOf chooses a character of a class; of a great range one of its first.
func oneOf(ranges []rune, r *rand.Rand) rune {
	at := 2 * r.IntN(len(ranges)/2)
	first, last := ranges[at], ranges[at+1]
	return first + rune(r.IntN(int(min(last-first, 60))+1))
}

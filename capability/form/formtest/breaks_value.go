package formtest

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"tongban/capability/form"
	"tongban/kernel/clock"
)

// mistyped are identifiers with a digit wrong, and what is said of them.
var mistyped = map[string][2]string{
	"cn_id18": {"110105194912310021", "check.id.digit"}, "cn_uscc": {"91350100M000100Y44", "check.uscc.digit"},
	"cn_mobile": {"12800138000", "check.mobile.digits"}, "cn_phone": {"8711234", "check.phone.digits"},
	"luhn": {"6222021234560000000", "check.bank.digit"}, "email": {"name.example.cn", "form.pattern.email"},
}

// text breaks what a text must look like.
func (b *breaker) text(f *form.Field, path string) {
	b.add("characters", path, "样\x00例", path, "form.text.invisible")
	if f.Kind == form.String && f.Rules.Format == "" {
		b.add("one line", path, "样\n例", path, "form.text.one-line")
	}
	if wrong, ok := mistyped[f.Rules.Format]; ok {
		b.add("format", path, wrong[0], path, wrong[1])
		return
	}
	switch r := f.Rules; {
	case r.Length > 0:
		b.add("length", path, strings.Repeat("样", r.Length+1), path, "form.length.exact")
	case r.MinLength > 1:
		b.add("least length", path, strings.Repeat("样", r.MinLength-1), path, "form.length.min")
		fallthrough
	default:
		b.add("most length", path, strings.Repeat("样", longest(f)+1), path, "form.length.max")
	}
	if f.Rules.Pattern != "" {
		b.pattern(f, path)
	}
}

var onlyDigits = regexp.MustCompile(`^\^?\\d\{(\d+)(,\d+)?\}\$?$`)

// pattern looks for a text of the right length that the pattern does not allow.
func (b *breaker) pattern(f *form.Field, path string) {
	key := "form.pattern.other"
	switch m := onlyDigits.FindStringSubmatch(f.Rules.Pattern); {
	case f.Hint != "":
		key = "form.pattern.hint"
	case m != nil && m[2] == "":
		key = "form.pattern.digits"
	case m != nil:
		key = "form.pattern.digits-between"
	}
	length := max(f.Rules.Length, f.Rules.MinLength, 1)
	for _, sign := range []string{"#", "样", "a", "0"} {
		v := set(b.sample, path, strings.Repeat(sign, length))
		for _, one := range b.d.Check(v, b.at) {
			if one.Name == path && one.Key == key {
				b.all = append(b.all, Break{What: path + " pattern", Values: v, Name: path, Key: key})
				return
			}
		}
	}
	b.all = append(b.all, Break{What: path + " pattern", Name: path, Key: key})
}

// number breaks the bounds and the decimals.
func (b *breaker) number(f *form.Field, path string) {
	write := func(n *big.Rat) any {
		if f.Kind == form.Integer || f.Kind == form.Year {
			return n.Num().Int64()
		}
		text := strings.TrimRight(n.FloatString(20), "0")
		return strings.TrimRight(text, ".")
	}
	bound := func(of *form.Bound) *big.Rat {
		if of == nil {
			return nil
		}
		n, _ := new(big.Rat).SetString(of.String())
		return n
	}
	least, most := bound(f.Rules.Min), bound(f.Rules.Max)
	below, above := "form.range.min", "form.range.max"
	if least != nil && most != nil {
		below, above = "form.range.between", "form.range.between"
	}
	one := big.NewRat(1, 1)
	if least != nil {
		b.add("least", path, write(new(big.Rat).Sub(least, one)), path, below)
	}
	if most != nil {
		b.add("most", path, write(new(big.Rat).Add(most, one)), path, above)
	}
	if scale := f.Rules.Scale; scale != nil && f.Kind != form.Integer {
		key := "form.scale.decimals"
		if *scale == 0 {
			key = "form.scale.whole"
		}
		b.add("decimals", path, "0."+strings.Repeat("0", *scale)+"1", path, key)
	}
}

// day breaks the bounds of a day, a month or a moment.
func (b *breaker) day(f *form.Field, path string) {
	layout := map[form.Kind]string{form.Date: time.DateOnly, form.YearMonth: "2006-01", form.DateTime: "2006-01-02T15:04"}[f.Kind]
	today := b.at.Today.In(clock.Shanghai)
	moment := func(bound string) time.Time {
		t, err := time.ParseInLocation(time.DateOnly, bound, clock.Shanghai)
		if err != nil {
			return today
		}
		return t
	}
	if f.Rules.Min != nil || f.Rules.NotBefore != "" {
		b.add("earliest", path, moment(earliest(f)).AddDate(0, -1, -2).Format(layout), path, "form.date.min")
	}
	switch {
	case f.Rules.Max != nil:
		b.add("latest", path, moment(f.Rules.Max.String()).AddDate(0, 1, 2).Format(layout), path, "form.date.max")
	case f.Rules.MaxOffset != "":
		var years, months, days int
		_, _ = fmt.Sscanf(f.Rules.MaxOffset, "P%dY", &years)
		_, _ = fmt.Sscanf(f.Rules.MaxOffset, "P%dM", &months)
		_, _ = fmt.Sscanf(f.Rules.MaxOffset, "P%dD", &days)
		b.add("latest", path, moment(f.Rules.Anchor).AddDate(years, months, days+3).Format(layout), path, "form.date.max")
	}
	b.ages(f, func(born time.Time) form.Values { return set(b.sample, path, born.Format(layout)) }, path)
}

// earliest is the later of the two rules for it.
func earliest(f *form.Field) string {
	if f.Rules.Min != nil {
		return f.Rules.Min.String()
	}
	return f.Rules.NotBefore
}

// ages breaks limits of age by a day of birth.
func (b *breaker) ages(f *form.Field, born func(time.Time) form.Values, path string) {
	if most := f.Rules.MaxAge; most != nil {
		b.all = append(b.all, Break{What: path + " most age", Values: born(b.at.Today.AddDate(-*most-1, 0, -1)), Name: path, Key: "form.age.max"})
	}
	if least := f.Rules.MinAge; least != nil {
		b.all = append(b.all, Break{What: path + " least age", Values: born(b.at.Today.AddDate(-*least, 0, 2)), Name: path, Key: "form.age.min"})
	}
}

// derived breaks limits of age by the number a day of birth is derived from.
func (b *breaker) derived(f *form.Field) {
	source := f.Rules.DerivedFrom
	if source == "" || !slices.Contains([]form.Kind{form.Date}, f.Kind) {
		return
	}
	b.ages(f, func(born time.Time) form.Values {
		return set(b.sample, source, IDNumber(b.sample.String(source), born))
	}, f.Key)
}

// IDNumber returns an ID number like another with a different day of birth.
func IDNumber(like string, born time.Time) string {
	if len(like) < 17 {
		like = "11010519491231002"
	}
	body := like[:6] + born.Format("20060102") + like[14:17]
	weights, sum := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}, 0
	for i, w := range weights {
		sum += w * int(body[i]-'0')
	}
	return body + string("10X98765432"[sum%11])
}

// period breaks both ends of a date range.
func (b *breaker) period(f *form.Field, path string) {
	from, to := path+".from", path+".to"
	b.add("first day", from, nil, from, "form.period.from")
	b.add("last day", to, nil, to, "form.period.to")
	first, err := time.Parse(time.DateOnly, b.sample.Part(path).String("from"))
	if err != nil {
		return
	}
	b.add("order", to, first.AddDate(0, 0, -1).Format(time.DateOnly), to, "form.period.order")
	if most := f.Rules.MaxMonths; most > 0 {
		b.add("length", to, first.AddDate(0, most+1, 0).Format(time.DateOnly), to, "form.period.long")
	}
}

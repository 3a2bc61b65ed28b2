package form

import (
	"fmt"
	"hash/fnv"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongban/capability/element"
	"tongban/kernel/clock"
)

// Sample returns valid answers, made from the definition itself, for the walk-through
// and for tests; n varies them. Fields for files have no answer, and every other field
// has one, whatever shows it.
func (d *Definition) Sample(n int, today time.Time) Values {
	return d.SampleIn(n, Situation{Today: today})
}

// SampleIn returns answers that are valid in a situation: rules across fields may
// speak of the guide's answers. Where they leave no room for guesses, the fields' own
// samples are used; where those do not fit either, answers are changed until they do.
func (d *Definition) SampleIn(n int, at Situation) Values {
	var best Values
	fewest := -1
	for _, own := range []bool{true, false} {
		s := sampler{d: d, e: examiner{demo: d.DemoRegions, regions: d.Regions, today: at.Today.In(clock.Shanghai)}, n: n, own: own && n == 0, at: at}
		v := s.mended(s.values())
		found := len(d.Check(v, at)) + len(s.wrong(v))
		if fewest < 0 || found < fewest {
			best, fewest = v, found
		}
		if fewest == 0 {
			break
		}
	}
	return best
}

// sampler makes answers.
type sampler struct {
	d   *Definition
	e   examiner
	n   int
	own bool // a field's own sample comes first
	at  Situation
}

// values answers every field. What rules speak of is answered by its own sample.
func (s sampler) values() Values {
	v := Values{}
	for i := range s.d.Fields {
		f := &s.d.Fields[i]
		if !f.asked() {
			continue
		}
		if answer := s.answer(f, s.n, s.own || s.ruled(f.Key)); !blank(answer) {
			v[f.Key] = answer
		}
	}
	return s.d.Normalise(v)
}

// ruled reports whether a rule across fields needs the answer to a field.
func (s sampler) ruled(key string) bool {
	return slices.ContainsFunc(s.d.programs.rules, func(p ruleProgram) bool {
		return p.rule.Each == key || slices.Contains(p.holds.needs, key) || p.when != nil && slices.Contains(p.when.needs, key)
	})
}

// wrong returns what is wrong with fields that nothing shows yet.
func (s sampler) wrong(v Values) (found []string) {
	for i := range s.d.Fields {
		f := &s.d.Fields[i]
		if f.asked() && f.ShownWhen != nil && len(s.e.examine(f, v[f.Key])) > 0 {
			found = append(found, f.Key)
		}
	}
	return found
}

// answer returns the first of what can be thought of that nothing is wrong with.
func (s sampler) answer(f *Field, n int, own bool) any {
	var all []any
	given := f.given()
	if own && given != nil {
		all = append(all, given)
	}
	if f.Kind == Table {
		all = append(all, s.rows(f, n))
	} else {
		all = append(all, s.guesses(f, n)...)
	}
	for _, answer := range append(all, given) {
		if answer = f.normal(answer); !blank(answer) && len(s.e.examine(f, answer)) == 0 && s.derives(f, answer) {
			return answer
		}
	}
	return nil
}

// given returns the field's own sample.
func (f *Field) given() any {
	if f.Sample == nil {
		return nil
	}
	answer, _ := (&reader{}).field(f, f.Key, f.Sample)
	return answer
}

// derives reports whether what is derived from an answer is right as well.
func (s sampler) derives(f *Field, answer any) bool {
	for i := range s.d.Fields {
		other := &s.d.Fields[i]
		if number, ok := answer.(string); ok && f.Key != "" && other.Rules.DerivedFrom == f.Key && s.d.byKey[f.Key] == f {
			if len(s.e.examine(other, birthDate(number))) > 0 {
				return false
			}
		}
	}
	return true
}

// rows makes as many rows as a table needs, more of them as n grows.
func (s sampler) rows(f *Field, n int) any {
	count := min(max(f.Rules.MinItems, 1)+n%2, f.MostRows())
	rows := make([]Values, count)
	for i := range rows {
		rows[i] = Values{}
		for c := range f.Columns {
			column := &f.Columns[c]
			if !column.asked() {
				continue
			}
			if answer := s.answer(column, n+7*i+c, s.own); !blank(answer) {
				rows[i][column.Key] = answer
			}
			if text := s.part(column, count); text != "" {
				rows[i][column.Key] = text
			}
		}
	}
	return rows
}

// part is what each of several rows has of a hundred per cent.
func (s sampler) part(column *Field, rows int) string {
	if column.Kind != Decimal || !strings.ContainsAny(column.Label, "%％") {
		return ""
	}
	text, _ := number(strconv.FormatFloat(100/float64(rows), 'f', 4, 64))
	if len(s.e.examine(column, text)) > 0 {
		return ""
	}
	return text
}

// guesses thinks of answers to a field.
func (s sampler) guesses(f *Field, n int) []any {
	switch f.Kind {
	case String, LongText:
		return s.texts(f, n)
	case Integer, Decimal, Money:
		return s.numbers(f, n)
	case Year:
		years := f.years(s.e.today)
		if len(years) == 0 {
			years = []string{strconv.Itoa(s.e.today.Year() - n%5), strconv.Itoa(s.e.today.Year())}
		}
		return turned(texted(years), n)
	case Enum, Code, Ref:
		return turned(texted(s.codes(f)), n)
	case EnumList, CodeList:
		return s.choices(f, n)
	case Bool:
		return []any{n%2 == 0}
	case Agreement:
		return []any{true}
	case Date, YearMonth, DateTime:
		return s.moments(f, n)
	case DateRange:
		return s.ranges(f, n)
	case Address:
		return s.addresses(f, n)
	case Location:
		return []any{Values{"lat": "25.04" + strconv.Itoa(n%10), "lng": "102.71" + strconv.Itoa(n%10)}}
	}
	return nil
}

// turned starts a list at its nth member.
func turned(all []any, n int) []any {
	if len(all) == 0 {
		return nil
	}
	at := n % len(all)
	return append(slices.Clone(all[at:]), all[:at]...)
}

func texted(all []string) []any {
	out := make([]any, len(all))
	for i, text := range all {
		out[i] = text
	}
	return out
}

// sampleRegions are regions answers lie in: of the demo city, else of Beijing.
var sampleRegions = []string{"990102", "990103", "990100", "110105", "110101"}

// codes are the codes a field offers.
func (s sampler) codes(f *Field) (codes []string) {
	if f.list == divisions {
		return s.regions()
	}
	for _, o := range f.Options {
		codes = append(codes, o.Value)
	}
	if list, _ := element.CodeList(f.list); len(codes) == 0 {
		for _, v := range list.Codes {
			codes = append(codes, v.Code)
		}
	}
	return codes
}

// regions are the sample regions that there are.
func (s sampler) regions() []string {
	return slices.DeleteFunc(slices.Clone(sampleRegions), func(code string) bool {
		return !s.e.isRegion(code) || s.e.regions == nil && strings.HasPrefix(code, "99") != s.d.DemoRegions
	})
}

func (s sampler) choices(f *Field, n int) []any {
	codes := s.codes(f)
	if len(codes) == 0 {
		return nil
	}
	count := max(f.Rules.MinItems, 1)
	if f.Rules.MaxItems == 0 || f.Rules.MaxItems > count {
		count += n % 2
	}
	var chosen []string
	for i := range min(count, len(codes)) {
		chosen = append(chosen, codes[(n+i)%len(codes)])
	}
	return []any{f.choose(chosen)}
}

// numbers tries whole numbers between the bounds, then the bounds.
func (s sampler) numbers(f *Field, n int) (all []any) {
	least, most := f.numbers()
	if least == nil {
		least = new(big.Rat)
	}
	one := big.NewRat(1, 1)
	whole := new(big.Rat).SetInt(new(big.Int).Quo(least.Num(), least.Denom()))
	for _, ahead := range []int64{int64(20 + 3*n), int64(n%7 + 1), 1, 0} {
		all = append(all, new(big.Rat).Add(whole, big.NewRat(ahead, 1)).RatString())
	}
	all = append(all, least.FloatString(f.decimals()), new(big.Rat).Add(least, one).FloatString(f.decimals()))
	if most != nil {
		all = append(all, most.FloatString(f.decimals()))
	}
	return all
}

// decimals is how many decimals an answer may have.
func (f *Field) decimals() int {
	switch {
	case f.Kind == Integer:
		return 0
	case f.Rules.Scale != nil:
		return *f.Rules.Scale
	}
	return 6
}

// moments tries days around today and around the bounds.
func (s sampler) moments(f *Field, n int) (all []any) {
	days := []time.Time{
		s.e.today.AddDate(0, 0, -3-n%20), s.e.today.AddDate(-30, 0, -n), s.e.today.AddDate(-65, 0, -n), s.e.today.AddDate(0, 0, 30+n),
		s.e.today, s.e.bound(f, f.Rules.Min), s.e.bound(f, f.Rules.Max), s.e.bound(f, &Bound{f.Rules.NotBefore}), s.e.today.AddDate(-10, 0, -n), s.e.today.AddDate(2, 0, n),
	}
	if f.Rules.MaxOffset != "" || f.Rules.NotBefore != "" {
		days = slices.Insert(days, 0, s.e.today.AddDate(1, n%12, 0))
	}
	for _, day := range days {
		all = append(all, day.In(clock.Shanghai).Format(layouts[f.Kind]))
	}
	return all
}

func (s sampler) ranges(f *Field, n int) (all []any) {
	months := 12
	if f.Rules.MaxMonths > 0 {
		months = min(months, f.Rules.MaxMonths)
	}
	for _, from := range []time.Time{s.e.today.AddDate(0, 0, 1+n%30), s.e.today, s.e.today.AddDate(-1, 0, 0), s.e.bound(f, f.Rules.Min)} {
		to := addMonths(from, months).AddDate(0, 0, -1)
		all = append(all, Values{"from": from.Format(time.DateOnly), "to": to.Format(time.DateOnly)})
	}
	return all
}

func (s sampler) addresses(f *Field, n int) (all []any) {
	detail := fmt.Sprintf("人民路%d号", 8+n)
	if short := f.Rules.MinLength - len([]rune(detail)); short > 0 {
		detail = strings.Repeat("新", short) + detail
	}
	for _, region := range turned(texted(s.regions()), n) {
		all = append(all, Values{"region": region, "detail": detail})
	}
	return all
}

// random returns a source that gives the same numbers for a field and n each time.
func random(f *Field, n int) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(f.Key)) // never fails
	return rand.New(rand.NewPCG(h.Sum64(), uint64(n)))
}

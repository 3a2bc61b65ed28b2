package deadline

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tongban/kernel/message"
)

func reader(t testing.TB, lang message.Lang) context.Context {
	t.Helper()
	texts, err := message.Load(Messages)
	if err != nil {
		t.Fatal(err)
	}
	return message.With(context.Background(), texts, lang)
}

// told returns the reasons as a page would print them.
func told(ctx context.Context, reasons []Reason) string {
	var b strings.Builder
	for _, r := range reasons {
		b.WriteString(r.Text(ctx))
		if cite := r.Cite(ctx); cite != "" {
			b.WriteString("［" + cite + "］")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestReasonsSayWhyInWords(t *testing.T) {
	for _, c := range []struct {
		name   string
		lang   message.Lang
		law    func(*Law)
		story  []any
		now    string
		period Period
		want   string
	}{
		{
			name: "five days over the Spring Festival", lang: message.Chinese,
			story: []any{Received, "2026-02-12 10:00"}, now: "2026-02-25 09:00", period: AcceptancePeriod,
			want: `2026年2月12日收到申请材料；收到当日不计，从次日起算。［《民法典》第二百零一条］
应当在5个工作日内受理、不予受理，或者一次告知全部补正内容；最后一日是2026年2月26日，到当日24时届满。［《行政许可法》第三十二条第一款第四项、《行政许可法》第八十二条］
2026年2月14日调休上班，计为工作日。［国办发明电〔2025〕7号］
2026年2月15日至2026年2月23日春节放假，不计入工作日。［国办发明电〔2025〕7号］
到2026年2月26日24时仍未告知的，自收到材料之日（2026年2月12日）起即为受理。［《行政许可法》第三十二条第一款第四项］
`,
		},
		{
			name: "accepted by silence", lang: message.Chinese,
			story: []any{Received, "2026-03-07 10:00"}, now: "2026-03-16 09:00", period: StatutoryPeriod,
			want: `逾期未告知，依法自收到材料之日（2026年3月7日）起即为受理；当日不计。［《行政许可法》第三十二条第一款第四项］
2026年3月7日是休息日，仍以这一天为准，从其后第一个工作日起算第1日。［《行政许可法》第八十二条］
法律规定在20个工作日内作出决定；最后一日是2026年4月3日，到当日24时届满。［《行政许可法》第四十二条第一款、《行政许可法》第八十二条］
`,
		},
		{
			name: "paused and extended", lang: message.English,
			law:   func(l *Law) { l.Statutory = Limit{10, Workday, "消防法第十五条"} },
			story: []any{Received, "2026-03-02", Accepted, "2026-03-03 10:00", Paused, "2026-03-06", Extended, "2026-03-09"},
			now:   "2026-03-13 10:00", period: StatutoryPeriod,
			want: `Accepted on 3 Mar 2026; that day is not counted.［Civil Code, art. 201］
The law requires a decision within 10 working days.［消防法第十五条; Administrative Licensing Law, art. 82］
With the approval of the head of the office the statutory time is 10 working days longer; the promised time stays as promised.［Administrative Licensing Law, art. 42］
Since 6 Mar 2026 there is an expert review, not finished yet: 5 working days up to 13 Mar 2026 not counted.［Administrative Licensing Law, art. 45］
4 Apr 2026 to 6 Apr 2026 are off (Qingming Festival) and are not working days.［国办发明电〔2025〕7号］
The clock is stopped and the last day is not known yet; if it went on today the last day would be 8 Apr 2026.
`,
		},
		{
			name: "hours", lang: message.Chinese,
			law:   func(l *Law) { l.Statutory = Limit{48, Hour, "某条例第三条"} },
			story: []any{Received, "2026-03-02", Accepted, "2026-03-06 10:00"},
			now:   "2026-03-09 10:00", period: StatutoryPeriod,
			want: `2026年3月6日 10:00受理。
法律规定在48小时内作出决定；2026年3月8日 10:00届满。［某条例第三条］
期限已于2026年3月8日 10:00届满，尚未完成，已超过1个工作日。
`,
		},
		{
			name: "half a day, missed before the weekend", lang: message.English,
			law:   func(l *Law) { l.Promised.Value = 0.5 },
			story: []any{Received, "2026-03-02", Accepted, "2026-03-05 10:00"},
			now:   "2026-03-07 10:00", period: PromisedPeriod,
			want: `Accepted on 5 Mar 2026; that day is not counted.［Civil Code, art. 201］
The office promises to decide within 0.5 working days; the last day is 6 Mar 2026, until 24:00.［Regulations on Improving the Business Environment, art. 36］
Part of a day counts as a whole day in dates: 1 day in all.
The time ended on 6 Mar 2026; it is not done yet.
`,
		},
		{
			name: "a month into a year without a notice", lang: message.Chinese,
			law:   func(l *Law) { l.Regime, l.Statutory = Own, Limit{2, Month, ""} },
			story: []any{Received, "2026-12-05", Accepted, "2026-12-06 10:00", Withdrawn, "2026-12-08 10:00"},
			now:   "2026-12-09", period: StatutoryPeriod,
			want: `2026年12月6日受理；受理当日不计。［《民法典》第二百零一条］
法律规定在2个月内作出决定；最后一日是2027年2月9日，到当日24时届满。［《民法典》第二百零二条］
最后一日2027年2月6日是休息日，顺延到2027年2月9日。［《民法典》第二百零三条］
2027年的放假安排尚未公布，日期是暂定的；公布后重新推算。
2026年12月8日 10:00办件结束，不再计时。
`,
		},
		{
			name: "on the spot", lang: message.Chinese,
			law:   func(l *Law) { l.Regime, l.Deemed, l.AcceptanceWorkdays = RealEstate, DeemedUnlessTold, 0 },
			story: []any{Received, "2026-03-02 10:00"}, now: "2026-03-02 10:05", period: AcceptancePeriod,
			want: `2026年3月2日 10:00收到申请材料。
应当当场受理，或者当场书面告知；最迟到2026年3月2日24时。［《不动产登记暂行条例》第十七条］
到2026年3月2日24时仍未告知的，自收到材料之日（2026年3月2日）起即为受理。［《不动产登记暂行条例》第十七条］
`,
		},
		{
			name: "calendar days, a statute, decided on the Saturday after", lang: message.Chinese,
			law:   func(l *Law) { l.Regime, l.Statutory = RealEstate, Limit{3, CalendarDay, ""} },
			story: []any{Received, "2026-05-06", Accepted, "2026-05-06 10:00", Paused, "2026-05-07", Resumed, "2026-05-09", Decided, "2026-05-16 10:00"},
			now:   "2026-05-20", period: StatutoryPeriod,
			want: `2026年5月6日受理；受理当日不计。［《民法典》第二百零一条］
法律规定在3日内作出决定；最后一日是2026年5月11日，到当日24时届满。［《不动产登记暂行条例》第二十条］
2026年5月7日至2026年5月9日进行公告，其间2日不计入期限；开始当日计入，结束当日不计入。［某条例第九条］
2026年5月16日 10:00完成，超过期限4个工作日。
`,
		},
		{
			name: "a single day off, delivered on the day after the last", lang: message.Chinese,
			law:   func(l *Law) { l.DeliveryWorkdays = 3 },
			story: []any{Received, "2024-12-27", Decided, "2024-12-30 10:00", Delivered, "2025-01-04 10:00"},
			now:   "2025-02-01", period: DeliveryPeriod,
			want: `2024年12月30日作出决定；决定当日不计。［《民法典》第二百零一条］
应当在作出决定后3个工作日内送达；最后一日是2025年1月3日，到当日24时届满。［《行政许可法》第四十四条、《行政许可法》第八十二条］
2025年1月1日元旦放假，不计入工作日。［国办发明电〔2024〕12号］
2025年1月4日 10:00完成，在期限届满之后。
`,
		},
		{
			name: "half a day under a law of the same day", lang: message.Chinese,
			law:   func(l *Law) { l.Promised.Value, l.Statutory = 0.5, Limit{Unit: SameDay} },
			story: []any{Received, "2026-03-02 09:00", Accepted, "2026-03-02 10:00", Decided, "2026-03-02 11:00"},
			now:   "2026-03-03", period: PromisedPeriod,
			want: `2026年3月2日 10:00受理。
承诺在0.5个工作日内作出决定，且不晚于法定期限；最后一日是2026年3月2日，到当日24时届满。［《优化营商环境条例》第三十六条］
已于2026年3月2日 11:00完成，没有超期。
`,
		},
		{
			name: "days under a law of hours", lang: message.English,
			law:   func(l *Law) { l.Promised.Value, l.Statutory = 1, Limit{Value: 4, Unit: Hour} },
			story: []any{Received, "2026-03-02 09:00", Accepted, "2026-03-02 10:00"},
			now:   "2026-03-02 11:00", period: PromisedPeriod,
			want: `2 Mar 2026 10:00: accepted.
The office promises to decide within 1 working day, and no later than the law requires; the time ends at 2 Mar 2026 14:00.［Regulations on Improving the Business Environment, art. 36］
`,
		},
		{
			name: "registration by rule", lang: message.English,
			law:   func(l *Law) { l.Regime, l.Statutory = Registration, Limit{3, Workday, ""} },
			story: []any{Received, "2026-05-11", Accepted, "2026-05-11 10:00", Decided, "2026-05-11 10:00:01"},
			now:   "2026-05-20", period: StatutoryPeriod,
			want: `Accepted by the system on 11 May 2026; that day is not counted.［Civil Code, art. 201］
The law requires a decision within 3 working days; the last day is 14 May 2026, until 24:00.［Regulations on Market Entity Registration, art. 19］
Done on 11 May 2026 10:00, in time.
`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			law := licensing()
			if c.law != nil {
				c.law(&law)
			}
			events := story(t, c.story...)
			for i := range events {
				switch {
				case events[i].Kind == Paused && law.Regime != Licensing:
					events[i].Procedure, events[i].Statute = "公告", "某条例第九条"
				case events[i].Kind == Accepted && law.Regime == Registration:
					events[i].Basis = ByRule
				}
			}
			got := Evaluate(events, law, cal, at(t, c.now))
			if text := told(reader(t, c.lang), got.Why(got.Window(c.period))); text != c.want {
				t.Errorf("got\n%swant\n%s", text, c.want)
			}
		})
	}
}

func TestPeriodsAndStatesHaveNames(t *testing.T) {
	zh, en := reader(t, message.Chinese), reader(t, message.English)
	for _, p := range []Period{AcceptancePeriod, CorrectionPeriod, PromisedPeriod, StatutoryPeriod, DeliveryPeriod} {
		if strings.ContainsAny(p.Text(zh)+p.Text(en), "⟦") {
			t.Errorf("%s has no name", p)
		}
	}
	for _, s := range []State{NotStarted, Running, Stopped, Met, Overdue, Ended} {
		if strings.ContainsAny(s.Text(zh)+s.Text(en), "⟦") {
			t.Errorf("%s has no name", s)
		}
	}
}

func TestWhatChangesNothingIsNamedWithItsReason(t *testing.T) {
	ctx := reader(t, message.Chinese)
	opening := []any{Received, "2026-03-02 10:00", Accepted, "2026-03-03 10:00"}
	for _, c := range []struct {
		law   func(*Law)
		story []any
		last  func(*Event)
		want  string
	}{
		{story: []any{Received, "2026-03-02", CorrectionRequested, "2026-03-03", Corrected, "2026-03-04", CorrectionRequested, "2026-03-05"},
			want: "不是第一次"},
		{story: append(opening, CorrectionRequested, "2026-03-04"), want: "只能在受理前提出"},
		{story: []any{Received, "2026-03-02", CorrectionRequested, "2026-03-10"}, want: "到2026年3月9日24时已经依法视为受理"},
		{story: []any{Received, "2026-03-02", Accepted, "2026-03-10"}, want: "期限仍从2026年3月2日起算"},
		{story: []any{Received, "2026-03-02", Refused, "2026-03-10"}, want: "本件自2026年3月2日起已经受理"},
		{story: append(opening, Paused, "2026-03-04"), last: func(e *Event) { e.Procedure = "现场核查" },
			want: "2026年3月4日 00:00起的现场核查不是法律规定"},
		{story: append(opening, Paused, "2026-03-04"), law: func(l *Law) { l.Regime = Own }, want: "起的专家评审不是法律规定"},
		{story: append(opening, Extended, "2026-03-04"), law: func(l *Law) { l.Extension = Extension{} }, want: "没有法律依据"},
		{story: append(opening, Extended, "2026-03-04", Extended, "2026-03-05"), want: "只能延长一次"},
		{story: append(opening, Extended, "2026-04-01"), want: "期限届满（2026年3月31日）之后"},
		{story: append(opening, Received, "2026-03-04"), want: "“收到申请材料”与办件当时的状态不符"},
		{story: append(opening, Corrected, "2026-03-04"), want: "“收到补正材料”"},
		{story: append(opening, Accepted, "2026-03-04"), want: "“受理”"},
		{story: append(opening, NotNeeded, "2026-03-04"), want: "“不需要许可”"},
		{story: append(opening, Resumed, "2026-03-04"), want: "“恢复计时”"},
		{story: append(opening, Paused, "2026-03-04", Paused, "2026-03-05"), want: "“暂停计时”"},
		{story: append(opening, Delivered, "2026-03-04"), want: "“送达”"},
		{story: append(opening, Decided, "2026-03-04", Decided, "2026-03-05"), want: "“作出决定”"},
		{story: append(opening, Decided, "2026-03-04", Withdrawn, "2026-03-05"), want: "“撤回申请”"},
		{story: []any{Received, "2026-03-02", Extended, "2026-03-04"}, want: "“延期”"},
		{story: []any{CorrectionRequested, "2026-03-02"}, want: "“告知补正”"},
		{story: []any{Terminated, "2026-03-02"}, want: "“终止办理”"},
	} {
		law, events := licensing(), story(t, c.story...)
		if c.law != nil {
			c.law(&law)
		}
		if c.last != nil {
			c.last(&events[len(events)-1])
		}
		got := Evaluate(events, law, cal, at(t, "2026-05-06"))
		if text := told(ctx, got.Reasons()); len(got.Ignored) != 1 || !strings.Contains(text, c.want) {
			t.Errorf("%v: %d ignored, no %q in\n%s", c.story, len(got.Ignored), c.want, text)
		}
	}
}

func TestTextsAreCompleteInBothLanguages(t *testing.T) {
	texts, err := message.Load(Messages)
	if err != nil {
		t.Fatal(err)
	}
	zh, en := texts.Keys(message.Chinese), texts.Keys(message.English)
	places := regexp.MustCompile(`\{\d\}`)
	for key, text := range zh {
		other, ok := en[key]
		if !ok {
			t.Errorf("%s has no English", key)
			continue
		}
		a, b := places.FindAllString(text, -1), places.FindAllString(other, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(slices.Compact(a), slices.Compact(b)) {
			t.Errorf("%s has places %v in Chinese, %v in English", key, a, b)
		}
	}
	for key := range en {
		if _, ok := zh[key]; !ok {
			t.Errorf("%s has no Chinese", key)
		}
	}
	for key := range keysInCode(t) {
		if !strings.HasSuffix(key, ".") && !texts.Has(key) {
			t.Errorf("%s is used and has no text", key)
		}
	}
}

func TestEveryTextIsUsed(t *testing.T) {
	texts, err := message.Load(Messages)
	if err != nil {
		t.Fatal(err)
	}
	used := keysInCode(t)
	for key := range texts.Keys(message.Chinese) {
		prefix := key[:strings.LastIndex(key, ".")+1]
		if !used[key] && !used[prefix] {
			t.Errorf("nothing uses %s", key)
		}
	}
}

// keysInCode returns the message keys, and the prefixes of keys, that the sources name.
func keysInCode(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(deadline\.[a-z0-9.-]+)"`).FindAllStringSubmatch(string(text), -1) {
			keys[m[1]] = true
		}
	}
	return keys
}

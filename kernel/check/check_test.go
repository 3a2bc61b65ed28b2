package check

import (
	"slices"
	"testing"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

var today = time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai)

func keys(faults []fault.Field) (list []string) {
	for _, f := range faults {
		list = append(list, f.Key)
	}
	return list
}

// demoID returns a valid ID number of the demo city for 17 digits.
func demoID(digits string) string { return digits + idCheckDigit(digits) }

func TestIDNumberSaysWhichDigitsLookWrong(t *testing.T) {
	for name, tt := range map[string]struct {
		number string
		demo   bool
		want   []string
	}{
		"the standard's example":        {"11010519491231002X", false, nil},
		"spaces, small x, full width":   {" 110105 １９４９1231 002x", false, nil},
		"check digit":                   {"110105194912310021", false, []string{"check.id.digit"}},
		"region":                        {demoID("10010519491231002"), false, []string{"check.id.region"}},
		"the province list has no gaps": {demoID("51105519491231002"), false, nil},
		"not a day":                     {demoID("11010519490231002"), false, []string{"check.id.birth"}},
		"29 February of a common year":  {demoID("11010520230229002"), false, []string{"check.id.birth"}},
		"before anybody alive":          {demoID("11010518491231002"), false, []string{"check.id.birth"}},
		"born today":                    {demoID("11010520260210002"), false, nil},
		"born tomorrow":                 {demoID("11010520260211002"), false, []string{"check.id.future"}},
		"everything":                    {"001301202613320010", false, []string{"check.id.region", "check.id.birth", "check.id.digit"}},
		"17 digits":                     {"11010519491231002", false, []string{"check.id.length"}},
		"old number":                    {"110105491231002", false, []string{"check.id.old"}},
		"a letter":                      {"1101051949123100AX", false, []string{"check.id.character"}},
		"Chinese":                       {"一10105194912310020", false, []string{"check.id.character"}},
		"empty":                         {"", false, []string{"check.id.length"}},
		"demo region in the demo":       {demoID("99010119900101001"), true, nil},
		"demo region elsewhere":         {demoID("99010119900101001"), false, []string{"check.id.region"}},
	} {
		if got := keys(IDNumber(tt.number, tt.demo, today)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q: got %v, want %v", name, tt.number, got, tt.want)
		}
	}
}

func TestIDNumberNamesTheDigitThatWouldFit(t *testing.T) {
	faults := IDNumber("110105194912310021", false, today)
	if len(faults) != 1 || !slices.Equal(faults[0].Args, []any{"X", "1"}) {
		t.Fatalf("got %v", faults)
	}
}

func TestOneWrongDigitOrASwapIsAlwaysSeen(t *testing.T) {
	const number = "11010519491231002X"
	for i := range 17 {
		for d := byte('0'); d <= '9'; d++ {
			b := []byte(number)
			if b[i] = d; string(b) != number && IDNumber(string(b), false, today) == nil {
				t.Errorf("digit %d as %c passes", i+1, d)
			}
		}
		b := []byte(number)
		b[i], b[i+1] = b[i+1], b[i]
		if string(b) != number && IDNumber(string(b), false, today) == nil {
			t.Errorf("digits %d and %d swapped pass", i+1, i+2)
		}
	}
}

func TestIDNumberTellsBirthAndSex(t *testing.T) {
	birth, ok := Birth("11010519491231002x")
	if want := time.Date(1949, 12, 31, 0, 0, 0, 0, clock.Shanghai); !ok || !birth.Equal(want) {
		t.Errorf("born %v, %v", birth, ok)
	}
	if _, ok := Birth("11010519491331002X"); ok {
		t.Error("month 13 passes")
	}
	if !Female("11010519491231002X") || Female(demoID("11010519491231001")) {
		t.Error("sex is wrong")
	}
}

func TestAgeCountsFullYears(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, clock.Shanghai) }
	for _, tt := range []struct {
		birth, day time.Time
		want       int
	}{
		{day(1966, 2, 10), day(2026, 2, 9), 59},
		{day(1966, 2, 10), day(2026, 2, 10), 60},
		{day(2004, 2, 29), day(2026, 2, 27), 21},
		{day(2004, 2, 29), day(2026, 2, 28), 22},
		{day(2004, 2, 29), day(2028, 2, 28), 23},
		{day(2004, 2, 29), day(2028, 2, 29), 24},
	} {
		if got := Age(tt.birth, tt.day); got != tt.want {
			t.Errorf("born %s, on %s: %d, want %d", tt.birth.Format(time.DateOnly), tt.day.Format(time.DateOnly), got, tt.want)
		}
	}
}

func TestUSCC(t *testing.T) {
	for _, tt := range []struct {
		code string
		demo bool
		want []string
	}{
		{"91350100M000100Y43", false, nil},
		{"11370800MB28559184", false, nil},
		{"12441500196720244T", false, nil},
		{"91350100m000100y43 ", false, nil},
		{"91350100M000100Y44", false, []string{"check.uscc.digit"}},
		{"91350100M000100Y4O", false, []string{"check.uscc.character"}},
		{"9135O100M000100Y43", false, []string{"check.uscc.character"}},
		{"91350100M000100Y4", false, []string{"check.uscc.length"}},
		{"11990100MDEM0010X8", true, nil},
		{"11990100MDEM0010X8", false, []string{"check.uscc.region"}},
		{"91350100M000101Y43", false, []string{"check.uscc.body", "check.uscc.digit"}},
	} {
		if got := keys(USCC(tt.code, tt.demo)); !slices.Equal(got, tt.want) {
			t.Errorf("%q: got %v, want %v", tt.code, got, tt.want)
		}
	}
}

func TestOrgCode(t *testing.T) {
	for code, want := range map[string][]string{
		"MDEM0010-X": nil,
		"M000100Y4":  nil,
		"M000100Y5":  {"check.org.digit"},
		"M000100Y":   {"check.org.length"},
		"M000100?4":  {"check.org.character"},
	} {
		if got := keys(OrgCode(code)); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", code, got, want)
		}
	}
}

func TestMobile(t *testing.T) {
	for number, want := range map[string][]string{
		"13800138000":       nil,
		"+86 138-0013-8000": nil,
		"8613800138000":     nil,
		"19912345678":       nil,
		"12800138000":       {"check.mobile.digits"},
		"1380013800":        {"check.mobile.length"},
		"1380013800a":       {"check.mobile.digits"},
		"":                  {"check.mobile.length"},
	} {
		if got := keys(Mobile(number)); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", number, got, want)
		}
	}
}

func TestPhone(t *testing.T) {
	for number, want := range map[string][]string{
		"0871-65519001":      nil,
		"0871－65519001 -123": nil,
		"01065519001":        nil,
		"65519001":           {"check.phone.digits"},
		"13800138000":        {"check.phone.digits"},
	} {
		if got := keys(Phone(number)); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", number, got, want)
		}
	}
}

func TestBankCard(t *testing.T) {
	for number, want := range map[string][]string{
		"6222 0212 3456 7890 128": nil,
		"6222 0212 3456 8790 128": {"check.bank.digit"},
		"4111 1111 1111 1111":     nil,
		"4111111111111112":        {"check.bank.digit"},
		"411111111111111a":        {"check.bank.character"},
		"4111":                    {"check.bank.length"},
	} {
		if got := keys(BankCard(number)); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", number, got, want)
		}
	}
}

func TestNamedFillsInTheField(t *testing.T) {
	if got := Named("holderId", IDNumber("1", false, today)); got[0].Name != "holderId" {
		t.Errorf("got %+v", got)
	}
}

func TestBothLanguagesHaveEveryText(t *testing.T) {
	c, err := message.Load(Messages)
	if err != nil {
		t.Fatal(err)
	}
	zh, en := c.Keys(message.Chinese), c.Keys(message.English)
	for key := range zh {
		if _, ok := en[key]; !ok {
			t.Errorf("%s has no English text", key)
		}
	}
	if len(zh) != len(en) || len(zh) == 0 {
		t.Errorf("%d Chinese texts, %d English ones", len(zh), len(en))
	}
}

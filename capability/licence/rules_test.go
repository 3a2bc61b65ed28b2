package licence

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tongban/capability/licence/verify"
	"tongban/kernel/fault"
)

func TestPublishedIdentifiersHaveTheRightCheck(t *testing.T) {
	for _, s := range []string{
		verify.Root + "11100000000013338W032.11220000013544541J.2430599.001.F",
		verify.Root + "11100000000013338W011.11430000006122244L.20230000403.001.U",
		verify.Root + "11100000000013338W009.11330105002500287C.2025052201.002.0",
	} {
		i, err := ParseIdentifier(s)
		if err != nil || i.String() != s {
			t.Errorf("%s: %v, written as %s", s, err, i)
		}
	}
}

func TestIdentifierTellsWhatIsWrong(t *testing.T) {
	const good = verify.Root + "11100000000013338W032.11220000013544541J.2430599.001.F"
	for s, want := range map[string]error{
		strings.TrimSuffix(good, "F") + "G":                          ErrCheck,
		strings.Replace(good, "2430599", "2430598", 1):               ErrCheck,
		strings.Replace(good, "2430599", "2435099", 1):               ErrCheck, // two digits swapped
		strings.Replace(good, ".001.", ".000.", 1):                   ErrIdentifier,
		strings.Replace(good, "2430599", strings.Repeat("1", 33), 1): ErrIdentifier,
		strings.ToLower(good):                                        ErrIdentifier,
		"":                                                           ErrIdentifier, good + "\n": ErrIdentifier, "1.2.3": ErrIdentifier,
	} {
		if _, err := ParseIdentifier(s); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", s, err, want)
		}
	}
	if i, err := ParseIdentifier(strings.TrimSuffix(good, "F") + "G"); err == nil || i.Serial != "2430599" {
		t.Errorf("intake may go on with a wrong check: %+v", i)
	}
}

func TestLifecycleIsSound(t *testing.T) {
	if err := Lifecycle.Check(); err != nil {
		t.Error(err)
	}
}

func TestValidityEndsTheDayBefore(t *testing.T) {
	for _, c := range []struct{ start, period, last string }{
		{"2026-02-13", "P6Y", "2032-02-12"},
		{"2024-02-29", "P6Y", "2030-02-28"},
		{"2026-01-31", "P1M", "2026-03-02"},
		{"2026-02-13", "P30D", "2026-03-14"},
		{"2026-02-13", "P1Y6M", "2027-08-12"},
		{"2026-02-13", "", ""},
	} {
		last, err := addPeriod(day(c.start), c.period)
		if err != nil || string(verify.DateOf(last)) != c.last {
			t.Errorf("%s + %s = %s, %v; want %s", c.start, c.period, verify.DateOf(last), err, c.last)
		}
	}
	for _, bad := range []string{"P", "6Y", "P6", "PT1H", "P6Y ", "P-1Y", "P9999Y"} {
		if _, err := addPeriod(issueDay, bad); err == nil {
			t.Errorf("%q is taken for a period", bad)
		}
	}
}

func TestLicenceHoldsToTheEndOfItsLastDay(t *testing.T) {
	l := Licence{Content: Content{Status: Valid, ValidFrom: "2026-02-13", ValidTo: "2032-02-12"}}
	for at, want := range map[time.Time]Status{
		day("2032-02-12"): Valid, day("2032-02-13").Add(-time.Millisecond): Valid, day("2032-02-13"): Expired,
	} {
		if got := l.StatusAt(at); got != want {
			t.Errorf("at %s: %s, want %s", at, got, want)
		}
	}
	if l.Usable(day("2026-02-13").Add(-time.Second)) {
		t.Error("usable before its first day")
	}
	l.ValidTo = ""
	if l.StatusAt(day("2999-01-01")) != Valid {
		t.Error("without end, and expired")
	}
	l.Status, l.ValidTo = Withdrawn, "2032-02-12"
	if l.StatusAt(day("2040-01-01")) != Withdrawn {
		t.Error("a withdrawn licence does not become expired")
	}
}

func TestMissingElementsAreListedTogether(t *testing.T) {
	order := roadOrder(" ")
	order.Values = nil
	_, err := newLicence(types(t)[order.Type], order, 1, issueDay)
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid || len(f.Fields) != 2 || f.Fields[0].Name != "holderName" || f.Fields[1].Name != "licenceClass" {
		t.Errorf("got %v %+v", err, f)
	}
}

func TestStrangersSeeNoIDNumber(t *testing.T) {
	l, _ := made(t, cardOrder("欧阳若曦"))
	if got := l.MaskedNumber(); strings.Contains(got, "19900307") {
		t.Errorf("number %s", got)
	}
	l.Number += "42" // as on a 残疾人证: the ID number, then class and degree
	if got := l.MaskedNumber(); strings.Contains(got, "19900307") {
		t.Errorf("longer number %s", got)
	}
	if got := l.MaskedHolder(); got != "欧阳*曦" {
		t.Errorf("holder %s", got)
	}
	l.Holder.Kind, l.Holder.Name = Organisation, "云岫市小满餐饮有限公司"
	if got := l.MaskedHolder(); got != l.Holder.Name {
		t.Errorf("firm %s", got)
	}
}

func TestTypesAreChecked(t *testing.T) {
	for _, bad := range []string{
		`[{"code":"1","name":"a","title":"a","holderKind":"person","layout":"a4"}]`,
		`[{"code":"11990100MDEM0010X8001","title":"a","holderKind":"person","layout":"a4"}]`,
		`[{"code":"11990100MDEM0010X8001","name":"a","title":"a","holderKind":"cat","layout":"a4"}]`,
		`[{"code":"11990100MDEM0010X8001","name":"a","title":"a","holderKind":"person","layout":"a5"}]`,
		`[{"code":"11990100MDEM0010X8001","name":"a","title":"a","holderKind":"person","layout":"a4","validity":"6 years"}]`,
		`{}`,
	} {
		if _, err := ParseTypes([]byte(bad)); err == nil {
			t.Errorf("accepted %s", bad)
		}
	}
}

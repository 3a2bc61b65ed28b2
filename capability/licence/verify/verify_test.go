package verify

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/signintech/gopdf"

	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/seal"
)

var noon = time.Date(2026, 2, 13, 12, 0, 0, 0, clock.Shanghai)

// office is somebody who issues licences.
type office struct {
	*testing.T
	seal.Signer
}

func newOffice(t *testing.T) office {
	t.Helper()
	keys, err := crypt.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := seal.OfInstallation(keys)
	if err != nil {
		t.Fatal(err)
	}
	return office{t, s}
}

func (o office) keys() seal.Keys { return seal.Keys{o.Certificate()} }

func content() Content {
	return Content{
		Schema: Schema, Code: "0123456789ABCDEFGHJK", Identifier: Root + "11990100MDEM0010X8001.11990100MDEM0010X8.1.002.0",
		Version: 2, Number: "1", Status: StatusValid, Made: noon.Add(-time.Hour), IssuedOn: "2026-02-13", ValidFrom: "2026-02-13", ValidTo: "2032-02-12",
		Type: Type{"11990100MDEM0010X8001", "道路运输从业资格证"}, Holder: Holder{"𠮷林", "990102199003074528", "person"},
		Values: []Value{{"licenceClass", "准驾车型", "A2"}}, Salt: "salt",
	}
}

// pdf seals data into an empty page.
func (o office) pdf(data []byte) []byte {
	o.Helper()
	var p gopdf.GoPdf
	p.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	p.AddPage()
	plain, err := p.GetBytesPdfReturnErr()
	if err != nil {
		o.Fatal(err)
	}
	sealed, err := seal.SignPDF(plain, seal.Document{Title: "t", Language: "zh-CN", Date: noon, DataName: "licence.json", Data: data}, o)
	if err != nil {
		o.Fatal(err)
	}
	return sealed
}

func (o office) licence(change func(*Content)) []byte {
	o.Helper()
	c := content()
	change(&c)
	text, err := c.Canonical()
	if err != nil {
		o.Fatal(err)
	}
	return o.pdf(text)
}

// list signs a status list and reads it as a checker does.
func (o office) list(entries ...Entry) *StatusList {
	o.Helper()
	l := StatusList{Issuer: "test", GeneratedAt: noon, ValidUntil: noon.AddDate(0, 0, 7), Salt: "s", Entries: entries}
	l.Sort()
	signed, err := l.Sign(o)
	if err != nil {
		o.Fatal(err)
	}
	text, err := json.Marshal(signed)
	if err != nil {
		o.Fatal(err)
	}
	list, err := ParseList(text, o.keys())
	if err != nil {
		o.Fatal(err)
	}
	return list
}

func entry(version int, s Status) Entry { return Entry{EntryID("s", content().Code), version, s} }

func same(*Content) {}

func TestOutcomes(t *testing.T) {
	o := newOffice(t)
	for _, c := range []struct {
		name   string
		change func(*Content)
		list   *StatusList
		at     time.Time
		want   Outcome
		why    Why
	}{
		{"no list", same, nil, noon, StatusUnknown, WhyNoList},
		{"listed as valid", same, o.list(entry(2, StatusValid)), noon, Valid, ""},
		{"last instant", same, o.list(entry(2, StatusValid)), noon.AddDate(0, 0, 7), Valid, ""},
		{"list too old", same, o.list(entry(2, StatusValid)), noon.AddDate(0, 0, 7).Add(time.Second), StatusUnknown, WhyListOld},
		{"not listed", same, o.list(), noon, Unknown, ""},
		{"others listed", same, o.list(Entry{EntryID("s", "another"), 1, StatusValid}), noon, Unknown, ""},
		{"made after the list", func(c *Content) { c.Made = noon.Add(time.Hour) }, o.list(), noon, StatusUnknown, WhyListBefore},
		{"version after the list", same, o.list(entry(1, StatusValid)), noon, StatusUnknown, WhyListBefore},
		{"newer version", same, o.list(entry(3, StatusValid)), noon, Replaced, ""},
		{"withdrawn", same, o.list(entry(3, StatusWithdrawn)), noon, Revoked, ""},
		{"revoked", same, o.list(entry(3, StatusRevoked)), noon, Revoked, ""},
		{"cancelled", same, o.list(entry(3, StatusCancelled)), noon, Revoked, ""},
		{"cancelled, old list", same, o.list(entry(3, StatusCancelled)), noon.AddDate(1, 0, 0), Revoked, ""},
		{"suspended", same, o.list(entry(3, StatusSuspended)), noon, Suspended, ""},
		{"transferred", same, o.list(entry(3, StatusTransferred)), noon, Replaced, ""},
		{"listed as expired", same, o.list(entry(2, StatusExpired)), noon, Expired, ""},
		{"past its last day", func(c *Content) { c.ValidTo = "2026-02-12" }, o.list(entry(2, StatusValid)), noon, Expired, ""},
		{"on its last day", func(c *Content) { c.ValidTo = "2026-02-13" }, o.list(entry(2, StatusValid)), noon, Valid, ""},
		{"without end", func(c *Content) { c.ValidTo = "" }, o.list(entry(2, StatusValid)), noon, Valid, ""},
		{"not begun", func(c *Content) { c.ValidFrom = "2026-02-14" }, o.list(entry(2, StatusValid)), noon, NotYet, ""},
		{"ended by itself", func(c *Content) { c.Status = StatusCancelled }, nil, noon, Revoked, ""},
	} {
		r := File(o.licence(c.change), o.keys(), c.list, c.at)
		if r.Outcome != c.want || r.Why != c.why {
			t.Errorf("%s: %s (%s), want %s (%s)", c.name, r.Outcome, r.Why, c.want, c.why)
		}
		if r.Licence == nil || r.Licence.Holder != "𠮷林" || len(r.Digest) != 64 {
			t.Errorf("%s: report %+v", c.name, r)
		}
	}
}

func TestEveryOutcomeHasAnExitCodeOfItsOwn(t *testing.T) {
	var seen []int
	for outcome, code := range exitCodes {
		if slices.Contains(seen, code) || code == 1 || (code == 0) != (outcome == Valid) {
			t.Errorf("%s has %d", outcome, code)
		}
		seen = append(seen, code)
	}
}

func TestWhatIsSignedButNoLicenceIsNotOurs(t *testing.T) {
	o := newOffice(t)
	for _, data := range []string{``, `{}`, `[]`, `{"schema":"urn:tongban:notice:1"}`, `{"schema":"urn:tongban:licence:1","more":1}`} {
		if r := File(o.pdf([]byte(data)), o.keys(), nil, noon); r.Outcome != NotOurs || r.Why != WhyNotLicence || r.Licence != nil {
			t.Errorf("%q: %+v", data, r)
		}
	}
	other := newOffice(t)
	if r := File(other.licence(same), o.keys(), nil, noon); r.Outcome != NotOurs || r.Why != WhySigner || r.Licence != nil {
		t.Errorf("by another key: %+v", r)
	}
}

func TestQRTextIsCheckedByItself(t *testing.T) {
	o := newOffice(t)
	pass := Pass{
		Code: content().Code, Identifier: strings.TrimPrefix(content().Identifier, Root), Number: "1", Holder: "𠮷*",
		ValidFrom: "2026-02-13", ValidTo: "2032-02-12", Made: noon.Add(-time.Hour).Unix(), Digest: []byte{1},
	}
	token, err := pass.Sign(o)
	if err != nil {
		t.Fatal(err)
	}
	text := "https://yunxiu.example/verify/" + pass.Code + "#" + token
	r := File([]byte(text+"\n"), o.keys(), o.list(entry(2, StatusValid)), noon)
	if r.Outcome != Valid || r.Licence.Version != 2 || r.Licence.Type != "11990100MDEM0010X8001" || r.Licence.Identifier != content().Identifier {
		t.Errorf("%+v %+v", r, r.Licence)
	}
	if r := File([]byte(text), o.keys(), o.list(entry(3, StatusRevoked)), noon); r.Outcome != Revoked {
		t.Errorf("revoked: %s", r.Outcome)
	}
	for i := range len(text) {
		for _, bit := range []byte{1, 4, 0x20} {
			changed := []byte(text)
			changed[i] ^= bit
			r := File(changed, o.keys(), o.list(entry(2, StatusValid)), noon)
			// What stands before the code is where the page is, not what is certified.
			inHost := i < len("https://yunxiu.example/verify/")
			if !inHost && (r.Outcome == Valid || r.Licence != nil) {
				t.Fatalf("%q at %d passes as %s", changed[i], i, r.Outcome)
			}
		}
	}
	if r := File([]byte("https://yunxiu.example/verify/"+pass.Code), o.keys(), nil, noon); r.Outcome != NotOurs {
		t.Errorf("an address alone: %s", r.Outcome)
	}
}

func TestListIsRefusedUnlessSignedAndDated(t *testing.T) {
	o := newOffice(t)
	signed, err := StatusList{GeneratedAt: noon, ValidUntil: noon.Add(time.Hour), Salt: "s"}.Sign(o)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(signed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseList(text, o.keys()); err != nil {
		t.Fatal(err)
	}
	if _, err := ParseList(text, newOffice(t).keys()); !errors.Is(err, seal.ErrTampered) {
		t.Errorf("another key: %v", err)
	}
	flipped := strings.Replace(string(text), signed.Payload[:8], "eyJhYWFh", 1)
	if _, err := ParseList([]byte(flipped), o.keys()); err == nil {
		t.Error("a changed list is taken")
	}
	undated, err := StatusList{Salt: "s"}.Sign(o)
	if err != nil {
		t.Fatal(err)
	}
	text, err = json.Marshal(undated)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "{}", "[]", "null", string(text)} {
		if _, err := ParseList([]byte(bad), o.keys()); err == nil {
			t.Errorf("%q is taken for a list", bad)
		}
	}
}

func TestCanonicalContentIsOneTextForOneContent(t *testing.T) {
	c := content()
	text, err := c.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseContent(text)
	if err != nil {
		t.Fatal(err)
	}
	second, err := again.Canonical()
	if err != nil || string(second) != string(text) {
		t.Errorf("%s\n%s\n%v", text, second, err)
	}
	if !strings.HasPrefix(string(text), `{"code":`) || strings.Contains(string(text), `\u`) || strings.Contains(string(text), ": ") {
		t.Errorf("not canonical: %s", text)
	}
	c.Salt = "other"
	if other, _ := c.Canonical(); string(Digest(other)) == string(Digest(text)) {
		t.Error("the salt does not change the digest")
	}
}

func TestDays(t *testing.T) {
	if d := DateOf(time.Date(2026, 2, 12, 16, 30, 0, 0, time.UTC)); d != "2026-02-13" {
		t.Errorf("half past midnight in China is %s", d)
	}
	if !Date("").Start().IsZero() || !Date("nonsense").Start().IsZero() || Date("").Passed(noon) || DateOf(time.Time{}) != "" {
		t.Error("no day is a day")
	}
}

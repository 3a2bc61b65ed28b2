package catalogue

import (
	"slices"
	"strings"
	"testing"

	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
)

// layered is a listing of one basic item that a province and two of its cities
// implement, one of them with two handling items, and of another basic item.
func layered() *Service {
	s := New(Deps{Forms: desk{}, Demo: true})
	l := &listing{byCode: map[string]int{}, sharing: map[string][]int{}}
	for n, one := range []struct{ code, implementation, handling, region string }{
		{"renew-b", "11440300000000000A3440101007000", "11440300000000000A344010100700001", "440300"},
		{"renew-c", "11440300000000000A3440101007000", "11440300000000000A344010100700002", "440300"},
		{"renew-a", "11440100000000000B3440101007000", "", "440100"},
		{"renew-p", "11440000000000000C2440101007000", "", "440000"},
		{"close", "11440000000000000C2440102001000", "", "440000"},
	} {
		l.items = append(l.items, Summary{
			VersionID: 1, item: 1, Code: one.code, Name: "名称" + one.code, BasicCode: one.implementation[19:], ImplementationCode: one.implementation,
			HandlingItemCode: one.handling, Region: Region{Code: one.region}, ExerciseLevel: int(one.implementation[18] - '0'),
			Basic: Basic{Name: strings.Repeat("延续", n/4), ParentCode: "440101007000"},
		})
	}
	l.index()
	s.published.Store(l)
	s.checked.Store(1 << 62)
	return s
}

func slugs(items []Summary) (list []string) {
	for _, s := range items {
		list = append(list, s.Code)
	}
	return list
}

func TestASharedCodeLeadsToItsItems(t *testing.T) {
	s := layered()
	for code, want := range map[string][]string{
		"440101007000":                    {"renew-b", "renew-c", "renew-a", "renew-p"},
		"11440300000000000a3440101007000": {"renew-b", "renew-c"},
		"11440100000000000B3440101007000": {"renew-a"},
		"440102001000":                    {"close"},
	} {
		if items, err := s.Sharing(t.Context(), code); err != nil || !slices.Equal(slugs(items), want) {
			t.Errorf("%s leads to %v, %v", code, slugs(items), err)
		}
		if page, err := s.Search(t.Context(), Query{Text: " " + code}); err != nil || !slices.Equal(slugs(page.Items), want) {
			t.Errorf("searching for %s finds %v, %v", code, slugs(page.Items), err)
		}
	}
	for _, code := range []string{"", "440101007001", "renew-b"} {
		if items, err := s.Sharing(t.Context(), code); err != nil || len(items) > 0 {
			t.Errorf("%q: %v, %v", code, items, err)
		}
	}
}

func TestABasicItemShowsWhoImplementsItWhere(t *testing.T) {
	s := layered()
	entry, err := s.Basic(t.Context(), "440101007000")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range entry.Implementations {
		got = append(got, i.Region.Code+" "+strings.Join(slugs(i.Items), ","))
	}
	if want := []string{"440000 renew-p", "440100 renew-a", "440300 renew-b,renew-c"}; !slices.Equal(got, want) || entry.Handled() != 4 {
		t.Errorf("implemented by %q", got)
	}
	if entry.Name != "名称renew-b" || entry.Implementations[0].Level != 2 {
		t.Errorf("called %q, %+v", entry.Name, entry.Implementations[0])
	}
	if _, err := s.Basic(t.Context(), "11440300000000000A3440101007000"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an implementation code is no basic code: %v", err)
	}
}

func TestTheBasicCatalogueIsReadPageByPage(t *testing.T) {
	s := layered()
	first, err := s.Basics(t.Context(), "", 1)
	if err != nil || len(first.Entries) != 1 || first.Entries[0].Code != "440101007000" || first.Total != 2 || first.Next == "" {
		t.Fatalf("%+v, %v", first, err)
	}
	second, err := s.Basics(t.Context(), first.Next, 1)
	if err != nil || len(second.Entries) != 1 || second.Entries[0].Name != "延续" || second.Next != "" {
		t.Errorf("%+v, %v", second, err)
	}
	if last, err := s.Basics(t.Context(), "999999999999", 10); err != nil || len(last.Entries) != 0 {
		t.Errorf("%+v, %v", last, err)
	}
	sampled := bench(t, dbtest.SQLite(t))
	load(t, sampled, sampleText(t))
	if page, err := sampled.Basics(t.Context(), "", 100); err != nil || page.Total == 0 || page.Entries[0].Handled() == 0 {
		t.Errorf("the sample: %+v, %v", page, err)
	}
}

package element

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var name = regexp.MustCompile(`^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$`)

func TestEveryElementIsWhole(t *testing.T) {
	kinds := []Kind{
		Text, Integer, Decimal, Money, Date, DateTime, Period, Month, Year, IDNumber, USCC, Mobile, Phone, Email, BankCard,
		Address, Code, Codes, Group, Table, Bool, File,
	}
	seen := map[string]bool{}
	for _, e := range All() {
		switch {
		case !name.MatchString(e.Name) || seen[e.Name]:
			t.Errorf("%q is no name of its own", e.Name)
		case e.Label == "" || e.LabelEn == "" || (e.Definition == "") != (e.DefinitionEn == ""):
			t.Errorf("%s: a text is missing in one language", e.Name)
		case !slices.Contains(kinds, e.Kind):
			t.Errorf("%s has the kind %q", e.Name, e.Kind)
		case !slices.Contains([]Sensitivity{Public, Internal, Personal, Sensitive}, e.Sensitivity):
			t.Errorf("%s has the sensitivity %q", e.Name, e.Sensitivity)
		case masks[e.Mask] == nil:
			t.Errorf("%s has the mask %q", e.Name, e.Mask)
		case (e.Kind == Code || e.Kind == Codes) != (e.CodeList != ""):
			t.Errorf("%s is a %s with the list %q", e.Name, e.Kind, e.CodeList)
		case (e.Kind == Group || e.Kind == Table) != (e.Of != ""):
			t.Errorf("%s is a %s of %q", e.Name, e.Kind, e.Of)
		}
		seen[e.Name] = true
	}
}

func TestWhatIsProtectedIsMasked(t *testing.T) {
	for _, e := range All() {
		if e.Protected() && e.Mask == MaskNone {
			t.Errorf("%s is %s and shown in full", e.Name, e.Sensitivity)
		}
	}
}

func TestEveryListAnElementNamesIsThere(t *testing.T) {
	for _, e := range All() {
		if _, known := CodeList(e.CodeList); e.CodeList != "" && !known {
			t.Errorf("%s chooses from %s", e.Name, e.CodeList)
		}
		if e.Of != "" && !slices.ContainsFunc(All(), func(part Element) bool { return part.About() == e.Of }) {
			t.Errorf("%s holds %s, of which nothing is known", e.Name, e.Of)
		}
	}
}

func TestEveryListIsWhole(t *testing.T) {
	for _, l := range CodeLists() {
		if l.Label == "" || l.LabelEn == "" || !slices.Contains([]Evidence{Source, Standard, Memory, Demo}, l.Evidence) {
			t.Errorf("%s: %+v", l.Name, l)
		}
		if (len(l.Codes) == 0) != (l.Kept != "" && l.KeptEn != "") {
			t.Errorf("%s has %d codes and is kept by %q", l.Name, len(l.Codes), l.Kept)
		}
		seen := map[string]bool{}
		for _, v := range l.Codes {
			if v.Code == "" || v.Label == "" || v.LabelEn == "" || seen[v.Code] {
				t.Errorf("%s: %+v", l.Name, v)
			}
			seen[v.Code] = true
		}
	}
}

func TestTheListsOfTheStandardsAreComplete(t *testing.T) {
	for list, n := range map[string]int{"ethnicGroup": 56, "sex": 4, "industry": 20, "itemType": 12, "exerciseLevel": 7, "serviceObject": 6} {
		if l, _ := CodeList(list); len(l.Codes) != n {
			t.Errorf("%s has %d codes, want %d", list, len(l.Codes), n)
		}
	}
}

func TestALabelSaysWhose(t *testing.T) {
	for _, tt := range []struct{ name, zh, en string }{
		{"person.name", "姓名", "Name"},
		{"mother.name", "母亲姓名", "Mother's name"},
		{"mother.idNumber", "母亲身份证号", "Mother's ID number"},
		{"other.birthDate", "他人出生日期", "Another person's date of birth"},
		{"org.name", "单位名称", "Name of the organisation"},
	} {
		e, known := Find(tt.name)
		if !known || e.Label != tt.zh || e.LabelEn != tt.en {
			t.Errorf("%s is %q and %q", tt.name, e.Label, e.LabelEn)
		}
	}
}

func TestMasksKeepWhatTheirElementAllows(t *testing.T) {
	for _, tt := range []struct{ name, value, want string }{
		{"person.name", "林小华", "林*华"},
		{"shareholder.name", "林小华", "林*华"},
		{"person.idNumber", "530102199001010021", "5301**********0021"},
		{"person.mobile", "13812345520", "138****5520"},
		{"account.bankCard", "6222021234567896621", "…6621"},
		{"person.birthDate", "1990-01-01", "***"},
		{"org.name", "林小华餐馆", "林小华餐馆"},
		{"place.address", "云岫市青山区人民路8号", "云岫市青山区人民路8号"},
		{"person.address", "云岫市青山区人民路8号", "云岫市青山区人民路***"},
	} {
		e, _ := Find(tt.name)
		if got := e.Masked(tt.value); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestNamesInUseStay lists names that sealed answers and recorded looks bear.
func TestNamesInUseStay(t *testing.T) {
	for _, name := range []string{
		"person.name", "person.idNumber", "person.mobile", "person.birthDate", "person.address",
		"other.name", "other.idNumber", "other.mobile", "other.birthDate", "account.bankCard", "driving.class", "driving.fileNumber",
	} {
		if _, known := Find(name); !known {
			t.Errorf("%s is gone", name)
		}
	}
}

func TestAFileWithAWordNobodyReadsIsRefused(t *testing.T) {
	_, err := read("[[subject]]\nname = \"person\"\nsensitive = true", "")
	if err == nil || !strings.Contains(err.Error(), "subject.sensitive") {
		t.Errorf("got %v", err)
	}
	if _, err := read("[[subject]]\nname = \"person\"\nattributes = [\"shoeSize\"]", ""); err == nil {
		t.Error("an attribute nobody describes was taken")
	}
}

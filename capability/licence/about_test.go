package licence

import (
	"testing"
	"time"

	"tongban/capability/licence/verify"
)

// kindOf is a type of the demo city.
func kindOf(t *testing.T, name string) Type {
	t.Helper()
	types, err := ParseTypes(demoTypes)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range types {
		if one.Name == name {
			return one
		}
	}
	t.Fatalf("no type %s", name)
	return Type{}
}

func issued(t *testing.T, name string, order Order) (Licence, map[string]string) {
	t.Helper()
	kind := kindOf(t, name)
	order.Holder = Holder{Name: "苏念慈", IDNumber: "990103199204061206", Kind: Person, ActorID: "7"}
	order.Issuer = Issuer{USCC: "11990100MDEM000700"}
	l, err := newLicence(kind, order, 7, time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return l, kind.Facts(l)
}

func said(facts map[string]string, want map[string]string, t *testing.T) {
	t.Helper()
	for name, text := range want {
		if facts[name] != text {
			t.Errorf("%s is %q, want %q", name, facts[name], text)
		}
	}
}

func TestABirthCertificateIsTheChildsAndLiesWithItsMother(t *testing.T) {
	t.Parallel()
	l, facts := issued(t, "出生医学证明", Order{
		Values:   map[string]any{"sex": "2", "motherName": "苏念慈"},
		Elements: map[string]string{"child.name": "韩小满", "child.sex": "女", "child.birthDate": "2026-01-15", "mother.name": "苏念慈", "father.name": "韩立群"},
	})
	if l.Holder.Name != "韩小满" || l.Holder.IDNumber != "" || l.Owner != "7" || l.Number != "Z991000007" {
		t.Errorf("holder %+v, owner %s, number %s", l.Holder, l.Owner, l.Number)
	}
	said(facts, map[string]string{
		"child.name": "韩小满", "child.sex": "女", "child.birthDate": "2026-01-15", "mother.name": "苏念慈", "father.name": "韩立群",
		"birthCertificate.number": "Z991000007", "person.name": "", "child.idNumber": "",
	}, t)
}

func TestAPageOfAHouseholdsBookNamesTheHouseholdAndTheChildsNumber(t *testing.T) {
	t.Parallel()
	l, facts := issued(t, "居民户口簿", Order{Elements: map[string]string{
		"household.number": "990103006027", "household.headName": "韩立群", "household.address": "云岫市梧桐区鹤鸣路60号", "child.idNumber": "990103202601159228",
	}})
	if l.Number == "990103006027" {
		t.Error("the page takes the number of the household, whose book has it")
	}
	said(facts, map[string]string{
		"household.number": "990103006027", "household.headName": "韩立群", "household.address": "云岫市梧桐区鹤鸣路60号", "child.idNumber": "990103202601159228",
	}, t)
	book := Licence{Content: Content{Number: "990102001133", Values: []verify.Value{{Key: "headName", Text: "吴桂芳"}}}}
	said(kindOf(t, "居民户口簿").Facts(book), map[string]string{"household.number": "990102001133", "household.headName": "吴桂芳"}, t)
}

func TestABusinessLicenceIsTheFirmsAndSaysNoNumberThatIsNone(t *testing.T) {
	t.Parallel()
	founded := map[string]string{"org.name": "云岫新店餐饮有限公司", "legalRep.name": "苏念慈", "org.address": "云岫市梧桐区鹤鸣路88号"}
	l, facts := issued(t, "营业执照", Order{Elements: founded})
	if l.Holder.Name != "云岫新店餐饮有限公司" || l.Holder.Kind != Organisation || facts["org.uscc"] != "" {
		t.Errorf("holder %+v, says %v", l.Holder, facts)
	}
	founded["org.uscc"] = "91990100MDEM10041F"
	_, facts = issued(t, "营业执照", Order{Elements: founded, Number: "91990100MDEM10041F"})
	said(facts, map[string]string{
		"org.uscc": "91990100MDEM10041F", "org.name": "云岫新店餐饮有限公司", "legalRep.name": "苏念慈", "org.address": "云岫市梧桐区鹤鸣路88号",
	}, t)
}

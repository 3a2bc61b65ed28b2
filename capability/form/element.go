package form

import "strings"

// prefillElements names the data element behind a source that forms may be filled
// from. What is read from a licence means the same as the organisation's own data.
var prefillElements = map[string]string{
	"auth.person.name":   "person.name",
	"auth.person.idNo":   "person.idNumber",
	"auth.person.mobile": "person.mobile",
	"licence.营业执照.name":  "org.name",
	"licence.营业执照.uscc":  "org.uscc",
}

// formatElements names the element of fields that say only how they are written.
// They may be about somebody else than the applicant, so they get no source.
var formatElements = map[string]string{
	"cn_id18":   "other.idNumber",
	"cn_mobile": "other.mobile",
	"luhn":      "account.bankCard",
}

// sensitiveElements are stored encrypted and masked for others, whoever they are
// about.
// Basis: 个人信息保护法, art. 28 and art. 51(3).
var sensitiveElements = map[string]bool{
	"idNumber": true, "mobile": true, "birthDate": true, "bankCard": true, "address": true,
	"fileNumber": true, // of a driver: it is that of the licence
}

// personalNames are the names of people; that of a firm is public.
var personalNames = map[string]bool{"person.name": true, "other.name": true}

// nameElement finds the data element of a field that does not name it: from its
// source, from the field it is derived from, from the way it is written.
func (f *Field) nameElement(d *Definition) {
	switch {
	case f.Element != "":
	case prefillElements[f.Prefill] != "":
		f.Element = prefillElements[f.Prefill]
	case f.Rules.DerivedFrom != "" && f.Kind == Date:
		f.Element = "other.birthDate"
		if source, ok := d.Field(f.Rules.DerivedFrom); ok && prefillElements[source.Prefill] == "person.idNumber" {
			f.Element = "person.birthDate"
		}
	default:
		f.Element = formatElements[f.Rules.Format]
	}
}

// Sensitive reports whether answers to f must be stored encrypted and are masked for
// everybody but their owner.
func (f *Field) Sensitive() bool {
	_, name, _ := strings.Cut(f.Element, ".")
	return sensitiveElements[name] || personalNames[f.Element]
}

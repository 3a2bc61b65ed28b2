package form

import (
	"slices"

	"tongban/capability/element"
)

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

// fitting lists the kinds of field that can ask for an element of a kind.
var fitting = map[element.Kind][]Kind{
	element.Text:     {String, LongText, Info},
	element.Integer:  {Integer, Computed},
	element.Decimal:  {Decimal, Integer, Computed},
	element.Money:    {Money, Decimal, Integer, Computed},
	element.Date:     {Date},
	element.DateTime: {DateTime},
	element.Period:   {DateRange},
	element.Month:    {YearMonth},
	element.Year:     {Year},
	element.IDNumber: {String},
	element.USCC:     {String},
	element.Mobile:   {String},
	element.Phone:    {String},
	element.Email:    {String},
	element.BankCard: {String},
	element.Address:  {Address, String},
	element.Code:     {Enum, Code, Ref},
	element.Codes:    {EnumList, CodeList},
	element.Table:    {Table},
	element.Bool:     {Bool, Agreement},
	element.File:     {File},
}

// formats says how an element of a kind is written, whether its field says so or not.
var formats = map[element.Kind]string{
	element.IDNumber: "cn_id18", element.USCC: "cn_uscc", element.Mobile: "cn_mobile", element.BankCard: "luhn",
	element.Phone: "cn_phone", element.Email: "email",
}

// bind holds f against the dictionary: its element exists, can be asked for by a
// field of this kind, and knows the options. How the element is written is taken over.
func (f *Field) bind(at string, found *faults) {
	if f.Element == "" {
		return
	}
	e, known := element.Find(f.Element)
	format := formats[e.Kind]
	switch {
	case !known:
		found.add(at+".element", "form.definition.element", f.Element)
		return
	case !slices.Contains(fitting[e.Kind], f.Kind), format != "" && f.Rules.Format != "" && f.Rules.Format != format:
		found.add(at+".element", "form.definition.contradicts", f.Element, string(e.Kind))
		return
	case format != "":
		f.Rules.Format = format
	}
	list, _ := element.CodeList(e.CodeList)
	for _, o := range f.Options {
		if !list.Has(o.Value) {
			found.add(at+".options", "form.definition.option", o.Value, e.CodeList)
		}
	}
}

// nameElement finds the data element of a field that does not name it: from its
// source, from the field it is derived from, from the way it is written.
func (f *Field) nameElement(d *Definition) {
	f.unbound = f.Element == ""
	switch {
	case f.Element != "":
	case prefillElements[f.Prefill] != "":
		f.Element = prefillElements[f.Prefill]
	case f.Rules.DerivedFrom != "" && f.Kind == Date:
		f.Element = "other.birthDate"
		if source, ok := d.Field(f.Rules.DerivedFrom); ok && prefillElements[source.Prefill] == "person.idNumber" {
			f.Element = "person.birthDate"
		}
	case f.Kind == Address:
		f.Element = "other.address"
	default:
		f.Element = formatElements[f.Rules.Format]
	}
}

// From returns the data element an answer may be fetched from: the one its source
// means, otherwise its own. A mother who applies is the applicant, so her name is
// fetched as the applicant's; it stays the mother's, and may be another.
func (f *Field) From() string {
	if source := prefillElements[f.Prefill]; source != "" {
		return source
	}
	return f.Element
}

// Unbound returns the fields whose document does not say which data element they
// mean, and the columns of tables as "shareholders.name".
func (d *Definition) Unbound() (keys []string) {
	for _, f := range d.Fields {
		if f.unbound {
			keys = append(keys, f.Key)
		}
		for _, column := range f.Columns {
			if column.Element == "" {
				keys = append(keys, f.Key+"."+column.Key)
			}
		}
	}
	return keys
}

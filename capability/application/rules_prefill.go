package application

import (
	"slices"
	"strings"
	"time"

	"tongban/capability/casework"
	"tongban/capability/element"
	"tongban/capability/form"
)

// originKind says what sort of place an answer was fetched from.
type originKind string

// The origins, from the least certain.
const (
	fromCase     originKind = "case"  // an earlier case of the same applicant
	fromShare    originKind = "share" // another department's data
	fromRegister originKind = "register"
	fromLicence  originKind = "licence"
)

// origin is where an answer was fetched from.
type origin struct {
	Kind originKind `json:"kind"`
	Name string     `json:"name,omitempty"` // of the licence or of who answered, or short number of the case
	At   time.Time  `json:"at,omitzero"`    // when the case came in
}

// fact is what the city knows of one data element, with where from.
type fact struct {
	value any
	origin
}

// facts are what is known by data element.
type facts map[string]fact

// put keeps what is known; what comes later counts more.
func (k facts) put(name string, value any, from origin) {
	if text, isText := value.(string); value == nil || isText && text == "" {
		return
	}
	k[name] = fact{value, from}
}

// lasting are the subjects that stay who and what they are from one case of an
// applicant to the next. Who is born, bought from or cared for does not.
var lasting = []string{"person", "org", "legalRep", "agent", "spouse", "account", "delivery", "place", "foodManager", "fireManager", "taxHandler", "food", "household"}

// others are subjects a licence in the applicant's hands may be about who are not the
// applicant. Their elements fill a form only where it says from which licence.
var others = []string{"child", "birthCertificate", "mother", "father", "guardian", "holder", "beneficiary"}

// subjectOf is whom or what a data element is about.
func subjectOf(name string) string {
	subject, _, _ := strings.Cut(name, ".")
	return subject
}

// earlierFacts adds what the applicant answered in earlier cases, oldest first, so that
// the last answer counts. What another agent than by said of themselves stays theirs: of a
// firm that is what its forms ask of the person.
func (k facts) earlierFacts(def *form.Definition, f *casework.File, by string) {
	if len(f.Submissions) == 0 {
		return
	}
	last := f.Submissions[len(f.Submissions)-1]
	another := f.Case.Agent != 0 && f.Case.Agent.String() != by
	for i := range def.Fields {
		field := &def.Fields[i]
		subject := subjectOf(field.Element)
		if another && (subject == "agent" || subject == "person" && f.Case.Firm) {
			continue
		}
		if slices.Contains(lasting, subject) && field.Kind != form.Table {
			k.put(field.Element, last.Values[field.Key], origin{fromCase, f.Case.ShortNo, f.Case.ReceivedAt})
		}
	}
}

// fitting returns what k answers of f, nil if nothing. What is known is written as f
// writes it: the code of a label, an address with its region or on one line.
func (k facts) fitting(def *form.Definition, f *form.Field) (any, fact) {
	known, ok := k.about(f)
	if !ok || !k.mayFill(def, f, known) {
		return nil, fact{}
	}
	switch value := known.value.(type) {
	case string:
		if f.Kind == form.EnumList || f.Kind == form.CodeList {
			return codesOf(f, value), known
		}
		code, _ := codeOf(f, value)
		return code, known
	case form.Values:
		if f.Kind == form.String {
			return value.String("detail"), known
		}
	}
	return known.value, known
}

// about returns what is known of what f asks: where f names the licence or the shared data
// it is filled from, what that one says counts, unless a register knows.
func (k facts) about(f *form.Field) (fact, bool) {
	known, ok := k[f.From()]
	for _, name := range []string{ofLicence(licenceNamed(f), f.From()), f.Prefill} {
		if named, there := k[name]; there && known.Kind != fromRegister {
			return named, true
		}
	}
	return known, ok
}

// shared keeps what another department has answered, for the fields that name it.
func (k facts) shared(resource string, answer SharedRecord) {
	for key, value := range answer.Values {
		k.put(sharePrefix+resource+"."+key, value, origin{Kind: fromShare, Name: answer.Source})
	}
}

// sharePrefix begins what a field says that is filled from shared data: share.户籍信息.number.
const sharePrefix = "share."

// resourceNamed is the shared data a field says it may be filled from, empty if none.
func resourceNamed(f *form.Field) string {
	named, shared := strings.CutPrefix(f.Prefill, sharePrefix)
	dot := strings.LastIndexByte(named, '.')
	if !shared || dot < 0 {
		return ""
	}
	return named[:dot]
}

// ofLicence is where facts keep what a kind of licence says of a data element, whatever
// else says of it.
func ofLicence(kind, name string) string { return kind + "#" + name }

// mayFill reports whether a fact is about whom f asks: a firm that is being founded is
// not the one that applies, a child not the one of another birth certificate.
func (k facts) mayFill(def *form.Definition, f *form.Field, known fact) bool {
	subject := subjectOf(f.From())
	switch {
	case known.Kind == fromShare: // only what the field names is known so
		return true
	case subject == "org" || subject == "legalRep":
		return f.Prefill != "" || asksForFirm(def)
	case slices.Contains(others, subject):
		return known.Kind == fromLicence && (licenceNamed(f) == known.Name || fromBundle(f))
	}
	return true
}

// asksForFirm reports whether a form is about an organisation that exists: it asks for
// its number.
func asksForFirm(def *form.Definition) bool {
	return slices.ContainsFunc(def.Fields, func(f form.Field) bool { return f.Element == "org.uscc" })
}

// licenceNamed is the licence a field says it may be filled from, empty if none.
func licenceNamed(f *form.Field) string {
	if parts := strings.Split(f.Prefill, "."); len(parts) == 3 && parts[0] == "licence" {
		return parts[1]
	}
	return ""
}

// fromBundle reports whether a field may be filled from what an earlier item of its
// bundle (一件事) has resulted in: the licence that stands in for a material of the item.
func fromBundle(f *form.Field) bool { return strings.HasPrefix(f.Prefill, "bundle.") }

// codeOf is the code of what a licence says in words, where f takes codes, and whether it
// is one. What is none stays as it is.
func codeOf(f *form.Field, text string) (string, bool) {
	for _, o := range f.Options {
		if o.Label == text || o.Value == text {
			return o.Value, true
		}
	}
	list, _ := element.CodeList(f.CodeList())
	for _, c := range list.Codes {
		if c.Label == text || c.Code == text {
			return c.Code, true
		}
	}
	return text, false
}

// codesOf are the codes of a list in words, nil if one of the words is none of f's: half a
// list would say something else than the licence does.
func codesOf(f *form.Field, text string) any {
	var codes []string
	for _, word := range strings.FieldsFunc(text, separates) {
		code, known := codeOf(f, strings.TrimSpace(word))
		if !known {
			return nil
		}
		codes = append(codes, code)
	}
	if len(codes) == 0 {
		return nil
	}
	return codes
}

// separates reports whether r stands between the words of a list.
func separates(r rune) bool { return slices.Contains([]rune{'、', '，', ',', '；', ';'}, r) }

// prefill answers the fields of def that k knows. What the form would refuse is left
// to the applicant; what is certain stays, so that they see it.
func (k facts) prefill(def *form.Definition, at form.Situation) (form.Values, map[string]origin) {
	values, from := form.Values{}, map[string]origin{}
	for i := range def.Fields {
		f := &def.Fields[i]
		if value, known := k.fitting(def, f); value != nil {
			values[f.Key], from[f.Key] = value, known.origin
		}
	}
	values = def.Normalise(values)
	for _, wrong := range def.Check(values, at) {
		f, known := def.Field(form.Head(wrong.Name))
		if known && !isProven(k, f) {
			delete(values, f.Key)
			delete(from, f.Key)
		}
	}
	return values, from
}

// proven are the data elements that an applicant cannot answer otherwise than the
// registers do: who applies is who signed in, or whom they act for.
var proven = []string{"person.name", "person.idNumber", "org.name", "org.uscc", "agent.name", "agent.idNumber"}

// isProven reports whether nobody may answer f otherwise than the register does.
func isProven(k facts, f *form.Field) bool {
	known, ok := k[f.Element]
	return ok && known.Kind == fromRegister && slices.Contains(proven, f.Element)
}

// locked returns the keys of the fields whose answers are certain, with the answers.
func (w *Work) locked() form.Values {
	certain := form.Values{}
	for i := range w.Form.Fields {
		f := &w.Form.Fields[i]
		if value, _ := w.register.fitting(w.Form, f); value != nil && isProven(w.register, f) {
			certain[f.Key] = value
		}
	}
	return w.Form.Normalise(certain)
}

package casework

import (
	"strings"

	"tongban/capability/form"
)

// say puts into o what the applicant has answered, so that the licence says it and the next
// department need not ask: by key, and by the data element that a field is bound to.
func (o *LicenceOrder) say(def *form.Definition, values form.Values) {
	o.Values, o.Elements, o.Codes = map[string]string{}, map[string]string{}, map[string]string{}
	for i := range def.Fields {
		f := &def.Fields[i]
		answer := values[f.Key]
		words := def.Words(f, answer)
		if words == "" {
			continue
		}
		o.Values[f.Key] = words
		if f.Element == "" {
			continue
		}
		o.Elements[f.Element] = words
		switch answer := answer.(type) {
		case string:
			if answer != words {
				o.Codes[f.Element] = answer
			}
		case form.Values:
			o.Codes[f.Element] = answer.String("region")
		}
	}
	for name, moment := range o.Elements {
		subject, birth := strings.CutSuffix(name, ".birthTime")
		if day := subject + ".birthDate"; birth && len(moment) >= len("2006-01-02") && o.Elements[day] == "" {
			o.Elements[day] = moment[:len("2006-01-02")]
		}
	}
}

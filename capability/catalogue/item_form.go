package catalogue

import (
	"encoding/json"

	"tongban/kernel/condition"
)

// formField is what the catalogue needs to know of a field of the form.
type formField struct {
	Key       string               `json:"key"`
	Label     string               `json:"label"`
	Kind      string               `json:"type"`
	ShownWhen *condition.Condition `json:"visibleWhen"`
	Material  string               `json:"material"`
	Rules     struct {
		MaxKB  int      `json:"maxKB"`
		MaxMB  int      `json:"maxMB"`
		Accept []string `json:"accept"`
	} `json:"validation"`
}

// FormTopics returns the keys of the pages the form names.
func (i *Item) FormTopics() (keys []string) {
	var doc struct {
		Topics []struct {
			Key string `json:"key"`
		} `json:"topics"`
	}
	if json.Unmarshal(i.Form, &doc) != nil {
		return nil
	}
	for _, t := range doc.Topics {
		keys = append(keys, t.Key)
	}
	return keys
}

// HasForm reports whether there is something to fill in.
func (i *Item) HasForm() bool { return len(i.Form) > 0 && string(i.Form) != "null" }

// formRead is what was read of a form, and of which: plans are made of one version again
// and again, also while a unit waits for them.
type formRead struct {
	form   json.RawMessage
	fields []formField
}

// formFields returns the fields of the form. What cannot be read has none; whoever has
// handed it in was told the place.
func (i *Item) formFields() []formField {
	if r := i.read; len(i.Form) > 0 && len(r.form) == len(i.Form) && &r.form[0] == &i.Form[0] {
		return r.fields
	}
	return readForm(i.Form).fields
}

func readForm(form json.RawMessage) formRead {
	var doc struct {
		Fields []formField `json:"fields"`
	}
	if json.Unmarshal(form, &doc) != nil {
		return formRead{form: form}
	}
	return formRead{form, doc.Fields}
}

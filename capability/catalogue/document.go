package catalogue

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"math"
	"slices"
)

// ReadItem reads an item in our own format, in which versions are stored and lists of
// ours are written.
func ReadItem(document []byte) (*Item, error) {
	var row struct {
		Item
		ID string `json:"id"` // how the sample format calls the slug
	}
	if err := json.Unmarshal(document, &row); err != nil {
		return nil, err
	}
	item := row.Item
	if item.Code == "" {
		item.Code = row.ID
	}
	if string(item.Form) == "null" { // how a version without one is stored
		item.Form = nil
	}
	if err := item.bindFiles(); err != nil {
		return nil, err
	}
	item.read = readForm(item.Form)
	return &item, nil
}

// documentOf writes an item as its version stores it, with its digest.
func documentOf(i *Item) (text, digest []byte, err error) {
	text, err = json.Marshal(i)
	if err != nil {
		return nil, nil, err
	}
	return canonical(text)
}

// canonical writes a document with sorted keys and without spaces, and returns its
// digest, so that a file that was only laid out anew brings nothing new.
func canonical(document json.RawMessage) (text, digest []byte, err error) {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, nil, err
	}
	text = bytes.TrimSpace(b.Bytes())
	sum := sha256.Sum256(text)
	return text, sum[:], nil
}

// bindFiles ties each file field of the form to its material: the one it names,
// otherwise the one with the same name. The material takes over what the field
// says about the file.
func (i *Item) bindFiles() error {
	var form struct {
		Fields []map[string]json.RawMessage `json:"fields"`
	}
	if json.Unmarshal(i.Form, &form) != nil {
		return nil // the form's own check says what is wrong with it
	}
	bound := false
	for at, f := range i.formFields() {
		m := slices.IndexFunc(i.Materials, func(m Material) bool {
			return m.Code == f.Material || f.Material == "" && m.Name == f.Label
		})
		if f.Kind != "file" || m < 0 {
			continue
		}
		i.Materials[m].limit(f)
		if f.Material == "" {
			form.Fields[at]["material"], bound = []byte(`"`+i.Materials[m].Code+`"`), true
		}
	}
	if !bound {
		return nil
	}
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(i.Form, &whole); err != nil {
		return err
	}
	var err error
	if whole["fields"], err = json.Marshal(form.Fields); err != nil {
		return err
	}
	i.Form, err = json.Marshal(whole)
	return err
}

// limit takes over what a form's field says about the file, where the material
// says nothing itself.
func (m *Material) limit(f formField) {
	if m.MaxKB == 0 {
		m.MaxKB = max(f.Rules.MaxKB, f.Rules.MaxMB*1024)
	}
	if len(m.Accept) == 0 {
		m.Accept = f.Rules.Accept
	}
}

// UnmarshalJSON reads a charge in cents, or in yuan as the sample format has it.
func (f *FeeItem) UnmarshalJSON(b []byte) error {
	type plain FeeItem
	var row struct {
		plain
		Yuan *float64 `json:"amount"`
	}
	if err := json.Unmarshal(b, &row); err != nil {
		return err
	}
	*f = FeeItem(row.plain)
	if f.AmountCents == nil && row.Yuan != nil {
		cents := int64(math.Round(*row.Yuan * 100))
		f.AmountCents = &cents
	}
	return nil
}

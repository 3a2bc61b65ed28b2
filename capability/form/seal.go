package form

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"tongban/kernel/crypt"
)

// sealedValue stands in stored JSON where a sensitive answer was.
type sealedValue struct {
	Sealed string `json:"sealed"`
}

// Seal writes v as JSON for storage, every sensitive answer encrypted under its data
// element.
//
// Basis: 个人信息保护法, art. 51(3).
func (d *Definition) Seal(keys *crypt.Keys, v Values) (map[string]any, error) {
	stored := make(map[string]any, len(v))
	for key, value := range v {
		f, known := d.Field(key)
		if !known || !f.Sensitive() {
			stored[key] = value
			continue
		}
		plain, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		sealed, err := keys.Seal(f.Element, plain)
		if err != nil {
			return nil, fmt.Errorf("seal %s: %w", key, err)
		}
		stored[key] = sealedValue{base64.StdEncoding.EncodeToString(sealed)}
	}
	return stored, nil
}

// Open is the reverse of Seal. Answers to fields that d no longer has are dropped:
// they cannot be shown. What is derived is derived again.
func (d *Definition) Open(keys *crypt.Keys, stored map[string]any) (Values, error) {
	plain := make(map[string]any, len(stored))
	for key, value := range stored {
		f, known := d.Field(key)
		if !known {
			continue
		}
		sealed, ok := value.(map[string]any)
		text, isSealed := sealed["sealed"].(string)
		if !ok || !isSealed {
			plain[key] = value
			continue
		}
		opened, err := open(keys, f.Element, text)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", key, err)
		}
		plain[key] = opened
	}
	return d.Restore(plain), nil
}

func open(keys *crypt.Keys, element, text string) (v any, err error) {
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	opened, err := keys.Open(element, sealed)
	if err != nil {
		return nil, err
	}
	return v, json.Unmarshal(opened, &v)
}

package casework

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"tongban/capability/form"
)

// sealedValue stands in stored JSON where a sensitive answer was.
type sealedValue struct {
	Sealed string `json:"sealed"`
}

// sealValues writes values as JSON for storage, every sensitive answer encrypted
// under its data element.
func (s *Service) sealValues(def *form.Definition, values form.Values) (map[string]any, error) {
	stored := make(map[string]any, len(values))
	for key, value := range values {
		f, known := def.Field(key)
		if !known || !f.Sensitive() {
			stored[key] = value
			continue
		}
		plain, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		sealed, err := s.Keys.Seal(f.Element, plain)
		if err != nil {
			return nil, fmt.Errorf("seal %s: %w", key, err)
		}
		stored[key] = sealedValue{base64.StdEncoding.EncodeToString(sealed)}
	}
	return stored, nil
}

// openValues is the reverse of sealValues. Answers to fields that def no longer
// has are dropped: they cannot be shown. What is derived is derived again.
func (s *Service) openValues(def *form.Definition, stored map[string]any) (form.Values, error) {
	plain := make(map[string]any, len(stored))
	for key, value := range stored {
		f, known := def.Field(key)
		if !known {
			continue
		}
		sealed, ok := value.(map[string]any)
		if !ok {
			plain[key] = value
			continue
		}
		text, _ := sealed["sealed"].(string)
		bytes, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", key, err)
		}
		opened, err := s.Keys.Open(f.Element, bytes)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", key, err)
		}
		var v any
		if err := json.Unmarshal(opened, &v); err != nil {
			return nil, fmt.Errorf("open %s: %w", key, err)
		}
		plain[key] = v
	}
	values, _ := def.FromJSON(plain) // what was unreadable when typed is kept as typed
	return def.Normalise(values), nil
}

package workflow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// maxVars bounds the variables of a process, in bytes of JSON.
const maxVars = 8 << 10

// keep stores a variable; a map without a name stores several.
func (r *run) keep(name string, value any) *refusal {
	if name != "" {
		return r.keepAll(map[string]any{name: value})
	}
	several, ok := value.(map[string]any)
	if !ok {
		return &refusal{Key: "workflow.incident.nameless"}
	}
	return r.keepAll(several)
}

// keepAll stores variables as they will be read again.
func (r *run) keepAll(values map[string]any) *refusal {
	if len(values) == 0 {
		return nil
	}
	vars := orEmpty(maps.Clone(r.state.Vars))
	for name, value := range values {
		kept, err := canonical(value)
		if err != nil {
			return &refusal{"workflow.value", []any{name}}
		}
		vars[name] = kept
	}
	if text, err := json.Marshal(vars); err != nil || len(text) > maxVars {
		return &refusal{Key: "workflow.too-large"}
	}
	r.state.Vars = vars
	return nil
}

// canonical returns value as it will be read again from JSON, so that a state that was
// stored in between behaves like one that was not.
func canonical(value any) (any, error) {
	switch value := value.(type) {
	case nil, string, bool:
		return value, nil
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var read any
	if err := decoder.Decode(&read); err != nil {
		return nil, err
	}
	return numbers(read), nil
}

// numbers makes whole numbers of what JSON calls numbers, and doubles of the others.
func numbers(value any) any {
	switch value := value.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(value.String(), 10, 64); err == nil {
			return n
		}
		x, _ := value.Float64() // JSON has checked it
		return x
	case []any:
		for i := range value {
			value[i] = numbers(value[i])
		}
	case map[string]any:
		for k := range value {
			value[k] = numbers(value[k])
		}
	}
	return value
}

// plainly returns a result of CEL as JSON has it.
func plainly(out ref.Val) (any, error) {
	switch out := out.(type) {
	case types.String, types.Bool, types.Int, types.Uint, types.Double:
		return out.Value(), nil
	case types.Null:
		return nil, nil
	case types.Timestamp:
		return out.Time.Format(time.RFC3339), nil
	case traits.Lister:
		list := []any{}
		for it := out.Iterator(); it.HasNext() == types.True; {
			one, err := plainly(it.Next())
			if err != nil {
				return nil, err
			}
			list = append(list, one)
		}
		return list, nil
	case traits.Mapper:
		fields := map[string]any{}
		for it := out.Iterator(); it.HasNext() == types.True; {
			key := it.Next()
			name, ok := key.Value().(string)
			if !ok {
				return nil, fmt.Errorf("a key of type %s", key.Type())
			}
			one, err := plainly(out.Get(key))
			if err != nil {
				return nil, err
			}
			fields[name] = one
		}
		return fields, nil
	}
	return nil, fmt.Errorf("a value of type %s", out.Type())
}

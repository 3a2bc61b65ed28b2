package studio

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"tongban/capability/catalogue"
	"tongban/kernel/message"
)

// told is one field of a record as it was delivered.
type told struct {
	key   string // as delivered
	label string // in words, empty if we know none
	value string
}

// fieldsOf takes a delivered record apart, in its own order. What is no object is one
// field without a key.
func fieldsOf(ctx context.Context, format string, document json.RawMessage) []told {
	dec := json.NewDecoder(bytes.NewReader(document))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') || !json.Valid(document) {
		return []told{{value: string(document)}}
	}
	var all []told
	for dec.More() {
		t, _ := dec.Token() // the document is valid
		key, _ := t.(string)
		var value json.RawMessage
		_ = dec.Decode(&value)
		all = append(all, told{key, keyLabel(ctx, format, key), flat(value)})
	}
	return all
}

// keyLabel is what a format's key means, empty if nobody wrote it down.
func keyLabel(ctx context.Context, format, key string) string {
	if text := "studio.source." + format + "." + strings.ToLower(strings.ReplaceAll(key, "_", "-")); message.Known(ctx, text) {
		return message.T(ctx, text)
	}
	if label := catalogue.Place(ctx, key); label != key {
		return label
	}
	return ""
}

// flat writes a value for people: a text as it is, a list of texts line by line,
// anything else as JSON with its levels set in.
func flat(value json.RawMessage) string {
	var one any
	if json.Unmarshal(value, &one) != nil {
		return string(value)
	}
	switch one := one.(type) {
	case nil:
		return ""
	case string:
		return one
	case []any:
		if lines, ok := texts(one); ok {
			return strings.Join(lines, "\n")
		}
	}
	var set bytes.Buffer
	if json.Indent(&set, value, "", "  ") != nil {
		return string(value)
	}
	return set.String()
}

func texts(list []any) (lines []string, ok bool) {
	for i, one := range list {
		text, isText := one.(string)
		if !isText {
			return nil, false
		}
		lines = append(lines, strconv.Itoa(i+1)+". "+text)
	}
	return lines, true
}

package studio

import (
	"cmp"
	"context"
	"encoding/json"
	"regexp"

	"tongban/capability/catalogue"
)

// lastHand is the account that brought a version where it is.
func lastHand(r catalogue.Revision) string { return cmp.Or(r.Publisher, r.Author) }

// versionWords is how a version is called: as its department counts it, or as we do.
func versionWords(ctx context.Context, r catalogue.Revision) string {
	switch {
	case r.Version != "":
		return r.Version
	case r.Number > 0:
		return t(ctx, "items.number", r.Number)
	}
	return t(ctx, "items.new")
}

// versionName is how a version is called in a sentence.
func versionName(ctx context.Context, r catalogue.Revision) string {
	if r.Version != "" {
		return t(ctx, "items.named", r.Version)
	}
	return versionWords(ctx, r)
}

// inForce is how the version that the public sees is called.
func inForce(ctx context.Context, e *catalogue.Entry) string {
	r, _ := current(e)
	return versionName(ctx, r)
}

// hands are who wrote a version and who published it.
func hands(ctx context.Context, names map[string]string, r catalogue.Revision) string {
	if r.Publisher == "" || r.Publisher == r.Author {
		return whose(ctx, names, r.Author)
	}
	return t(ctx, "versions.hands", whose(ctx, names, r.Author), whose(ctx, names, r.Publisher))
}

// fieldCount is how many questions the item's form has.
func fieldCount(item *catalogue.Item) int {
	var form struct {
		Fields []json.RawMessage `json:"fields"`
	}
	if json.Unmarshal(item.Form, &form) != nil {
		return 0
	}
	return len(form.Fields)
}

var code = regexp.MustCompile(`^[0-9A-Za-z-]{6,}$`)

// isCode reports whether a text is a number people copy.
func isCode(text string) bool { return code.MatchString(text) }

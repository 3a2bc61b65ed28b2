package catalogue

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tongban/kernel/message"
)

// Severity says how much a finding weighs.
type Severity string

// The severities. An Error keeps our own editors from publishing; a Warning is
// something to mend; a Notice is worth knowing.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Notice  Severity = "notice"
)

// Finding is something an editor should look at in a version of an item. It comes
// from Lint, or from an importer that could not take over everything.
type Finding struct {
	Rule     string   `json:"rule"` // e.g. "promise-over-law"; its sentence is catalogue.lint.<rule>
	Severity Severity `json:"severity"`
	Element  string   `json:"element"`        // where: "materials[2].name"
	Args     []any    `json:"args,omitempty"` // of the sentence
}

// MostFindings bounds what is said about one version; who has more to mend than
// that begins with these.
const MostFindings = 100

// Sorted returns findings by weight, at most MostFindings of them; the last then
// says how many are left out.
func Sorted(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int { return a.Severity.weight() - b.Severity.weight() })
	if len(findings) <= MostFindings {
		return findings
	}
	rest := len(findings) - MostFindings + 1
	return append(findings[:MostFindings-1:MostFindings-1], Finding{Rule: "more", Severity: Notice, Args: []any{rest}})
}

// weight orders severities, the heaviest first.
func (s Severity) weight() int { return slices.Index([]Severity{Error, Warning, Notice}, s) }

// Sentence says what is wrong and what to do, for ctx's reader.
func (f Finding) Sentence(ctx context.Context) string {
	return message.T(ctx, "catalogue.lint."+f.Rule, f.Args...)
}

// Place says where a finding is, for ctx's reader.
func (f Finding) Place(ctx context.Context) string { return Place(ctx, f.Element) }

// Place names an element for ctx's reader: "申请材料 · 第 3 项 · 名称". A part the model
// does not know keeps the name its list gave it.
func Place(ctx context.Context, element string) string {
	var parts []string
	for _, part := range strings.Split(element, ".") {
		name, rest, member := strings.Cut(part, "[")
		if key := "catalogue.element." + kebab(name); message.Known(ctx, key) {
			name = message.T(ctx, key)
		}
		parts = append(parts, name)
		if at, err := strconv.Atoi(strings.TrimSuffix(rest, "]")); member && err == nil {
			parts = append(parts, message.T(ctx, "catalogue.place.nth", at+1))
		}
	}
	return strings.Join(parts, " · ")
}

// kebab writes the name of an element as keys do: onSiteVisits is on-site-visits.
func kebab(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

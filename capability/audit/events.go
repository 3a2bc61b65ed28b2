package audit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Event describes a kind of entry for docs/audit-events.md. Each capability lists
// its own in a variable Events.
type Event struct {
	Name string // "<capability>.<what happened>"
	When string // one English sentence: when it is recorded
	Data string // what Data holds, by its JSON names; empty if nothing
}

const (
	accessed  = "audit.accessed"
	forgotten = "audit.forgotten"
	restored  = "audit.restored"
)

// Events are the entries this capability records itself.
var Events = []Event{
	{accessed, "Somebody looked at another person's data in full, or somebody asked another department for it.", "department, purpose, note, elements, resource, outcome"},
	{forgotten, "The content of an entry was deleted; the subject is the entry.", "reason"},
	{restored, "The installation was restored from a backup: what was recorded after the backup is not in the log. The subject is when it was made.", "size"},
}

var eventName = regexp.MustCompile(`^[a-z]+\.[a-z-]+$`)

// Document writes docs/audit-events.md from the events of all capabilities. A
// name that is malformed or listed twice, or an event without a sentence, is an
// error.
func Document(lists ...[]Event) (string, error) {
	events := slices.Concat(lists...)
	slices.SortFunc(events, func(a, b Event) int { return strings.Compare(a.Name, b.Name) })
	var b strings.Builder
	b.WriteString(heading)
	for i, e := range events {
		switch {
		case !eventName.MatchString(e.Name):
			return "", fmt.Errorf("audit event %q: want capability.what-happened", e.Name)
		case i > 0 && events[i-1].Name == e.Name:
			return "", fmt.Errorf("audit event %s is listed twice", e.Name)
		case !strings.HasSuffix(e.When, "."):
			return "", fmt.Errorf("audit event %s: when is it recorded? One sentence.", e.Name)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", e.Name, e.When, e.Data)
	}
	return b.String(), nil
}

const heading = `# Audit events

Every entry of the transparency log, written from the ` + "`Events`" + ` of each capability; a
test keeps this page current. An entry also has the time, who did it and what it
happened to. Data holds keys and codes only, never names or numbers of people.

| event | recorded when | data |
|---|---|---|
`

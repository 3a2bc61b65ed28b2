package access

import (
	"fmt"
	"slices"
	"strings"

	"tongban/kernel/actor"
)

// Document writes the matrix for people: docs/permissions.md.
func Document() string {
	var b strings.Builder
	b.WriteString(heading)
	b.WriteString("\n## By permission\n\n| permission | who, and how far |\n|---|---|\n")
	for _, p := range permissions() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", p, strings.Join(holders(p), ", "))
	}
	b.WriteString("\n## By role\n\n| role | reach | permissions |\n|---|---|---|\n")
	for _, g := range matrix {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", g.role, g.how(), list(g.may))
	}
	return b.String()
}

const heading = `# Permissions

Written from the matrix in ` + "`capability/access/rules.go`" + ` by ` + "`go test ./capability/access -update`" + `; a test
keeps it current. What is not listed is not allowed.

| reach | means |
|---|---|
| own | what belongs to the person, or to whom the person acts for, within the items of the power |
| outlet | what the person's outlet received, whichever department decides |
| department | what the person's department decides |
| region | the person's region and everything below it |
| all | everything |

- "at its stage": only while the open stage is worked on by this role.
- "not by a power only to fill in": for oneself, or for another who lets one submit.
- A draft is seen by its owner only, whatever the reach.
- ` + "`casework.decide`" + ` is refused to the person who accepted the case, ` + "`catalogue.publish`" + ` and ` + "`announcement.publish`" + ` and ` + "`notice.publish`" + ` and ` + "`procedure.publish`" + ` and ` + "`rulebook.publish`" + ` to the author,
  ` + "`licence.revoke` and `commitment.decide`" + ` to who proposed what a second person has to agree to.
- Another's private thing is not found; a right that is missing is forbidden.
`

// permissions returns every permission of the matrix in the order of its names.
func permissions() []Permission {
	var all []Permission
	for _, g := range matrix {
		all = append(all, g.may...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func holders(p Permission) []string {
	var who []string
	for _, g := range matrix {
		if slices.Contains(g.may, p) {
			who = append(who, fmt.Sprintf("%s (%s)", g.role, g.how()))
		}
	}
	return who
}

func (g grant) how() string {
	switch g.when {
	case atStage:
		return string(g.reach) + ", at its stage"
	case unlimited:
		return string(g.reach) + ", not by a power only to fill in"
	}
	return string(g.reach)
}

func list(may []Permission) string {
	quoted := make([]string, len(may))
	for i, p := range may {
		quoted[i] = "`" + string(p) + "`"
	}
	return strings.Join(quoted, " ")
}

// Roles returns every role of the matrix, each once.
func Roles() []actor.Role {
	var roles []actor.Role
	for _, g := range matrix {
		if !slices.Contains(roles, g.role) {
			roles = append(roles, g.role)
		}
	}
	return roles
}

package db

import (
	"fmt"
	"strconv"
	"strings"
)

// positional rewrites $1, $2, … to the plain ? of SQLite, where $1 would be a
// name, and tells which argument each ? stands for. Texts, quoted names and
// comments are left alone.
func positional(sql string) (string, []int, error) {
	var out strings.Builder
	var order []int
	for i := 0; i < len(sql); {
		switch c := sql[i]; {
		case c == '\'' || c == '"':
			n := quoted(sql[i:], c)
			out.WriteString(sql[i : i+n])
			i += n
		case strings.HasPrefix(sql[i:], "--"):
			i += until(sql[i:], "\n")
		case strings.HasPrefix(sql[i:], "/*"):
			i += until(sql[i:], "*/")
		case c == '?':
			return "", nil, fmt.Errorf("db: write $1, not ?, in %q", sql)
		case c == '$':
			n := digits(sql[i+1:])
			arg, err := strconv.Atoi(sql[i+1 : i+1+n])
			if err != nil || arg < 1 {
				return "", nil, fmt.Errorf("db: no number after $ in %q", sql)
			}
			out.WriteByte('?')
			order = append(order, arg-1)
			i += 1 + n
		default:
			out.WriteByte(c)
			i++
		}
	}
	return out.String(), order, nil
}

// quoted returns the length of the text or name s begins with. A doubled quote
// ends one and begins the next, which comes to the same.
func quoted(s string, quote byte) int {
	if end := strings.IndexByte(s[1:], quote); end >= 0 {
		return end + 2
	}
	return len(s)
}

func until(s, end string) int {
	if i := strings.Index(s, end); i >= 0 {
		return i + len(end)
	}
	return len(s)
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// firstWord returns the word that says what sort of statement sql is.
func firstWord(sql string) string {
	word := strings.ToUpper(strings.TrimSpace(sql))
	if i := strings.IndexFunc(word, func(r rune) bool { return r < 'A' || r > 'Z' }); i >= 0 {
		word = word[:i]
	}
	return word
}

// control reports whether sql is a statement only this package may run: one that
// would end the unit, or a setting.
func control(sql string) bool {
	switch firstWord(sql) {
	case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE",
		"PREPARE", "SET", "RESET", "PRAGMA", "ATTACH", "DETACH", "VACUUM":
		return true
	}
	return false
}

package db

import (
	"fmt"
	"strings"
)

// Places writes the places of keys in a statement, for `IN (…)`, and the keys as its arguments:
// "$1, $2". Of no keys it writes NULL, which nothing is in.
func Places[K any](keys []K) (places string, args []any) {
	if len(keys) == 0 {
		return "NULL", nil
	}
	marks := make([]string, len(keys))
	for i, key := range keys {
		marks[i], args = fmt.Sprintf("$%d", i+1), append(args, key)
	}
	return strings.Join(marks, ", "), args
}

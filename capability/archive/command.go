package archive

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/message"
)

// Offline is a call of `tongban verify archive FILE --keys K`.
type Offline struct {
	File string // a package
	Keys string // what `tongban keys export` wrote
	JSON bool   // print the report for programs
}

// exitUnsound is the exit code of a package that fails a check.
const exitUnsound = 2

// Verify checks a package without a server, prints the result to out in the language of
// ctx and returns the exit code: 0 for a sound package. An error means that the check was
// not made.
func (o Offline) Verify(ctx context.Context, out io.Writer) (exit int, err error) {
	text, err := os.ReadFile(o.Keys)
	if err != nil {
		return 0, err
	}
	keys, err := crypt.ParsePublicKeys(text)
	if err != nil {
		return 0, err
	}
	data, err := os.ReadFile(o.File)
	if err != nil {
		return 0, err
	}
	index, report := Inspect(data, keys, clock.Real.Now())
	if !report.Sound() {
		exit = exitUnsound
	}
	if o.JSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return exit, encoder.Encode(report)
	}
	lines := []string{t(ctx, "offline.case", index.Case.No, index.Case.ItemName), t(ctx, "offline.made", index.By, message.Stamp(index.Made))}
	for _, c := range Checks {
		said := []string{t(ctx, "passed")}
		if found := report.Of(c); len(found) > 0 {
			said = sentences(ctx, found)
		}
		for _, sentence := range said {
			lines = append(lines, t(ctx, "check."+string(c))+" "+sentence)
		}
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(out, printable(line)); err != nil {
			return 0, err
		}
	}
	return exit, nil
}

// printable is a line without what would steer the terminal of whoever checks a package
// that somebody else has made.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf) {
			return '\uFFFD'
		}
		return r
	}, line)
}

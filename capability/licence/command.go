package licence

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"tongban/capability/licence/verify"
	"tongban/kernel/clock"
	"tongban/kernel/message"
	"tongban/kernel/seal"
)

// Offline is a call of `tongban verify licence FILE --keys K [--status LIST]`.
type Offline struct {
	File   string // a PDF, or a text file with what a QR code says
	Keys   string // what `tongban keys export` wrote, or certificates in PEM
	Status string // a status list; may be empty
	At     time.Time
	JSON   bool // print the report for programs
}

// Verify checks a licence without a server, prints the result to out in the language
// of ctx and returns the exit code: 0 for a valid licence, a number of its own for
// every other outcome. An error means that the check was not made.
func (o Offline) Verify(ctx context.Context, out io.Writer) (exit int, err error) {
	keys, err := readKeys(o.Keys)
	if err != nil {
		return 0, err
	}
	list, err := readList(o.Status, keys)
	if err != nil {
		return 0, err
	}
	data, err := os.ReadFile(o.File)
	if err != nil {
		return 0, err
	}
	if o.At.IsZero() {
		o.At = clock.Real.Now()
	}
	report := verify.File(data, keys, list, o.At)
	if o.JSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(report)
	} else {
		err = printReport(ctx, out, report)
	}
	return report.Outcome.ExitCode(), err
}

func readKeys(path string) (seal.Keys, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return seal.ParseKeys(text)
}

// readList reads a status list; without a path there is none.
func readList(path string, keys seal.Keys) (*verify.StatusList, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return verify.ParseList(text, keys)
}

// printReport writes a report as lines of words.
func printReport(ctx context.Context, out io.Writer, r verify.Report) error {
	say := func(key string, args ...any) string { return message.T(ctx, "licence.offline."+key, args...) }
	lines := []string{say(string(r.Outcome))}
	if r.Why != "" {
		lines = append(lines, say("why."+string(r.Why)))
	}
	if l := r.Licence; l != nil {
		until := message.T(ctx, "licence.endless")
		if l.ValidTo != "" {
			until = string(l.ValidTo)
		}
		lines = append(lines,
			say("licence", cmp.Or(l.TypeName, l.Type), l.Number), say("holder", l.Holder),
			message.T(ctx, "licence.row.period")+" "+message.T(ctx, "licence.period", l.ValidFrom, until), l.Identifier)
	}
	if r.Status != "" {
		lines = append(lines, say("status", message.T(ctx, "licence.status."+string(r.Status))))
	}
	if !r.Listed.IsZero() {
		lines = append(lines, say("listed", message.Stamp(r.Listed)))
	}
	lines = append(lines, say("at", message.Stamp(r.At)), "SHA-256 "+r.Digest)
	for _, line := range lines {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}

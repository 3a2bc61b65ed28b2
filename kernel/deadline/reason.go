package deadline

import (
	"context"
	"embed"
	"strconv"
	"strings"
	"time"

	"tongban/kernel/calendar"
	"tongban/kernel/message"
)

// Messages holds the texts of the reasons.
//
//go:embed messages.*.toml
var Messages embed.FS

// Reason is one sentence of the answer to "why this day?", with its legal basis.
type Reason struct {
	Period Period
	Key    string // message key
	Args   []any  // dates, instants, limits and codes, as values
	Basis  []Basis
}

// Basis is where a rule stands: an article the product knows by key, or the words
// of the catalogue or of a notice, which are not translated.
type Basis struct{ Key, Words string }

// The articles cited.
var (
	basisReceipt   = []Basis{{Key: "deadline.basis.licensing-32-4"}}
	basisDecision  = []Basis{{Key: "deadline.basis.licensing-42-1"}}
	basisExtension = []Basis{{Key: "deadline.basis.licensing-42"}}
	basisDelivery  = []Basis{{Key: "deadline.basis.licensing-44"}}
	basisSpecial   = []Basis{{Key: "deadline.basis.licensing-45"}}
	basisHearing   = []Basis{{Key: "deadline.basis.licensing-47"}}
	basisWorkdays  = []Basis{{Key: "deadline.basis.licensing-82"}}
	basisFirstDay  = []Basis{{Key: "deadline.basis.civil-201"}}
	basisMonths    = []Basis{{Key: "deadline.basis.civil-202"}}
	basisLastDay   = []Basis{{Key: "deadline.basis.civil-203"}}
	basisPromise   = []Basis{{Key: "deadline.basis.business-36"}}
	basisLocal     = []Basis{{Key: "deadline.basis.local"}}

	basisRealEstateSilence  = []Basis{{Key: "deadline.basis.real-estate-17"}}
	basisRealEstateDecision = []Basis{{Key: "deadline.basis.real-estate-20"}}
	basisRegistration       = []Basis{{Key: "deadline.basis.registration-19"}}
)

// Text returns the sentence for ctx's reader.
func (r Reason) Text(ctx context.Context) string {
	args := make([]any, len(r.Args))
	for i, a := range r.Args {
		args[i] = words(ctx, a)
	}
	return message.T(ctx, r.Key, args...)
}

// Cite returns the citations of r for ctx's reader, empty if it has none.
func (r Reason) Cite(ctx context.Context) string {
	list := make([]string, len(r.Basis))
	for i, b := range r.Basis {
		list[i] = b.Text(ctx)
	}
	return strings.Join(list, message.T(ctx, "deadline.between-laws"))
}

// Text returns the citation for ctx's reader.
func (b Basis) Text(ctx context.Context) string {
	if b.Key == "" {
		return b.Words
	}
	return message.T(ctx, b.Key)
}

// Text returns what p is called.
func (p Period) Text(ctx context.Context) string { return message.T(ctx, "deadline.period."+string(p)) }

// Text returns what s is called.
func (s State) Text(ctx context.Context) string { return message.T(ctx, "deadline.state."+string(s)) }

// words says an argument in the reader's language.
func words(ctx context.Context, arg any) any {
	switch a := arg.(type) {
	case calendar.Date:
		return message.Date(ctx, a.Start())
	case time.Time:
		return message.DateTime(ctx, a)
	case calendar.Holiday:
		if message.In(ctx) == message.English {
			return a.English
		}
		return a.Name
	case Limit:
		return message.T(ctx, "deadline.unit."+string(a.Unit), strconv.FormatFloat(a.Value, 'f', -1, 64))
	case Kind:
		return called(ctx, "deadline.event.", string(a))
	case Procedure:
		return called(ctx, "deadline.procedure.", string(a))
	case Approver:
		return called(ctx, "deadline.approver.", string(a))
	}
	return arg
}

// called returns the text of a code, or the code if it is a name of the catalogue's.
func called(ctx context.Context, prefix, code string) string {
	if message.Known(ctx, prefix+code) {
		return message.T(ctx, prefix+code)
	}
	return code
}

// ignored returns why an event changes nothing.
func ignored(key string, basis []Basis, args ...any) Reason {
	return Reason{Key: key, Args: args, Basis: basis}
}

// misplaced is the reason for an event that cannot happen in the case's state.
func misplaced(e *Event) Reason {
	return ignored("deadline.ignored.misplaced", nil, e.At, e.Kind)
}

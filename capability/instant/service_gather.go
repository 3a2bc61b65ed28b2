package instant

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"tongban/capability/casework"
	"tongban/capability/form"
	"tongban/capability/rulebook"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/message"
)

// Gather finds out what a rule has to be told of f: each input from its source, with who said
// so. All sources are asked at once and have to answer within the same short time. What cannot
// be relied on is there with the reason, never left out and never guessed.
//
// Basis: 个人信息保护法, art. 24; 政务数据共享条例 (shared data within the statutory duty).
func (s *Service) Gather(ctx context.Context, f *casework.File, inputs []rulebook.Input) ([]Given, error) {
	return s.gatherAt(ctx, f, inputs, s.Clock.Now(), "instant.decide")
}

// gatherAt does so as of a moment.
func (s *Service) gatherAt(ctx context.Context, f *casework.File, inputs []rulebook.Input, at time.Time, purpose string) ([]Given, error) {
	g := &gathering{Service: s, File: f, at: at, purpose: purpose, handed: f.LastSubmission()}
	var err error
	if g.form, err = s.Casework.Form(f.Item); err != nil {
		return nil, err
	}
	timed, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	groups, order := map[string][]int{}, []string{}
	for i, in := range inputs {
		group := groupOf(in)
		if groups[group] == nil {
			order = append(order, group)
		}
		groups[group] = append(groups[group], i)
	}
	givens := make([]Given, len(inputs))
	var whose Missing
	var all sync.WaitGroup
	all.Go(func() { whose = g.whose(timed, inputs) })
	for _, group := range order {
		wanted := groups[group]
		all.Go(func() {
			asked := make([]rulebook.Input, len(wanted))
			for n, i := range wanted {
				asked[n] = inputs[i]
			}
			for n, given := range g.ask(timed, asked) {
				givens[wanted[n]] = given
			}
		})
	}
	all.Wait()
	return doubted(g.compared(givens), whose), nil
}

// groupOf names the source of an input: one that is asked once for all its inputs.
func groupOf(in rulebook.Input) string {
	if in.Kind == rulebook.Share {
		resource, _, _ := strings.Cut(in.Key, "#")
		return string(in.Kind) + "#" + resource
	}
	return string(in.Kind)
}

// gathering is one finding-out.
type gathering struct {
	*Service
	*casework.File
	form    *form.Definition
	handed  casework.Submission
	at      time.Time
	purpose string // for which other departments are asked
}

// answer is what a source says of one input.
type answer struct {
	value     any
	words     string
	name      string // of the source
	simulated bool
	missing   Missing
}

// ask asks one source for inputs of the same kind, and waits no longer than ctx.
func (g *gathering) ask(ctx context.Context, inputs []rulebook.Input) []Given {
	type said struct {
		answers []answer
		err     error
	}
	heard := make(chan said, 1)
	go func() {
		answers, err := guarded(func() ([]answer, error) { return g.source(inputs[0].Kind)(ctx, inputs) })
		heard <- said{answers, err}
	}()
	var got said
	select {
	case got = <-heard:
	case <-ctx.Done():
		got.err = ctx.Err()
	}
	givens := make([]Given, len(inputs))
	for i, in := range inputs {
		givens[i] = Given{Input: in, At: g.at}
		switch {
		case errors.Is(got.err, errNobody):
			givens[i].Missing = NoSource
		case errors.Is(got.err, context.DeadlineExceeded):
			givens[i].Missing = IsSlow
		case got.err != nil:
			givens[i].Missing = IsDown
		default:
			a := got.answers[i]
			givens[i].Words, givens[i].SourceName, givens[i].Simulated, givens[i].Missing = a.words, a.name, a.simulated, a.missing
			givens[i] = givens[i].settle(a.value)
		}
	}
	if got.err != nil {
		slog.WarnContext(ctx, "source of a decision not available", "source", groupOf(inputs[0]), "error", got.err)
	}
	return givens
}

// guarded does what a goroutine of its own does: a fault of a program there is an error here,
// and takes nothing else down with it.
func guarded[T any](do func() (T, error)) (v T, err error) {
	defer func() {
		if failed := recover(); failed != nil {
			slog.Error("panic while deciding", "panic", failed, "stack", string(debug.Stack()))
			err = errBroken
		}
	}()
	return do()
}

// errBroken says that a program has failed.
var errBroken = errors.New("instant: a program failed")

// errNobody says that there is nobody here to ask.
var errNobody = errors.New("instant: nobody to ask")

// source is who is asked for inputs of a kind.
func (g *gathering) source(k rulebook.Kind) func(context.Context, []rulebook.Input) ([]answer, error) {
	switch k {
	case rulebook.Register:
		return g.registers
	case rulebook.Form:
		return g.answers
	case rulebook.Licence:
		return g.licences
	case rulebook.Share:
		return g.shares
	case rulebook.Paper:
		return g.papers
	case rulebook.Case:
		return g.facts
	case rulebook.Credit:
		return g.credit
	case rulebook.Commitment:
		return g.commitments
	case rulebook.Calendar:
		return g.days
	}
	return func(context.Context, []rulebook.Input) ([]answer, error) { return nil, errNobody }
}

// each answers inputs one by one.
func each(inputs []rulebook.Input, of func(rulebook.Input) answer) []answer {
	list := make([]answer, len(inputs))
	for i, in := range inputs {
		list[i] = of(in)
	}
	return list
}

// compared finds where a verified value is not what the applicant has declared: whoever is
// right, a person has to look.
func (g *gathering) compared(givens []Given) []Given {
	for i, given := range givens {
		if given.Missing != "" || given.Value == nil {
			continue
		}
		if field := g.declares(given.Input); field != nil && !agrees(field, given.Value, g.handed.Values[field.Key]) {
			givens[i].Missing = Contradicts
		}
	}
	return givens
}

// mayDiffer are elements of a register that people may declare otherwise: where to reach them.
var mayDiffer = map[string]bool{"person.mobile": true, "person.email": true, "person.address": true, "org.address": true}

// declares returns the field in which an applicant has declared what an input is, nil if none.
func (g *gathering) declares(in rulebook.Input) *form.Field {
	material, key, _ := strings.Cut(in.Key, "#")
	for i := range g.form.Fields {
		f := &g.form.Fields[i]
		switch {
		case g.handed.Values[f.Key] == nil:
		case in.Kind == rulebook.Register && !mayDiffer[in.Key] && f.From() == in.Key,
			in.Kind == rulebook.Licence && f.Prefill == "licence."+material+"."+key,
			in.Kind == rulebook.Paper && f.Key == key:
			return f
		}
	}
	return nil
}

// agrees reports whether a verified value is what was declared.
func agrees(f *form.Field, verified, declared any) bool {
	as := "string"
	switch verified.(type) {
	case calendar.Date:
		as = "date"
	case bool:
		as = "boolean"
	}
	if told, ok := typed(declared, as); ok {
		declared = told
	}
	return plainWords(textOf(verified)) == plainWords(textOf(declared)) || plainWords(textOf(verified)) == plainWords(f.OptionLabel(context.Background(), textOf(declared)))
}

// plainWords leaves out what people write one way or the other: spaces, wide characters.
func plainWords(text string) string { return check.Compact(text) }

// official is a context for words of the record.
func (s *Service) official(ctx context.Context) context.Context {
	return message.With(ctx, s.Texts, message.Chinese)
}

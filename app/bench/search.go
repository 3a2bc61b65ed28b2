package bench

import (
	"context"
	_ "embed"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode"

	"tongban/app/check"
	"tongban/kernel/clock"
	"tongban/kernel/search"
)

// The budgets of the search in 100,000 items.
const (
	slowestSearch = 5  // milliseconds the slowest of a hundred may take
	readySearch   = 2  // seconds until the index is built
	searchMemory  = 60 // MiB the index takes
)

const (
	asked = 200   // queries of each kind a round has
	few   = 20    // hits are wanted by a page or by suggestions
	many  = 1_000 // by a page that counts them
)

//go:embed services.txt
var services string

// findItems measures the search in a small and a large catalogue of made-up items.
func findItems(ctx context.Context, o Options) ([]Result, error) {
	var results []Result
	for _, items := range []int{2_000, o.Size.Items} {
		l := newLibrary(items)
		name := fmt.Sprintf("search %dk", items/1000)
		ready, memory := l.build(o.Size.Rounds)
		for _, limit := range []int{few, many} {
			took, scans, err := l.ask(ctx, o.Size.Rounds, limit)
			if err != nil {
				return nil, err
			}
			results = append(results, l.slowest(name, limit, took, scans))
		}
		if items == o.Size.Items {
			results = append(results, Result{
				Name: name + " ready", Ours: rounded(ready), Limit: readySearch, Ratio: rounded(ready / readySearch), Unit: "s",
				Notes: fmt.Sprintf("the index built with its pinyin, median of %d rounds, %d processors; less is better", o.Size.Rounds, runtime.GOMAXPROCS(0)),
			}, Result{
				Name: name + " memory", Ours: rounded(memory), Limit: searchMemory, Ratio: rounded(memory / searchMemory), Unit: "MiB",
				Notes: "heap with the index less heap without, after garbage collection; less is better",
			})
		}
	}
	return results, nil
}

// library is a catalogue of made-up items.
type library struct {
	names  []string
	docs   []search.Doc
	index  *search.Index
	kinds  []queryKind
	random *rand.Rand
}

// queryKind is a way to ask for an item by its name.
type queryKind struct {
	name string
	of   func(name string) string
}

func newLibrary(items int) *library {
	l := &library{random: rand.New(rand.NewPCG(1, uint64(items)))} // the same items every time
	parts := readParts(services)
	one := func(part string) string {
		list := parts[part]
		skewed := l.random.Float64() * l.random.Float64() // some are common, most are rare
		return list[int(skewed*float64(len(list)))]
	}
	often := func(share float64, part string) string {
		if l.random.Float64() < share {
			return one(part)
		}
		return ""
	}
	for range items {
		name := often(0.5, "region") + one("object") + one("verb") + often(0.5, "scope")
		l.names = append(l.names, name)
		l.docs = append(l.docs, search.Doc{Fields: []search.Field{
			{Text: name, Weight: 4, Pinyin: true},
			{Text: often(0.6, "everyday") + " " + often(0.4, "everyday") + " " + often(0.2, "everyday"), Weight: 3, Pinyin: true},
			{Text: one("object") + one("result"), Weight: 2},
			{Text: one("region") + one("department"), Weight: 1},
		}})
	}
	l.kinds = l.queries()
	return l
}

// readParts reads what items are put together from, by the heading in brackets.
func readParts(text string) map[string][]string {
	parts, heading := map[string][]string{}, ""
	for line := range strings.Lines(text) {
		switch line = strings.TrimSpace(line); {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			heading = strings.Trim(line, "[]")
		default:
			parts[heading] = append(parts[heading], strings.Fields(line)...)
		}
	}
	return parts
}

// queries are the ways of asking, in equal parts.
func (l *library) queries() []queryKind {
	alphabet := check.NewAlphabet(l.names)
	piece := func(name string, least, most int) string {
		chars := []rune(strings.Map(letter, name))
		n := min(least+l.random.IntN(most-least+1), len(chars))
		from := l.random.IntN(len(chars) - n + 1)
		return string(chars[from : from+n])
	}
	return []queryKind{
		{"word", func(name string) string { return piece(name, 2, 4) }},
		{"character", func(name string) string { return piece(name, 1, 1) }},
		{"initials", func(name string) string { return check.Initials(piece(name, 4, 8)) }},
		{"pinyin", func(name string) string { return check.Pinyin(piece(name, 2, 5)) }},
		{"typo", func(name string) string { return alphabet.Mistype(name, l.random) }},
	}
}

// letter leaves out brackets.
func letter(r rune) rune {
	if unicode.IsLetter(r) {
		return r
	}
	return -1
}

// build builds the index, and returns how long that takes in seconds and how much
// memory it has in MiB.
func (l *library) build(rounds int) (ready, memory float64) {
	before := heap()
	var seconds []float64
	for range rounds {
		l.index = nil
		runtime.GC()
		watch := clock.Start()
		l.index = search.Build(l.docs)
		seconds = append(seconds, watch.Elapsed().Seconds())
	}
	memory = heap() - before
	runtime.KeepAlive(l.index)
	return median(seconds), memory
}

// heap returns the memory in use, in MiB.
func heap() float64 {
	runtime.GC()
	runtime.GC() // what pools kept
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// timed is how long queries of one kind took, in milliseconds, round by round.
type timed [][]float64

// ask asks the same queries of every kind in each round, in turn with the baseline.
func (l *library) ask(ctx context.Context, rounds, limit int) (took map[string]timed, scans timed, err error) {
	queries := map[string][]string{}
	for _, kind := range l.kinds {
		for range asked {
			queries[kind.name] = append(queries[kind.name], kind.of(l.names[l.random.IntN(len(l.names))]))
		}
	}
	took = map[string]timed{}
	for range rounds {
		runtime.GC()
		var scanned []float64
		for _, kind := range l.kinds {
			var searched []float64
			for _, query := range queries[kind.name] {
				if err := ctx.Err(); err != nil {
					return nil, nil, err
				}
				watch := clock.Start()
				l.index.Search(search.Query{Text: query}, limit)
				searched = append(searched, milliseconds(watch.Elapsed()))
				watch = clock.Start()
				l.scan(query)
				scanned = append(scanned, milliseconds(watch.Elapsed()))
			}
			took[kind.name] = append(took[kind.name], searched)
		}
		scans = append(scans, scanned)
	}
	return took, scans, nil
}

// scan is the baseline: the names that have a text as it is, unranked.
func (l *library) scan(text string) (found int) {
	for _, name := range l.names {
		if strings.Contains(name, text) {
			found++
		}
	}
	return found
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// usual returns what each query takes: the median of its rounds, so that it is not what
// else the machine did meanwhile.
func (t timed) usual() []float64 {
	var queries []float64
	for i := range t[0] {
		var rounds []float64
		for _, round := range t {
			rounds = append(rounds, round[i])
		}
		queries = append(queries, median(rounds))
	}
	return queries
}

// both writes the p50 and p99 of times.
func both(times []float64) string {
	return fmt.Sprintf("%.2f/%.2f", quantile(times, 0.5), quantile(times, 0.99))
}

// slowest says how long the slowest of a hundred searches takes.
func (l *library) slowest(name string, limit int, took map[string]timed, scans timed) Result {
	var all, raw []float64
	var notes []string
	for _, kind := range l.kinds {
		all = append(all, took[kind.name].usual()...)
		raw = slices.Concat(append(took[kind.name], raw)...)
		notes = append(notes, kind.name+" "+both(took[kind.name].usual()))
	}
	slow := quantile(all, 0.99)
	if limit == many {
		name += " counted"
	}
	return Result{
		Name: name + " p99", Ours: rounded(slow), Limit: slowestSearch, Ratio: rounded(slow / slowestSearch), Unit: "ms",
		Notes: fmt.Sprintf("at most %d hits, %d queries of each kind, of each the median of %d rounds; p50/p99 in ms: %s, all %s, without medians %s; limit is the budget; scanning the names with strings.Contains, unranked: %s; less is better",
			limit, asked, len(scans), strings.Join(notes, ", "), both(all), both(raw), both(scans.usual())),
	}
}

package bundlecase

import (
	"context"
	"math"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/capability/bundle"
	"tongban/kernel/message"
	"tongban/ui"
)

// ofBundle says on the public page of a bundle what real cases say.
func (p pages) ofBundle(ctx context.Context) (templ.Component, error) {
	j, ok := bundle.Shown(ctx)
	if !ok {
		return nil, nil
	}
	f, err := p.Figures(ctx, j)
	if err != nil {
		return nil, err
	}
	return figuresPart(f), nil
}

// oneDecimal writes a number as people read it.
func oneDecimal(n float64) string {
	return strconv.FormatFloat(math.Round(n*10)/10, 'f', -1, 64)
}

// rows are what is compared; apart is a dash where too little is known.
func (f *Figures) rows(ctx context.Context) (rows []ui.TableRow) {
	row := func(what, apart, together string) {
		if !f.Comparable() {
			apart = t(ctx, "figures.unknown")
		}
		rows = append(rows, ui.TableRow{Cells: []templ.Component{ui.Plain(t(ctx, "figures."+what)), ui.Plain(apart), ui.Plain(together)}})
	}
	n := 0
	for _, one := range f.Singles {
		n += one.Cases
	}
	row("cases", message.Number(int64(n)), message.Number(int64(f.Runs)))
	row("days", oneDecimal(f.Apart.Days), oneDecimal(f.Together.Days))
	row("corrections", oneDecimal(f.Apart.Corrections), oneDecimal(f.Together.Corrections))
	return rows
}

// note says what the figures were made of.
func (f *Figures) note(ctx context.Context) string {
	at := message.Stamp(f.At)
	if names := f.Missing(); len(names) > 0 {
		return t(ctx, "figures.note-missing", at, fewest, strings.Join(names, t(ctx, "figures.and")))
	}
	return t(ctx, "figures.note", at, mostPast)
}

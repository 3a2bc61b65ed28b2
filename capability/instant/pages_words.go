package instant

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"tongban/kernel/calendar"
	"tongban/kernel/mask"
	"tongban/kernel/message"
	"tongban/ui"
)

// personal are values that are shown in part: numbers that name a person, and telephones.
var personal = []struct {
	is   *regexp.Regexp
	hide func(string) string
}{
	{regexp.MustCompile(`^\d{17}[\dXx]$`), mask.IDNumber},
	{regexp.MustCompile(`^1\d{10}$`), mask.Phone},
	{regexp.MustCompile(`^\d{16,19}$`), mask.BankCard},
}

// said is a value in words: yes and no, a day, a number; what names a person in part only.
func said(ctx context.Context, value string) string {
	switch value {
	case "":
		return t(ctx, "nothing")
	case "true":
		return t(ctx, "yes")
	case "false":
		return t(ctx, "no")
	}
	for _, p := range personal {
		if p.is.MatchString(value) {
			return p.hide(value)
		}
	}
	if day, err := calendar.ParseDate(value); err == nil {
		return message.Date(ctx, day.Start())
	}
	return value
}

// long is a number that is hard to read without groups. A year is shorter.
var long = regexp.MustCompile(`^(-?\d{5,15})(\.\d*?)?0*$`)

// amount is a number as people write it: long ones in groups of three. Other texts stay as
// they are.
func amount(text string) string {
	parts := long.FindStringSubmatch(text)
	if parts == nil {
		return text
	}
	whole, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return text
	}
	return message.Number(whole) + strings.TrimSuffix(parts[2], ".")
}

// value is what was given, in words; staff who may not see a case in full see names in part.
func (n Noted) shown(ctx context.Context, reveal bool) string {
	if n.Missing != "" && n.Value == "" {
		return t(ctx, "missing."+string(n.Missing))
	}
	text := n.Words
	if text == "" {
		text = said(ctx, n.Value)
	}
	if n.Words == "" && n.Type == "number" {
		text = amount(text)
	}
	if strings.HasSuffix(n.Key, ".name") && !reveal {
		text = mask.Name(n.Value)
	}
	if n.Missing != "" {
		text = t(ctx, "gap", text, t(ctx, "missing."+string(n.Missing)))
	}
	return text
}

// source says where a value is from, when, and whether it is made up for the demonstration.
func (n Noted) source(ctx context.Context) string {
	words := t(ctx, "source."+n.Kind, n.Source)
	if n.Source == "" {
		words = t(ctx, "source-plain."+n.Kind)
	}
	if n.Simulated && !strings.Contains(words, t(ctx, "simulated")) {
		words = t(ctx, "played", words)
	}
	return t(ctx, "source-at", words, message.DateTime(ctx, n.At))
}

// comparisons are the beginnings of conditions and the words for them.
var comparisons = []struct{ sign, key string }{{">=", "at-least"}, {"<=", "at-most"}, {">", "above"}, {"<", "below"}, {"!=", "not"}, {"=", "is"}}

// asks is a condition in words: what a rulebook writes for machines, said to people.
func asks(ctx context.Context, cell string) string {
	cell = strings.TrimSpace(cell)
	for _, c := range comparisons {
		if rest, is := strings.CutPrefix(cell, c.sign); is {
			return t(ctx, "asks."+c.key, plainValue(ctx, rest))
		}
	}
	if inner, is := strings.CutPrefix(cell, "not("); is && strings.HasSuffix(inner, ")") {
		return t(ctx, "asks.not", plainValue(ctx, strings.TrimSuffix(inner, ")")))
	}
	if low, high, is := strings.Cut(strings.Trim(cell, "[]()"), ".."); is {
		return t(ctx, "asks.between", plainValue(ctx, low), plainValue(ctx, high))
	}
	return plainValue(ctx, cell)
}

// plainValue is a literal without its quotes; several stand beside each other.
func plainValue(ctx context.Context, text string) string {
	var list []string
	for _, one := range strings.Split(text, ",") {
		one = strings.TrimSpace(one)
		if inner, is := strings.CutPrefix(one, `date("`); is {
			one = strings.TrimSuffix(inner, `")`)
		}
		bare := strings.Trim(one, `"`)
		word := said(ctx, bare)
		if bare == one { // no text
			word = amount(word)
		}
		list = append(list, word)
	}
	return strings.Join(list, t(ctx, "or"))
}

// words say in one sentence what a condition wanted and what was found.
func (f Failed) words(ctx context.Context) string {
	if f.Has == "" {
		return t(ctx, "failed-unknown", f.Label, asks(ctx, f.Wants))
	}
	has := said(ctx, f.Has)
	if !strings.Contains(f.Wants, `"`) { // it is compared with a number
		has = amount(has)
	}
	return t(ctx, "failed", f.Label, asks(ctx, f.Wants), has)
}

// failures say by name what kept a case from being approved.
func (d *Decision) failures(ctx context.Context) (list []string) {
	a := d.Account
	switch d.Reason {
	case BySource:
		for _, n := range a.Givens {
			if n.Missing != "" {
				list = append(list, t(ctx, "failed-source", n.Label, t(ctx, "missing."+string(n.Missing))))
			}
		}
	case ByCondition:
		for _, f := range a.Failed {
			list = append(list, f.words(ctx))
		}
		if a.Words != "" {
			list = append(list, a.Words)
		}
	case ByBlocker:
		list = append(list, a.Blocker)
	}
	return list
}

// met are the conditions of the row that approved, in words.
func (d *Decision) met(ctx context.Context) (list []string) {
	for _, table := range d.Account.Tables {
		for _, row := range table.Rows {
			if !row.Hit {
				continue
			}
			for i, label := range table.Inputs {
				if i < len(row.Cells) && row.Cells[i] != "-" && row.Cells[i] != "" {
					list = append(list, t(ctx, "met", label, asks(ctx, row.Cells[i])))
				}
			}
		}
	}
	return list
}

// outcomeTag says what became of a submission.
func (d *Decision) outcomeTag(ctx context.Context) ui.TagProps {
	if d.Outcome == Approved {
		return ui.TagProps{Tone: ui.OK, Text: t(ctx, "outcome.approved")}
	}
	return ui.TagProps{Tone: ui.Info, Text: t(ctx, "outcome.referred")}
}

// rule names the version that decided.
func (d *Decision) rule(ctx context.Context) string {
	if d.Number == 0 {
		return t(ctx, "nothing")
	}
	return t(ctx, "rule", d.Number)
}

// truthTag says what became of a condition.
func truthTag(ctx context.Context, truth string) ui.TagProps {
	tone := map[string]ui.Tone{"yes": ui.OK, "no": ui.Warn, "unknown": ui.Mute}[truth]
	return ui.TagProps{Tone: tone, Text: t(ctx, "truth."+truth)}
}

// conditions are the conditions of a row, each with its truth.
func conditions(ctx context.Context, table Table, row Row) (rows []ui.SummaryRow) {
	for i, label := range table.Inputs {
		if i >= len(row.Cells) || i >= len(row.Truths) || row.Cells[i] == "-" || row.Cells[i] == "" {
			continue
		}
		rows = append(rows, ui.SummaryRow{Key: label, Value: asks(ctx, row.Cells[i]), Body: ui.Tag(truthTag(ctx, row.Truths[i]))})
	}
	return rows
}

package guide

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tongban/capability/catalogue"
	"tongban/kernel/message"
)

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "guide."+key, args...)
}

// plain writes a number without needless decimals.
func plain(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// plannedWords says what is planned for the item after today. Nothing happens on the
// day by itself: a publisher decides it.
func plannedWords(ctx context.Context, i *catalogue.Item, today time.Time) (sentences []string) {
	effective, cancel := i.PlannedDates()
	if effective.After(today) {
		sentences = append(sentences, t(ctx, "planned.effective", message.Date(ctx, effective)))
	}
	if cancel.After(today) {
		sentences = append(sentences, t(ctx, "planned.cancel", message.Date(ctx, cancel)))
	}
	return sentences
}

// charge writes what a charge comes to.
func (v *voice) charge(ctx context.Context, f catalogue.FeeItem) string {
	if f.AmountCents == nil {
		return strings.TrimSpace(t(ctx, "fee.varies") + " " + v.text(ctx, f.Note))
	}
	yuan, cents := *f.AmountCents/100, *f.AmountCents%100
	amount := t(ctx, "fee.amount", message.Number(yuan), cents/10, cents%10)
	if _, per, ok := strings.Cut(f.Unit, "/"); ok {
		amount += " / " + v.text(ctx, per)
	}
	return strings.TrimSpace(amount + " " + v.text(ctx, f.Note))
}

// condition says when a condition holds, in terms of the item's questions.
func (v *voice) condition(ctx context.Context, c catalogue.Condition) string {
	q, asked := v.item.Question(c.Var)
	if !asked {
		return t(ctx, "when."+c.Var+"."+c.Op, value(c.Value))
	}
	var answers []string
	for _, one := range c.Values() {
		answers = append(answers, v.answer(ctx, q, one))
	}
	return t(ctx, "when."+c.Op, v.text(ctx, q.Text), strings.Join(answers, t(ctx, "when.or")))
}

// answer writes an answer to q.
func (v *voice) answer(ctx context.Context, q catalogue.Question, answer any) string {
	switch answer := answer.(type) {
	case bool:
		if answer {
			return t(ctx, "yes")
		}
		return t(ctx, "no")
	case string:
		for _, o := range q.Options {
			if o.Value == answer {
				return v.text(ctx, o.Label)
			}
		}
	case []string:
		var all []string
		for _, one := range answer {
			all = append(all, v.answer(ctx, q, one))
		}
		return strings.Join(all, t(ctx, "comma"))
	}
	return value(answer) + v.text(ctx, q.Unit)
}

func value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return plain(v)
	case int:
		return strconv.Itoa(v)
	}
	return ""
}

// waysOut are the effects by which people need not or must not apply.
func waysOut(i *catalogue.Item) (ways []catalogue.Effect) {
	for _, q := range i.Scenarios {
		for _, e := range q.Effects {
			if e.Stop || e.Redirect != nil {
				ways = append(ways, e)
			}
		}
	}
	return ways
}

// redirectText is what the page says about a redirect besides its name.
func redirectText(r catalogue.Redirect, message string) string {
	if message != "" {
		return message
	}
	return r.Message
}

// unverified reports whether nobody has compared a statement with its source yet;
// the page says so.
func unverified(evidence string) bool { return evidence == "memory" }

// texts writes a list of codes of a table of the standard.
func texts[T any](ctx context.Context, table string, codes []T) string {
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = message.T(ctx, "catalogue."+table+"."+value(any(code)))
	}
	return strings.Join(words, t(ctx, "comma"))
}

// encode writes the answers to the guide's own questions as a page sends them.
func encode(a catalogue.Answers, i *catalogue.Item) url.Values {
	input := url.Values{}
	for _, q := range i.Scenarios {
		switch answer := a[q.ID].(type) {
		case nil:
		case bool:
			input.Set(q.ID, strconv.FormatBool(answer))
		default:
			input[q.ID] = chosenTexts(answer)
		}
	}
	return input
}

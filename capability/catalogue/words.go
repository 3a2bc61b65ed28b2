package catalogue

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"tongban/kernel/message"
	"tongban/ui"
)

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "catalogue."+key, args...)
}

// Words writes a limit for ctx's reader: 3 个工作日.
func (l Limit) Words(ctx context.Context) string {
	switch {
	case !l.known():
		return t(ctx, "limit.unknown")
	case l.Unit == "same_day", l.Unit == "none":
		return t(ctx, "limit."+l.Unit)
	case l.Value == 0:
		return t(ctx, "limit.at-once")
	}
	if l.Unit == "workday" && l.Value <= 0.5 {
		if l.Value < 0.5 {
			return t(ctx, "limit.below-half")
		}
		return t(ctx, "limit.half")
	}
	return t(ctx, "limit."+l.Unit, plain(l.Value))
}

// plannedWords says what is planned for the item after today. Nothing happens on the
// day by itself: a publisher decides it.
func (i *Item) plannedWords(ctx context.Context, today time.Time) (sentences []string) {
	effective, cancel := i.PlannedDates()
	if effective.After(today) {
		sentences = append(sentences, t(ctx, "planned.effective", message.Date(ctx, effective)))
	}
	if cancel.After(today) {
		sentences = append(sentences, t(ctx, "planned.cancel", message.Date(ctx, cancel)))
	}
	return sentences
}

// plain writes a number without needless decimals.
func plain(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

var period = regexp.MustCompile(`^P(\d+)([YMD])$`)

// ValidityWords writes how long a result is good: 有效期 6 年, 长期有效. It is empty for a
// result to which that does not apply.
func (r Result) ValidityWords(ctx context.Context) string {
	if r.Validity == "long_term" {
		return t(ctx, "validity.long")
	}
	m := period.FindStringSubmatch(r.Validity)
	if m == nil {
		return ""
	}
	return t(ctx, "validity."+m[2], m[1])
}

// Known reports whether anything is said about what it costs. A list without entries
// says that there are no charges, no list says nothing.
func (f Fee) Known() bool {
	return f.Charged || f.Items != nil || f.Basis != "" || f.Note != ""
}

// known reports whether the limit is given at all.
func (l Limit) known() bool { return l.Unit != "" }

// charge writes what a charge comes to.
func (v *voice) charge(ctx context.Context, f FeeItem) string {
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
func (v *voice) condition(ctx context.Context, c Condition) string {
	q, asked := v.item.Question(c.Var)
	if !asked {
		return t(ctx, "when."+c.Var+"."+c.Op, value(c.Value))
	}
	var answers []string
	for _, one := range list(c.Value) {
		answers = append(answers, v.answer(ctx, q, one))
	}
	return t(ctx, "when."+c.Op, v.text(ctx, q.Text), strings.Join(answers, t(ctx, "when.or")))
}

// answer writes an answer to q.
func (v *voice) answer(ctx context.Context, q Question, answer any) string {
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
	if n, ok := numeric(v); ok {
		return plain(n)
	}
	s, _ := v.(string)
	return s
}

// waysOut are the effects by which people need not or must not apply.
func (i *Item) waysOut() (ways []Effect) {
	for _, q := range i.Scenarios {
		for _, e := range q.Effects {
			if e.Stop || e.Redirect != nil {
				ways = append(ways, e)
			}
		}
	}
	return ways
}

// text is what the page says about a redirect besides its name.
func (r Redirect) text(message string) string {
	if message != "" {
		return message
	}
	return r.Message
}

// unverified reports whether nobody has compared a statement with its source yet;
// the page says so.
func unverified(evidence string) bool { return evidence == "memory" }

// StartTag says where an item is applied for: here, on another platform, or at a window.
func StartTag(ctx context.Context, online, elsewhere bool) ui.TagProps {
	switch {
	case online:
		return ui.TagProps{Tone: ui.OK, Text: t(ctx, "tag.online"), Icon: "device-laptop"}
	case elsewhere:
		return ui.TagProps{Tone: ui.OK, Text: t(ctx, "tag.elsewhere"), Icon: "external-link"}
	}
	return ui.TagProps{Tone: ui.Mute, Text: t(ctx, "tag.window"), Icon: "building"}
}

// texts writes a list of codes of a table of the standard.
func texts[T any](ctx context.Context, table string, codes []T) string {
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = t(ctx, table+"."+value(any(code)))
	}
	return strings.Join(words, t(ctx, "comma"))
}

// Title returns a theme's name.
func (theme Theme) Title(ctx context.Context) string {
	return t(ctx, "theme."+theme.Group+"."+theme.Code)
}

// ObjectTitle returns what those are called whom an item is for, as ServiceObjects.
func ObjectTitle(ctx context.Context, object int) string {
	return texts(ctx, "service-object", []int{object})
}

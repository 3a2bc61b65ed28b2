package catalogue

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"tongban/kernel/message"
	"tongban/ui"
)

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "catalogue."+key, args...)
}

// Words writes a limit for ctx's reader: 3 个工作日.
func (l Limit) Words(ctx context.Context) string {
	switch {
	case l.Unit == "same_day", l.Unit == "none":
		return t(ctx, "limit."+l.Unit)
	case l.Value == 0:
		return t(ctx, "limit.at-once")
	}
	return t(ctx, "limit."+l.Unit, plain(l.Value))
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

// words writes what a charge comes to.
func (f FeeItem) words(ctx context.Context) string {
	if f.AmountCents == nil {
		return strings.TrimSpace(t(ctx, "fee.varies") + " " + f.Note)
	}
	yuan, cents := *f.AmountCents/100, *f.AmountCents%100
	amount := t(ctx, "fee.amount", message.Number(yuan), cents/10, cents%10)
	if _, per, ok := strings.Cut(f.Unit, "/"); ok {
		amount += " / " + per
	}
	return strings.TrimSpace(amount + " " + f.Note)
}

// Words says when a condition holds, in terms of the item's questions.
func (i *Item) Words(ctx context.Context, c Condition) string {
	q, asked := i.Question(c.Var)
	if !asked {
		return t(ctx, "when."+c.Var+"."+c.Op, value(c.Value))
	}
	var answers []string
	for _, v := range list(c.Value) {
		answers = append(answers, q.answerWords(ctx, v))
	}
	return t(ctx, "when."+c.Op, q.Text, strings.Join(answers, t(ctx, "when.or")))
}

// answerWords writes an answer to q.
func (q Question) answerWords(ctx context.Context, answer any) string {
	switch answer := answer.(type) {
	case bool:
		if answer {
			return t(ctx, "yes")
		}
		return t(ctx, "no")
	case string:
		for _, o := range q.Options {
			if o.Value == answer {
				return o.Label
			}
		}
	}
	return value(answer) + q.Unit
}

func value(v any) string {
	if n, ok := numeric(v); ok {
		return plain(n)
	}
	s, _ := v.(string)
	return s
}

// notes are what a result is besides its name.
func (r Result) notes(ctx context.Context) string {
	var notes []string
	if validity := r.ValidityWords(ctx); validity != "" {
		notes = append(notes, validity)
	}
	if r.Electronic {
		notes = append(notes, t(ctx, "glance.electronic"))
	}
	return strings.Join(notes, t(ctx, "semicolon"))
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

// materialTags are the few words everybody looks for in the list of materials.
func materialTags(ctx context.Context, m Material) []ui.TagProps {
	tags := []ui.TagProps{necessityTag(ctx, m.Necessity)}
	for _, r := range m.ReplaceableBy {
		if r.By == ByLicence {
			tags = append(tags, ui.TagProps{Tone: ui.OK, Text: t(ctx, "material.by-licence"), Icon: "license"})
		}
	}
	if m.Deferrable {
		tags = append(tags, ui.TagProps{Tone: ui.Info, Text: t(ctx, "material.deferrable"), Icon: "clock"})
	}
	return tags
}

func necessityTag(ctx context.Context, necessity string) ui.TagProps {
	tone := ui.Mute
	if necessity == Required {
		tone = ui.Info
	}
	return ui.TagProps{Tone: tone, Text: t(ctx, "material."+necessity)}
}

// materialNotes are the sentences about one material.
func (i *Item) materialNotes(ctx context.Context, m Material) (notes []string) {
	if m.Note != "" {
		notes = append(notes, m.Note)
	}
	if m.RequiredWhen != nil {
		notes = append(notes, t(ctx, "material.when", i.Words(ctx, *m.RequiredWhen)))
	}
	for _, r := range m.ReplaceableBy {
		switch {
		case r.By == ByLicence:
			notes = append(notes, t(ctx, "material.licence", r.LicenceType))
		case r.Resource != "":
			notes = append(notes, t(ctx, "material.shared", r.Resource))
		}
	}
	if m.Deferrable {
		notes = append(notes, t(ctx, "material.defer", m.DeferWorkdays))
	}
	if m.CommitmentReplaceable {
		notes = append(notes, t(ctx, "material.commitment"))
	}
	if paper := m.paper(ctx); paper != "" {
		notes = append(notes, t(ctx, "material.paper", paper))
	}
	if m.MaxKB > 0 {
		notes = append(notes, t(ctx, "material.file", strings.ToUpper(strings.Join(m.Accept, " ")), m.MaxKB))
	}
	return notes
}

// paper says how many originals and copies the window takes, empty if none.
func (m Material) paper(ctx context.Context) string {
	var parts []string
	if m.Originals > 0 {
		parts = append(parts, t(ctx, "material.originals", m.Originals))
	}
	if m.Copies > 0 {
		parts = append(parts, t(ctx, "material.copies", m.Copies))
	}
	return strings.Join(parts, t(ctx, "comma"))
}

// unverified reports whether nobody has compared a statement with its source yet;
// the page says so.
func unverified(evidence string) bool { return evidence == "memory" }

// OnlineTag says whether an item can be applied for here.
func OnlineTag(ctx context.Context, online bool) ui.TagProps {
	if online {
		return ui.TagProps{Tone: ui.OK, Text: t(ctx, "tag.online"), Icon: "device-laptop"}
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

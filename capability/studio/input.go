package studio

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/ui"
)

// input is one field of a topic: an element of the item that is typed or chosen.
type input struct {
	name     string                    // the element's, and that of its label
	at       func(*catalogue.Item) any // pointer to it
	options  func(context.Context) []ui.Option
	long     bool // several lines; for a list, one entry a line
	optional bool
	address  bool // of a page on the web

	unsaid func(*catalogue.Item) bool // whether nobody has answered a yes-or-no yet
	say    func(*catalogue.Item)      // keeps that it has been answered
}

// The most characters a field takes.
const (
	maxLine = 500
	maxText = 20_000
)

// texts are the element as the form shows it: one text, or one for each box ticked.
func (in input) texts(item *catalogue.Item) []string {
	switch v := in.at(item).(type) {
	case *string:
		return []string{*v}
	case *[]string:
		if in.options != nil {
			return slices.Clone(*v)
		}
		return []string{strings.Join(*v, "\n")}
	case *[]int:
		codes := make([]string, len(*v))
		for i, code := range *v {
			codes[i] = strconv.Itoa(code)
		}
		return codes
	case *int:
		return []string{strconv.Itoa(*v)}
	case *float64:
		return []string{strconv.FormatFloat(*v, 'f', -1, 64)}
	case *bool:
		if in.unsaid != nil && in.unsaid(item) {
			return nil
		}
		return []string{strconv.FormatBool(*v)}
	}
	return nil
}

// put writes what form says to the element of item and says what is wrong with it.
func (in input) put(item *catalogue.Item, form url.Values) []fault.Field {
	text := clean(form.Get(in.name))
	if !in.long {
		text = strings.Join(strings.Fields(text), " ")
	}
	if fault := in.check(text); fault != nil {
		return fault
	}
	switch v := in.at(item).(type) {
	case *string:
		*v = text
	case *[]string:
		*v = replaced(*v, in.entries(form))
	case *[]int:
		var codes []int
		for _, code := range form[in.name] {
			if n, err := strconv.Atoi(code); err == nil {
				codes = append(codes, n)
			}
		}
		*v = replaced(*v, codes)
	case *int:
		n, err := strconv.Atoi(cmp.Or(text, "0"))
		if err != nil || n < 0 || n > 9999 {
			return wrong(in.name, "studio.check.whole")
		}
		*v = n
	case *float64:
		n, err := strconv.ParseFloat(cmp.Or(text, "0"), 64)
		if err != nil || !(n >= 0 && n <= 99_999) {
			return wrong(in.name, "studio.check.number")
		}
		*v = n
	case *bool:
		*v = text == "true"
		if in.say != nil && text != "" {
			in.say(item)
		}
	}
	return nil
}

// check says what is wrong with a text before it is read.
func (in input) check(text string) []fault.Field {
	switch {
	case utf8.RuneCountInString(text) > in.most():
		return wrong(in.name, "studio.check.long", in.most())
	case in.address && text != "" && !isAddress(text):
		return wrong(in.name, "studio.check.address")
	}
	return nil
}

func (in input) most() int {
	if in.long {
		return maxText
	}
	return maxLine
}

// entries are the lines of a list that is typed, or the boxes ticked.
func (in input) entries(form url.Values) []string {
	if in.options != nil {
		return slices.Clone(form[in.name])
	}
	var entries []string
	for line := range strings.Lines(clean(form.Get(in.name))) {
		if line = strings.TrimSpace(line); line != "" {
			entries = append(entries, line)
		}
	}
	return entries
}

func (in input) label(ctx context.Context) string { return message.T(ctx, "studio.field."+in.name) }

func (in input) hint(ctx context.Context) string {
	if key := "studio.field-hint." + in.name; message.Known(ctx, key) {
		return message.T(ctx, key)
	}
	return ""
}

// inputKind is how an input is asked for.
type inputKind int

const (
	typed inputKind = iota
	boxes
	oneOfFew
	oneOfMany
)

func (in input) kind() inputKind {
	item := new(catalogue.Item)
	_, texts := in.at(item).(*[]string)
	_, codes := in.at(item).(*[]int)
	_, unit := in.at(item).(*string)
	switch {
	case in.options == nil:
		return typed
	case texts || codes:
		return boxes
	case unit:
		return oneOfMany
	}
	return oneOfFew
}

// field is the sort of box for what is typed.
func (in input) field() ui.FieldKind {
	switch in.at(new(catalogue.Item)).(type) {
	case *int:
		return ui.NumberField
	case *float64:
		return ui.DecimalField
	}
	if in.long {
		return ui.TextArea
	}
	return ui.TextField
}

func (in input) width() ui.FieldWidth {
	if kind := in.field(); kind == ui.NumberField || kind == ui.DecimalField {
		return ui.Short
	}
	return ui.Full
}

// rows is how high the box of a long text is.
func (in input) rows(text string) int {
	return min(16, max(4, strings.Count(text, "\n")+len(text)/90+2))
}

// words are the element for a reader.
func (in input) words(ctx context.Context, item *catalogue.Item) string {
	texts := in.texts(item)
	if in.options == nil {
		return strings.Join(texts, "\n")
	}
	options := in.options(ctx)
	for i, text := range texts {
		if at := slices.IndexFunc(options, func(o ui.Option) bool { return o.Value == text }); at >= 0 {
			texts[i] = options[at].Label
		}
	}
	return message.Join(ctx, texts)
}

func wrong(name, key string, args ...any) []fault.Field {
	return []fault.Field{{Name: name, Key: key, Args: args}}
}

// isAddress reports whether text is a place on the web: pages link to it.
func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// clean takes out of a typed text what nobody sees and what no database keeps:
// broken characters, control characters but line feeds, marks that turn the
// direction of the text around them.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

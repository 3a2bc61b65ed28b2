package catalogue

import (
	"context"
	"regexp"
	"strconv"

	"tongban/kernel/message"
	"tongban/ui"
)

func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "catalogue."+key, args...)
}

// Words writes a limit for ctx's reader: 3 个工作日.
func (l Limit) Words(ctx context.Context) string {
	switch {
	case !l.Known():
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

// Known reports whether the limit is given at all.
func (l Limit) Known() bool { return l.Unit != "" }

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

// Title returns a theme's name.
func (theme Theme) Title(ctx context.Context) string {
	return t(ctx, "theme."+theme.Group+"."+theme.Code)
}

// ObjectTitle returns what those are called whom an item is for, as ServiceObjects.
func ObjectTitle(ctx context.Context, object int) string {
	return t(ctx, "service-object."+strconv.Itoa(object))
}

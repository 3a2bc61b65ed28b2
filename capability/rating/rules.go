package rating

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tongban/kernel/check"
	"tongban/kernel/fault"
)

// Local rules.
const (
	openFor  = 90 * 24 * time.Hour // a link can be used
	adding   = 7 * 24 * time.Hour  // reasons can be added to a grade
	disputed = 30 * 24 * time.Hour // the rater may object to how a bad rating was handled

	contactDays = 1  // working days until the rater is called
	finishDays  = 15 // working days until it is done; an extension adds as many

	maxText = 500 // characters
	maxTags = 8
)

// Dimension is what a reason is about.
type Dimension string

// The dimensions, online and at a counter.
const (
	Speed    Dimension = "speed"    // 办事效率
	Guide    Dimension = "guide"    // 办事指南精确度
	Ease     Dimension = "ease"     // 办事便捷度
	Platform Dimension = "platform" // 平台操作性
	Manner   Dimension = "manner"   // 服务水平、服务态度
)

// Dimensions are all dimensions.
var Dimensions = []Dimension{Speed, Guide, Ease, Platform, Manner}

// Tag is a reason to choose.
type Tag string

// reasons are the tags with what they are about; the bad ones fit the grades 4 and 5, the
// others 1 to 3.
var reasons = []struct {
	Tag
	Dimension
	bad bool
}{
	{"fast", Speed, false}, {"clear-guide", Guide, false}, {"few-papers", Ease, false}, {"no-errands", Ease, false},
	{"easy-site", Platform, false}, {"expert", Manner, false}, {"kind", Manner, false},

	{"slow", Speed, true}, {"late", Speed, true}, {"unclear-guide", Guide, true}, {"more-papers", Guide, true},
	{"errands", Ease, true}, {"hard-site", Platform, true}, {"not-expert", Manner, true}, {"unkind", Manner, true},
	{"demanded", Manner, true},
}

// TagsFor returns the reasons that fit a grade, in the order they are offered.
func TagsFor(g Grade) []Tag {
	var tags []Tag
	for _, r := range reasons {
		if g != Unrated && r.bad == g.IsBad() {
			tags = append(tags, r.Tag)
		}
	}
	return tags
}

// Of returns what a tag is about.
func (t Tag) Of() Dimension {
	for _, r := range reasons {
		if r.Tag == t {
			return r.Dimension
		}
	}
	return ""
}

// check finds what is wrong with in.
func (in Input) check() (fields []fault.Field) {
	if !slices.Contains(Grades, in.Grade) {
		return []fault.Field{{Name: "grade", Key: "rating.wrong.grade"}}
	}
	if !slices.Contains(Channels, in.Channel) {
		fields = append(fields, fault.Field{Name: "channel", Key: "rating.wrong.channel"})
	}
	return append(fields, wrongReasons(in.Grade, in.Tags, in.Text)...)
}

// wrongReasons finds what is wrong with the reasons of a grade.
func wrongReasons(g Grade, tags []Tag, text string) (fields []fault.Field) {
	fit := TagsFor(g)
	for _, one := range tags {
		if !slices.Contains(fit, one) {
			fields = append(fields, fault.Field{Name: "tags", Key: "rating.wrong.tags"})
			break
		}
	}
	if len(tags) > maxTags {
		fields = append(fields, fault.Field{Name: "tags", Key: "rating.wrong.many", Args: []any{maxTags}})
	}
	if utf8.RuneCountInString(text) > maxText {
		fields = append(fields, fault.Field{Name: "text", Key: "rating.wrong.long", Args: []any{maxText}})
	}
	return fields
}

// wrongWords finds what is wrong with something that has to be written.
func wrongWords(name, text string) []fault.Field {
	switch {
	case check.Words(text) == "":
		return []fault.Field{{Name: name, Key: "rating.wrong.empty"}}
	case utf8.RuneCountInString(text) > maxText:
		return []fault.Field{{Name: name, Key: "rating.wrong.long", Args: []any{maxText}}}
	}
	return nil
}

// ChannelOf tells the channel by what the link says and by the device it was opened on.
func ChannelOf(from string, mobile bool) Channel {
	if c := Channel(from); slices.Contains(Channels, c) {
		return c
	}
	if mobile {
		return Mobile
	}
	return PC
}

// isMobile reports whether a browser says that it is a telephone's.
func isMobile(hint, agent string) bool {
	return hint == "?1" || hint == "" && strings.Contains(agent, "Mobi")
}

// compact returns tags once each, in the order they are offered.
func compact(g Grade, tags []Tag) []Tag {
	return slices.DeleteFunc(TagsFor(g), func(one Tag) bool { return !slices.Contains(tags, one) })
}

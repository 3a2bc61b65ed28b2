package lifestage

import (
	"cmp"
	"context"

	"tongban/capability/catalogue"
	"tongban/kernel/message"
)

// t is how the pages look up their texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "lifestage."+key, args...)
}

// Title is what is suggested, in the language of ctx's reader.
func (s Suggestion) Title(ctx context.Context) string {
	if s.Bundle != nil {
		return s.Bundle.In(ctx)
	}
	return s.Item.In(ctx)
}

// Why says in one sentence why it is suggested.
func (s Suggestion) Why(ctx context.Context) string {
	r := s.Reason
	why := r.Why.In(ctx)
	if r.Bundle != nil {
		why = t(ctx, "why.order", r.Bundle.In(ctx))
	}
	switch r.Because {
	case ByAge:
		return t(ctx, "why.age", r.Years, why)
	case ByEnd:
		return t(ctx, "why.ending", s.called(ctx), message.Date(ctx, r.On))
	case ByLicence:
		return t(ctx, "why.licence", s.called(ctx), message.Date(ctx, r.On), why)
	}
	return t(ctx, "why.case", s.called(ctx), message.Date(ctx, r.On), why)
}

// called names what a suggestion rests on. Licences have no English names of their own: what
// renews one says what it results in.
func (s Suggestion) called(ctx context.Context) string {
	if called := s.Reason.Called.In(ctx); called != "" {
		return called
	}
	if message.In(ctx) == message.English && s.Item != nil && s.Reason.Because == ByEnd {
		return cmp.Or(s.Item.ResultEn, s.Reason.Name)
	}
	return s.Reason.Name
}

// source says where that is known from.
func (s Suggestion) source(ctx context.Context) string {
	switch s.Reason.Because {
	case ByAge:
		return t(ctx, "source.register")
	case ByCase:
		return t(ctx, "source.case")
	}
	return t(ctx, "source.licence")
}

// title names a life.
func (k Kind) title(ctx context.Context) string {
	if k == Firm {
		return t(ctx, "firm.title")
	}
	return t(ctx, "person.title")
}

// lead says what its page is for.
func (k Kind) lead(ctx context.Context) string {
	if k == Firm {
		return t(ctx, "firm.lead")
	}
	return t(ctx, "person.lead")
}

// short is what a life is called among others.
func (k Kind) short(ctx context.Context) string {
	if k == Firm {
		return t(ctx, "firm.short")
	}
	return t(ctx, "person.short")
}

func (k Kind) url() string { return "/life/" + string(k) }

// langOf is the language of an item's name where it is not the page's.
func langOf(ctx context.Context, item *catalogue.Summary) string {
	if message.In(ctx) == message.English && item.NameEn == "" {
		return "zh-CN"
	}
	return ""
}

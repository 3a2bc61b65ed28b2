package element

import (
	"context"
	"net/http"
	"net/url"

	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// t is how the pages look up the dictionary's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "element."+key, args...)
}

func dictionaryPage(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, elementsPage(Query{Text: r.FormValue("q"), Subject: r.FormValue("subject")}))
}

func listPage(w http.ResponseWriter, r *http.Request) error {
	list, known := CodeList(r.PathValue("list"))
	if !known {
		return unknownList(r.PathValue("list"))
	}
	return web.Render(w, r, http.StatusOK, codesPage(list))
}

func unknownList(name string) error {
	return fault.New(fault.NotFound, "element.unknown-list", name)
}

// listURL is the page of a code list.
func listURL(name string) string { return "/admin/dictionary/" + url.PathEscape(name) }

// sensitivityTag says in a word who may see values.
func sensitivityTag(ctx context.Context, s Sensitivity) ui.TagProps {
	tag := ui.TagProps{Tone: ui.Mute, Text: t(ctx, "sensitivity."+string(s))}
	switch s {
	case Personal:
		tag.Tone, tag.Icon = ui.Info, "lock"
	case Sensitive:
		tag.Tone, tag.Icon = ui.Warn, "lock"
	}
	return tag
}

// example shows what a mask leaves of a value.
func (m Mask) example(ctx context.Context) string {
	sample := dictionary().samples[m]
	switch {
	case m == MaskNone:
		return t(ctx, "unmasked")
	case message.In(ctx) == message.English:
		return masks[m](sample[1])
	}
	return masks[m](sample[0])
}

// subjectOptions are the subjects to choose from.
func subjectOptions(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, s := range Subjects() {
		options = append(options, ui.Option{Value: s.Name, Label: s.In(ctx)})
	}
	return options
}

// chapters are the elements that were found, by subject.
func chapters(found []Element) map[string][]Element {
	by := map[string][]Element{}
	for _, e := range found {
		by[e.About()] = append(by[e.About()], e)
	}
	return by
}

// origin says where a list is from and how sure we are of it.
func (l List) origin(ctx context.Context) string {
	if l.Standard == "" {
		return t(ctx, "evidence."+string(l.Evidence))
	}
	return t(ctx, "from", l.Standard, t(ctx, "evidence."+string(l.Evidence)))
}

// keeper says who keeps the values of a list that are not here.
func (l List) keeper(ctx context.Context) string {
	if message.In(ctx) == message.English {
		return l.KeptEn
	}
	return l.Kept
}

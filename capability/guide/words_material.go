package guide

import (
	"context"
	"slices"
	"strings"

	"tongban/capability/catalogue"
	"tongban/kernel/message"
	"tongban/ui"
)

// materialTags are the few words everybody looks for in the list of materials.
func materialTags(ctx context.Context, m catalogue.Material) []ui.TagProps {
	tags := []ui.TagProps{necessityTag(ctx, m.Necessity)}
	if slices.ContainsFunc(m.ReplaceableBy, func(r catalogue.Replacement) bool { return r.By == catalogue.ByLicence }) {
		tags = append(tags, ui.TagProps{Tone: ui.OK, Text: t(ctx, "material.by-licence"), Icon: "license"})
	}
	if m.FromForm {
		tags = append(tags, ui.TagProps{Tone: ui.OK, Text: t(ctx, "material.from-form"), Icon: "forms"})
	}
	if m.Deferrable {
		tags = append(tags, ui.TagProps{Tone: ui.Info, Text: t(ctx, "material.deferrable"), Icon: "clock"})
	}
	return tags
}

func necessityTag(ctx context.Context, necessity string) ui.TagProps {
	tone := ui.Mute
	if necessity == catalogue.Required {
		tone = ui.Info
	}
	return ui.TagProps{Tone: tone, Text: message.T(ctx, "catalogue.material."+necessity)}
}

// material writes the sentences about one material: what it is, when it is needed,
// where it comes from, what stands in for it.
func (v *voice) material(ctx context.Context, m catalogue.Material) (notes []said) {
	say := func(write func() string) { notes = append(notes, v.sentence(write)) }
	if m.Note != "" {
		say(func() string { return v.text(ctx, m.Note) })
	}
	if m.RequiredWhen != nil {
		say(func() string { return t(ctx, "material.when", v.condition(ctx, *m.RequiredWhen)) })
	}
	if m.Issuer != "" {
		say(func() string { return t(ctx, "material.issuer", v.text(ctx, m.Issuer)) })
	} else if m.Source == "government" {
		say(func() string { return t(ctx, "material.government") })
	}
	if m.IssuedWithin != "" {
		say(func() string { return t(ctx, "material.within", v.text(ctx, m.IssuedWithin)) })
	}
	for _, r := range m.ReplaceableBy {
		switch {
		case r.By == catalogue.ByLicence:
			say(func() string { return t(ctx, "material.licence", v.text(ctx, r.LicenceType)) })
		case r.Resource != "":
			say(func() string { return t(ctx, "material.shared", v.text(ctx, r.Resource)) })
		}
	}
	if m.Deferrable {
		say(func() string { return t(ctx, "material.defer", m.DeferWorkdays) })
	}
	if m.CommitmentReplaceable {
		say(func() string { return t(ctx, "material.commitment") })
	}
	if paper := paper(ctx, m); paper != "" {
		say(func() string { return t(ctx, "material.paper", paper) })
	}
	if m.MaxKB > 0 {
		say(func() string {
			return t(ctx, "material.file", strings.ToUpper(strings.Join(m.Accept, t(ctx, "comma"))), m.MaxKB)
		})
	}
	return notes
}

// paper says how many originals and copies the window takes, empty if none.
func paper(ctx context.Context, m catalogue.Material) string {
	var parts []string
	if m.Originals > 0 {
		parts = append(parts, t(ctx, "material.originals", m.Originals))
	}
	if m.Copies > 0 {
		parts = append(parts, t(ctx, "material.copies", m.Copies))
	}
	if len(parts) > 0 && m.PaperSize != "" {
		parts = append(parts, m.PaperSize)
	}
	return strings.Join(parts, t(ctx, "comma"))
}

// materialLinks are the blank form and the sample of a material.
func materialLinks(ctx context.Context, m catalogue.Material) (links []ui.Link) {
	if catalogue.IsLink(m.TemplateURL) {
		links = append(links, ui.Link{Text: t(ctx, "material.template"), URL: m.TemplateURL, Icon: "download"})
	}
	if catalogue.IsLink(m.SampleURL) {
		links = append(links, ui.Link{Text: t(ctx, "material.sample"), URL: m.SampleURL, Icon: "file-text"})
	}
	return links
}

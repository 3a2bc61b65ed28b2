package bundlecase

import (
	"context"

	"tongban/capability/bundle"
	"tongban/capability/casework"
	"tongban/kernel/message"
	"tongban/ui"
)

// isFresh reports whether nothing has happened to a run yet but that it was handed in. What a
// check has found does not count, and neither does what its applicant held before.
func (v view) isFresh() bool {
	if v.Stopping || v.Stand != Going {
		return false
	}
	for _, p := range v.Parts {
		f := v.files[p.Code]
		switch {
		case p.State == Waiting, p.State == Held, p.Kind == bundle.Check && p.State == Granted:
		case p.State != Running, f != nil && f.Case.Status != casework.Submitted:
			return false
		}
	}
	return true
}

// received says that it was handed in, what comes first and that nothing has to be done.
func (v view) received(ctx context.Context, ahead int) ui.BannerProps {
	b := ui.BannerProps{Tone: ui.OK, Title: t(ctx, "banner.received"), Text: t(ctx, "banner.received-text", len(v.Parts))}
	if ahead > 0 {
		var first []string
		for _, p := range v.Parts {
			if p.State == Running {
				first = append(first, p.Name)
			}
		}
		b.Text = t(ctx, "banner.received-first", len(v.Parts), message.Join(ctx, first))
	}
	return b
}

// onward is where to go on when all of it has ended, nil before.
func (v view) onward(ctx context.Context) *ui.Link {
	switch v.Stand {
	case Done, Partly:
		return &ui.Link{Text: t(ctx, "wallet"), URL: "/licences", Icon: "id"}
	case Failed, Stopped:
		return &ui.Link{Text: t(ctx, "again"), URL: "/bundles/" + v.Code, Icon: "pencil"}
	}
	return nil
}

// goesOn says what becomes of a part that runs: what its applicant has to do comes first.
func (v view) goesOn(ctx context.Context, p *Part, f *casework.File) string {
	for _, one := range v.todo {
		if one.part == p {
			return t(ctx, "todo."+one.key+".text")
		}
	}
	if by := f.PromisedBy(); !by.IsZero() {
		return t(ctx, "says.promised", message.Date(ctx, by))
	}
	if f.Case.Status == casework.Submitted {
		return t(ctx, "says.running")
	}
	return t(ctx, "says.working")
}

// alone reports whether p was left out of the whole and can be applied for by itself.
func alone(p *Part) bool {
	return p.Kind == "" && (p.State == Cancelled || p.State == Withdrawn || p.State == Ended)
}

// stoppable lead to taking back one part that has not begun.
func (v view) stoppable(ctx context.Context) (links []ui.Link) {
	for _, p := range v.Parts {
		if p.State == Waiting || p.State == Yours {
			links = append(links, ui.Link{Text: t(ctx, "withdraw.one", p.Name), URL: v.URL() + "/withdraw?part=" + p.Code})
		}
	}
	return links
}

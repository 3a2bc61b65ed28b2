package shell

import (
	"context"
	"net/http"

	"tongban/capability/audit"
	"tongban/capability/element"
	"tongban/kernel/actor"
	"tongban/kernel/message"
	"tongban/kernel/web"
)

// accesses shows citizens who has looked at their data.
//
// Basis: 个人信息保护法, arts 44, 45.
func (p pages) accesses(w http.ResponseWriter, r *http.Request) error {
	looks, next, err := p.Audit.AccessesOf(r.Context(), actor.From(r.Context()).ID, r.FormValue("before"))
	if err != nil {
		return err
	}
	list := accessList{looks: looks, offices: map[string]string{}}
	if next != "" {
		list.next = "/me/access?before=" + next
	}
	for _, l := range looks {
		if l.Department == "" || list.offices[l.Department] != "" {
			continue
		}
		office, err := p.Place.Department(r.Context(), l.Department)
		if err != nil {
			return err
		}
		list.offices[l.Department] = office.Name
	}
	return web.Render(w, r, http.StatusOK, accessPage(list))
}

// accessList is a page of looks.
type accessList struct {
	looks   []audit.Look
	offices map[string]string // names by code
	next    string
}

// office says who looked: never the person, always the office.
func (a accessList) office(ctx context.Context, l audit.Look) string {
	switch {
	case l.Resource != "":
		return t(ctx, "access.platform")
	case l.Department == "":
		return t(ctx, "access.window")
	}
	return a.offices[l.Department]
}

// purposeOf says what for.
func purposeOf(ctx context.Context, l audit.Look) string {
	purpose := message.T(ctx, "shell.access.purpose."+l.Purpose)
	if l.Note != "" {
		return t(ctx, "access.noted", purpose, l.Note)
	}
	return purpose
}

// elementsOf says what was seen, or what was asked for and what came of it.
func elementsOf(ctx context.Context, l audit.Look) string {
	if l.Resource != "" {
		return t(ctx, "access.outcome-"+l.Outcome, l.Resource)
	}
	names := make([]string, len(l.Elements))
	for i, name := range l.Elements {
		names[i] = name // the code of a paper
		if e, known := element.Find(name); known {
			names[i] = e.In(ctx)
		} else if seen := "shell.access.seen." + name; message.Known(ctx, seen) {
			names[i] = message.T(ctx, seen)
		}
	}
	return message.Join(ctx, names)
}

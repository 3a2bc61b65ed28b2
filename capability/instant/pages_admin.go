package instant

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// itemURL is the page of an item's switch.
func itemURL(code string) string { return "/admin/instant/" + code }

func (p pages) items(w http.ResponseWriter, r *http.Request) error {
	list, err := p.Standings(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, itemsPage(list))
}

// itemView is the page of one item.
type itemView struct {
	Standing
	form func(string) string
	errs ui.FieldErrors
}

func (p pages) item(w http.ResponseWriter, r *http.Request) error {
	return p.showItem(w, r, http.StatusOK, nil)
}

func (p pages) showItem(w http.ResponseWriter, r *http.Request, status int, errs ui.FieldErrors) error {
	one, err := p.Standing(r.Context(), r.PathValue("item"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, itemPage(itemView{one, r.PostFormValue, errs}))
}

// switchItem stops, starts or limits; which of them the button says.
func (p pages) switchItem(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("item")
	one, err := p.Standing(r.Context(), code)
	if err != nil {
		return err
	}
	x := Switch{Stopped: one.Stopped, Limit: one.Limit, Why: r.PostFormValue("why")}
	switch r.PostFormValue("do") {
	case "stop":
		x.Stopped = true
	case "start":
		x.Stopped = false
	case "limit":
		typed := strings.TrimSpace(r.PostFormValue("limit"))
		if x.Limit, err = strconv.Atoi(typed); err != nil && typed != "" {
			x.Limit = -1
		}
	}
	if _, err := p.Switch(keyed(r), code, x); err != nil {
		if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
			return err
		}
		return p.showItem(w, r, web.StatusOf(err), ui.ErrorsOf(r.Context(), err))
	}
	return web.Redirect(w, r, itemURL(code))
}

// stateTag says how an item stands.
func (s Standing) stateTag(ctx context.Context) ui.TagProps {
	switch {
	case s.Number == 0:
		return ui.TagProps{Tone: ui.Mute, Text: t(ctx, "item.none")}
	case s.Stopped:
		return ui.TagProps{Tone: ui.Bad, Text: t(ctx, "item.stopped")}
	}
	return ui.TagProps{Tone: ui.OK, Text: t(ctx, "item.on")}
}

// mostShown are the reasons of today's referrals in words, ranked.
func (s Standing) reasons(ctx context.Context) string {
	var words []string
	for _, c := range s.Reasons {
		words = append(words, t(ctx, "counted", t(ctx, "brief."+string(c.Reason)), c.Count))
	}
	if len(words) == 0 {
		return t(ctx, "nothing")
	}
	return message.Join(ctx, words)
}

// limitText is how many may be approved a day, in words.
func (s Standing) limitText(ctx context.Context) string {
	if s.Most() == 0 {
		return t(ctx, "item.unlimited")
	}
	return message.Number(int64(s.Most()))
}

package guide

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tongban/capability/catalogue"
	"tongban/capability/place"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/module"
	"tongban/kernel/web"
	"tongban/ui"
)

type pages struct{ service *Service }

// itemView is the guide to one item as one reader has asked for it.
type itemView struct {
	today    time.Time
	item     *catalogue.Item
	online   bool // can be applied for here
	preview  bool // the public does not see it: nothing can be begun
	answers  catalogue.Answers
	faults   []fault.Field
	plan     catalogue.Plan
	asked    bool   // some question was answered
	asksFor  string // the region in the address
	desks    Desks
	siblings []catalogue.Summary
	source   catalogue.Provenance
	added    added
}

// added is what other capabilities say on an item's page.
type added struct{ history, walkthrough, announcements []templ.Component }

// item shows the guide to one item (办事指南), with the plan for the answers in the
// address.
func (p pages) item(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	item, err := p.service.catalogue.Published(r.Context(), code)
	if fault.KindOf(err) == fault.NotFound {
		return p.notOffered(w, r, code, err)
	}
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, item, r.URL.Query())
}

// show draws the item's page with what input answers.
func (p pages) show(w http.ResponseWriter, r *http.Request, status int, item *catalogue.Item, input url.Values) error {
	v, err := p.view(catalogue.WithShown(r.Context(), item), item, input)
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		v.faults = append(v.faults, v.plan.Missing()...)
	}
	return web.Render(w, r, status, itemPage(v))
}

// Preview shows those who write an item how the public would see it.
func (s *Service) Preview(w http.ResponseWriter, r *http.Request, item *catalogue.Item) error {
	v, err := pages{s}.view(catalogue.WithShown(r.Context(), item), item, r.URL.Query())
	if err != nil {
		return err
	}
	v.preview = true
	return web.Render(w, r, http.StatusOK, itemPage(v))
}

func (p pages) view(ctx context.Context, item *catalogue.Item, input url.Values) (v *itemView, err error) {
	v = &itemView{item: item, today: p.service.now.Now(), online: p.service.catalogue.Online(item), asksFor: input.Get("region")}
	v.answers, v.faults = item.DecodeAnswers(input)
	v.plan, v.asked = item.Plan(v.answers), len(v.answers) > 0
	if v.desks, err = p.service.Desks(ctx, item, v.asksFor); err != nil {
		return nil, err
	}
	if v.siblings, err = p.service.catalogue.Siblings(ctx, item); err != nil {
		return nil, err
	}
	if v.source, err = p.service.catalogue.Provenance(ctx, item); err != nil {
		return nil, err
	}
	if v.added.history, err = module.Fill(ctx, catalogue.HistoryPlace); err != nil {
		return nil, err
	}
	if v.added.walkthrough, err = module.Fill(ctx, catalogue.WalkthroughPlace); err != nil {
		return nil, err
	}
	v.added.announcements, err = module.Fill(ctx, catalogue.AnnouncementsPlace)
	return v, err
}

// notOffered answers for a code that is no item on offer: several share it, or what
// it names is suspended or gone.
func (p pages) notOffered(w http.ResponseWriter, r *http.Request, code string, unknown error) error {
	sharing, err := p.service.catalogue.Sharing(r.Context(), code)
	if err != nil {
		return err
	}
	if len(sharing) > 0 {
		return web.Render(w, r, http.StatusOK, sharedPage(code, sharing))
	}
	end, err := p.service.catalogue.Ended(r.Context(), code)
	if err != nil || end == nil {
		return unknown
	}
	status := http.StatusOK
	if end.State == catalogue.Retired {
		status = http.StatusGone
	}
	return web.Render(w, r, status, endedPage(end))
}

// address is the page's own.
func (v *itemView) address() string {
	if v.preview {
		return "/admin/items/" + v.item.Code + "/preview"
	}
	return "/items/" + v.item.Code
}

// startURL begins the application with the answers already given.
func (v *itemView) startURL() string {
	input := encode(v.plan.Answers, v.item)
	input.Set("item", v.item.Code)
	return "/apply/new?" + input.Encode()
}

// hasNeeds reports whether there is anything to say about what to bring.
func (v *itemView) hasNeeds() bool { return len(v.item.Materials)+len(v.item.Scenarios) > 0 }

// platform is where the item is applied for elsewhere, nil if nowhere.
func (v *itemView) platform(ctx context.Context) *ui.Link {
	for _, at := range []string{v.item.OnlineURL, v.item.MobileURL} {
		if catalogue.IsLink(at) {
			text := t(ctx, "start.unnamed")
			if name := v.item.Platform; name != "" {
				text = t(ctx, "start.platform", name)
			}
			return &ui.Link{Text: text, URL: at, Icon: "external-link"}
		}
	}
	return nil
}

// absent names what the department has not said.
func (v *itemView) absent(ctx context.Context) string {
	i := v.item
	var names []string
	for _, part := range []struct {
		name  string
		there bool
	}{
		{t(ctx, "absent.conditions"), len(i.Conditions) > 0},
		{t(ctx, "absent.conditions-cut"), !i.ConditionsCut()},
		{t(ctx, "absent.materials"), len(i.Materials) > 0},
		{t(ctx, "absent.promised"), i.PromisedLimit.Known()},
		{t(ctx, "absent.statutory"), i.StatutoryLimit.Known()},
		{t(ctx, "absent.cost"), i.Fee.Known()},
		{t(ctx, "absent.place"), i.Place != "" || len(v.desks.Outlets) > 0},
		{t(ctx, "absent.hours"), i.Hours != "" || len(v.desks.Outlets) > 0},
		{t(ctx, "absent.result"), i.Result.Name != ""},
		{t(ctx, "absent.law"), len(i.LegalBasis) > 0},
		{t(ctx, "absent.steps"), len(i.Stages) > 0},
	} {
		if !part.there {
			names = append(names, part.name)
		}
	}
	return strings.Join(names, t(ctx, "comma"))
}

// untranslated reports whether the reader will meet texts in Chinese only.
func (v *itemView) untranslated(ctx context.Context) bool {
	if message.In(ctx) != message.English {
		return false
	}
	for _, text := range v.item.PublicTexts() {
		if _, ok := v.item.In(ctx, text); !ok {
			return true
		}
	}
	return false
}

// region is what the address says about the reader's region.
func (v *itemView) region() url.Values {
	if v.asksFor == "" {
		return nil
	}
	return url.Values{"region": {v.asksFor}}
}

// regionURL is this page for another region, with the answers kept.
func (v *itemView) regionURL(region place.Region) string {
	input := encode(v.answers, v.item)
	input.Set("region", region.Code)
	return v.address() + "?" + input.Encode() + "#where"
}

// endTitle says what has happened to the item.
func endTitle(ctx context.Context, e *catalogue.Ended) string {
	return t(ctx, "ended."+string(e.State), message.Date(ctx, e.Since))
}

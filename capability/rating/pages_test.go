package rating

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/module"
	"tongban/kernel/web"
	"tongban/ui"
)

func allTexts(t *testing.T) *message.Catalogue {
	t.Helper()
	c, err := message.Load(files, ui.Messages)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// handler is what serves a pattern, with all that stands before it.
func (b bench) handler(pattern string) web.Handler {
	b.Helper()
	routes := pages{b.Service}.routes()
	at := slices.IndexFunc(routes, func(r web.Route) bool { return r.Pattern == pattern })
	if at < 0 {
		b.Fatalf("nothing serves %s", pattern)
	}
	return routes[at].Handler
}

func TestEverythingThatIsCountedByHasANameInBothLanguages(t *testing.T) {
	var keys []string
	for _, d := range Dimensions {
		keys = append(keys, "rating.dimension."+string(d))
	}
	for _, c := range Channels {
		keys = append(keys, "rating.channel."+string(c))
	}
	for _, r := range reasons {
		keys = append(keys, "rating.tag."+string(r.Tag))
	}
	for _, language := range []message.Lang{message.Chinese, message.English} {
		known := allTexts(t).Keys(language)
		for _, key := range keys {
			if _, ok := known[key]; !ok {
				t.Errorf("%s has no %s", language, key)
			}
		}
	}
}

func TestTenThousandRatingsOfOneAddressCountOnce(t *testing.T) {
	each(t, func(b bench) {
		_, r := b.ended()
		_, spared := b.ended()
		rate := b.handler("POST /rate/{token}")
		from := func(address, token string) error {
			form := url.Values{"grade": {"5"}, "from": {string(PC)}}
			request := httptest.NewRequestWithContext(actor.With(b.Context(), guest), http.MethodPost, "/rate/"+token, strings.NewReader(form.Encode()))
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.SetPathValue("token", token)
			request.RemoteAddr = address
			return rate(httptest.NewRecorder(), request)
		}
		b.ok(from("192.0.2.1:4000", r.Token))
		let := 0
		for i := range 10_000 {
			token := r.Token
			if i%2 == 1 {
				token = spared.Token[:16] + "0000" // guessed
			}
			if fault.KindOf(from("192.0.2.1:4000", token)) != fault.TooMany {
				let++
			}
		}
		if let > 40 { // twenty at once, and one in two seconds
			b.Errorf("%d of 10,000 went through", let)
		}
		if err := from("192.0.2.1:5000", spared.Token); fault.KindOf(err) != fault.TooMany || err == nil {
			b.Errorf("who has guessed too much may still rate: %v", err)
		}
		b.ok(from("198.51.100.7:4000", spared.Token))
		if n := b.Count(`SELECT COUNT(*) FROM rating_rating WHERE grade > 0`); n != 2 || len(b.around.rated) != 2 {
			b.Errorf("%d ratings are stored, others heard of %d", n, len(b.around.rated))
		}
		if n := b.Count(`SELECT COUNT(*) FROM rating_followup`); n != 2 {
			b.Errorf("%d follow-ups of two bad ratings", n)
		}
	})
}

func TestWhoHoldsTheReceiptMayRateOnceTheCaseHasEnded(t *testing.T) {
	each(t, func(b bench) {
		panels := module.Panels(b.Service.Module().Panels).With(message.With(b.Context(), allTexts(t), message.Chinese))
		seen := func(who actor.Actor, f *casework.File) string {
			ctx := actor.With(panels, who)
			found, err := b.Casework.Track(ctx, f.Case.ShortNo, f.Case.QueryCode)
			b.ok(err)
			filled, err := casework.Fill(ctx, casework.TrackPlace, casework.ShownCase{File: found})
			b.ok(err)
			var page strings.Builder
			for _, one := range filled {
				b.ok(one.Render(ctx, &page))
			}
			return page.String()
		}
		if page := seen(guest, b.Submitted(mei)); page != "" {
			b.Errorf("before the end there is %s", page)
		}
		f, r := b.ended()
		if page := seen(guest, f); !strings.Contains(page, "去评价") || !strings.Contains(page, r.URL()) {
			b.Errorf("whoever holds the receipt sees %q", page)
		}
		if page := seen(reviewer, f); page != "" {
			b.Errorf("staff get the link: %s", page)
		}
		b.ok(b.rates(guest, r, Satisfied))
		if page := seen(guest, f); page != "" {
			b.Errorf("rated, it shows %s", page)
		}
	})
}

func TestWhoModeratesSeesTheSensitiveWords(t *testing.T) {
	each(t, func(b bench) {
		texts := b.handler("GET /desk/rating-texts")
		see := func(who actor.Actor) (string, error) {
			w, ctx := httptest.NewRecorder(), actor.With(message.With(b.Context(), allTexts(t), message.Chinese), who)
			err := texts(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/desk/rating-texts", nil))
			return w.Body.String(), err
		}
		page, err := see(super)
		b.ok(err)
		for _, word := range sensitiveWords() {
			if !strings.Contains(page, word) {
				b.Errorf("%s is not in the list", word)
			}
		}
		if _, err := see(reviewer); fault.KindOf(err) != fault.Forbidden || err == nil {
			b.Errorf("a reviewer: %v", err)
		}
	})
}

package assistant

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tongban/capability/audit/audittest"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

func asEditor(t *testing.T) context.Context {
	return actor.With(t.Context(), actor.Actor{ID: "e1", Kind: actor.Staff, Name: "何编辑", Roles: []actor.Role{actor.Editor}})
}

// named returns the synonym of words.
func named(t *testing.T, s *Service, words string) (Synonym, bool) {
	t.Helper()
	all, err := s.Synonyms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(all, func(one Synonym) bool { return one.Words == words })
	if at < 0 {
		return Synonym{}, false
	}
	return all[at], true
}

func codes(items []catalogue.Summary) (list []string) {
	for _, s := range items {
		list = append(list, s.Code)
	}
	return list
}

func TestEverydayWordsFindTheirService(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		for words, want := range map[string]string{
			"开奶茶店": "food-license", "货车司机证": "road-qual", "敬老卡": "elder-card", "房本": "property-transfer", "五险一金": "si-employer", "怎么报税": "vat-check", "领发票": "tax-new", "生娃": "birth-cert",
		} {
			found, err := s.Find(t.Context(), catalogue.Query{Text: words})
			if err != nil || len(found.Also) == 0 || !slices.Contains(codes(found.Items)[:min(3, found.Total)], want) {
				t.Errorf("%s: %v, also %v, %v", words, codes(found.Items), found.Also, err)
			}
		}
	})
}

func TestEditorsKeepTheSynonyms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, other := bench(t, d), (*Service)(nil)
		other = New(d, clock.At(now), s.catalogue, s.place)
		if all, err := other.Synonyms(t.Context()); err != nil || len(all) < 80 {
			t.Fatalf("%d synonyms, %v", len(all), err)
		}
		if err := s.AddSynonym(asEditor(t), Wording{" 跑货车 ", "道路货物运输驾驶员从业资格证，  货运；"}); err != nil {
			t.Fatal(err)
		}
		added, ok := named(t, s, "跑货车")
		if !ok || added.AuthorName != "何编辑" || !added.Changed.Equal(now) || !slices.Equal(added.Means, []string{"道路货物运输驾驶员从业资格证", "货运"}) {
			t.Fatalf("%+v, %v", added, ok)
		}
		other.known.looked = other.known.looked.Add(-2 * fresh) // a second later
		if _, ok := named(t, other, "跑货车"); !ok {
			t.Error("another node does not know it")
		}
		if err := s.AddSynonym(asEditor(t), Wording{"跑货车", "别的"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("twice: %v", err)
		}
		if err := s.ChangeSynonym(asEditor(t), added.ID, added.Version, Wording{"跑货运", "货运资格"}); err != nil {
			t.Fatal(err)
		}
		for _, late := range []error{
			s.ChangeSynonym(asEditor(t), added.ID, added.Version, Wording{"跑长途", "货运"}),
			s.DeleteSynonym(asEditor(t), added.ID, added.Version),
		} {
			if fault.KindOf(late) != fault.Conflict {
				t.Errorf("a late editor gets %v", late)
			}
		}
		if err := s.DeleteSynonym(asEditor(t), added.ID, added.Version+1); err != nil {
			t.Fatal(err)
		}
		if _, ok := named(t, s, "跑货运"); ok {
			t.Error("it is still there")
		}
		if got := recorded(t, d); !slices.Equal(got, []string{"assistant.synonym-added", "assistant.synonym-changed", "assistant.synonym-deleted"}) {
			t.Errorf("the log has %v", got)
		}
	})
}

// recorded returns the events of synonyms in the log.
func recorded(t *testing.T, d *db.DB) (events []string) {
	t.Helper()
	for _, content := range audittest.Contents(t, d) {
		events = append(events, regexp.MustCompile(`assistant\.[a-z-]+`).FindAllString(content, 1)...)
	}
	return events
}

func TestOnlyEditorsSeeAndChange(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	for _, ctx := range []context.Context{
		t.Context(),
		actor.With(t.Context(), actor.Actor{ID: "c1", Kind: actor.Citizen}),
		actor.With(t.Context(), actor.Actor{ID: "s1", Kind: actor.Staff, Roles: []actor.Role{actor.Publisher}}),
	} {
		_, demands := s.Demands(ctx, 7)
		_, one := s.Synonym(ctx, 1)
		for _, err := range []error{demands, one, s.AddSynonym(ctx, Wording{"甲乙", "丙丁"}), s.ChangeSynonym(ctx, 1, 1, Wording{"甲乙", "丙丁"}), s.DeleteSynonym(ctx, 1, 1)} {
			if kind := fault.KindOf(err); err == nil || kind != fault.Forbidden && kind != fault.Unauthenticated {
				t.Errorf("%v may: %v", actor.From(ctx).Kind, err)
			}
		}
	}
}

func TestWordingsAreCheckedAtOnce(t *testing.T) {
	for wording, fields := range map[Wording][]string{
		{"", ""}:                        {"words", "means"},
		{"证", "许可证"}:                    {"words"},
		{strings.Repeat("长", 21), "许可"}: {"words"},
		{"开店", "、，;"}:                   {"means"},
		{"开店", "开店"}:                    {"means"},
		{"开店", strings.Repeat("长", 61)}: {"means"},
		{"开店", "许可\x00证"}:               nil,
	} {
		_, err := wording.check()
		var got []string
		if f, ok := fault.As(err); ok {
			for _, field := range f.Fields {
				got = append(got, field.Name)
			}
		}
		if !slices.Equal(got, fields) {
			t.Errorf("%q: %v, want %v", wording, got, fields)
		}
	}
}

func TestSearchesAreCountedWithoutWhoAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		ctx := t.Context()
		for range 3 {
			s.Searched(ctx, "驾校", false)
		}
		s.Searched(ctx, "从业", true)
		s.Searched(ctx, "食品", true)
		s.Searched(ctx, "11010519491231002X", false)
		s.Opened(ctx, "从业", "road-qual")
		all, err := s.Demands(asEditor(t), 7)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(all.Missing, []Demand{{"驾校", 3, 0, 0}}) || !slices.Equal(all.Ignored, []Demand{{"食品", 1, 1, 0}}) {
			t.Errorf("missing %v, ignored %v", all.Missing, all.Ignored)
		}
		if all.Total != (Demand{"", 6, 2, 1}) || all.Others != (Demand{"", 1, 0, 0}) {
			t.Errorf("total %v, others %v", all.Total, all.Others)
		}
		s.Searched(ctx, "驾校", false)
		if all, err = s.Demands(asEditor(t), 7); err != nil || all.Missing[0].Searches != 4 {
			t.Errorf("after another: %v, %v", all.Missing, err)
		}
		if popular, err := s.Popular(ctx, 3); err != nil || !popular.Opened || !slices.Equal(codes(popular.Items), []string{"road-qual"}) {
			t.Errorf("popular: %v, %v", codes(popular.Items), err)
		}
	})
}

func TestCountsAreForgottenInTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		first := bench(t, d)
		ctx := t.Context()
		for _, query := range []string{"驾校", "驾校", "张三的离婚证"} {
			first.Searched(ctx, query, false)
		}
		first.Opened(ctx, "驾校", "road-qual")
		if err := first.Store(ctx); err != nil {
			t.Fatal(err)
		}
		at := clock.At(now.AddDate(0, 0, rareDays+1))
		s := New(d, at, first.catalogue, first.place)
		for range 2 { // sweeping twice changes nothing
			if err := s.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
		}
		all, err := s.Demands(asEditor(t), 30)
		if err != nil || !slices.Equal(all.Missing, []Demand{{"驾校", 2, 0, 1}}) || all.Others != (Demand{"", 1, 0, 0}) {
			t.Errorf("a week later: %+v, %v", all, err)
		}
		at.Set(now.AddDate(0, 0, keptDays+1))
		if err := s.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if all, err = s.Demands(asEditor(t), 100_000); err != nil || all.Total.Searches != 0 {
			t.Errorf("much later: %+v, %v", all, err)
		}
	})
}

func TestCountingIsBoundedAndLosesNothing(t *testing.T) {
	s := bench(t, dbtest.SQLite(t))
	ctx, cancel := context.WithCancel(t.Context())
	for i := range 3 * mostCounted {
		s.Searched(ctx, fmt.Sprint("词", i), false)
		s.Opened(ctx, "", fmt.Sprint("item", i))
	}
	if len(s.tally.queries) > mostCounted+1 || len(s.tally.clicks) > mostCounted {
		t.Errorf("%d queries, %d items in memory", len(s.tally.queries), len(s.tally.clicks))
	}
	cancel()
	if err := s.Store(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("stored all the same: %v", err)
	}
	all, err := s.Demands(asEditor(t), 7)
	if err != nil || all.Total.Searches != 3*mostCounted {
		t.Errorf("%+v, %v", all.Total, err)
	}
}

func TestEditorsSeeWhatIsMissingAndMendIt(t *testing.T) {
	h, s := site(t)
	as := func(r *http.Request) *http.Request {
		return r.WithContext(actor.With(r.Context(), actor.From(asEditor(t))))
	}
	get := func(address string) (int, string) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, as(httptest.NewRequest(http.MethodGet, address, nil)))
		return w.Code, w.Body.String()
	}
	post := func(address string, form url.Values) (int, string) {
		r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, as(r))
		return w.Code, w.Body.String() + w.Header().Get("Location")
	}
	ask(t, h, "/search?q=跑长途")
	ask(t, h, "/search?q=跑长途&online=1") // the same search, narrowed
	ask(t, h, "/search?q=从业")
	ask(t, h, "/search/go/road-qual?q=从业")
	status, page := get("/admin/searches?days=30")
	for _, want := range []string{"跑长途", "没有结果的查找", "/admin/searches/synonyms/new?words=%E8%B7%91%E9%95%BF%E9%80%94", "没有这样的查找", "近 30 天"} {
		if status != http.StatusOK || !strings.Contains(page, want) || strings.Contains(page, "⟦") {
			t.Errorf("%d, no %q in %s", status, want, page)
		}
	}
	if _, page = get("/admin/searches/synonyms/new?words=跑长途"); !strings.Contains(page, `value="跑长途"`) {
		t.Errorf("the words are not in the form: %s", page)
	}
	if status, page = post("/admin/searches/synonyms", url.Values{"words": {"跑长途"}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "请填写正式名称") || !strings.Contains(page, `value="跑长途"`) {
		t.Errorf("%d %s", status, page)
	}
	if status, page = post("/admin/searches/synonyms", url.Values{"words": {"跑长途"}, "means": {"道路货物运输"}}); status != http.StatusSeeOther {
		t.Errorf("%d %s", status, page)
	}
	if _, text, _ := read(t, h, "/search?q=跑长途"); !strings.Contains(text, "也按“道路货物运输”查找") || !strings.Contains(text, "驾驶员从业资格证核发") {
		t.Errorf("it is still missing: %s", text)
	}
	added, _ := named(t, s, "跑长途")
	address := synonymAddress(added.ID)
	if _, page = get("/admin/searches/synonyms?q=长途"); !strings.Contains(page, address) || !strings.Contains(page, "何编辑，") || !strings.Contains(page, "共 1 条") {
		t.Errorf("%s", page)
	}
	if status, page = post(address, url.Values{"words": {"跑长途"}, "means": {"货运"}, "version": {"9"}}); status != http.StatusConflict || !strings.Contains(page, "刚刚被别人改过") || !strings.Contains(page, `value="货运"`) || !strings.Contains(page, "现在是：跑长途") {
		t.Errorf("%d %s", status, page)
	}
	if status, page = get(address + "/delete"); status != http.StatusOK || !strings.Contains(page, "删除同义词") {
		t.Errorf("%d %s", status, page)
	}
	if status, _ = post(address+"/delete", url.Values{"version": {"1"}}); status != http.StatusSeeOther {
		t.Errorf("%d", status)
	}
	if status, _ = get(address); status != http.StatusNotFound {
		t.Errorf("%d after it was deleted", status)
	}
	if status, _ = get("/admin/searches/synonyms/" + id.ID(5).String()[:5]); status != http.StatusNotFound {
		t.Errorf("%d for what is no key", status)
	}
}

// Whoever writes an address can put anything into it.
func TestACountOfNonsenseKeepsNoOtherFromBeingStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		for _, query := range []string{"\x00", "证\x00", "\xff\xfe", "\u202e照"} {
			s.Opened(t.Context(), query, "road-qual")
		}
		s.Searched(t.Context(), "驾校", false)
		if all, err := s.Demands(asEditor(t), 7); err != nil || len(all.Missing) != 1 || all.Total.Clicks != 4 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

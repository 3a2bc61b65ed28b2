package wallet

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"tongban/capability/licence"
	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/message"
	"tongban/kernel/once"
	"tongban/kernel/web"
	"tongban/ui"

	"time"
)

// bench is a fresh installation with one licence in mei's wallet and one in her firm's.
type bench struct {
	*testing.T
	*Service
	clock *clock.Fixed
	mine  licence.Licence
	firms licence.Licence
}

var (
	mei      = actor.Actor{ID: "0000000000me0", Kind: actor.Citizen, Name: "林晓梅"}
	stranger = actor.Actor{ID: "00000000stran", Kind: actor.Citizen, Name: "王五"}
	guest    = actor.Actor{Kind: actor.Guest}
	began    = time.Date(2026, 2, 13, 9, 30, 0, 0, clock.Shanghai)
)

const firm = "0000000000frm"

// acting is mei on behalf of the firm.
func acting(items []string, maySubmit bool) actor.Actor {
	agent := mei
	agent.For = actor.Party{ID: firm, Kind: actor.Firm, Name: "云岫示范物流有限公司", Items: items, MaySubmit: maySubmit}
	return agent
}

type silent struct{}

func (silent) Inform(context.Context, *db.Tx, id.ID, string, []string, string) error { return nil }

func open(t *testing.T) bench {
	t.Helper()
	d := dbtest.SQLite(t)
	keys, err := crypt.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files, err := blob.Open(d, clock.Real, blob.Config{Dir: t.TempDir()}, keys.Secret("blob"))
	if err != nil {
		t.Fatal(err)
	}
	now := clock.At(began)
	dbtest.Migrate(t, d, db.Source{Name: "blob", FS: blob.Migrations}, job.Migrations, once.Migrations,
		db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "licence", FS: os.DirFS("../licence")})
	licences := licence.New(d, now, keys, files, silent{}, licence.Config{Address: "https://yunxiu.example"})
	if err := licences.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := bench{T: t, Service: New(licences, now), clock: now}
	trans := licence.Issuer{Department: "TRANS", Name: "云岫市交通运输局", USCC: "11990100MDEM0010X8"}
	orders := []licence.Order{
		{Type: "道路运输从业资格证", Number: "Q1", Holder: licence.Holder{Name: "林晓梅", IDNumber: "990102199003074528", Kind: licence.Person, ActorID: mei.ID},
			Issuer: trans, Values: map[string]any{"licenceClass": "A2"}},
		{Type: "营业执照", Number: "F1", Holder: licence.Holder{Name: "云岫示范物流有限公司", IDNumber: "91990100MDEMF0001X", Kind: licence.Organisation, ActorID: firm}, Issuer: trans},
	}
	if err := licences.SeedHeld(t.Context(), orders); err != nil {
		t.Fatal(err)
	}
	for owner, into := range map[string]*licence.Licence{mei.ID: &b.mine, firm: &b.firms} {
		list, err := licences.Wallet(t.Context(), owner)
		if err != nil || len(list) != 1 {
			t.Fatalf("%s: %d, %v", owner, len(list), err)
		}
		*into = list[0]
	}
	return b
}

// do sends a request as a through the routes.
func (b bench) do(a actor.Actor, r *http.Request) (w *httptest.ResponseRecorder, err error) {
	b.Helper()
	catalogue, err := message.Load(messages, licence.Messages, ui.Messages)
	if err != nil {
		b.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, route := range b.Module().Routes {
		mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) {
			if err = web.Allowed(actor.From(r.Context()), route.Need); err == nil {
				err = route.Handler(w, r)
			}
		})
	}
	w = httptest.NewRecorder()
	mux.ServeHTTP(w, r.WithContext(message.With(actor.With(r.Context(), a), catalogue, message.Chinese)))
	return w, err
}

func (b bench) see(a actor.Actor, path string) (*httptest.ResponseRecorder, error) {
	b.Helper()
	return b.do(a, httptest.NewRequest(http.MethodGet, path, nil))
}

func (b bench) post(a actor.Actor, path string, form url.Values) (*httptest.ResponseRecorder, error) {
	b.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(a, r)
}

// shows checks what a page says and keeps to itself.
func (b bench) shows(w *httptest.ResponseRecorder, err error, texts []string, hidden ...string) {
	b.Helper()
	if err != nil || w.Code != http.StatusOK {
		b.Fatalf("%d, %v", w.Code, err)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), text) {
			b.Errorf("the page lacks %q", text)
		}
	}
	for _, text := range append(hidden, "⟦") {
		if strings.Contains(w.Body.String(), text) {
			b.Errorf("the page has %q", text)
		}
	}
}

func TestWalletShowsOwnLicencesOnly(t *testing.T) {
	t.Parallel()
	b := open(t)
	one := "/licences/" + b.mine.ID.String()
	w, err := b.see(mei, "/licences")
	b.shows(w, err, []string{"我的证照", "道路运输从业资格证", "有效", "模拟"}, "营业执照", "990102199003074528")
	w, err = b.see(mei, one)
	b.shows(w, err, []string{"林晓梅", "Q1", "A2", id.PrintedCode(b.mine.Code), "亮证", "下载证照", "使用记录"})
	w, err = b.see(stranger, "/licences")
	b.shows(w, err, []string{"还没有电子证照"}, "道路运输")
	for _, path := range []string{"", "/file", "/qr.png", "/show", "/copy", "/uses", "/copies/" + b.mine.ID.String()} {
		for _, key := range []string{one, "/licences/nonsense", "/licences/0000000000000"} {
			if _, err := b.see(stranger, key+path); fault.KindOf(err) != fault.NotFound {
				t.Errorf("a stranger at %s%s: %v", key, path, err)
			}
		}
		if _, err := b.see(guest, one+path); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("a guest at %s: %v", path, err)
		}
	}
}

func TestAFirmsLicenceIsInTheWalletOfWhoActsForIt(t *testing.T) {
	t.Parallel()
	b := open(t)
	full, limited, clerk := acting(nil, true), acting([]string{"food-license"}, true), acting(nil, false)
	w, err := b.see(full, "/licences")
	b.shows(w, err, []string{"营业执照"}, "道路运输从业资格证")
	one := "/licences/" + b.firms.ID.String()
	w, err = b.see(full, one)
	b.shows(w, err, []string{"云岫示范物流有限公司"})
	if _, err := b.see(full, "/licences/"+b.mine.ID.String()); fault.KindOf(err) != fault.NotFound {
		t.Errorf("one's own while acting for another: %v", err)
	}
	w, err = b.see(limited, "/licences")
	b.shows(w, err, []string{"看不到对方的证照"}, "营业执照")
	if _, err := b.see(limited, one); fault.KindOf(err) != fault.NotFound {
		t.Errorf("with a power over some items: %v", err)
	}
	w, err = b.see(clerk, one)
	b.shows(w, err, []string{"营业执照"})
	if _, err := b.see(clerk, one+"/show"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("shown by whoever may only fill in: %v", err)
	}
}

func TestACopyIsAskedForMadeAndFetched(t *testing.T) {
	t.Parallel()
	b := open(t)
	one := "/licences/" + b.mine.ID.String()
	w, err := b.post(mei, one+"/copy", url.Values{"purpose": {"  "}})
	if err != nil || w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "请填写副本的用途") {
		t.Errorf("without a purpose: %d, %v", w.Code, err)
	}
	w, err = b.post(mei, one+"/copy", url.Values{"purpose": {"云岫银行办理住房贷款"}})
	if err != nil || w.Code != http.StatusSeeOther {
		t.Fatalf("%d, %v", w.Code, err)
	}
	to := w.Header().Get("Location")
	w, err = b.see(mei, to)
	b.shows(w, err, []string{"副本已生成", "下载副本"})
	_, key, _ := strings.Cut(to, "?copy=")
	w, err = b.see(mei, one+"/copies/"+key)
	if err != nil || !strings.HasPrefix(w.Body.String(), "%PDF-") || !strings.Contains(w.Header().Get("Content-Disposition"), "attachment") {
		t.Fatalf("the file: %v %v", w.Header(), err)
	}
	checked, err := b.licences.VerifyFile(t.Context(), "", w.Body.Bytes())
	if err != nil || checked.Outcome != licence.FileCopy || checked.Purpose != "云岫银行办理住房贷款" {
		t.Errorf("whoever is handed it learns %+v, %v", checked, err)
	}
	w, err = b.see(mei, one+"/uses")
	b.shows(w, err, []string{"生成副本", "云岫银行办理住房贷款", "您本人"})
}

func TestALicenceSaysWhenItEndsAndHowItIsRenewed(t *testing.T) {
	t.Parallel()
	b := open(t)
	one := "/licences/" + b.mine.ID.String()
	w, err := b.see(mei, one)
	b.shows(w, err, []string{"年审"}, "即将到期", "待年审")
	b.clock.Set(time.Date(2027, 1, 20, 9, 0, 0, 0, clock.Shanghai))
	w, err = b.see(mei, one)
	b.shows(w, err, []string{"待年审", "请在 2027年2月12日 前年审", "/items/road-qual"})
	b.clock.Set(time.Date(2027, 2, 13, 9, 0, 0, 0, clock.Shanghai))
	w, err = b.see(mei, "/licences")
	b.shows(w, err, []string{"年审逾期"})
	b.clock.Set(time.Date(2031, 12, 1, 9, 0, 0, 0, clock.Shanghai))
	w, err = b.see(mei, one)
	b.shows(w, err, []string{"即将到期", "有效期到 2032年2月12日 为止"})
	b.clock.Set(time.Date(2032, 2, 13, 9, 0, 0, 0, clock.Shanghai))
	w, err = b.see(mei, one)
	b.shows(w, err, []string{"已过期", "不能再使用"}, "即将到期")
}

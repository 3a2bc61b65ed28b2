package lifestage

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/catalogue/cataloguetest"
	"tongban/capability/catalogue/lint"
	"tongban/capability/identity"
	"tongban/capability/licence"
	"tongban/capability/licence/verify"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/ui"
)

var now = time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai)

// Whoever reads.
var (
	su        = actor.Actor{ID: id.New().String(), Kind: actor.Citizen, Name: "苏念慈"}
	stranger  = actor.Actor{ID: id.New().String(), Kind: actor.Citizen, Name: "吴敏"}
	publisher = actor.Actor{ID: id.New().String(), Kind: actor.Staff, Roles: []actor.Role{actor.Publisher}, Region: "990100"}
	firmID    = id.New().String()
)

// agent is su on behalf of a firm, or of a person.
func agent(kind actor.PartyKind, items ...string) actor.Actor {
	by := su
	by.For = actor.Party{ID: firmID, Kind: kind, Name: "梧桐小馆", Items: items, MaySubmit: true}
	return by
}

// known is what the platform knows of everybody, by account.
type known struct {
	matters  map[string][]casework.Matter
	licences map[string][]licence.Licence
	people   map[string]identity.Person
	renewals map[string]string // by type
	asked    int
}

func (k *known) Matters(ctx context.Context, limit int) ([]casework.Matter, error) {
	k.asked++
	list := k.matters[actor.From(ctx).Owner()]
	return list[:min(len(list), limit)], nil
}

func (k *known) Mine(ctx context.Context, _ id.ID, limit int) ([]licence.Licence, id.ID, error) {
	k.asked++
	list := k.licences[actor.From(ctx).Owner()]
	return list[:min(len(list), limit)], 0, nil
}

func (k *known) Kinds(_ context.Context, list []licence.Licence) (map[string]licence.Type, error) {
	kinds := map[string]licence.Type{}
	for _, l := range list {
		kinds[l.Type.Code] = licence.Type{Code: l.Type.Code, Name: l.Type.Name, Renewal: k.renewals[l.Type.Name]}
	}
	return kinds, nil
}

func (k *known) Person(_ context.Context, key id.ID) (identity.Person, error) {
	k.asked++
	if p, ok := k.people[key.String()]; ok {
		return p, nil
	}
	return identity.Person{}, fault.New(fault.NotFound, "identity.unknown")
}

// offers plays a city with bundles.
type offers []Bundle

func (o offers) Offered(context.Context) ([]Bundle, error) { return o, nil }

// bench is the stages of life over the demo's catalogue.
type bench struct {
	*testing.T
	*Service
	*known
	items *catalogue.Service
}

// desk stands in for those who take applications.
type desk struct{}

func (desk) Online(item *catalogue.Item) bool { return item.Code == "road-qual" }

func (desk) CheckForm(json.RawMessage) error { return nil }

func each(t *testing.T, body func(b bench)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { body(world(t, d)) })
}

func world(t *testing.T, d *db.DB) bench {
	t.Helper()
	items := catalogue.New(catalogue.Deps{DB: d, Clock: clock.At(now), Forms: desk{}, Lint: lint.Findings, Demo: true})
	dbtest.Migrate(t, d, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "catalogue", FS: items.Module().Migrations}, db.Source{Name: "lifestage", FS: files})
	cataloguetest.Publish(t, d, items, catalogue.Demo())
	k := &known{
		matters: map[string][]casework.Matter{}, licences: map[string][]licence.Licence{}, people: map[string]identity.Person{},
		renewals: map[string]string{"道路运输从业资格证": "road-qual", "残疾人证": "disability-subsidy", "食品经营许可证": "food-license"},
	}
	s := New(Deps{DB: d, Clock: clock.At(now), Catalogue: items, Cases: k, Licences: k, People: k})
	return bench{t, s, k, items}
}

// holds puts a licence into somebody's wallet.
func (b bench) holds(owner, kind, from, to string, change ...func(*licence.Licence)) {
	l := licence.Licence{ID: id.New(), Owner: owner, Content: licence.Content{
		Type: verify.Type{Code: kind, Name: kind}, Status: licence.Valid, ValidFrom: verify.Date(from), ValidTo: verify.Date(to), IssuedOn: verify.Date(from),
	}}
	for _, with := range change {
		with(&l)
	}
	b.licences[owner] = append(b.licences[owner], l)
}

// had adds a case that was granted some days ago.
func (b bench) had(owner, item string, days int) casework.Matter {
	b.Helper()
	m := casework.Matter{No: "no-" + item, ShortNo: "YX", Item: item, ItemName: item, ReceivedAt: now.AddDate(0, 0, -days-3), GrantedAt: now.AddDate(0, 0, -days)}
	b.matters[owner] = append(b.matters[owner], m)
	return m
}

// as is what somebody does.
func (b bench) as(by actor.Actor) context.Context {
	b.Helper()
	texts, err := message.Load(files, b.items.Module().Messages, ui.Messages, check.Messages, db.Messages)
	if err != nil {
		b.Fatal(err)
	}
	return message.With(actor.With(b.Context(), by), texts, message.Chinese)
}

// offered is what somebody is suggested, by code.
func (b bench) offered(by actor.Actor) (codes []string, list []Suggestion) {
	b.Helper()
	offer, err := b.Offer(b.as(by))
	if err != nil {
		b.Fatal(err)
	}
	for _, s := range offer.List {
		codes = append(codes, s.URL()[strings.LastIndex(s.URL(), "/")+1:])
	}
	return codes, offer.List
}

// wants compares what somebody is suggested.
func (b bench) wants(what string, by actor.Actor, want ...string) []Suggestion {
	b.Helper()
	got, list := b.offered(by)
	if !slices.Equal(got, want) {
		b.Errorf("%s: suggested %v, want %v", what, got, want)
	}
	return list
}

func TestABirthCertificateLeadsToRegistrationAndInsurance(t *testing.T) {
	each(t, func(b bench) {
		b.holds(su.ID, "出生医学证明", "2026-01-17", "", func(l *licence.Licence) { l.CaseNo = "no-birth-cert" })
		b.had(su.ID, "birth-cert", 24)
		list := b.wants("a birth", su, "hukou-birth", "vaccine-cert", "med-insure")
		if why := list[0].Why(b.as(su)); why != "“出生医学证明”已于2026年1月17日签发，孩子出生后一个月内要申报户口。" {
			b.Error(why)
		}
		b.matters[su.ID] = append(b.matters[su.ID], casework.Matter{No: "n", Item: "hukou-birth", Open: true, ReceivedAt: now})
		b.wants("one is running", su, "vaccine-cert", "med-insure")
		b.wants("another's birth", stranger)

		l := &b.licences[su.ID][0]
		l.Status = licence.Revoked
		b.wants("the certificate was taken back, and so was what its case granted", su)
		l.Status, l.ValidFrom = licence.Valid, "2024-01-17"
		b.matters[su.ID] = nil
		b.wants("long ago", su)
	})
}

func TestAnOrderOfABundleLeadsOnWhereNobodyWroteIt(t *testing.T) {
	each(t, func(b bench) {
		b.Bundles = offers{{Code: "newborn", Name: "新生儿出生“一件事”", NameEn: "A birth", ServiceObjects: []int{1}, Components: []Component{
			{Item: "birth-cert"}, {Item: "maternity-exp", DependsOn: []string{"birth-cert"}}, {Item: "gone", DependsOn: []string{"birth-cert"}}}}}
		b.had(su.ID, "birth-cert", 5)
		list := b.wants("with a bundle", su, "hukou-birth", "vaccine-cert", "med-insure", "maternity-exp")
		if why := list[3].Why(b.as(su)); !strings.Contains(why, "在“新生儿出生‘一件事’”里接着要办这一项") {
			b.Error(why)
		}
	})
}

func TestALicenceThatRunsOutIsToBeRenewedUnlessItIsOrMustNotBeSpokenOf(t *testing.T) {
	each(t, func(b bench) {
		b.holds(su.ID, "道路运输从业资格证", "2020-04-01", "2026-03-31")
		b.holds(su.ID, "残疾人证", "2016-03-01", "2026-02-28") // sensitive
		b.holds(su.ID, "居住证", "2025-03-01", "2026-02-28")  // nobody says what renews it
		b.had(su.ID, "road-qual", 2000)
		list := b.wants("fifty days left", su, "road-qual")
		if why := list[0].Why(b.as(su)); why != "“道路运输从业资格证”将于2026年3月31日到期，请提前办理。" {
			b.Error(why)
		}
		l := &b.licences[su.ID][0]
		l.ValidTo = "2026-06-30"
		b.wants("far away", su)
		l.ValidTo = "2026-02-10"
		b.wants("the last day", su, "road-qual")
		l.ValidTo = "2026-02-09"
		b.wants("over", su)
		l.ValidTo, l.Status = "2026-03-31", licence.Suspended
		b.wants("suspended", su)
		l.Status = licence.Valid
		b.holds(su.ID, "道路运输从业资格证", "2026-04-01", "2032-03-31")
		b.wants("renewed from later on", su)
	})
}

func TestAnAgeCountsOnlyIfTheRegisterSaysSo(t *testing.T) {
	each(t, func(b bench) {
		key, err := id.Parse(su.ID)
		if err != nil {
			b.Fatal(err)
		}
		b.wants("nobody knows them", su)
		b.people[su.ID] = identity.Person{ID: key, IDNumber: "990104195311080312", Level: identity.Unproven}
		b.wants("a number nobody has checked", su)
		b.people[su.ID] = identity.Person{ID: key, Level: identity.Checked}
		b.wants("no number", su)
		b.people[su.ID] = identity.Person{ID: key, IDNumber: "990104195311080312", Level: identity.Checked}
		list := b.wants("72 years", su, "elder-card")
		if why := list[0].Why(b.as(su)); why != "您已满 72 周岁，六十岁起可以办老年人优待证。" {
			b.Error(why)
		}
		b.holds(su.ID, "老年人优待证", "2020-01-01", "")
		b.wants("has one", su)
		b.people[su.ID] = identity.Person{ID: key, IDNumber: "99010319900615011X", Level: identity.Checked}
		b.licences = map[string][]licence.Licence{}
		b.wants("35 years", su)
	})
}

func TestWhoActsForAFirmGetsTheFirmsAndForAPersonNothing(t *testing.T) {
	each(t, func(b bench) {
		b.Bundles = offers{{Code: "restaurant", Name: "开办餐饮店“一件事”", ServiceObjects: []int{1, 2, 6}, Components: []Component{{Item: "food-license"}, {Item: "signboard"}}}}
		scope := func(l *licence.Licence) {
			l.Values = []verify.Value{{Key: "scope", Text: "许可项目：餐饮服务。"}}
		}
		b.holds(su.ID, "出生医学证明", "2026-01-17", "")
		b.holds(firmID, "营业执照", "2026-01-20", "", scope)
		b.wants("the firm's", agent(actor.Firm), "restaurant", "seal-filing", "tax-new", "si-employer", "hf-unit")
		b.wants("a power over one item", agent(actor.Firm, "tax-new"), "tax-new")
		asked := b.asked
		b.wants("another person's", agent(actor.Person))
		if b.asked != asked {
			b.Error("somebody's cases, licences or age were looked at for another")
		}
		b.matters[firmID] = []casework.Matter{{No: "1", Item: "signboard", Open: true, ReceivedAt: now}}
		b.wants("a part of the bundle is on its way", agent(actor.Firm), "food-license", "seal-filing", "tax-new", "si-employer", "hf-unit")
		b.wants("oneself", su, "hukou-birth", "vaccine-cert", "med-insure")
	})
}

func TestWhatIsSuspendedIsNotSuggested(t *testing.T) {
	each(t, func(b bench) {
		b.had(su.ID, "birth-cert", 5)
		item, err := b.items.Published(b.Context(), "hukou-birth")
		if err == nil {
			err = b.items.Suspend(actor.With(b.Context(), publisher), item.VersionID, "系统升级")
		}
		if err != nil {
			b.Fatal(err)
		}
		b.wants("without registration", su, "vaccine-cert", "med-insure")
		shelves, err := b.Stages(b.Context(), Person, 100)
		if err != nil {
			b.Fatal(err)
		}
		for _, s := range shelves {
			if slices.ContainsFunc(s.Items, func(i catalogue.Summary) bool { return i.Code == "hukou-birth" }) {
				b.Errorf("%s shows what is suspended", s.Code)
			}
		}
	})
}

func TestASuggestionIsDismissedForOneselfAlone(t *testing.T) {
	each(t, func(b bench) {
		for _, owner := range []string{su.ID, stranger.ID} {
			b.had(owner, "birth-cert", 5)
		}
		list := b.wants("before", su, "hukou-birth", "vaccine-cert", "med-insure")
		for range 2 {
			if err := b.Dismiss(b.as(su), list[0].ID); err != nil {
				b.Fatal(err)
			}
		}
		b.wants("after", su, "vaccine-cert", "med-insure")
		b.wants("somebody else", stranger, "hukou-birth", "vaccine-cert", "med-insure")
		if offer, err := b.Offer(b.as(su)); err != nil || offer.Hidden != 1 {
			b.Errorf("%+v, %v", offer, err)
		}
		for _, foreign := range []string{list[1].ID + "0", "", "x", strings.Repeat("a", 20)} {
			if err := b.Dismiss(b.as(su), foreign); fault.KindOf(err) != fault.NotFound {
				b.Errorf("%q: %v", foreign, err)
			}
		}
		if err := b.Dismiss(b.as(stranger), list[1].ID); fault.KindOf(err) != fault.NotFound {
			b.Errorf("another's: %v", err)
		}
		if err := b.Restore(b.as(su)); err != nil {
			b.Fatal(err)
		}
		b.wants("brought back", su, "hukou-birth", "vaccine-cert", "med-insure")
	})
}

func TestDismissalsAreBounded(t *testing.T) {
	each(t, func(b bench) {
		key, err := id.Parse(su.ID)
		if err != nil {
			b.Fatal(err)
		}
		for i := range mostDismissed + 5 {
			err := b.DB.Write(b.Context(), su.ID, func(ctx context.Context, tx *db.Tx) error {
				return insertDismissal(ctx, tx, key, fmt.Sprint(i))
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		var kept map[string]bool
		err = b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			kept, err = listDismissals(ctx, tx, key)
			return err
		})
		if err != nil || len(kept) != mostDismissed || kept["4"] || !kept["5"] {
			b.Errorf("%d are kept, %v", len(kept), err)
		}
	})
}

func TestSwitchedOffNothingIsLookedAt(t *testing.T) {
	each(t, func(b bench) {
		b.had(su.ID, "birth-cert", 5)
		b.wants("at first", su, "hukou-birth", "vaccine-cert", "med-insure")
		for range 2 {
			if err := b.Switch(b.as(su), false); err != nil {
				b.Fatal(err)
			}
		}
		asked := b.asked
		b.wants("off", su)
		b.wants("off, also for a firm", agent(actor.Firm))
		if b.asked != asked {
			b.Error("cases, licences or age were looked at")
		}
		if err := b.Switch(b.as(su), true); err != nil {
			b.Fatal(err)
		}
		b.wants("on again", su, "hukou-birth", "vaccine-cert", "med-insure")
		for _, by := range []actor.Actor{{Kind: actor.Guest}, publisher} {
			if offer, err := b.Offer(b.as(by)); err != nil || offer.On || len(offer.List) > 0 {
				b.Errorf("%s: %+v, %v", by.Kind, offer, err)
			}
			if err := b.Switch(b.as(by), false); fault.KindOf(err) != fault.Forbidden {
				b.Errorf("%s switches: %v", by.Kind, err)
			}
		}
	})
}

// TestTheHomePageAsksLittle holds the budget: one read for the switch, and none more for whoever
// has switched it off; the catalogue is in memory.
func TestTheHomePageAsksLittle(t *testing.T) {
	each(t, func(b bench) {
		b.had(su.ID, "birth-cert", 5)
		p := pages{b.Service}
		look := func(by actor.Actor) (reads int64, asked int) {
			for _, panel := range b.Module().Panels {
				if _, err := panel.Render(b.as(by)); err != nil {
					b.Fatal(err)
				}
			}
			before, was := b.DB.Stats(), b.asked
			for _, panel := range b.Module().Panels {
				if _, err := panel.Render(b.as(by)); err != nil {
					b.Fatal(err)
				}
			}
			after := b.DB.Stats()
			if after.Units != before.Units {
				b.Error("looking writes")
			}
			return int64(after.Reads - before.Reads), b.asked - was
		}
		if reads, asked := look(su); reads > 2 || asked != 3 {
			b.Errorf("signed in: %d reads of our own and the catalogue's, %d questions", reads, asked)
		}
		if reads, asked := look(actor.Actor{Kind: actor.Guest}); reads != 0 || asked != 0 {
			b.Errorf("a guest: %d reads, %d questions", reads, asked)
		}
		if err := p.Switch(b.as(su), false); err != nil {
			b.Fatal(err)
		}
		if reads, asked := look(su); reads != 1 || asked != 0 {
			b.Errorf("switched off: %d reads, %d questions", reads, asked)
		}
	})
}

package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"tongban/capability/form/formtest"
	"tongban/e2e/world"
	"tongban/kernel/check"
)

// granted fills in and hands in what d has begun, and has it granted: by one alone at once, or
// by those who accept, review and decide.
func (d *demoDraft) granted(persona string, desk ...string) *world.Case {
	d.Helper()
	d.fillsIn()
	d.uploads()
	return d.decided(persona, desk...)
}

func (d *demoDraft) decided(persona string, desk ...string) *world.Case {
	d.Helper()
	c := d.world.As(persona).Draft(strings.TrimPrefix(d.at, "/apply/")).Submits()
	if len(desk) == 1 {
		return d.world.As(desk[0]).Does("grant-at-once", c, world.Fields{"method": "electronic"})
	}
	d.world.As(desk[0]).Accepts(c)
	for _, reviewer := range desk[1 : len(desk)-1] {
		d.world.As(reviewer).Claims(c)
		d.world.As(reviewer).Passes(c)
	}
	return d.world.As(desk[len(desk)-1]).Grants(c)
}

// has wants the draft to hold answers nobody has typed.
func (d *demoDraft) has(want formtest.Values) {
	d.Helper()
	values := d.reads().Values
	for key, answer := range want {
		if got, _ := json.Marshal(values[key]); string(got) != asJSON(answer) {
			d.Errorf("%s: %s holds %s, want %s", d.item.Name, key, got, asJSON(answer))
		}
	}
}

func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// TestWhatOneOfficeResultsInFillsTheNextForm follows a birth from the certificate to the
// subsidy, and a firm from its founding to the tax office.
func TestWhatOneOfficeResultsInFillsTheNextForm(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		followsABirth(w)
		followsAFirm(w)
	})
}

func followsABirth(w *world.World) {
	items := demoItems(w.T)
	birth := begins(w, "cheng", "", items["birth-cert"])
	birth.has(formtest.Values{"gestWeeks": 38, "weight": 3050, "bodyLength": 49}) // as the hospital has told
	c := birth.granted("cheng", "hospital")
	said := birth.answers
	certificate := w.As("cheng").LicenceOf(c)
	if certificate.Holder != said["babyName"] || certificate.Type != "出生医学证明" {
		w.Errorf("the certificate is that of %s: %+v", certificate.Holder, certificate)
	}
	born := said["birthTime"].(string)[:10]
	child := formtest.Values{"babyName": said["babyName"], "birthCertNo": certificate.Number}
	vaccine := begins(w, "cheng", "", items["vaccine-cert"])
	vaccine.has(child)
	vaccine.has(formtest.Values{"sex": said["sex"], "birthDate": born})
	vaccine.granted("cheng", "hospital2")
	if card := w.As("cheng").Licences()[0]; card.Holder != said["babyName"] {
		w.Errorf("the vaccination card is that of %s", card.Holder)
	}

	household := begins(w, "cheng", "", items["hukou-birth"])
	household.has(child)
	household.has(formtest.Values{"sex": said["sex"], "birthDate": born, "motherName": "程雨桐"})
	page := w.As("cheng").LicenceOf(household.granted("cheng", "clerk", "psb-reviewer", "psb-approver"))
	if page.Type != "居民户口簿" {
		w.Errorf("it results in %+v", page)
	}
	insured := begins(w, "cheng", "", items["med-insure"])
	insured.has(formtest.Values{"babyName": said["babyName"], "birthDate": born})
	number, _ := insured.reads().Values["babyId"].(string)
	if wrong := check.IDNumber(number, true, w.Now()); wrong != nil || check.Female(number) != (said["sex"] == "2") {
		w.Errorf("the child is given the number %s: %v", number, wrong)
	}
	begins(w, "cheng", "", items["childcare-subsidy"]).has(formtest.Values{
		"babyName": said["babyName"], "babyId": number, "birthCertNo": certificate.Number, "childAddress": household.answers["householdAddress"],
	})
	begins(w, "cheng", "", items["maternity-exp"]).has(formtest.Values{"birthCertNo": certificate.Number})
}

func followsAFirm(w *world.World) {
	items := demoItems(w.T)
	founding := begins(w, "he", "", items["biz-setup"])
	founding.fillsIn()
	founding.uploads()
	represents(w, founding, "何知远", "990102198804112117")
	c := founding.decided("he", "clerk", "samr-approver")
	said := founding.answers
	licence := w.As("he").LicenceOf(c)
	if licence.Holder != said["companyName"] || check.USCC(licence.Number, true) != nil {
		w.Errorf("the licence is that of %s, number %s", licence.Holder, licence.Number)
	}
	name := said["companyName"].(string)
	firm := formtest.Values{"uscc": licence.Number, "orgName": name, "legalRepName": "何知远"}
	for _, item := range []string{"seal-filing", "tax-new", "si-employer", "hf-unit"} {
		next := begins(w, "he", name, items[item])
		next.has(firm)
		if item == "si-employer" || item == "hf-unit" {
			next.has(formtest.Values{"establishedDate": w.Now().Format("2006-01-02")})
		}
		if missing := next.reads().Missing; strings.Contains(strings.Join(missing, " "), "M-BL") {
			w.Errorf("%s asks for the business licence", item)
		}
	}
	if again := begins(w, "he", "", items["biz-setup"]).reads().Values["companyName"]; again != nil {
		w.Errorf("a second firm is called %v before anybody has said so", again)
	}
}

// represents has somebody be the representative and in the offices of the one who was made up.
func represents(w *world.World, d *demoDraft, name, number string) {
	w.Helper()
	directors, _ := d.reads().Values["directors"].([]any)
	for _, one := range directors {
		if row := one.(map[string]any); row["idNo"] == d.answers["legalRepId"] {
			row["idNo"], row["name"] = number, name
		}
	}
	w.As("he").Patch(w.As("he").Draft(strings.TrimPrefix(d.at, "/apply/")).Path(), world.Fields{"values": world.Fields{
		"legalRepName": name, "legalRepId": number, "directors": directors,
	}})
	if held := d.reads(); !held.Ready {
		w.Fatalf("%v %v", held.Fields, held.Missing)
	}
}

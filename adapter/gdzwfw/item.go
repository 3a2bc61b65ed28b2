package gdzwfw

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tongban/capability/catalogue"
)

// item makes the item of a row.
func (in *row) item() *catalogue.Item {
	item := &catalogue.Item{
		Name:         in.text("TASK_NAME"),
		BasicCode:    in.text("CATAID"),
		Basic:        catalogue.Basic{Name: in.text("subCatalogName"), ParentCode: in.text("parentCatalogId"), ParentName: in.text("parentCatalogName")},
		Region:       catalogue.Region{Code: in.text("AREACODE"), Name: in.text("AREA_CODE_TEXT")},
		ItemType:     catalogue.ItemType{Code: in.text("TASK_TYPE"), Name: in.text("TASK_TYPE_TEXT")},
		Department:   catalogue.Department{Code: in.text("ORGCODE"), Name: in.text("DEPT_NAME")},
		AutoDecision: catalogue.AutoDecision{Mode: "manual"},
	}
	in.codes(item)
	in.kind(item)
	in.audience(item)
	in.limits(item)
	in.where(item)
	in.contacts(item)
	in.demands(item)
	item.Keywords = append(item.Keywords, in.everyday(item.Name)...)
	item.DataNote = dataNote
	in.repetitions()
	in.rest()
	return item
}

// codes reads the official code: of an implementation with 31 characters, or with two
// more of a handling item. What is wrong with it the catalogue says.
func (in *row) codes(item *catalogue.Item) {
	code := in.text("TASK_CODE")
	item.Code, item.ImplementationCode = strings.ToLower(code), code
	if len(code) > 31 {
		item.ImplementationCode, item.HandlingItemCode = code[:31], code
	}
	if len(code) >= 19 {
		item.Department.USCC = code[:18]
		item.ExerciseLevel = int(code[18] - '0')
		if org := code[8:17]; item.Department.Code != org {
			in.note("contradiction", catalogue.Warning, "ORGCODE", "ORGCODE", item.Department.Code, "TASK_CODE", org)
		}
	}
	for _, key := range []string{"matter_level", "district"} {
		if word := in.text(key); word != "" && levels[word] != item.ExerciseLevel {
			in.note("contradiction", catalogue.Warning, key, key, word, "TASK_CODE", item.ExerciseLevel)
		}
	}
	if parent := item.Basic.ParentCode; parent != "" && !(len(parent) == 12 && strings.HasPrefix(item.BasicCode, parent[:9])) {
		in.note("foreign-parent", catalogue.Warning, "basic.parentCode", parent, item.BasicCode)
	}
	if former := in.text("matter_code"); former != "" && former != code {
		in.note("former-code", catalogue.Notice, "code", former)
	}
	if part := strings.Trim(in.text("subTaskName"), brackets); part != "" && !strings.Contains(item.Name, part) {
		item.Keywords = append(item.Keywords, part)
		in.note("part-name", catalogue.Notice, "name", part)
	}
}

// kind reads what sort of power is exercised. From it follows the law of procedure:
// licences are granted under the Licensing Law; what the others run under the list
// does not say.
//
// Basis: 行政许可法, art. 32 (five days, silence is acceptance), 42 (ten days more,
// allowed by the head of the body), 44 (ten days to deliver); GB/T 39046, A.1.
func (in *row) kind(item *catalogue.Item) {
	if official := typeNames[item.ItemType.Code]; official != item.ItemType.Name {
		in.note("provincial-type", catalogue.Notice, "itemType", item.ItemType.Code, item.ItemType.Name)
	}
	item.Regime = catalogue.Regime{Kind: "own", DeemedAcceptance: "none"}
	if item.ItemType.Code == "01" {
		item.Regime = catalogue.Regime{
			Kind: "licensing", Law: licensingLaw, AcceptanceWorkdays: 5, DeemedAcceptance: "from-receipt",
			Extension: &catalogue.Extension{Workdays: 10, Approver: "head", Evidence: "source"}, DeliveryWorkdays: 10,
		}
	}
	item.Assumed = append(item.Assumed, catalogue.AssumedRegime)
	in.note("derived-regime", catalogue.Notice, "regime", item.ItemType.Name)
}

// audience reads whom the item is for and the life events it belongs to. A life event
// counts for people, for firms or for both, as the item does.
func (in *row) audience(item *catalogue.Item) {
	for _, name := range in.list("service_object_name") {
		code, known := objects[name]
		switch {
		case !known:
			in.note("unmapped-object", catalogue.Warning, "serviceObjects", name)
			continue
		case !slices.Contains(officialObjects, name):
			in.note("mapped-object", catalogue.Notice, "serviceObjects", name)
		}
		if !slices.Contains(item.ServiceObjects, code) {
			item.ServiceObjects = append(item.ServiceObjects, code)
		}
	}
	slices.Sort(item.ServiceObjects)
	person := slices.Contains(item.ServiceObjects, 1)
	firm := slices.ContainsFunc(item.ServiceObjects, func(code int) bool { return code != 1 })
	for _, name := range in.list("theme_category") {
		natural, ofPeople := naturalThemes[name]
		legal, ofFirms := legalThemes[name]
		if ofPeople && (person || !ofFirms) {
			item.Themes.Natural = append(item.Themes.Natural, natural)
		}
		if ofFirms && (firm || !ofPeople) {
			item.Themes.Legal = append(item.Themes.Legal, legal)
		}
		if !ofPeople && !ofFirms {
			item.Keywords = append(item.Keywords, name)
			in.note("unmapped-theme", catalogue.Notice, "themes", name)
		}
	}
}

// mostVisits is how often anybody could be asked to come.
const mostVisits = 99

// where reads the place, the ways of applying and which level does what.
func (in *row) where(item *catalogue.Item) {
	item.Place = strings.TrimSpace(strings.TrimPrefix(in.text("handle_location"), placeLabel))
	if present(item.Place) == "" {
		item.Place = ""
	}
	if item.Place != "" && item.Place != noWindow {
		item.HandlingModes = append(item.HandlingModes, "window")
	}
	visits := in.text("visit_number")
	in.same("LIMIT_SCENE_NUM", "visit_number")
	n, err := strconv.Atoi(visits)
	if err != nil || n < 0 || n > mostVisits {
		n = 0
		item.Assumed = append(item.Assumed, catalogue.AssumedVisits)
		in.note("odd-value", catalogue.Warning, "visit_number", "visit_number")
	}
	item.OnSiteVisits = n
	in.online(item)
	switch word := in.text("courier_service"); {
	case word == yes:
		item.ExpressDelivery = true
	case word != "" && !slices.Contains(no, word):
		in.note("odd-value", catalogue.Warning, "courier_service", "courier_service")
	}
	item.Levels = in.powers(in.text("co_department"))
}

// online reads where the item is applied for.
func (in *row) online(item *catalogue.Item) {
	if platform := in.text("bear_paltform"); platform != unnamed {
		item.Platform = platform
	}
	online := in.text("online_book") == yes
	if checked := in.text("ONLINECHECK") == "1"; checked != online {
		in.note("contradiction", catalogue.Warning, "online_book", "online_book", in.text("online_book"), "ONLINECHECK", in.text("ONLINECHECK"))
	}
	for _, key := range []string{"URL", "online_book_addr"} {
		address := in.text(key)
		switch {
		case address == "":
		case !isAddress(address):
			in.note("odd-address", catalogue.Warning, "onlineUrl", address)
		case item.OnlineURL == "":
			item.OnlineURL = address
		case item.OnlineURL != address:
			in.note("other-address", catalogue.Notice, "onlineUrl", address)
		}
	}
	if online {
		item.HandlingModes = append(item.HandlingModes, "pc")
		if item.OnlineURL == "" {
			in.note("no-address", catalogue.Warning, "onlineUrl")
		}
	}
}

func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// demands reads the conditions and the materials.
func (in *row) demands(item *catalogue.Item) {
	item.Conditions = conditions(in.text("accept_standard"))
	for i, name := range in.list("material_intro") {
		item.Materials = append(item.Materials, catalogue.Material{
			Code: "M" + strconv.Itoa(i+1), Name: name, Kind: "document", Necessity: catalogue.Required,
		})
	}
	if n := len(item.Materials); n > 0 {
		item.Assumed = append(item.Assumed, catalogue.AssumedNecessity)
		in.note("material-names", catalogue.Notice, "materials", n)
	}
}

// repetitions takes the keys that say again what others say.
func (in *row) repetitions() {
	for key, as := range map[string]string{
		"CATANAME": "parentCatalogName", "matter_name": "subCatalogName", "matter_type": "TASK_TYPE_TEXT",
	} {
		in.same(key, as)
	}
}

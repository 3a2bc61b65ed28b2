package catalogue

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"

	"tongban/kernel/check"
	"tongban/kernel/fault"
)

// examine says what makes an item unusable, each fault named by the element it is
// about: without it the item could not be found, shown or asked about. What is only
// missing or doubtful is a Finding. Demo admits the region codes of the demo city.
func (i *Item) examine(demo bool) []fault.Field {
	return slices.Concat(i.missing(), i.codeFaults(demo), i.limitFaults(), i.guideFaults(), i.materialFaults(), i.addressFaults(), i.textFaults(), i.laneFaults())
}

// missing lists what an item cannot be kept without.
func (i *Item) missing() (faults []fault.Field) {
	for _, element := range []struct{ name, text string }{
		{"code", i.Code}, {"name", i.Name}, {"department.name", i.Department.Name},
	} {
		if blank(element.text) {
			faults = append(faults, fault.Field{Name: element.name, Key: "catalogue.check.required"})
		}
	}
	return faults
}

var (
	slug   = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	digits = regexp.MustCompile(`^\d+$`)
)

// codeFaults checks the official codes against each other: 基本编码 12 digits, with
// the type of item; 实施编码 31 = body, level, 基本编码; 业务办理项编码 33 = that and
// two digits.
func (i *Item) codeFaults(demo bool) (faults []fault.Field) {
	report := func(element, key string, args ...any) {
		faults = append(faults, fault.Field{Name: element, Key: key, Args: args})
	}
	if i.Code != "" && (len(i.Code) > 64 || !slug.MatchString(i.Code)) {
		report("code", "catalogue.check.slug")
	}
	if basic := i.BasicCode; basic != "" {
		switch {
		case len(basic) != 12:
			report("basicCode", "catalogue.check.length", 12, len(basic))
		case !digits.MatchString(basic):
			report("basicCode", "catalogue.check.digits")
		case i.ItemType.Code != "" && basic[2:4] != i.ItemType.Code:
			report("basicCode", "catalogue.check.type", basic[2:4], i.ItemType.Code)
		}
	}
	if uscc := i.Department.USCC; !demo && len(check.USCC(uscc, true)) == 0 {
		faults = append(faults, check.Named("department.uscc", check.USCC(uscc, false))...)
	}
	if code := i.ImplementationCode; code != "" {
		switch {
		case len(code) != 31:
			report("implementationCode", "catalogue.check.length", 31, len(code))
		case i.Department.USCC != "" && code[:18] != i.Department.USCC:
			report("implementationCode", "catalogue.check.body", code[:18], i.Department.USCC)
		case code[18] < '1' || code[18] > '7' || i.ExerciseLevel != 0 && code[18:19] != strconv.Itoa(i.ExerciseLevel):
			report("implementationCode", "catalogue.check.level", code[18:19], i.ExerciseLevel)
		case i.BasicCode != "" && code[19:] != i.BasicCode || !digits.MatchString(code[19:]):
			report("implementationCode", "catalogue.check.basic", code[19:], i.BasicCode)
		}
	}
	if code := i.HandlingItemCode; code != "" {
		switch {
		case len(code) != 33:
			report("handlingItemCode", "catalogue.check.length", 33, len(code))
		case code[:31] != i.ImplementationCode:
			report("handlingItemCode", "catalogue.check.implementation", code[:31])
		case !digits.MatchString(code[31:]) || code[31:] == "00":
			report("handlingItemCode", "catalogue.check.suffix", code[31:])
		}
	}
	return faults
}

// limitUnits are the units of time limits.
var limitUnits = []string{"workday", "calendar_day", "hour", "month", "year", "same_day", "none"}

// limitFaults checks that the limits can be read and counted.
func (i *Item) limitFaults() (faults []fault.Field) {
	report := func(element, key string, args ...any) {
		faults = append(faults, fault.Field{Name: element, Key: key, Args: args})
	}
	counted := func(element string, value float64) {
		if !(value >= 0) {
			report(element, "catalogue.check.negative")
		} else if value > mostLimit {
			report(element, "catalogue.check.limit", mostLimit)
		}
	}
	for at, limit := range []Limit{i.StatutoryLimit, i.PromisedLimit} {
		element := []string{"statutoryLimit", "promisedLimit"}[at]
		if limit.Unit != "" && !slices.Contains(limitUnits, limit.Unit) {
			report(element+".unit", "catalogue.check.unit", limit.Unit)
		}
		counted(element+".value", limit.Value)
	}
	for at, track := range i.TrackLimits {
		counted(fmt.Sprintf("trackLimits[%d].promisedWorkdays", at), track.PromisedWorkdays)
	}
	for at, stage := range i.Stages {
		counted(fmt.Sprintf("stages[%d].limitWorkdays", at), stage.LimitWorkdays)
	}
	for at, m := range i.Materials {
		counted(fmt.Sprintf("materials[%d].deferWorkdays", at), float64(m.DeferWorkdays))
	}
	counted("regime.acceptanceWorkdays", float64(i.Regime.AcceptanceWorkdays))
	counted("regime.deliveryWorkdays", float64(i.Regime.DeliveryWorkdays))
	counted("regime.extension.workdays", float64(i.Regime.Extension.Days()))
	counted("onSiteVisits", float64(i.OnSiteVisits))
	return faults
}

var questionTypes = []string{"bool", "single", "multi", "number", "date"}

// guideFaults checks that the guide can be asked: every question once, every
// condition about something known, with a comparison we have.
func (i *Item) guideFaults() (faults []fault.Field) {
	seen := map[string]bool{}
	for at, q := range i.Scenarios {
		place := fmt.Sprintf("scenarios[%d]", at)
		switch {
		case q.ID == "" || q.Text == "" || seen[q.ID]:
			faults = append(faults, fault.Field{Name: place, Key: "catalogue.check.nameless"})
		case !slices.Contains(questionTypes, q.Type):
			faults = append(faults, fault.Field{Name: place + ".type", Key: "catalogue.check.question-type", Args: []any{q.Type}})
		case len(q.Options) == 0 && (q.Type == "single" || q.Type == "multi"):
			faults = append(faults, fault.Field{Name: place + ".options", Key: "catalogue.check.required"})
		}
		seen[q.ID] = true
		if _, ok := q.read(q.Default); q.Default != nil && !ok {
			faults = append(faults, fault.Field{Name: place + ".default", Key: "catalogue.check.default"})
		}
		for n, e := range q.Effects {
			faults = append(faults, i.effectFaults(fmt.Sprintf("%s.effects[%d]", place, n), e)...)
		}
		faults = append(faults, i.orderFaults(place+".showWhen", at, q.ShowWhen)...)
	}
	return faults
}

// orderFaults checks that a question is shown or hidden by an earlier one: answers
// are worked through in order, so that no two questions can wait for each other.
func (i *Item) orderFaults(place string, at int, c *Condition) []fault.Field {
	if faults := i.conditionFaults(place, c); len(faults) > 0 || c == nil {
		return faults
	}
	if later := slices.IndexFunc(i.Scenarios, func(q Question) bool { return q.ID == c.Var }); later >= at {
		return []fault.Field{{Name: place, Key: "catalogue.check.order", Args: []any{c.Var}}}
	}
	return nil
}

func (i *Item) effectFaults(place string, e Effect) []fault.Field {
	faults := i.conditionFaults(place+".when", &e.When)
	if e.Redirect == nil || e.Redirect.URL == "" {
		return faults
	}
	if !IsLink(e.Redirect.URL) {
		faults = append(faults, fault.Field{Name: place + ".redirect.url", Key: "catalogue.check.url", Args: []any{e.Redirect.URL}})
	}
	return faults
}

// addressFaults checks the addresses that pages, and those who read our API, link to:
// nothing but a place on the web will do.
func (i *Item) addressFaults() (faults []fault.Field) {
	link := func(element, address string) {
		if address != "" && !IsLink(address) {
			faults = append(faults, fault.Field{Name: element, Key: "catalogue.check.url", Args: []any{address}})
		}
	}
	link("onlineUrl", i.OnlineURL)
	link("mobileUrl", i.MobileURL)
	link("result.sampleUrl", i.Result.SampleURL)
	if w := i.Walkthrough; w != nil && w.Video != nil {
		link("walkthrough.video.url", w.Video.URL)
	}
	if w := i.Walkthrough; w != nil && w.Slides != nil {
		link("walkthrough.slides.url", w.Slides.URL)
	}
	for at, m := range i.Materials {
		link(fmt.Sprintf("materials[%d].templateUrl", at), m.TemplateURL)
		link(fmt.Sprintf("materials[%d].sampleUrl", at), m.SampleURL)
	}
	return faults
}

// IsLink reports whether at is a page that may be linked to.
func IsLink(at string) bool {
	u, err := url.Parse(at)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func (i *Item) conditionFaults(place string, c *Condition) []fault.Field {
	if c == nil {
		return nil
	}
	_, asked := i.Question(c.Var)
	_, derived := derivedFacts[c.Var]
	if !c.Known() || !asked && !derived {
		return []fault.Field{{Name: place, Key: "catalogue.check.condition", Args: []any{c.Var, c.Op}}}
	}
	return nil
}

func (i *Item) materialFaults() (faults []fault.Field) {
	seen := map[string]bool{}
	for at, m := range i.Materials {
		place := fmt.Sprintf("materials[%d]", at)
		if m.Code == "" || m.Name == "" || seen[m.Code] {
			faults = append(faults, fault.Field{Name: place, Key: "catalogue.check.nameless"})
		}
		if !slices.Contains([]string{Required, Conditional, Optional}, m.Necessity) {
			faults = append(faults, fault.Field{Name: place + ".necessity", Key: "catalogue.check.necessity", Args: []any{m.Necessity}})
		}
		seen[m.Code] = true
		faults = append(faults, i.conditionFaults(place+".requiredWhen", m.RequiredWhen)...)
	}
	return faults
}

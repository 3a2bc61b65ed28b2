package studio

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
)

// topic is a part of an item that is corrected on one page.
type topic struct {
	key    string // of its address and its texts
	inputs []input
	list   *list // below the inputs
	after  func(context.Context, *catalogue.Item)
}

// topics are the parts of an item that can be corrected here, in the order of the
// item's page.
var topics = []topic{
	{key: "name", inputs: []input{
		{name: "name", at: func(i *catalogue.Item) any { return &i.Name }},
		{name: "keywords", at: func(i *catalogue.Item) any { return &i.Keywords }, long: true, optional: true},
	}},
	{key: "audience", inputs: []input{
		{name: "serviceObjects", at: func(i *catalogue.Item) any { return &i.ServiceObjects }, options: serviceObjects},
		{name: "themes.natural", at: func(i *catalogue.Item) any { return &i.Themes.Natural }, options: themes("natural"), optional: true},
		{name: "themes.legal", at: func(i *catalogue.Item) any { return &i.Themes.Legal }, options: themes("legal"), optional: true},
	}},
	{key: "conditions", inputs: []input{
		{name: "conditions", at: func(i *catalogue.Item) any { return &i.Conditions }, long: true},
	}},
	{key: "materials", list: materials},
	{key: "limits", after: nameCaseType, inputs: []input{
		{name: "caseType.code", at: func(i *catalogue.Item) any { return &i.CaseType.Code }, options: caseTypes},
		{name: "promisedLimit.value", at: func(i *catalogue.Item) any { return &i.PromisedLimit.Value }, optional: true},
		{name: "promisedLimit.unit", at: func(i *catalogue.Item) any { return &i.PromisedLimit.Unit }, options: limitUnits},
		{name: "promisedLimit.note", at: func(i *catalogue.Item) any { return &i.PromisedLimit.Note }, optional: true},
		{name: "statutoryLimit.value", at: func(i *catalogue.Item) any { return &i.StatutoryLimit.Value }, optional: true},
		{name: "statutoryLimit.unit", at: func(i *catalogue.Item) any { return &i.StatutoryLimit.Unit }, options: limitUnits},
		{name: "statutoryLimit.note", at: func(i *catalogue.Item) any { return &i.StatutoryLimit.Note }, optional: true},
	}},
	{key: "stages", list: stages},
	{key: "result", inputs: []input{
		{name: "result.name", at: func(i *catalogue.Item) any { return &i.Result.Name }},
		{name: "result.resultType", at: func(i *catalogue.Item) any { return &i.Result.ResultType }, optional: true},
		{name: "result.delivery", at: func(i *catalogue.Item) any { return &i.Result.Delivery }, long: true, optional: true},
		{name: "result.sampleUrl", at: func(i *catalogue.Item) any { return &i.Result.SampleURL }, optional: true, address: true},
	}},
	{key: "visits", inputs: []input{
		{name: "onSiteVisits", at: func(i *catalogue.Item) any { return &i.OnSiteVisits }},
		{name: "onSiteReason", at: func(i *catalogue.Item) any { return &i.OnSiteReason }, long: true, optional: true},
	}},
	{key: "fee", list: charges, inputs: []input{
		{name: "fee.charged", at: func(i *catalogue.Item) any { return &i.Fee.Charged }, options: yesNo, unsaid: feeUnsaid, say: sayFee},
		{name: "fee.basis", at: func(i *catalogue.Item) any { return &i.Fee.Basis }, optional: true},
		{name: "fee.onlinePay", at: func(i *catalogue.Item) any { return &i.Fee.OnlinePay }, options: yesNo, unsaid: feeUnsaid},
		{name: "fee.note", at: func(i *catalogue.Item) any { return &i.Fee.Note }, long: true, optional: true},
	}},
	{key: "place", inputs: []input{
		{name: "place", at: func(i *catalogue.Item) any { return &i.Place }, long: true},
		{name: "hours", at: func(i *catalogue.Item) any { return &i.Hours }, long: true},
		{name: "consultPhone", at: func(i *catalogue.Item) any { return &i.ConsultPhone }},
		{name: "complaintPhone", at: func(i *catalogue.Item) any { return &i.ComplaintPhone }},
	}},
	{key: "online", after: nameDepth, inputs: []input{
		{name: "onlineDepth.level", at: func(i *catalogue.Item) any { return &i.OnlineDepth.Level }, options: depths, optional: true},
		{name: "handlingModes", at: func(i *catalogue.Item) any { return &i.HandlingModes }, options: handlingModes},
		{name: "onlineUrl", at: func(i *catalogue.Item) any { return &i.OnlineURL }, optional: true, address: true},
		{name: "mobileUrl", at: func(i *catalogue.Item) any { return &i.MobileURL }, optional: true, address: true},
		{name: "platform", at: func(i *catalogue.Item) any { return &i.Platform }, optional: true},
	}},
	{key: "law", list: laws},
	{key: "faq", list: questions},
}

// feeUnsaid reports whether a list said nothing about what a service costs.
func feeUnsaid(i *catalogue.Item) bool { return !i.Fee.Known() }

// sayFee keeps that somebody has said whether a service costs anything.
func sayFee(i *catalogue.Item) {
	if i.Fee.Items == nil {
		i.Fee.Items = []catalogue.FeeItem{}
	}
}

// topicOf returns the topic of key.
func topicOf(key string) (topic, bool) {
	at := slices.IndexFunc(topics, func(t topic) bool { return t.key == key })
	if at < 0 {
		return topic{}, false
	}
	return topics[at], true
}

// place returns the topic that corrects an element and the name of the field there,
// false if no topic does. An element without a field of its own leads to the first
// below it: materials[2] to materials[2].name, promisedLimit to its value.
func place(element string) (topic, string, bool) {
	for _, t := range topics {
		for _, in := range t.inputs {
			if in.name == element || strings.HasPrefix(in.name, element+".") || strings.HasPrefix(element, in.name+"[") {
				return t, in.name, true
			}
		}
		if t.list == nil {
			continue
		}
		if field, ok := t.list.place(element); ok {
			return t, field, true
		}
	}
	return topic{}, "", false
}

// values are the fields of the topic as the item has them.
func (t topic) values(item *catalogue.Item) url.Values {
	form := url.Values{}
	for _, in := range t.inputs {
		form[in.name] = in.texts(item)
	}
	if t.list != nil {
		t.list.write(form, t.list.of(item))
	}
	return form
}

// apply returns a copy of item with what form says, and what is wrong with the form.
func (t topic) apply(ctx context.Context, item *catalogue.Item, form url.Values) (*catalogue.Item, []fault.Field) {
	changed := *item
	var faults []fault.Field
	for _, in := range t.inputs {
		faults = append(faults, in.put(&changed, form)...)
	}
	if t.list != nil {
		faults = append(faults, t.list.put(&changed, form)...)
	}
	if t.after != nil {
		t.after(ctx, &changed)
	}
	return &changed, faults
}

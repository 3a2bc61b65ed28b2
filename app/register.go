package app

import (
	"tongban/adapter/ocr"
	"tongban/adapter/sms"
	"tongban/app/shell"
	"tongban/capability/access"
	"tongban/capability/agreement"
	"tongban/capability/announcement"
	"tongban/capability/application"
	"tongban/capability/archive"
	"tongban/capability/assistant"
	"tongban/capability/audit"
	"tongban/capability/bundle"
	"tongban/capability/bundlestudio"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/catalogue/lint"
	"tongban/capability/consultation"
	"tongban/capability/credit"
	"tongban/capability/deferral"
	"tongban/capability/delivery"
	"tongban/capability/desk"
	"tongban/capability/document"
	"tongban/capability/element"
	"tongban/capability/form"
	"tongban/capability/guide"
	"tongban/capability/holiday"
	"tongban/capability/identity"
	"tongban/capability/insight"
	"tongban/capability/inspection"
	"tongban/capability/intake"
	"tongban/capability/integration"
	"tongban/capability/lane"
	"tongban/capability/licence"
	"tongban/capability/lifestage"
	"tongban/capability/notice"
	"tongban/capability/notification"
	"tongban/capability/objection"
	"tongban/capability/office"
	"tongban/capability/place"
	"tongban/capability/precheck"
	"tongban/capability/prereview"
	"tongban/capability/procedure"
	"tongban/capability/progress"
	"tongban/capability/publicity"
	"tongban/capability/rating"
	"tongban/capability/rulebook"
	"tongban/capability/studio"
	"tongban/capability/wallet"
	"tongban/capability/warning"
	"tongban/capability/window"
	"tongban/kernel/actor"
	"tongban/kernel/module"
)

// register lists the capabilities, each with what it stands on. A new one is one
// line here.
func (a *App) register() error {
	d, now, c := a.DB, a.Clock, a.Config
	registry, err := registryOf(c)
	if err != nil {
		return err
	}
	sender, outbox, err := senderOf(c)
	if err != nil {
		return err
	}
	offers := &offers{}
	surroundings, err := surroundingsOf(c, sender, offers)
	if err != nil {
		return err
	}

	holidays := holiday.New(d, now) // floor 3; the floors below ask it for the calendar

	// Floor 1: what is certain
	if err := a.certain(); err != nil {
		return err
	}

	// Floor 2: who and where
	_ = add(a, fixed{access.Module})
	_ = add(a, fixed{element.Module})
	a.Place = add(a, place.New(d, now, holidays.Calendar))
	surroundings.Places = districts{a}
	a.Identity = add(a, identity.New(d, now, a.Keys, identity.Config{Demo: c.Demo, TLS: c.TLS, Landing: landing, Texts: a.Texts},
		surroundings))

	// Floor 3: building blocks
	a.Office = add(a, office.New(a.settingUp()))
	a.Holidays = add(a, holidays)
	applied := &applications{}
	a.Catalogue = add(a, catalogue.New(catalogue.Deps{DB: d, Clock: now, Forms: applied, Lint: lint.Findings, Demo: c.Demo}))
	lists := add(a, form.NewLists(a.Place))
	offers.catalogue = a.Catalogue
	documents := add(a, document.New(d, now, a.blobs, document.NoScanner{}))
	parcels := add(a, delivery.New(d, now, a.Keys, carrierOf(c, now)))
	notices := add(a, notification.New(d, now, a.Texts, mobiles{a.Identity}, sender, kindOfMessage))
	parcels.Subscribe(informed{notices}.parcelEnded)
	a.Notices = add(a, notice.New(notice.Deps{DB: d, Clock: now, Keys: a.Keys, Files: a.blobs, Places: a.Place, Texts: a.Texts, Address: c.BaseURL}))

	// Floor 4: services to the public
	a.Intake = add(a, intake.New(d, now, a.Catalogue))
	pages := add(a, guide.New(d, now, a.Catalogue, a.Place))
	a.Licences = add(a, licence.New(d, now, a.Keys, a.blobs, holders{notices, a.Identity}, licence.Config{Address: c.BaseURL, TestClock: c.TestClock.On}))
	a.Procedures = add(a, procedure.New(a.drawing(holidays, lists)))
	a.Rulebooks = add(a, rulebook.New(a.ruling()))
	a.Casework = add(a, casework.New(casework.Deps{
		DB: d, Clock: now, Calendar: holidays.Calendar, Keys: a.Keys, Once: a.once,
		Catalogue: a.Catalogue, Documents: documents, Lists: lists, Notices: a.Notices,
		People: people{a.Identity}, Licences: licences{a.Licences, a.Identity, now, c.Demo}, Departments: departments{a.Place},
		Informer: gathered{notices}, Post: posts{parcels}, Colleagues: colleagues{a.Identity}, Procedures: a.Procedures, Office: a.officeNow,
	}))
	a.Credit = add(a, credit.New(a.crediting(holidays, documents, notices)))
	applied.casework = a.Casework
	holidays.Subscribe(recounted{a.Casework}.calendarChanged)
	a.Announcements = add(a, announcement.New(d, now, holidays.Calendar, a.Place, a.Catalogue, announcement.Config{Address: c.BaseURL}))

	// Floor 5: what becomes a case
	a.applying(documents, lists, registry)
	_ = add(a, studio.New(a.Catalogue, a.Intake, pages, a.Identity))
	a.aroundCases()
	a.deciding(registry) // and what keeps rules honest
	a.public(documents, notices)
	a.across(documents, notices, parcels, outbox)
	return a.entitling(registry, lists)
}

// settingUp is what setting an office up stands on.
func (a *App) settingUp() office.Deps {
	return office.Deps{
		DB: a.DB, Clock: a.Clock, Keys: a.Keys, Identity: a.Identity, Place: a.Place, Steps: progressOf{a}, Settings: a.Config.Settings(), Demo: a.Config.Demo,
	}
}

// ruling is what rulebooks stand on.
func (a *App) ruling() rulebook.Deps {
	return rulebook.Deps{
		DB: a.DB, Clock: a.Clock, Once: a.once, Items: a.Catalogue, Places: a.Place, Fields: fields{a.Licences}, Proof: &a.proofs,
	}
}

// drawing is what procedures stand on: casework beside them runs what they draw.
func (a *App) drawing(holidays *holiday.Service, lists *form.Lists) procedure.Deps {
	return procedure.Deps{
		DB: a.DB, Clock: a.Clock, Calendar: holidays.Calendar, Once: a.once, Items: a.Catalogue, Places: a.Place, Lists: lists,
		Steps: stepsOf, Law: casework.Law, Form: a.formOf, Cases: running{a},
	}
}

// applying adds what applicants do before there is a case, and what looks at it first.
func (a *App) applying(documents *document.Service, lists *form.Lists, registry application.Registry) {
	a.Bundles = add(a, bundle.New(a.bundling()))
	_ = add(a, bundlestudio.New(a.Bundles, a.Catalogue, a.Place))
	a.Precheck = add(a, precheck.New(precheck.Deps{
		DB: a.DB, Clock: a.Clock, Keys: a.Keys, Documents: documents, Reader: ocr.Find(a.Config.OCR), Demo: a.Config.Demo,
	}))
	documents.Subscribe(a.Precheck.Forget)
	a.Applications = add(a, application.New(application.Deps{
		DB: a.DB, Clock: a.Clock, Keys: a.Keys, Once: a.once, Catalogue: offered{a.Catalogue, a.Bundles}, Documents: documents, Lists: lists, Cases: a.Casework,
		Precheck: a.Precheck, People: people{a.Identity}, Agents: a.Identity, Codes: codes{a.Identity},
		Licences: licences{a.Licences, a.Identity, a.Clock, a.Config.Demo}, Registry: registry, Commitments: commitments{a}, AtOnce: &a.atOnce,
	}))
	a.Casework.Block(a.Applications.Unsigned)
}

// public adds what everybody may read of decisions, say against them, and find of them
// later.
func (a *App) public(documents *document.Service, notices *notification.Service) {
	d, now := a.DB, a.Clock
	decisions := add(a, publicity.New(d, now, a.Holidays.Calendar, a.Place, firmNumbers{a.Identity}))
	a.Casework.FollowPapers(decisions.Follow)
	files := add(a, archive.New(archive.Deps{
		DB: d, Clock: now, Keys: a.Keys, Blobs: a.blobs, Texts: a.Texts, Cases: a.Casework, Documents: documents, Address: a.Config.BaseURL,
	}))
	a.Casework.Follow(files.Follow)
	a.Ratings = add(a, rating.New(rating.Deps{
		DB: d, Clock: now, Calendar: a.Holidays.Calendar, Keys: a.Keys, Once: a.once, Cases: a.Casework, People: people{a.Identity}, Informer: notices,
		Address: a.Config.BaseURL, Good: rating.Grade(a.Config.GoodUpTo),
	}))
	a.Casework.Follow(a.Ratings.Ended)
	a.Objections = add(a, objection.New(objection.Deps{
		DB: d, Clock: now, Calendar: a.Holidays.Calendar, Keys: a.Keys, Once: a.once, Cases: a.Casework, Published: published{decisions}, Informer: notices,
	}))
}

// certain adds floor 1: the log of what has happened.
func (a *App) certain() error {
	key, err := a.Keys.Signer("log")
	if err != nil {
		return err
	}
	log, err := audit.New(a.DB, key, audit.Config{Origin: originOf(a.Config)})
	if err != nil {
		return err
	}
	a.Audit = add(a, log)
	return nil
}

// aroundCases adds what of floor 5 stands on cases.
func (a *App) aroundCases() {
	_ = add(a, progress.New(a.Casework, a.officeName))
	_ = add(a, wallet.New(a.Licences, a.Clock))
	visits := add(a, inspection.New(inspection.Deps{
		DB: a.DB, Clock: a.Clock, Casework: a.Casework, Documents: a.Casework.Documents,
		Notices: a.Notices, Keys: a.Keys, Texts: a.Texts, Roster: roster{a.Identity}, Places: a.Place, Siblings: siblings{a},
	}))
	a.Visits = visits
	a.Casework.Follow(visits.Follow)
	a.Casework.Block(visits.Open)
	a.committing(a.Credit)
	a.Warnings = add(a, warning.New(warning.Deps{
		DB: a.DB, Clock: a.Clock, Keys: a.Keys, Once: a.once, Cases: a.Casework, Papers: uploads{a.Precheck}, Licences: proven{a.Licences},
	}))
	a.Casework.Follow(a.Warnings.Follow)
	a.Agreements = add(a, agreement.New(agreement.Deps{
		DB: a.DB, Clock: a.Clock, Keys: a.Keys, Once: a.once, Texts: a.Texts, Casework: a.Casework, Documents: a.Casework.Documents,
		People: parties{people{a.Identity}}, Codes: codes{a.Identity}, Informer: a.Casework.Informer, Drawing: application.Drawing,
	}))
	a.Casework.Follow(a.Agreements.Follow)
	a.Casework.Block(a.Agreements.Open)
	asked := add(a, consultation.New(consultation.Deps{
		DB: a.DB, Clock: a.Clock, Calendar: a.Holidays.Calendar, Once: a.once, Cases: a.Casework,
		Departments: consulted{a.Place}, Colleagues: consultants{colleagues{a.Identity}}, Informer: a.Casework.Informer,
	}))
	a.Casework.Hold(asked.Open)
	a.Casework.Follow(asked.Follow)
	later := add(a, deferral.New(deferral.Deps{
		DB: a.DB, Clock: a.Clock, Calendar: a.Holidays.Calendar, Once: a.once, Cases: a.Casework, Documents: a.Casework.Documents, Texts: a.Texts,
		Credit: promiseKeeping{a.Credit}, Informer: a.Casework.Informer,
	}))
	a.Applications.Defer(promises{later})
	a.Casework.Follow(later.Follow)
	a.Casework.FollowPapers(later.FollowPapers)
	a.Casework.Block(later.Open)
	a.Deferrals = later
	_ = add(a, desk.New(desk.Deps{DB: a.DB, Clock: a.Clock, Calendar: a.Holidays.Calendar, Casework: a.Casework, Documents: a.Casework.Documents, Team: team{a.Identity}, Offices: a.Place}))
}

// across adds floor 6, what spans all services, and the pages around everything.
func (a *App) across(documents *document.Service, notices *notification.Service, parcels *delivery.Service, outbox *sms.Fake) {
	d, now, c := a.DB, a.Clock, a.Config
	a.Assistant = add(a, assistant.New(d, now, a.Catalogue, a.Place))
	_ = add(a, lifestage.New(a.living()))
	a.Window = add(a, window.New(window.Deps{
		DB: d, Clock: now, Keys: a.Keys, Identity: a.Identity, Catalogue: offered{a.Catalogue, a.Bundles}, Applications: a.Applications, Cases: a.Casework, Finder: finder{a.Assistant, a.Bundles},
		Notices: a.Notices, Parcels: parcels, Places: a.Place,
	}))
	a.Casework.Block(a.Window.Unseen)
	reviews := add(a, prereview.New(prereview.Deps{
		DB: d, Clock: now, Calendar: a.Holidays.Calendar, Catalogue: a.Catalogue, Applications: a.Applications, Documents: documents,
		People: people{a.Identity}, Informer: notices, Office: a.reviewing,
	}))
	green := add(a, lane.New(lane.Deps{
		DB: d, Clock: now, Calendar: a.Holidays.Calendar, Once: a.once, Casework: a.Casework, Visits: a.Visits, Agreements: a.Agreements,
		Counter: counter{a.Window}, Reviews: reviews, Informer: notices, Offices: desks{a.Place},
	}))
	a.Casework.Follow(green.Follow)
	a.Casework.Block(green.Open)
	a.Insight = add(a, insight.New(insight.Deps{DB: d, Clock: now, Calendar: a.Holidays.Calendar, Casework: a.Casework, Places: a.Place, Procedures: a.Procedures, Good: rating.Grade(c.GoodUpTo)}))
	a.Casework.Follow(a.Insight.Follow)
	a.Ratings.Follow(a.Insight.Rated)

	a.bundleCases(notices)
	a.integration = add(a, integration.New(integration.Deps{DB: d, Clock: now, Once: a.once, Places: a.Place, Cases: a.Casework}))

	a.shell = shell.New(shell.Config{Demo: c.Demo, Version: Version, Address: c.BaseURL, Outbox: outbox, Audit: a.Audit, Place: a.Place, Office: a.Office})
}

// fixed is a capability without a service: what it hands over is always the same.
type fixed struct{ module func() module.Module }

func (f fixed) Module() module.Module { return f.module() }

// landing is where somebody begins after signing in.
func landing(who actor.Actor) string {
	switch {
	case who.Kind != actor.Staff:
		return "/"
	case access.Has(who, access.OfficeManage), access.Has(who, access.StaffAuthorise):
		return "/admin"
	case access.Has(who, access.CaseClaim):
		return "/desk"
	case access.Has(who, access.CatalogueEdit), access.Has(who, access.CataloguePublish):
		return "/admin/items"
	}
	return "/desk"
}

// senderOf returns how texts are sent, and the demo's outbox.
func senderOf(c Config) (notification.Sender, *sms.Fake, error) {
	switch {
	case c.Demo:
		outbox := &sms.Fake{}
		return outbox, outbox, nil
	case c.SMS.URL == "":
		return sms.Unconfigured{}, nil, nil
	}
	gateway, err := sms.NewGateway(c.SMS)
	return gateway, nil, err
}

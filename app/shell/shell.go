// Package shell is what surrounds the capabilities' pages: the frame, the home
// page, what is mine, the pages of operators, and the page that says what went
// wrong. Capabilities fill its named places with panels.
package shell

import (
	"context"
	"embed"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tongban/adapter/sms"
	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/capability/office"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui"
)

// Messages holds the shell's texts and those of the general faults.
//
//go:embed messages.*.toml
var Messages embed.FS

// Config says what the shell shows.
type Config struct {
	Demo    bool
	Version string
	Address string    // where people reach the installation
	Outbox  *sms.Fake // the demo's texts that were not sent; nil elsewhere
	Audit   *audit.Service
	Place   *place.Service
	Office  *office.Service
}

// Shell surrounds the pages.
type Shell struct {
	Config
}

// New returns the shell.
func New(c Config) *Shell { return &Shell{Config: c} }

// t is how the shell looks up its texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "shell."+key, args...)
}

// SignIn returns where somebody signs in who wants to go to returnTo.
func SignIn(returnTo string) string { return "/signin?return=" + url.QueryEscape(returnTo) }

// Prepare puts the frame for ctx's reader into ctx.
func (s *Shell) Prepare(ctx context.Context) context.Context {
	by := actor.From(ctx)
	frame := ui.Shell{
		Site: message.T(ctx, "ui.site"), Place: s.city(ctx), Address: s.Address, Demo: s.Demo,
		SignInURL: SignIn(web.AddressOf(ctx)), Nav: citizenNav(ctx),
		Footer: []ui.Link{
			{Text: t(ctx, "nav.halls"), URL: "/halls"}, {Text: t(ctx, "nav.announcements"), URL: "/announcements"},
			{Text: t(ctx, "nav.publicity"), URL: "/publicity"}, {Text: t(ctx, "nav.credit"), URL: "/credit"}, {Text: t(ctx, "nav.rated"), URL: "/ratings"},
			{Text: t(ctx, "nav.track"), URL: "/track"}, {Text: t(ctx, "nav.verify"), URL: "/verify"},
		},
	}
	if s.Demo {
		frame.PersonaURL = "/personas"
	}
	if by.SignedIn() {
		frame.Account = &ui.Account{Name: by.Name, Note: roleNames(ctx, by), URL: "/me", SignOutURL: "/signout", For: by.For.Name, SwitchURL: "/me/acting"}
	}
	if by.Kind == actor.Staff {
		frame.DeskNav = deskNav(ctx, by)
	}
	return ui.WithShell(ctx, frame)
}

// city names the place that is served, nothing before it is set up.
func (s *Shell) city(ctx context.Context) string {
	if s.Demo {
		return t(ctx, "place")
	}
	region, err := s.Config.Place.Region(ctx, s.Office.Known().Region)
	if err != nil {
		return ""
	}
	return region.In(ctx)
}

func citizenNav(ctx context.Context) []ui.NavLink {
	return []ui.NavLink{
		{Key: "home", Label: t(ctx, "nav.home"), URL: "/", Icon: "home"},
		{Key: "apply", Label: t(ctx, "nav.apply"), URL: "/themes", Icon: "apps"},
		{Key: "cases", Label: t(ctx, "nav.cases"), URL: "/cases", Icon: "folder"},
		{Key: "me", Label: t(ctx, "nav.me"), URL: "/me", Icon: "user"},
	}
}

// creditNav leads to facts about applicants and to published lists.
func creditNav(ctx context.Context, by actor.Actor) (links []ui.NavLink) {
	if by.Kind == actor.Staff && access.Has(by, access.CreditReview) {
		links = append(links, ui.NavLink{Key: "records", Label: t(ctx, "nav.records"), URL: "/desk/records", Icon: "list-check"})
	}
	if by.Kind == actor.Staff && access.Has(by, access.CreditPublish) {
		links = append(links, ui.NavLink{Key: "creditlists", Label: t(ctx, "nav.creditlists"), URL: "/admin/credit", Icon: "file-import"})
	}
	return links
}

// deskNav lists the desks this member of staff has work on.
func deskNav(ctx context.Context, by actor.Actor) []ui.NavLink {
	var links []ui.NavLink
	if by.Outlet != "" && access.Has(by, access.CaseApply) {
		links = append(links, ui.NavLink{Key: "window", Label: t(ctx, "nav.window"), URL: "/window", Icon: "user"})
	}
	if access.Has(by, access.CaseClaim) {
		links = append(links, ui.NavLink{Key: "desk", Label: t(ctx, "nav.desk"), URL: "/desk", Icon: "inbox"})
	}
	if access.Has(by, access.ConsultationAnswer) {
		links = append(links, ui.NavLink{Key: "consultations", Label: t(ctx, "nav.consultations"), URL: "/desk/consultations", Icon: "message"})
	}
	if by.Kind == actor.Staff && access.Has(by, access.DeferralRead) {
		links = append(links, ui.NavLink{Key: "deferrals", Label: t(ctx, "nav.deferrals"), URL: "/desk/deferrals", Icon: "clock"})
	}
	if by.Kind == actor.Staff && access.Has(by, access.CommitmentRead) {
		links = append(links, ui.NavLink{Key: "afterchecks", Label: t(ctx, "nav.afterchecks"), URL: "/desk/after-checks", Icon: "list-check"})
	}
	if by.Kind == actor.Staff && access.Has(by, access.BundleReport) {
		links = append(links, ui.NavLink{Key: "bundlecases", Label: t(ctx, "nav.bundlecases"), URL: "/desk/bundle-cases", Icon: "stack-2"})
	}
	if access.Has(by, access.CasePrereview) {
		links = append(links, ui.NavLink{Key: "prereviews", Label: t(ctx, "nav.prereviews"), URL: "/desk/prereviews", Icon: "users"})
	}
	if access.Has(by, access.CaseList) {
		links = append(links, ui.NavLink{Key: "deskcases", Label: t(ctx, "nav.deskcases"), URL: "/desk/cases", Icon: "folder"})
	}
	if access.Has(by, access.CaseAssign) || by.Is(actor.Supervisor) {
		links = append(links, ui.NavLink{Key: "lane", Label: t(ctx, "nav.lane"), URL: "/desk/lane", Icon: "scale"})
	}
	if access.Has(by, access.InsightRead) {
		links = append(links, ui.NavLink{Key: "insight", Label: t(ctx, "nav.insight"), URL: "/insight", Icon: "list-numbers"})
	}
	if access.Has(by, access.PublicityRead) {
		links = append(links, ui.NavLink{Key: "publicity", Label: t(ctx, "nav.publicity"), URL: "/desk/publicity", Icon: "eye"})
	}
	if access.Has(by, access.LicenceRead) {
		links = append(links, ui.NavLink{Key: "desklicences", Label: t(ctx, "nav.desklicences"), URL: "/desk/licences", Icon: "id"})
	}
	if access.Has(by, access.ObjectionAnswer) {
		links = append(links, ui.NavLink{Key: "objections", Label: t(ctx, "nav.objections"), URL: "/desk/objections", Icon: "message"})
	}
	if access.Has(by, access.RatingRead) || access.Has(by, access.RatingModerate) {
		links = append(links, ui.NavLink{Key: "ratings", Label: t(ctx, "nav.ratings"), URL: "/desk/ratings", Icon: "star"})
	}
	links = append(links, creditNav(ctx, by)...)
	if access.Has(by, access.ArchiveRead) {
		links = append(links, ui.NavLink{Key: "archive", Label: t(ctx, "nav.archive"), URL: "/desk/archive", Icon: "archive"})
	}
	links = append(links, catalogueNav(ctx, by)...)
	links = append(links, officeNav(ctx, by)...)
	links = append(links, drawingNav(ctx, by)...)
	links = append(links, decidingNav(ctx, by)...)
	if access.Has(by, access.CalendarManage) {
		links = append(links, ui.NavLink{Key: "calendar", Label: t(ctx, "nav.calendar"), URL: "/admin/calendar", Icon: "calendar"})
	}
	if access.Has(by, access.KeyManage) {
		links = append(links, ui.NavLink{Key: "keys", Label: t(ctx, "nav.keys"), URL: "/admin/keys", Icon: "lock"})
	}
	if access.Has(by, access.JobManage) {
		links = append(links, ui.NavLink{Key: "jobs", Label: t(ctx, "nav.jobs"), URL: "/admin/jobs", Icon: "settings"})
	}
	return append(links, ui.NavLink{Key: "me", Label: t(ctx, "nav.me"), URL: "/me", Icon: "user"})
}

// catalogueNav leads to what is written for the public.
func catalogueNav(ctx context.Context, by actor.Actor) (links []ui.NavLink) {
	if access.Has(by, access.CatalogueEdit) || access.Has(by, access.CataloguePublish) {
		links = append(links,
			ui.NavLink{Key: "items", Label: t(ctx, "nav.items"), URL: "/admin/items", Icon: "file-text"},
			ui.NavLink{Key: "imports", Label: t(ctx, "nav.imports"), URL: "/admin/imports", Icon: "file-import"},
			ui.NavLink{Key: "dictionary", Label: t(ctx, "nav.dictionary"), URL: "/admin/dictionary", Icon: "book"},
			ui.NavLink{Key: "licencetypes", Label: t(ctx, "nav.licencetypes"), URL: "/admin/licence-types", Icon: "id-badge-2"})
	}
	if access.Has(by, access.CatalogueEdit) || access.Has(by, access.CataloguePublish) {
		links = append(links, ui.NavLink{Key: "bundles", Label: t(ctx, "nav.bundles"), URL: "/admin/bundles", Icon: "stack-2"})
	}
	if access.Has(by, access.CatalogueEdit) {
		links = append(links, ui.NavLink{Key: "searches", Label: t(ctx, "nav.searches"), URL: "/admin/searches", Icon: "search"})
	}
	if access.Has(by, access.AnnouncementEdit) || access.Has(by, access.AnnouncementPublish) {
		links = append(links, ui.NavLink{Key: "announcements", Label: t(ctx, "nav.announcements"), URL: "/admin/announcements", Icon: "bell"})
	}
	if access.Has(by, access.NoticeEdit) || access.Has(by, access.NoticePublish) {
		links = append(links, ui.NavLink{Key: "notices", Label: t(ctx, "nav.notices"), URL: "/admin/notices", Icon: "file-text"})
	}
	return links
}

// drawingNav lists what departments draw.
func drawingNav(ctx context.Context, by actor.Actor) []ui.NavLink {
	if !access.Has(by, access.ProcedureEdit) && !access.Has(by, access.ProcedurePublish) {
		return nil
	}
	links := []ui.NavLink{{Key: "procedures", Label: t(ctx, "nav.procedures"), URL: "/admin/procedures", Icon: "arrows-split"}}
	if access.Has(by, access.RulebookRead) {
		links = append(links, ui.NavLink{Key: "rulebooks", Label: t(ctx, "nav.rulebooks"), URL: "/admin/rulebooks", Icon: "bolt"})
	}
	if access.Has(by, access.ProcedureEdit) {
		links = append(links, ui.NavLink{Key: "checklists", Label: t(ctx, "nav.checklists"), URL: "/admin/checklists", Icon: "list-check"})
	}
	return links
}

// decidingNav lists what decides by rules.
func decidingNav(ctx context.Context, by actor.Actor) (links []ui.NavLink) {
	if access.Has(by, access.InstantRead) {
		links = append(links, ui.NavLink{Key: "instant", Label: t(ctx, "nav.instant"), URL: "/admin/instant", Icon: "clock"})
	}
	if access.Has(by, access.EntitlementRead) {
		links = append(links, ui.NavLink{Key: "entitlements", Label: t(ctx, "nav.entitlements"), URL: "/admin/entitlements", Icon: "mail"})
	}
	return links
}

// officeNav lists what administrators look after.
func officeNav(ctx context.Context, by actor.Actor) (links []ui.NavLink) {
	if access.Has(by, access.OfficeManage) || access.Has(by, access.StaffAuthorise) {
		links = append(links, ui.NavLink{Key: "admin", Label: t(ctx, "nav.admin"), URL: "/admin", Icon: "clipboard-check"})
	}
	if access.Has(by, access.OfficeManage) {
		links = append(links,
			ui.NavLink{Key: "departments", Label: t(ctx, "nav.departments"), URL: "/admin/departments", Icon: "building"},
			ui.NavLink{Key: "outlets", Label: t(ctx, "nav.outlets"), URL: "/admin/outlets", Icon: "map-pin"})
	}
	if access.Has(by, access.StaffManage) || access.Has(by, access.StaffAuthorise) {
		links = append(links, ui.NavLink{Key: "staff", Label: t(ctx, "nav.staff"), URL: "/admin/staff", Icon: "users"})
	}
	if access.Has(by, access.OfficeManage) {
		links = append(links, ui.NavLink{Key: "settings", Label: t(ctx, "nav.settings"), URL: "/admin/settings", Icon: "adjustments"})
	}
	if access.Has(by, access.WarningManage) || by.Is(actor.Supervisor) {
		links = append(links, ui.NavLink{Key: "warnings", Label: t(ctx, "nav.warnings"), URL: "/admin/warnings", Icon: "eye"})
	}
	return links
}

func roleNames(ctx context.Context, by actor.Actor) string {
	names := ""
	for i, role := range by.Roles {
		if i > 0 {
			names += t(ctx, "list-mark")
		}
		names += t(ctx, "role."+string(role))
	}
	return names
}

// ErrorPage says what went wrong, what is kept and what to do.
func (s *Shell) ErrorPage(ctx context.Context, p *web.Problem) templ.Component {
	props := ui.ErrorProps{Status: p.Status, RequestID: web.RequestID(ctx), Desk: actor.From(ctx).Kind == actor.Staff}
	if p.Type == "urn:tongban:fault:"+office.ErrNotOpen.Key {
		props.Title, props.Kept = message.T(ctx, "office.not-open-title"), message.T(ctx, "office.not-open-kept")
	}
	if p.Type != "urn:tongban:fault:fault.internal" {
		props.Text = p.Title
	}
	return ui.ErrorPage(props)
}

// unavailable is the fault of a page this installation does not have.
func unavailable() error { return fault.New(fault.NotFound, "fault.notfound") }

func itoa(n int) string { return strconv.Itoa(n) }

package access

import (
	"bufio"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
)

// columns are the permissions in the order of testdata/matrix.txt.
var columns = []Permission{
	CaseApply, CaseSubmit, CaseWithdraw, CaseList, CaseRead, CaseReveal, CaseClaim, CasePrereview, CaseAccept,
	CaseCorrect, CaseRefuse, CaseReview, CaseSuspend, CaseExtend, CaseSettle, CaseReport, CaseAssign, CaseDecide, CaseIssue, CaseDeliver,
	LicenceRead, LicenceRevoke, CatalogueEdit, CataloguePublish, AnnouncementEdit, AnnouncementPublish, CalendarManage, JobManage, SessionManage, AuditRead,
	PublicityRead, PublicityEdit, ArchiveRead, ArchiveExport, ObjectionRead, ObjectionAnswer,
	NoticeEdit, NoticePublish, ProcedureRead, ProcedureEdit, ProcedurePublish,
	RatingRead, RatingHandle, RatingReview, RatingModerate, CreditRead, CreditRecord, CreditReview,
	CaseStatus, KeyManage,
	InsightRead,
	LicenceUse, LicenceTypes,
	OfficeManage, StaffManage, StaffAuthorise,
	CaseUnblock,
	ConsultationAnswer,
	RulebookRead, RulebookEdit, RulebookPublish,
	CommitmentRead, CommitmentCheck, CommitmentDecide, CommitmentAnswer,
	CreditPublish,
	DeferralRead, DeferralJudge,
	WarningRead, WarningAnswer, WarningManage,
	InstantRead, InstantSwitch, InstantReview,
	RulebookTry,
	EntitlementAnswer, EntitlementRead, EntitlementSwitch,
	BundleReport,
}

// who returns the actor that holds role and nothing else.
func who(role actor.Role) actor.Actor {
	a := actor.Actor{ID: "0000000000me0", Kind: actor.Staff, Department: "TRANS", Outlet: "center", Region: "990102", Roles: []actor.Role{role}}
	switch role {
	case Citizen:
		a = actor.Actor{ID: a.ID, Kind: actor.Citizen}
	case System:
		a = actor.AsSystem("sweep")
	case Program:
		a = actor.Actor{ID: "key:0000000000me0", Kind: actor.Program, Department: "TRANS"}
	case "guest":
		a = actor.Actor{Kind: actor.Guest}
	}
	return a
}

// near returns an object that only the given reach brings to who(…).
func near(reach Reach, a actor.Actor) Object {
	o := Object{Owner: "0000000000you", Department: "CIVIL", Region: "990203", Outlet: "north", State: "submitted"}
	switch reach {
	case Own:
		o.Owner = a.ID
	case AtOutlet:
		o.Outlet = "center"
	case InDepartment:
		o.Department = "TRANS"
	case InRegion:
		o.Region = "990102003"
	}
	return o
}

var letters = map[byte]Reach{'o': Own, 'l': AtOutlet, 'd': InDepartment, 'r': InRegion, 'a': Everywhere}

func TestEveryRoleReachesWhatTheTableSaysAndNothingElse(t *testing.T) {
	var seen []actor.Role
	for role, cells := range expected(t) {
		seen = append(seen, role)
		a := who(role)
		for i, p := range columns {
			for _, reach := range letters {
				o := near(reach, a)
				o.Stages = []actor.Role{role}
				want := cells[i] != "-" && (letters[cells[i][0]] == reach || cells[i][0] == 'a')
				if got := May(a, p, o) == nil; got != want {
					t.Errorf("%s, %s, object in reach %q: allowed %v, want %v", role, p, reach, got, want)
				}
				o.Stages = []actor.Role{"somebody"}
				want = want && !strings.HasSuffix(cells[i], "*")
				if got := May(a, p, o) == nil; got != want {
					t.Errorf("%s, %s, at another's stage, reach %q: allowed %v, want %v", role, p, reach, got, want)
				}
			}
		}
	}
	for _, role := range Roles() {
		if role != Staff && !slices.Contains(seen, role) {
			t.Errorf("role %s is missing in testdata/matrix.txt", role)
		}
	}
	if missing := slices.DeleteFunc(permissions(), func(p Permission) bool { return slices.Contains(columns, p) }); len(missing) > 0 {
		t.Errorf("permissions missing in the test: %v", missing)
	}
}

func expected(t *testing.T) map[actor.Role][]string {
	t.Helper()
	f, err := os.Open("testdata/matrix.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := map[actor.Role][]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		cells := strings.Fields(lines.Text())
		if len(cells) == 0 || cells[0] == "#" || strings.HasPrefix(cells[0], "#") {
			continue
		}
		if len(cells) != len(columns)+1 {
			t.Fatalf("%s: %d cells, want %d", cells[0], len(cells)-1, len(columns))
		}
		rows[actor.Role(cells[0])] = cells[1:]
	}
	return rows
}

func TestADraftIsItsOwnersAlone(t *testing.T) {
	for _, role := range Roles() {
		a := who(role)
		o := Object{Owner: "0000000000you", Department: "TRANS", Region: "990102", Outlet: "center", State: Draft, Stages: []actor.Role{role}}
		for _, p := range columns {
			if May(a, p, o) == nil {
				t.Errorf("%s may %s another's draft", role, p)
			}
		}
	}
	a := who(Citizen)
	if err := May(a, CaseApply, Object{Owner: a.ID, State: Draft}); err != nil {
		t.Errorf("the owner: %v", err)
	}
}

func TestTheReasonTellsNoMoreThanOneMayKnow(t *testing.T) {
	approver, citizen := who(actor.Approver), who(Citizen)
	both := who(actor.Approver)
	both.Roles = append(both.Roles, actor.Window)
	theirs := near(InDepartment, approver)
	accepted := theirs
	accepted.By = approver.ID
	atWindow := near(AtOutlet, both)
	for _, c := range []struct {
		name string
		a    actor.Actor
		p    Permission
		o    Object
		kind fault.Kind
		key  string
	}{
		{"a guest signs in first", who("guest"), CaseRead, theirs, fault.Unauthenticated, "fault.signin"},
		{"another citizen's case does not exist", citizen, CaseRead, theirs, fault.NotFound, "access.unknown"},
		{"nor can it be withdrawn", citizen, CaseWithdraw, theirs, fault.NotFound, "access.unknown"},
		{"a citizen never decides", citizen, CaseDecide, Object{Owner: citizen.ID}, fault.Forbidden, "access.forbidden"},
		{"another department's case does not exist", approver, CaseDecide, near(AtOutlet, approver), fault.NotFound, "access.unknown"},
		{"who may read it is told that deciding is another's", both, CaseDecide, atWindow, fault.Forbidden, "access.reach"},
		{"who accepted does not decide", approver, CaseDecide, accepted, fault.Forbidden, "access.separation"},
		{"items are public", who(actor.Reviewer), CatalogueEdit, Object{}, fault.Forbidden, "access.forbidden"},
		{"nor words of papers", who(actor.Publisher), NoticePublish, Object{By: approver.ID}, fault.Forbidden, "access.separation"},
		{"nor procedures", who(actor.Publisher), ProcedurePublish, Object{By: approver.ID}, fault.Forbidden, "access.separation"},
		{"nor an announcement", who(actor.Publisher), AnnouncementPublish, Object{By: approver.ID}, fault.Forbidden, "access.separation"},
		{"the author does not publish", who(actor.Publisher), CataloguePublish, Object{By: approver.ID}, fault.Forbidden, "access.separation"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, ok := fault.As(May(c.a, c.p, c.o))
			if !ok || f.Kind != c.kind || f.Key != c.key {
				t.Fatalf("got %+v, want kind %v, %s", f, c.kind, c.key)
			}
		})
	}
}

func TestAnAgentReachesWhatThePowerCovers(t *testing.T) {
	me := who(Citizen)
	mine := Object{Owner: me.ID, Item: "road-qual", State: Draft}
	firm := Object{Owner: "000000000firm", Item: "food-permit", State: Draft}
	other := Object{Owner: firm.Owner, Item: "road-qual", State: Draft}
	filler, full := me, me
	filler.For = actor.Party{ID: firm.Owner, Kind: actor.Firm, Items: []string{"food-permit"}}
	full.For = actor.Party{ID: firm.Owner, Kind: actor.Firm, MaySubmit: true}
	for _, c := range []struct {
		name string
		a    actor.Actor
		p    Permission
		o    Object
		key  string
	}{
		{"for oneself", me, CaseSubmit, mine, ""},
		{"the firm's, for oneself", me, CaseApply, firm, "access.unknown"},
		{"fills in for the firm", filler, CaseApply, firm, ""},
		{"sees no other item of the firm", filler, CaseRead, other, "access.unknown"},
		{"does not submit for the firm", filler, CaseSubmit, firm, "access.fill-only"},
		{"does not withdraw for the firm", filler, CaseWithdraw, firm, "access.fill-only"},
		{"sees no licence of the firm", filler, LicenceRead, Object{Owner: firm.Owner}, "access.unknown"},
		{"does not mix one's own in", full, CaseRead, mine, "access.unknown"},
		{"submits any item of the firm", full, CaseSubmit, other, ""},
		{"sees the firm's licences", full, LicenceRead, Object{Owner: firm.Owner}, ""},
	} {
		key := ""
		if f, refused := fault.As(May(c.a, c.p, c.o)); refused {
			key = f.Key
		}
		if key != c.key {
			t.Errorf("%s: %q, want %q", c.name, key, c.key)
		}
	}
}

func TestAnActorWithoutAPlaceReachesNothingByIt(t *testing.T) {
	for _, role := range []actor.Role{actor.Window, actor.Reviewer, actor.Street, actor.Hospital} {
		a := actor.Actor{ID: "x", Kind: actor.Staff, Roles: []actor.Role{role}}
		if err := May(a, CaseRead, Object{Stages: []actor.Role{role}}); err == nil {
			t.Errorf("%s without department, outlet and region reads a case without them", role)
		}
		if Has(a, CaseRead) {
			t.Errorf("%s without a place is offered cases", role)
		}
	}
	if Has(actor.Actor{Kind: actor.Citizen}, CaseRead) {
		t.Error("a citizen without an id owns what has no owner")
	}
	if (May(actor.Actor{ID: "x", Kind: actor.Citizen, Roles: []actor.Role{actor.Approver}, Department: "TRANS"}, CaseDecide, near(InDepartment, actor.Actor{}))) == nil {
		t.Error("a citizen decides by a staff role")
	}
}

func TestARegionReachesWhatLiesBelowIt(t *testing.T) {
	for region, want := range map[string]string{
		"990000": "99", "990100": "9901", "990102": "990102", "990102003": "990102003", "990102000": "990102",
		"990102003001": "990102003001", "990102003000": "990102003", "990010": "990010",
		"": "", "9": "", "990": "", "99010": "", "000000": "", "99a100": "", "９９０１００": "", "9901000000000": "",
	} {
		if got := subtree(region); got != want {
			t.Errorf("subtree(%q) = %q, want %q", region, got, want)
		}
	}
}

var update = flag.Bool("update", false, "write docs/permissions.md")

func TestPermissionsDocumentIsCurrent(t *testing.T) {
	const path = "../../docs/permissions.md"
	if *update {
		if err := os.WriteFile(path, []byte(Document()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != Document() {
		t.Fatal("docs/permissions.md is not current: go test ./capability/access -update")
	}
}

// A department with a step of another's case reads the case. Whatever is done to it, is
// done by the department that decides, or to the step.
func TestADepartmentReadsTheCasesItHasAPartIn(t *testing.T) {
	for _, role := range Roles() {
		a := who(role)
		other, part := near("", a), near("", a)
		part.Involved = []string{"TRANS"}
		for _, p := range columns {
			reads := May(a, p, near(InDepartment, a)) == nil && (p == CaseRead || p == CaseList)
			if got, want := May(a, p, part) == nil, reads || May(a, p, other) == nil; got != want {
				t.Errorf("%s, %s on a case with a part of theirs: %v, want %v", role, p, got, want)
			}
		}
	}
}

package office

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/capability/identity"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

var noon = time.Date(2026, 2, 10, 12, 0, 0, 0, clock.Shanghai)

// nothing is an office that has done nothing yet.
type nothing struct{}

func (nothing) Imported(context.Context) (bool, error)  { return false, nil }
func (nothing) Published(context.Context) (bool, error) { return false, nil }
func (nothing) Received(context.Context) (bool, error)  { return false, nil }
func (nothing) Decided(context.Context) (bool, error)   { return false, nil }

func bench(t *testing.T, d *db.DB) *Service {
	t.Helper()
	keys, err := crypt.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	now := clock.At(noon)
	s := New(Deps{
		DB: d, Clock: now, Keys: keys, Steps: nothing{}, Place: place.New(d, now, calendar.Default),
		Identity: identity.New(d, now, keys, identity.Config{}, identity.Ports{}),
	})
	dbtest.Migrate(t, d, db.Source{Name: "audit", FS: os.DirFS("../audit")}, db.Source{Name: "identity", FS: os.DirFS("../identity")},
		db.Source{Name: "place", FS: os.DirFS("../place")}, db.Source{Name: "office", FS: files})
	return s
}

func founding() Founding {
	return Founding{
		City: "广东省", Region: "440000", Mark: "gd", Outlet: "政务服务中心", Address: "中山路1号", Hours: "09:00-12:00，13:30-17:30",
		Administrator: Administrator{"sys", "任之远"}, Password: "a-long-password-of-ones-own", Security: Administrator{"sec", "安若水"},
	}
}

// as is ctx of a member of staff by account.
func (s *Service) as(t *testing.T, account string) context.Context {
	t.Helper()
	m, err := s.Identity.Account(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	return actor.With(t.Context(), actor.Actor{ID: m.ID.String(), Kind: actor.Staff, Name: m.Name, Roles: m.Roles})
}

func wants(t *testing.T, err error, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Key != key {
		t.Errorf("%v, want %s", err, key)
	}
}

func TestTheLinkIsTheSameUntilOneHasUsedIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		wants(t, s.MaySetUp(t.Context(), ""), "fault.notfound") // before the first start
		token, err := s.Token(t.Context())
		again, err2 := s.Token(t.Context())
		if err != nil || err2 != nil || token != again || len(token) != 40 {
			t.Fatalf("%q and %q, %v %v", token, again, err, err2)
		}
		for _, wrong := range []string{"", token[1:], token + "0", "-" + token[1:]} {
			_, err := s.SetUp(t.Context(), wrong, founding())
			wants(t, err, "fault.notfound")
		}
		var both sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			both.Go(func() { _, errs[i] = s.SetUp(context.WithoutCancel(t.Context()), token, founding()) })
		}
		both.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				wants(t, err, "fault.notfound")
			}
		}
		if won != 1 {
			t.Errorf("%d people have set it up", won)
		}
		o, err := s.Current(t.Context())
		if err != nil || o != (Office{"440000", "GD", "center"}) {
			t.Errorf("%+v, %v", o, err)
		}
		if main, err := s.Place.Main(t.Context(), "440000"); err != nil || main.Name != "政务服务中心" || main.Hours.Minutes() != 420 {
			t.Errorf("%+v, %v", main, err)
		}
		if token, err := s.Token(t.Context()); token != "" || err != nil {
			t.Errorf("another link: %q, %v", token, err)
		}
		if err := s.Assume(t.Context(), Office{"990100", "YX", "center"}); err != nil || s.Known().Mark != "GD" {
			t.Errorf("the office is replaced by %+v, %v", s.Known(), err)
		}
	})
}

func TestWhatIsWrongWithASetUpIsSaidAtOnceAndNothingIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		token, err := s.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for field, spoil := range map[string]func(*Founding){
			"city": func(f *Founding) { f.City = " " }, "region": func(f *Founding) { f.Region = "440100100" }, "mark": func(f *Founding) { f.Mark = "粤" },
			"hours": func(f *Founding) { f.Hours = "13:00-12:00" }, "password": func(f *Founding) { f.Password = "short" },
			"account": func(f *Founding) { f.Administrator.Account = "Ren Zhiyuan" }, "security": func(f *Founding) { f.Security.Account = "sys" },
			"securityName": func(f *Founding) { f.Security.Name = "" }, "phone": func(f *Founding) { f.Phone = "12" },
		} {
			f := founding()
			spoil(&f)
			_, err := s.SetUp(t.Context(), token, f)
			found, ok := fault.As(err)
			if !ok || len(found.Fields) != 1 || found.Fields[0].Name != field {
				t.Errorf("%s: %+v", field, found)
			}
		}
		if all, err := s.Identity.AllStaff(t.Context()); err != nil || len(all) > 0 || s.Known().SetUp() {
			t.Errorf("%d accounts stay, %v", len(all), err)
		}
	})
}

func TestNobodyGathersPowerAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		token, err := s.Token(t.Context())
		if err == nil {
			_, err = s.SetUp(t.Context(), token, founding())
		}
		if err != nil {
			t.Fatal(err)
		}
		system, security := s.as(t, "sys"), s.as(t, "sec")
		first, err := s.Employ(system, identity.Member{Account: "clerk", Name: "方晓雯", Outlet: "center", Roles: []actor.Role{actor.SecurityAdmin}})
		if err != nil || len(first) != 19 {
			t.Fatalf("%q, %v", first, err)
		}
		if m, err := s.Member(security, "clerk"); err != nil || len(m.Roles) > 0 || !m.MustChange || m.Region != "440000" {
			t.Errorf("a new account is %+v, %v", m, err)
		}
		wants(t, s.Authorise(system, "clerk", []actor.Role{actor.Window}), "access.forbidden")
		_, err = s.Employ(security, identity.Member{Account: "other", Name: "别人"})
		wants(t, err, "access.forbidden")
		wants(t, s.Authorise(security, "sec", []actor.Role{actor.SystemAdmin}), "office.own-account")
		wants(t, s.Disable(system, "sys"), "office.own-account")
		wants(t, s.Disable(system, "sec"), "office.administrator")
		_, err = s.Reset(system, "sec")
		wants(t, err, "office.administrator")
		wants(t, s.Authorise(security, "clerk", []actor.Role{actor.Window, actor.AuditAdmin}), "identity.roles-apart")
		wants(t, s.KeepDepartment(security, place.Department{Code: "X1", Label: place.Label{Name: "部门"}}, true), "access.forbidden")
		if err := s.Authorise(security, "clerk", []actor.Role{actor.Window}); err != nil {
			t.Error(err)
		}
		_, err = s.Employ(s.as(t, "clerk"), identity.Member{Account: "other", Name: "别人"})
		wants(t, err, "access.forbidden")
		_, err = s.Staff(s.as(t, "clerk"), "", 10)
		wants(t, err, "access.forbidden")
		if page, err := s.Staff(security, "clerk", 1); err != nil || len(page) != 1 || page[0].Account != "sec" {
			t.Errorf("the page after clerk is %+v, %v", page, err)
		}
		_, err = s.Employ(system, identity.Member{Account: "clerk", Name: "又一位"})
		wants(t, err, "identity.staff.taken")
		wants(t, s.Post(system, "clerk", "NONE", ""), "fault.fields")
	})
}

func TestADepartmentIsKeptOnceAndWithTheRightNumber(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		if err := s.Assume(t.Context(), Office{"440000", "GD", "center"}); err != nil {
			t.Fatal(err)
		}
		err := d.Write(t.Context(), "place", func(ctx context.Context, tx *db.Tx) error {
			return s.Place.Adopt(ctx, tx, []place.Region{{Code: "440000", Label: place.Label{Name: "广东省"}}}, nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Place.Refresh()
		system := actor.With(t.Context(), actor.Actor{ID: id.New().String(), Kind: actor.Staff, Roles: []actor.Role{actor.SystemAdmin}})
		keep := func(code, uscc, name string, fresh bool) error {
			return s.KeepDepartment(system, place.Department{Code: code, USCC: uscc, Nature: place.Organ, Label: place.Label{Name: name}}, fresh)
		}
		const right = "11440000006939801C" // of a real office, as its items have it
		if err := keep("kjt", right[:17]+"D", "科学技术厅", true); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a wrong check digit: %v", err)
		}
		if err := keep("kjt", "", "科学技术厅", true); err != nil {
			t.Fatal(err)
		}
		if err := keep("KJT", "", "再来一个", true); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a code that is taken: %v", err)
		}
		if err := keep("NONE", "", "没有的", false); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a department that is not there: %v", err)
		}
		if err := keep("KJT", "", "省科学技术厅", false); err != nil {
			t.Error(err)
		}
		if found, err := s.Place.Department(t.Context(), "KJT"); err != nil || found.Name != "省科学技术厅" || found.Region != "440000" {
			t.Errorf("%+v, %v", found, err)
		}
		hall := place.Outlet{ID: "east", Label: place.Label{Name: "东大厅"}, Address: "东路1号"}
		if err := s.KeepOutlet(system, hall, "09:00-17:00", true); err != nil {
			t.Error(err)
		}
		if err := s.KeepOutlet(system, hall, "9-5", false); fault.KindOf(err) != fault.Invalid {
			t.Errorf("hours that cannot be read: %v", err)
		}
	})
}

func TestHoursAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"09:00-12:00 13:30-17:30": "09:00-12:00 13:30-17:30", "09:00–12:00，13:30～17:30": "09:00-12:00 13:30-17:30", "00:00-24:00": "00:00-24:00",
		"": "", "9:00-12:00": "", "12:00-09:00": "", "09:00-12:00 11:00-13:00": "", "09:00": "", "25:00-26:00": "",
	} {
		hours, ok := readHours(text)
		if ok != (want != "") || ok && writeHours(hours) != want {
			t.Errorf("%q is read as %q, %v", text, writeHours(hours), ok)
		}
	}
}

func TestAFirstPasswordNeverHasTheAccountInIt(t *testing.T) {
	for range 3000 {
		if password := newPassword(" Li"); strings.Contains(password, "li") {
			t.Fatal(password)
		}
	}
	if newPassword("-") == "" { // is in every one
		t.Error("no password")
	}
}

package integration

import (
	"context"
	"strings"
	"testing"
	"time"

	"tongban/capability/audit"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// town knows two departments.
type town struct{}

func (town) Departments(context.Context) ([]place.Department, error) {
	return []place.Department{{Code: "TRANS"}, {Code: "CIVIL"}}, nil
}

// bench is a fresh world in which nobody has a key.
func bench(t *testing.T, d *db.DB) (s *Service, now *clock.Adjustable) {
	t.Helper()
	keeper, err := once.New(d, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	now = clock.StartingAt(time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai))
	s = New(Deps{DB: d, Clock: now, Once: keeper, Places: town{}})
	s.real = now
	dbtest.Migrate(t, d, db.Source{Name: "audit", FS: new(audit.Service).Module().Migrations}, once.Migrations, db.Source{Name: "integration", FS: files})
	return s, now
}

func as(t *testing.T, role actor.Role) context.Context {
	return actor.With(t.Context(), actor.Actor{ID: id.New().String(), Kind: actor.Staff, Roles: []actor.Role{role}})
}

func order() Order {
	return Order{Name: "审批系统", Contact: "0990-12345", Department: "TRANS", Scopes: []Scope{PublicRead, CaseStatus}, Rate: 600, Days: 30}
}

func is(t *testing.T, what string, err error, kind fault.Kind, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Kind != kind || key != "" && f.Key != key {
		t.Errorf("%s: %v, want %s", what, err, key)
	}
}

func TestAKeyOpensItsScopesUntilItExpiresOrIsRevoked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, now := bench(t, d)
		admin := as(t, actor.SecurityAdmin)
		k, secret, err := s.Make(admin, order())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(secret, k.Hint) || len(secret) < 50 {
			t.Errorf("secret %q, hint %q", secret, k.Hint)
		}
		program, err := s.Resume(t.Context(), secret, "GET", "/department/cases/X1")
		if err != nil || program.Kind != actor.Program || program.Department != "TRANS" || program.SignedIn() {
			t.Fatalf("%+v, %v", program, err)
		}
		own, err := s.Own(actor.With(t.Context(), program))
		if err != nil || own.ID != k.ID || now.Now().Sub(own.UsedAt) > time.Second {
			t.Errorf("own key %+v, %v", own, err)
		}
		_, err = s.Resume(t.Context(), secret, "GET", "/verify/X")
		is(t, "another scope", err, fault.Forbidden, "integration.closed")
		_, err = s.Resume(t.Context(), secret, "POST", "/applications")
		is(t, "what no key opens", err, fault.Forbidden, "integration.closed")
		_, err = s.Resume(t.Context(), secret[:len(secret)-1]+"a", "GET", "/items")
		if secret[len(secret)-1] != 'a' {
			is(t, "a wrong secret", err, fault.Unauthenticated, "integration.key")
		}

		now.Advance(30 * 24 * time.Hour)
		_, err = s.Resume(t.Context(), secret, "GET", "/items")
		is(t, "an expired key", err, fault.Unauthenticated, "integration.key")

		k, secret, err = s.Make(admin, order())
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time changes nothing
			if err := s.Revoke(admin, k.ID); err != nil {
				t.Fatal(err)
			}
		}
		_, err = s.Resume(t.Context(), secret, "GET", "/items")
		is(t, "a revoked key", err, fault.Unauthenticated, "integration.key")
		if list, err := s.Keys(admin, 0, 10); err != nil || len(list) != 2 || list[0].At(now.Now()) != Revoked || list[1].At(now.Now()) != Expired {
			t.Errorf("keys %+v, %v", list, err)
		}
	})
}

func TestAKeyIsMadeOnceAndByTheSecurityAdministratorOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := bench(t, d)
		for _, role := range []actor.Role{actor.SystemAdmin, actor.AuditAdmin, actor.Head} {
			_, _, err := s.Make(as(t, role), order())
			is(t, string(role), err, fault.Forbidden, "")
		}
		_, err := s.Keys(t.Context(), 0, 10)
		is(t, "a guest", err, fault.Unauthenticated, "")
		admin := once.WithKey(as(t, actor.SecurityAdmin), "the form")
		if _, _, err := s.Make(admin, order()); err != nil {
			t.Fatal(err)
		}
		_, secret, err := s.Make(admin, order())
		is(t, "the same form again", err, fault.Conflict, "integration.shown")
		if list, err := s.Keys(admin, 0, 10); err != nil || len(list) != 1 || secret != "" {
			t.Errorf("%d keys, %v", len(list), err)
		}
		is(t, "an unknown key", s.Revoke(admin, id.New()), fault.NotFound, "integration.unknown")
	})
}

func TestAKeyHasARateOfItsOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := bench(t, d)
		o := order()
		o.Rate = 1
		_, slow, err := s.Make(as(t, actor.SecurityAdmin), o)
		if err != nil {
			t.Fatal(err)
		}
		_, other, err := s.Make(as(t, actor.SecurityAdmin), o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Resume(t.Context(), slow, "GET", "/items"); err != nil {
			t.Fatal(err)
		}
		_, err = s.Resume(t.Context(), slow, "GET", "/items")
		is(t, "one too many", err, fault.TooMany, "")
		if _, err := s.Resume(t.Context(), other, "GET", "/items"); err != nil {
			t.Errorf("another key: %v", err)
		}
	})
}

func TestAnOrderSaysEveryMistakeAtOnce(t *testing.T) {
	known := []string{"TRANS"}
	if faults := order().wrong(known); len(faults) != 0 {
		t.Errorf("a good order: %v", faults)
	}
	var names []string
	for _, f := range (Order{Department: "MARS", Scopes: []Scope{"cases.decide"}, Rate: 6001, Days: 3650}).wrong(known) {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "name contact department scopes rate days" {
		t.Errorf("mistakes in %s", got)
	}
	o := order()
	o.Department = ""
	if faults := o.wrong(known); len(faults) != 1 || faults[0].Key != "integration.input.of-department" {
		t.Errorf("status of no department: %v", faults)
	}
}

func TestOnlyWholeAddressesMatch(t *testing.T) {
	for path, want := range map[string]bool{"/items/x": true, "/items/": false, "/items/x/guide": false, "/items": false, "/itemsx/x": false} {
		if matches("/items/{code}", path) != want {
			t.Errorf("%s: want %v", path, want)
		}
	}
}

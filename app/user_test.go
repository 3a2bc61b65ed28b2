package app_test

import (
	"strings"
	"testing"

	"tongban/app"
	"tongban/capability/identity"
)

func TestAnOperatorMakesAccountsThatCanSignIn(t *testing.T) {
	a, err := app.New(t.Context(), app.Config{Data: t.TempDir(), BaseURL: "http://localhost:8080"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	const first = "eleven horses on a bridge"
	root := app.User{Account: "root.wang", Name: "王管理", Roles: "system-admin"}
	if err := a.CreateUser(t.Context(), root, first); err != nil {
		t.Fatal(err)
	}
	pass, err := a.Identity.SignInByPassword(t.Context(), "ROOT.wang ", first, identity.Visitor{})
	if err != nil || len(pass.Actor.Roles) != 0 {
		t.Fatalf("%+v, %v: a password another knows gives no roles", pass.Actor, err)
	}
	for name, do := range map[string]func() error{
		"again":          func() error { return a.CreateUser(t.Context(), root, first) },
		"a short one":    func() error { return a.SetUserPassword(t.Context(), "root.wang", "short") },
		"no such role":   func() error { return a.SetUserRoles(t.Context(), "root.wang", "emperor") },
		"of a citizen":   func() error { return a.SetUserRoles(t.Context(), "root.wang", "citizen") },
		"two admins":     func() error { return a.SetUserRoles(t.Context(), "root.wang", "system-admin, audit-admin") },
		"admin and more": func() error { return a.SetUserRoles(t.Context(), "root.wang", "audit-admin,window") },
		"nobody":         func() error { return a.DisableUser(t.Context(), "nobody") },
		"no department": func() error {
			return a.CreateUser(t.Context(), app.User{Account: "x1", Name: "某人", Department: "NONE"}, first)
		},
	} {
		if err := do(); err == nil || strings.Contains(err.Error(), "identity.") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := a.DisableUser(t.Context(), "root.wang"); err != nil {
		t.Fatal(err)
	}
	var list strings.Builder
	if err := a.ListUsers(t.Context(), &list); err != nil || !strings.Contains(list.String(), "root.wang") || !strings.Contains(list.String(), "disabled") {
		t.Errorf("%s, %v", list.String(), err)
	}
}

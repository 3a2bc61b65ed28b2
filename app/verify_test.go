package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tongban/app"
)

func TestTheLogIsCopiedAndCheckedWithoutTheServer(t *testing.T) {
	a, city := demoCity(t)
	if err := a.RunDue(t.Context()); err != nil { // gives every entry its place
		t.Fatal(err)
	}
	exported, err := app.ExportKeys(a.Config)
	if err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(t.TempDir(), "keys.json")
	if err := os.WriteFile(keys, exported, 0o600); err != nil {
		t.Fatal(err)
	}
	copied := t.TempDir()
	served, err := app.VerifyLog(city.URL+"/log", keys, copied)
	if err != nil {
		t.Fatal(err)
	}
	city.Close()
	kept, err := app.VerifyLog(copied, keys, "")
	if err != nil || kept != served {
		t.Errorf("the copy says %q (%v), the server said %q", kept, err, served)
	}
	checkpoint := filepath.Join(copied, "checkpoint")
	text, err := os.ReadFile(checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(checkpoint, []byte(strings.Replace(string(text), "/log", "/fake", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := app.VerifyLog(copied, keys, ""); err == nil {
		t.Error("a checkpoint that was changed passes")
	}
}

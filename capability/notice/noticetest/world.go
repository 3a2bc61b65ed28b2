// Package noticetest is notice for the tests of what stands on it.
package noticetest

import (
	"context"
	"testing"

	"tongban/capability/notice"
	"tongban/capability/place"
	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/message"
)

// Address is where the pages are.
const Address = "https://yunxiu.example"

// New returns the service on d, with its tables and those of jobs.
func New(t testing.TB, d *db.DB, now clock.Clock, keys *crypt.Keys, files *blob.Store) *notice.Service {
	t.Helper()
	texts := message.New()
	s := notice.New(notice.Deps{DB: d, Clock: now, Keys: keys, Files: files, Places: city{}, Texts: texts, Address: Address})
	if err := texts.Add(s.Module().Messages); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), d, []db.Source{job.Migrations, {Name: "notice", FS: s.Module().Migrations}}); err != nil {
		t.Fatal(err)
	}
	return s
}

// city has every department.
type city struct{}

func (c city) Departments(ctx context.Context) ([]place.Department, error) {
	trans, err := c.Department(ctx, "TRANS")
	return []place.Department{trans}, err
}

func (city) Department(_ context.Context, code string) (place.Department, error) {
	return place.Department{Code: code, Region: "990100", Label: place.Label{Name: "云岫市交通运输局"}}, nil
}

func (city) Region(_ context.Context, code string) (place.Region, error) {
	return place.Region{Code: code, Label: place.Label{Name: "云岫市"}}, nil
}

// Papers are a source of papers by key.
type Papers map[id.ID]notice.Paper

// Paper returns one.
func (p Papers) Paper(_ context.Context, key id.ID) (notice.Paper, error) { return p[key], nil }

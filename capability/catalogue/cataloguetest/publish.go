// Package cataloguetest fills a catalogue for the tests of capabilities that must not
// know how lists are imported.
package cataloguetest

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"testing"

	"tongban/capability/catalogue"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Publish puts the items of a list in our own format in force, as an import would. An
// item that is not sound or refused ends the test.
func Publish(t testing.TB, d *db.DB, s *catalogue.Service, list io.Reader) {
	t.Helper()
	publish(t, d, s, read(t, s, list), func(in *catalogue.Incoming) bool {
		if in.Outcome == catalogue.Refused {
			t.Fatalf("%s: %+v", in.Code, in.Faults)
		}
		return in.Outcome != catalogue.Unchanged
	})
}

// PublishAsIs puts an item in the place of its current version, whatever is wrong with it
// and whatever it says.
func PublishAsIs(t testing.TB, d *db.DB, s *catalogue.Service, item *catalogue.Item) {
	t.Helper()
	in, err := catalogue.NewIncoming(item, json.RawMessage(`{}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	publish(t, d, s, []*catalogue.Incoming{in}, func(*catalogue.Incoming) bool { return true })
}

// publish puts those items in their places that are wanted once they were compared.
func publish(t testing.TB, d *db.DB, s *catalogue.Service, items []*catalogue.Incoming, wanted func(*catalogue.Incoming) bool) {
	t.Helper()
	batch, err := s.NewBatch(t.Context(), id.New(), "catalogue", "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := batch.Compare(t.Context(), items); err != nil {
		t.Fatal(err)
	}
	news := slices.DeleteFunc(items, func(in *catalogue.Incoming) bool { return !wanted(in) })
	err = d.Write(t.Context(), "test", func(ctx context.Context, tx *db.Tx) error {
		for _, in := range news {
			if err := batch.Stage(ctx, tx, in); err != nil {
				return err
			}
		}
		_, _, err := batch.Publish(ctx, tx, news)
		return err
	})
	if err == nil {
		err = s.Refresh(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, s *catalogue.Service, list io.Reader) (items []*catalogue.Incoming) {
	t.Helper()
	var rows struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.NewDecoder(list).Decode(&rows); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows.Items {
		item, err := catalogue.ReadItem(row)
		if err == nil {
			err = fault.InvalidFields(s.Examine(item))
		}
		if err != nil {
			t.Fatal(err)
		}
		in, err := catalogue.NewIncoming(item, row, s.Lint(item))
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, in)
	}
	return items
}

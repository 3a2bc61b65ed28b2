package notification

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

var (
	lin = actor.Actor{ID: id.New().String(), Kind: actor.Citizen, Name: "林晓华"}
	mei = actor.Actor{ID: id.New().String(), Kind: actor.Citizen, Name: "梅若溪"}
)

// world is notification with a gateway that keeps what is sent.
type world struct {
	*testing.T
	*Service
	mu   sync.Mutex
	sent []string
}

func (w *world) Ready() bool { return true }

func (w *world) Send(_ context.Context, mobile, text string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, mobile+" "+text)
	return nil
}

func (w *world) Mobile(context.Context, id.ID) (string, error) { return "13900990001", nil }

func each(t *testing.T, body func(w *world)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{T: t}
		kindOf := func(key string) Kind {
			if strings.Contains(key, "saved") {
				return Progress
			}
			return Official
		}
		texts, err := message.Load(messages)
		if err != nil {
			t.Fatal(err)
		}
		w.Service = New(d, clock.At(time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai)), texts, w, w, kindOf)
		dbtest.Migrate(t, d, db.Source{Name: "job", FS: os.DirFS("../../kernel/job")}, db.Source{Name: "notification", FS: migrations})
		body(w)
	})
}

func (w *world) as(who actor.Actor) context.Context { return actor.With(w.Context(), who) }

// told tells who something about link.
func (w *world) told(who actor.Actor, key, link string) {
	account, _ := id.Parse(who.ID)
	err := w.d.Write(w.Context(), who.ID, func(ctx context.Context, tx *db.Tx) error {
		return w.Inform(ctx, tx, account, key, nil, link)
	})
	if err != nil {
		w.Error(err)
	}
}

// deliver runs what waits to be sent.
func (w *world) deliver() {
	w.Helper()
	var payloads []string
	err := w.d.Read(w.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		payloads, err = db.List(ctx, tx, func(row db.Scanner) (p string, err error) { return p, row.Scan(&p) }, `SELECT payload FROM job_job`)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	for _, p := range payloads {
		if err := w.send(w.Context(), json.RawMessage(p)); err != nil {
			w.Error(err)
		}
	}
}

func TestAThousandMessagesAtOnceAllArriveAndAPageStaysShort(t *testing.T) {
	each(t, func(w *world) {
		var wg sync.WaitGroup
		for worker := range 10 {
			wg.Go(func() {
				for n := range 100 {
					w.told(lin, "notification.title", fmt.Sprintf("/cases/%d", worker*10+n%10))
				}
			})
		}
		wg.Wait()
		w.deliver()
		if len(w.sent) != 1000 {
			w.Errorf("%d texts were sent", len(w.sent))
		}
		if n, err := w.Unread(w.as(lin)); err != nil || n != mostUnread {
			w.Errorf("unread: %d, %v", n, err)
		}
		seen, before := map[id.ID]bool{}, id.ID(0)
		for {
			page, err := w.Mine(w.as(lin), before, perPage)
			if err != nil || len(page) > perPage {
				w.Fatalf("%d, %v", len(page), err)
			}
			if len(page) == 0 {
				break
			}
			for _, m := range page {
				seen[m.ID] = true
			}
			before = page[len(page)-1].ID
		}
		if len(seen) != 1000 {
			w.Errorf("the pages show %d", len(seen))
		}
		if other, _ := w.Mine(w.as(mei), 0, perPage); len(other) != 0 {
			w.Errorf("somebody else reads %d", len(other))
		}
	})
}

func TestMessagesAboutOneThingStandTogetherAndAreReadTogether(t *testing.T) {
	each(t, func(w *world) {
		for _, link := range []string{"/cases/a", "/cases/b", "/cases/a"} {
			w.told(lin, "notification.title", link)
		}
		page, err := w.Mine(w.as(lin), 0, perPage)
		if err != nil {
			w.Fatal(err)
		}
		groups := grouped(page)
		if len(groups) != 2 || groups[0].Link != "/cases/a" || groups[0].Unread() != 2 {
			w.Errorf("%+v", groups)
		}
		if err := w.Read(w.as(mei), "/cases/a"); err != nil { // hers there are none
			w.Fatal(err)
		}
		if n, _ := w.Unread(w.as(lin)); n != 3 {
			w.Errorf("somebody else has read: %d unread", n)
		}
		if err := w.Read(w.as(lin), "/cases/a"); err != nil {
			w.Fatal(err)
		}
		if n, _ := w.Unread(w.as(lin)); n != 1 {
			w.Errorf("after one thing: %d unread", n)
		}
		if err := w.Read(w.as(lin), ""); err != nil {
			w.Fatal(err)
		}
		if n, _ := w.Unread(w.as(lin)); n != 0 {
			w.Errorf("after all: %d unread", n)
		}
	})
}

func TestWhoWantsNoTextsOfAKindStillFindsTheMessage(t *testing.T) {
	each(t, func(w *world) {
		if wanted, err := w.Wanted(w.as(lin)); err != nil || !slices.Equal(wanted, Kinds) {
			w.Errorf("at first: %v, %v", wanted, err)
		}
		if err := w.Want(w.as(lin), []Kind{Official, "joke"}); err != nil {
			w.Fatal(err)
		}
		w.told(lin, "notification.saved", "/x")
		w.told(lin, "notification.title", "/x")
		w.told(mei, "notification.saved", "/x")
		w.deliver()
		if len(w.sent) != 2 {
			w.Errorf("sent: %v", w.sent)
		}
		if page, _ := w.Mine(w.as(lin), 0, perPage); len(page) != 2 {
			w.Errorf("found on the page: %d", len(page))
		}
		if wanted, _ := w.Wanted(w.as(lin)); !slices.Equal(wanted, []Kind{Official}) {
			w.Errorf("wanted: %v", wanted)
		}
	})
}

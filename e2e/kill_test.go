package e2e

import (
	"math/rand/v2"
	"net/http"
	"os"
	"testing"
	"time"

	"tongban/e2e/world"
)

// TestKillsLoseNothingAndDoubleNothing kills the server at random moments under
// load, or stops it by SIGTERM, and compares what the clients were told with what is there in the end.
// With TONGBAN_LONG it does so ten times as often.
func TestKillsLoseNothingAndDoubleNothing(t *testing.T) {
	t.Parallel()
	for engine, kills := range map[world.Engine]int{world.SQLite: 20, world.Postgres: 6} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			if os.Getenv("TONGBAN_LONG") != "" {
				kills *= 10
			}
			w := world.New(t, world.Config{Engine: engine})
			l := newLedger(w)
			l.open()
			for i := range kills {
				<-time.After(time.Duration(100+rand.IntN(900)) * time.Millisecond)
				if i%4 == 3 {
					w.Stop() // as an operator does, under load
				} else {
					w.Kill()
				}
				if i%5 == 0 {
					w.KillWhileStarting(time.Duration(rand.IntN(400)) * time.Millisecond)
				}
				w.Start()
			}
			l.close()
			lost, doubled := l.audit()
			t.Logf("%s: %d kills, %d operations acknowledged, %d of them after asking again, lost %d, doubled %d",
				engine, kills, l.acknowledged.Load(), l.repeated.Load(), lost, doubled)
		})
	}
}

func TestAKillBetweenUploadAndSubmitLosesNothing(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		lin := w.As("lin")
		draft := lin.Applies("road-qual").Uploads("M-PHOTO", world.Photo())
		lin.Patch(draft.Path(), world.Fields{"values": world.Fields{"contactMobile": "17000012345"}}).Is(http.StatusOK)
		w.Kill()
		w.Start()

		found := &world.Application{}
		lin.Get(draft.Path()).Is(http.StatusOK).Into(found)
		if !found.Ready || found.Values["contactMobile"] != "17000012345" {
			t.Errorf("after the kill the draft is %+v", found)
		}
		photo := lin.Get(world.Page("/apply/" + draft.ID + "/files/M-PHOTO")).Is(http.StatusOK)
		if !world.Shows(photo.Body, world.Photo().Content) {
			t.Error("the file is not the one that was uploaded")
		}
		if c := draft.Submits(); c.State != "SUBMITTED" {
			t.Errorf("submitted after the kill it is %s", c.State)
		}
	})
}

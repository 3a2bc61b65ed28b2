// Package world runs the real program for whole journeys: a server process of its
// own over HTTP, with its data in a folder or on a PostgreSQL of its own, and
// people who use it.
//
//	w := world.New(t, world.Config{Now: "2026-02-12T10:00:00+08:00"})
//	c := w.As("lin").Applies("road-qual").Uploads("M-PHOTO", photo).Submits()
//	w.As("clerk").Accepts(c)
//	w.Advance("120h")
//
// What a story does not expect ends the test there.
package world

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db/dbtest"
)

// Engine names the database a world stands on.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Config says what a world is like. The zero value stands on SQLite, on the demo's
// own day.
type Config struct {
	Engine Engine
	Now    string // business time at the start, RFC 3339
	KeysOf *World // whose keys to take instead of new ones
	Real   bool   // an empty installation without the demo city and its clock
	Past   int    // days of history the demo city starts with
}

// DemoDay is the day on which the demo city stands still.
const DemoDay = "2026-02-10T09:00:00+08:00"

// publicAddress is what the city calls itself: it is printed on licences and names
// the log, so it must outlive the port.
const publicAddress = "http://yunxiu.example"

// World is a running installation.
type World struct {
	*testing.T
	Data     string // folder
	Database string // address of the PostgreSQL database, "" on SQLite
	real     bool   // without the demo city
	history  int    // days

	mu      sync.Mutex
	up      *sync.Cond // a server runs
	node    *Node      // nil while none does
	nodes   []*Node
	people  sync.Map // persona → *Person
	at      time.Time
	started time.Time
}

// Each runs a story in a fresh world on each engine.
func Each(t *testing.T, c Config, story func(w *World)) {
	for _, engine := range []Engine{SQLite, Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			c := c
			c.Engine = engine
			story(New(t, c))
		})
	}
}

// New starts a world that ends with the test.
func New(t *testing.T, c Config) *World {
	t.Helper()
	w := Prepare(t, c)
	w.Start()
	return w
}

// Prepare makes a world in which no server runs yet.
func Prepare(t *testing.T, c Config) *World {
	t.Helper()
	if c.Now == "" {
		c.Now = DemoDay
	}
	at, err := time.Parse(time.RFC3339, c.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := binary(); err != nil {
		t.Fatal(err)
	}
	w := &World{T: t, Data: t.TempDir(), real: c.Real, history: c.Past, at: at, started: clock.Real.Now()}
	w.up = sync.NewCond(&w.mu)
	if c.Engine == Postgres {
		w.Database = dbtest.DurablePostgresURL(t)
	}
	if c.KeysOf != nil {
		keys, err := os.ReadFile(filepath.Join(c.KeysOf.Data, crypt.FileName))
		if err == nil {
			err = os.WriteFile(filepath.Join(w.Data, crypt.FileName), keys, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(w.end)
	return w
}

// end ends every server and shows what they said if the story failed.
func (w *World) end() {
	for _, n := range w.nodes {
		n.kill()
		if w.Failed() {
			w.Logf("the server said:\n%s", n.said())
		}
	}
}

// Start starts the server, or another one on the same data. People talk to the
// newest.
func (w *World) Start() *Node { w.Helper(); return w.StartNodes(1)[0] }

// StartNodes starts so many servers on the same data at once. People talk to the
// first unless they are told otherwise.
func (w *World) StartNodes(count int) []*Node {
	w.Helper()
	started := make([]*Node, count)
	failed := make([]error, count)
	var all sync.WaitGroup
	for i := range started {
		all.Go(func() { started[i], failed[i] = w.launch() })
	}
	all.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, n := range started {
		if n != nil {
			w.nodes = append(w.nodes, n)
		}
	}
	if err := errors.Join(failed...); err != nil {
		w.Fatal(err)
	}
	w.node = started[0]
	w.up.Broadcast()
	return started
}

// launch starts a node and waits until it is ready.
func (w *World) launch() (*Node, error) {
	n, err := spawn(w.args())
	if err != nil {
		return nil, err
	}
	return n, n.await()
}

// args are those of a node whose business time goes on where the world's stands. It does
// not read text in pictures: that takes seconds for each, and setting the clock forward
// waits for all that is due.
func (w *World) args() []string {
	args := []string{"serve", "--data", w.Data, "--addr", "127.0.0.1:0", "--base-url", publicAddress, "--ocr=off"}
	if !w.real {
		args = append(args, "--demo", fmt.Sprintf("--history=%d", w.history), "--test-clock="+w.Now().Format(time.RFC3339))
	}
	if w.Database != "" {
		args = append(args, "--database", w.Database)
	}
	return args
}

// Now returns the business time of the world.
func (w *World) Now() time.Time { return w.at.Add(clock.Real.Now().Sub(w.started)).In(w.at.Location()) }

// Node returns the server people talk to, and waits for one while none runs.
func (w *World) Node() *Node {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.node == nil {
		w.up.Wait()
	}
	return w.node
}

// down takes the server out of the world, so that people wait for the next.
func (w *World) down() *Node {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.node
	w.node = nil
	return n
}

// Kill ends the server as a power cut does.
func (w *World) Kill() { w.down().kill() }

// KillWhileStarting starts a server and kills it soon after.
func (w *World) KillWhileStarting(after time.Duration) {
	w.Helper()
	n, err := spawn(w.args())
	if err != nil {
		w.Fatal(err)
	}
	<-time.After(after)
	n.kill()
}

// Stop ends every server as an operator does.
func (w *World) Stop() {
	w.Helper()
	w.down()
	for _, n := range w.nodes {
		if err := n.stop(); err != nil {
			w.Fatal(err)
		}
	}
}

// Sleep lets time pass while no server runs.
func (w *World) Sleep(until string) {
	w.Helper()
	at, err := time.Parse(time.RFC3339, until)
	if err != nil {
		w.Fatal(err)
	}
	w.at, w.started = at, clock.Real.Now()
}

// Eventually waits for what happens by itself.
func (w *World) Eventually(what string, happened func() bool) {
	w.Helper()
	for deadline := time.After(patience); !happened(); {
		select {
		case <-deadline:
			w.Fatalf("%s: not within %s", what, patience)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Advance sets business time forward; what falls due is done when it returns.
func (w *World) Advance(by string) {
	w.Helper()
	w.Node().advance(w, by)
}

// AdvanceTo sets business time forward to an instant, to the millisecond.
func (w *World) AdvanceTo(instant string) {
	w.Helper()
	at, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		w.Fatal(err)
	}
	w.AdvanceUntil(at)
}

// AdvanceUntil is AdvanceTo for an instant a case gave.
func (w *World) AdvanceUntil(at time.Time) {
	w.Helper()
	w.Advance("0s") // tells what time it is there
	w.Advance(at.Sub(w.Now()).String())
}

// WaitFor lets the seconds to an instant pass, where setting the clock forward would
// take too long itself.
func (w *World) WaitFor(instant string) {
	w.Helper()
	at, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		w.Fatal(err)
	}
	const margin = 20 * time.Millisecond // the servers' clocks are known to the millisecond
	<-time.After(at.Sub(w.Now()) + margin)
}

// advance sets the clock of one node forward and learns what it shows.
func (n *Node) advance(w *World, by string) {
	w.Helper()
	body := strings.NewReader(fmt.Sprintf(`{"advance":%q}`, by))
	working := &http.Client{Transport: client.Transport, Timeout: 10 * client.Timeout} // papers may wait to be drawn
	answer, err := working.Post(n.Address+"/test/clock", "application/json", body)
	if err != nil {
		w.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		w.Fatalf("advance by %s: %s", by, answer.Status)
	}
	var shows struct{ Now time.Time }
	if err := json.NewDecoder(answer.Body).Decode(&shows); err != nil {
		w.Fatal(err)
	}
	w.at, w.started = shows.Now, clock.Real.Now()
}

// Keeps backs the installation up into a folder, or restores it from there.
func (w *World) Keeps(command, folder string) {
	w.Helper()
	args := []string{command, folder, "--data", w.Data}
	if w.Database != "" {
		args = append(args, "--database", w.Database)
	}
	if out, code := w.Run(args...); code != 0 {
		w.Fatalf("%s %s: %d, %s", command, folder, code, out)
	}
}

// File writes a file beside the world's data, for the command line.
func (w *World) File(name string, content []byte) string {
	w.Helper()
	path := filepath.Join(w.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		w.Fatal(err)
	}
	return path
}

// In returns the same world for a part of its story.
func (w *World) In(t *testing.T) *World {
	t.Helper()
	part := &World{T: t, Data: w.Data, Database: w.Database, node: w.Node(), at: w.at, started: w.started}
	part.up = sync.NewCond(&part.mu)
	return part
}

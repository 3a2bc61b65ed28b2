package e2e

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"tongban/capability/document/documenttest"
	"tongban/e2e/world"
)

// ledger is what the clients of a story were told was done, and what they were told
// that cannot be.
type ledger struct {
	w            *world.World
	acknowledged atomic.Int64
	repeated     atomic.Int64 // asked again, since nobody knew what became of it
	closing      atomic.Bool
	clients      sync.WaitGroup
	keys         atomic.Int64

	mu       sync.Mutex
	journeys []*journey
}

// journey is one application on its way; done counts the steps acknowledged.
type journey struct {
	citizen *world.Person
	draft   string
	caseNo  string
	photo   []byte
	done    int
}

// applicants are citizens of the demo city who may apply.
var applicants = []string{"lin", "tao", "jie", "ji", "dilnur", "bian"}

func newLedger(w *world.World) *ledger { return &ledger{w: w} }

// open lets every client begin. All sign in first: a session is nothing that is
// counted. They end with the test, however that ends.
func (l *ledger) open() {
	l.w.Cleanup(l.close)
	for _, persona := range []string{"clerk", "trans-reviewer", "trans-approver"} {
		l.w.As(persona)
	}
	for _, persona := range applicants {
		citizen := l.w.As(persona)
		l.clients.Go(func() {
			for !l.closing.Load() {
				l.travel(citizen)
			}
		})
	}
}

// close waits until every client knows what became of what it asked last.
func (l *ledger) close() {
	l.closing.Store(true)
	l.clients.Wait()
}

// step is one thing a client asks for, and what the case then has in its history.
type step struct {
	events string
	ask    func(l *ledger, j *journey) bool
}

var steps = []step{
	{"", (*ledger).begin},
	{"", (*ledger).save},
	{"", (*ledger).upload},
	{"submit", (*ledger).submit},
	{"accept", asking("clerk", "accept", world.Fields{"opinion": "齐全"})},
	{"start-review", (*ledger).claim},
	{"propose-decision", (*ledger).complete},
	{"grant issue", asking("trans-approver", "decide", world.Fields{"outcome": "grant", "opinion": "同意"})},
	{"deliver", asking("clerk", "deliver", world.Fields{"method": "electronic"})},
}

// The numbers of steps after which something must be there.
const (
	begun, uploaded, submitted, granting = 1, 3, 4, 8
)

// travel goes as far as it gets before the ledger closes.
func (l *ledger) travel(citizen *world.Person) {
	j := &journey{citizen: citizen, photo: documenttest.Photo(rand.Uint64())}
	for _, s := range steps {
		if l.closing.Load() || !s.ask(l, j) {
			return
		}
		l.mu.Lock()
		if j.done++; j.done == begun {
			l.journeys = append(l.journeys, j)
		}
		l.mu.Unlock()
	}
}

// key returns an idempotency key nobody has used.
func (l *ledger) key() string { return fmt.Sprintf("key-%d", l.keys.Add(1)) }

// ask asks until somebody says what became of it, and reports whether it was done.
// Now and then it asks once more for what was done already: that must change
// nothing.
func (l *ledger) ask(p *world.Person, r world.Request, want int, into any) bool {
	const patience = 60
	for attempt := range patience {
		status, body, err := p.Try(r)
		switch {
		case err != nil || status == http.StatusServiceUnavailable:
			continue // Try waits for the next server
		case status != want:
			l.w.Errorf("%s %s as %s (asked %d times): %d, want %d: %.300s", r.Method, r.Path, p.Persona, attempt+1, status, want, body)
			return false
		}
		if err := json.Unmarshal(body, into); err != nil {
			l.w.Errorf("%s %s: %v", r.Method, r.Path, err)
			return false
		}
		l.acknowledged.Add(1)
		if attempt > 0 {
			l.repeated.Add(1)
		}
		if r.Key != "" && rand.IntN(8) == 0 {
			return l.askAgain(p, r, want)
		}
		return true
	}
	l.w.Errorf("%s %s as %s: nobody answers", r.Method, r.Path, p.Persona)
	return false
}

// askAgain repeats what was done.
func (l *ledger) askAgain(p *world.Person, r world.Request, want int) bool {
	status, body, err := p.Try(r)
	if err == nil && status != want && status != http.StatusServiceUnavailable {
		l.w.Errorf("%s %s as %s, done before: %d, want %d: %.300s", r.Method, r.Path, p.Persona, status, want, body)
		return false
	}
	return true
}

func (l *ledger) begin(j *journey) bool {
	var draft world.Application
	ok := l.ask(j.citizen, world.Request{Method: "POST", Path: "/applications", Key: l.key(),
		Body: world.Fields{"itemCode": "road-qual", "answers": world.Qualified(), "consent": true}}, http.StatusCreated, &draft)
	j.draft = draft.ID
	return ok
}

func (l *ledger) save(j *journey) bool {
	return l.ask(j.citizen, world.Request{Method: "PATCH", Path: "/applications/" + j.draft,
		Body: world.Fields{"values": world.Fields{"contactMobile": "17000012345"}}}, http.StatusOK, &world.Application{})
}

func (l *ledger) upload(j *journey) bool {
	return l.ask(j.citizen, world.Request{Method: "POST", Path: "/applications/" + j.draft + "/materials/M-PHOTO",
		Body: world.File{Name: "photo.jpg", Content: j.photo}}, http.StatusCreated, &world.Application{})
}

func (l *ledger) submit(j *journey) bool {
	var c world.Case
	ok := l.ask(j.citizen, world.Request{Method: "POST", Path: "/applications/" + j.draft + "/submit", Key: l.key()}, http.StatusCreated, &c)
	j.caseNo = c.CaseNo
	return ok
}

// asking returns the step in which staff carry out a command of the desk.
func asking(persona, command string, with world.Fields) func(*ledger, *journey) bool {
	return func(l *ledger, j *journey) bool {
		return l.ask(l.w.As(persona), world.Request{Method: "POST", Path: "/desk/cases/" + j.caseNo + "/" + command,
			Key: l.key(), Body: with}, http.StatusOK, &world.Case{})
	}
}

func (l *ledger) claim(j *journey) bool {
	return l.task(j, "claim", nil)
}

func (l *ledger) complete(j *journey) bool {
	return l.task(j, "complete", world.Fields{"outcome": "pass", "opinion": "材料真实，符合条件"})
}

// task does something with the open task of a case.
func (l *ledger) task(j *journey, verb string, with any) bool {
	reviewer := l.w.As("trans-reviewer")
	var c world.Case
	if !l.ask(reviewer, world.Request{Method: "GET", Path: "/desk/cases/" + j.caseNo}, http.StatusOK, &c) {
		return false
	}
	return l.ask(reviewer, world.Request{Method: "POST", Path: "/desk/tasks/" + c.OpenTask() + "/" + verb, Key: l.key(), Body: with},
		http.StatusOK, &world.Case{})
}

// history is what the case of j must have gone through.
func (j *journey) history() string {
	var events []string
	for _, s := range steps[:j.done] {
		if s.events != "" {
			events = append(events, s.events)
		}
	}
	return strings.Join(events, " ")
}

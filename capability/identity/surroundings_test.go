package identity

import (
	"context"
	"regexp"
	"sync"

	"tongban/kernel/check"
	"tongban/kernel/job"
)

// postbox plays identity's surroundings: a gateway that keeps the texts, a population
// register that knows whom the test says, and a business register.
type postbox struct {
	mu        sync.Mutex
	down      bool
	texts     []string              // newest last
	mobiles   []string              // where they went
	people    map[string]string     // names by ID number
	guardians map[string]string     // guardian's ID number by the child's
	firms     map[string]Registered // by USCC
}

func (p *postbox) Ready() bool { return !p.down }

func (p *postbox) Send(_ context.Context, mobile, text string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mobiles, p.texts = append(p.mobiles, mobile), append(p.texts, text)
	return nil
}

func (p *postbox) Agree(_ context.Context, name, number string) (bool, error) {
	return p.people[number] == name, nil
}

func (p *postbox) Guardian(_ context.Context, guardian, child string) (bool, error) {
	return p.guardians[child] == guardian, nil
}

func (p *postbox) Firm(_ context.Context, uscc string) (Registered, bool, error) {
	f, ok := p.firms[check.Compact(uscc)]
	return f, ok, nil
}

func (p *postbox) Offers(context.Context) ([]Offer, error) {
	return []Offer{{"road-qual", "道路运输从业资格证"}, {"food-license", "食品经营许可"}}, nil
}

var sixDigits = regexp.MustCompile(`\d{6}`)

// code does the waiting work and returns the code in the last text.
func (w *world) code() string {
	w.t.Helper()
	w.ok(job.NewRunner(w.d, w.jobs(), nil).RunDue(w.t.Context()))
	w.post.mu.Lock()
	defer w.post.mu.Unlock()
	if len(w.post.texts) == 0 {
		w.t.Fatal("no text was sent")
	}
	return sixDigits.FindString(w.post.texts[len(w.post.texts)-1])
}

// sent has a code sent and returns it.
func (w *world) sent(mobile string, p Purpose) string {
	w.t.Helper()
	w.ok(w.SendCode(w.t.Context(), mobile, p))
	return w.code()
}

package deferral

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/catalogue"
	"tongban/capability/document/documenttest"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

var (
	mei      = caseworktest.Mei
	stranger = caseworktest.Stranger
	window   = caseworktest.Window
	window2  = caseworktest.Staff("周洁", "", actor.Window)
	reviewer = caseworktest.Reviewer
	abroad   = caseworktest.Staff("何平", "SAMR", actor.Reviewer)
)

// bench is promises in a small city where the safety certificate of the road item may come
// five working days after acceptance.
type bench struct {
	caseworktest.World
	*Service
	city *city
}

// city plays the record of applicants and whoever tells them.
type city struct {
	sync.Mutex
	told     []string // account and key
	against  []string
	breaches []Breach
	refuses  bool // the record cannot be written
	cal      *calendar.Calendar
}

func (c *city) Against(context.Context, string) ([]string, error) { return c.against, nil }

func (c *city) Broken(_ context.Context, _ *db.Tx, b Breach) error {
	if c.refuses {
		return fault.New(fault.Unavailable, "deferral.not-now")
	}
	c.breaches = append(c.breaches, b)
	return nil
}

func (c *city) Inform(_ context.Context, _ *db.Tx, account id.ID, key string, _ []string, _ string) error {
	c.Lock()
	defer c.Unlock()
	c.told = append(c.told, account.String()+" "+strings.TrimPrefix(key, "deferral.inform."))
	return nil
}

// hears fails unless the applicant was told so, that many times.
func (b bench) hears(what string, times int) {
	b.Helper()
	n := 0
	for _, said := range b.city.told {
		if said == mei.ID+" "+what {
			n++
		}
	}
	if n != times {
		b.Errorf("told %q %d times, want %d: %v", what, n, times, b.city.told)
	}
}

func each(t *testing.T, body func(b bench)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { body(world(t, d)) })
}

// deferring are the materials of the item, the safety certificate deferrable.
func deferring(t *testing.T) map[string]any {
	t.Helper()
	var all struct{ Items []map[string]any }
	if err := json.NewDecoder(catalogue.Demo()).Decode(&all); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all.Items, func(item map[string]any) bool { return item["id"] == "road-qual" })
	materials := all.Items[i]["materials"].([]any)
	for _, one := range materials {
		if m := one.(map[string]any); m["code"] == "M-SAFE" {
			m["deferrable"], m["deferWorkdays"] = true, 5
		}
	}
	return map[string]any{"materials": materials, "promisedLimit": map[string]any{"value": 10, "unit": "workday"}}
}

func world(t *testing.T, d *db.DB) bench {
	c := &city{cal: calendar.Default()}
	cal := func() *calendar.Calendar { return c.cal }
	w := caseworktest.Amended(t, d, func(deps *casework.Deps) { deps.Calendar = cal }, deferring(t), db.Source{Name: "deferral", FS: files})
	texts := message.New()
	if err := texts.Add(files); err != nil {
		t.Fatal(err)
	}
	s := New(Deps{DB: d, Clock: w.Clock, Calendar: cal, Once: w.Once, Cases: w.Casework, Documents: w.Documents, Texts: texts, Credit: c, Informer: c})
	w.Casework.Follow(s.Follow)
	w.Casework.FollowPapers(s.FollowPapers)
	w.Casework.Block(s.Open)
	return bench{w, s, c}
}

// wants fails unless err is the fault with the key, or the first wrong field has it.
func (b bench) wants(err error, key string) {
	b.Helper()
	f, ok := fault.As(err)
	if ok && f.Kind == fault.Invalid && len(f.Fields) > 0 {
		f = &fault.Fault{Key: f.Fields[0].Key}
	}
	if !ok || f.Key != key {
		b.Errorf("want %s, got %v", key, err)
	}
}

func (b bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// at sets the clock.
func (b bench) at(moment string) { b.Clock.Set(caseworktest.At(moment)) }

const safe = "M-SAFE"

// handed is a new case of Mei's with the safety certificate promised.
func (b bench) handed() *casework.File {
	b.Helper()
	a := b.Arrival(mei)
	m := a.Has(safe)
	m.Source, m.Reference, m.Name = casework.Promised, "", "安全证明"
	offered, against, err := b.Offer(b.As(mei), mei.ID, a.Item, "")
	b.must(err)
	if len(offered) != 1 || len(against) != 0 {
		b.Fatalf("offered %v against %v", offered, against)
	}
	b.Exec(`INSERT INTO casework_application (id, owner, item_code, version_id, answers, body, version, created_at, updated_at, expires_at)
		VALUES ($1, $2, $3, $4, '{}', '{}', 1, 0, 0, 0)`, a.Application, a.Owner, a.Item.Code, a.Item.VersionID)
	h, err := b.Casework.Prepare(b.As(mei), a)
	b.must(err)
	no := ""
	b.must(b.DB.Write(b.As(mei), "world", func(ctx context.Context, tx *db.Tx) (err error) {
		if err := b.Commit(ctx, tx, h.CaseID(), a.Item, offered, Signing{Signer: a.Owner, Method: "drawn", At: b.Clock.Now()}); err != nil {
			return err
		}
		no, err = b.Casework.Receive(ctx, tx, h)
		return err
	}))
	return b.file(no)
}

func (b bench) file(no string) *casework.File {
	b.Helper()
	f, err := b.Casework.File(b.As(mei), no)
	b.must(err)
	return f
}

// accepted is such a case, accepted on Tuesday 10 February 2026: its paper is due on 24 February,
// since the 14th is worked and the 15th to the 23rd are days off.
func (b bench) accepted() *casework.File {
	b.Helper()
	f := b.handed()
	b.Step(window, f, casework.Accept, casework.Input{})
	return b.file(f.Case.No)
}

// of is what was promised for f.
func (b bench) of(f *casework.File) *Commitment {
	b.Helper()
	c, err := b.OfCase(b.As(mei), f)
	b.must(err)
	if c == nil {
		b.Fatal("nothing was promised")
	}
	return c
}

// upload is a file of who's that has come.
func (b bench) upload(who actor.Actor, n uint64) id.ID {
	b.Helper()
	sent, err := b.Documents.Send(b.As(who), "safe.jpg", bytes.NewReader(documenttest.Photo(n)))
	b.must(err)
	return sent.ID
}

// brings hands the paper in.
func (b bench) brings(f *casework.File, n uint64) {
	b.Helper()
	_, err := b.Bring(b.As(mei), f.Case.No, safe, b.upload(mei, n))
	b.must(err)
}

// stands fails unless the commitment of f does, and the paper.
func (b bench) stands(f *casework.File, state State, paper Standing) *Commitment {
	b.Helper()
	c := b.of(f)
	if c.State != state || c.Papers[0].Standing != paper {
		b.Errorf("stands %s, %s; want %s, %s", c.State, c.Papers[0].Standing, state, paper)
	}
	return c
}

// paper fails unless the case has so many papers of a kind.
func (b bench) papers(f *casework.File, kind casework.NoticeKind, n int) {
	b.Helper()
	have := 0
	for _, one := range b.file(f.Case.No).Notices {
		if one.Kind == kind {
			have++
		}
	}
	if have != n {
		b.Errorf("%d papers %s, want %d", have, kind, n)
	}
}

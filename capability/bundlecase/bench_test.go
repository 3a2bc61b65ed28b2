package bundlecase

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"tongban/capability/application"
	"tongban/capability/audit"
	"tongban/capability/bundle"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/capability/rating"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/once"
)

// The people of the city.
var (
	mei    = actor.Actor{ID: id.New().String(), Kind: actor.Citizen, Name: "林晓华"}
	father = actor.Actor{ID: id.New().String(), Kind: actor.Citizen, Name: "周建国"}
	leader = actor.Actor{ID: id.New().String(), Kind: actor.Staff, Name: "赵磊", Department: "LEAD", Region: "990100", Roles: []actor.Role{actor.Reviewer}}
	other  = actor.Actor{ID: id.New().String(), Kind: actor.Staff, Name: "钱芳", Department: "ELSE", Region: "990100", Roles: []actor.Role{actor.Reviewer}}
)

var errCrash = errors.New("the machine went down")

// child is an application of a part as the city of the test keeps it: rows, so that a unit that
// is undone undoes it.
type child struct {
	id, joint, application id.ID
	item, no               string
	draft                  bool
	status                 casework.Status
	records                []casework.Record
}

// city is what stands around bundle cases: applications, cases, licences and people.
type city struct {
	sync.Mutex
	*testing.T
	db       *db.DB
	joints   map[id.ID]*bundle.Joint       // by edition
	handed   map[id.ID]casework.Submission // by joint application
	shares   map[*application.ShareHandover]application.Share
	received []application.Share // every share that was handed in or left as a draft, also in units that were undone
	refused  map[string]bool     // items whose shares cannot be handed in as they are
	held     map[string][]Licence
	told     []string
	crash    func() bool // whether a unit fails where it receives
	began    func(application.Share)
	follow   casework.Follower
	opinions *opinions
}

func (c *city) Version(_ context.Context, version id.ID) (*catalogue.Item, error) {
	c.Lock()
	defer c.Unlock()
	if j := c.joints[version]; j != nil {
		return j.Item, nil
	}
	return nil, fault.New(fault.NotFound, "catalogue.unknown")
}

func (c *city) HandedIn(_ context.Context, joint id.ID) (casework.Submission, error) {
	c.Lock()
	defer c.Unlock()
	return c.handed[joint], nil
}

func (c *city) PrepareShare(_ context.Context, share application.Share) (*application.ShareHandover, error) {
	c.Lock()
	defer c.Unlock()
	if c.refused[share.Item.Code] {
		return nil, fault.InvalidFields([]fault.Field{{Name: "x", Key: "form.required"}})
	}
	h := new(application.ShareHandover)
	c.shares[h] = share
	return h, nil
}

func (c *city) ReceiveShare(ctx context.Context, tx *db.Tx, h *application.ShareHandover) (string, id.ID, error) {
	c.Lock()
	share := c.shares[h]
	c.received = append(c.received, share)
	crash := c.crash != nil && c.crash()
	began := c.began
	c.Unlock()
	if began != nil {
		began(share)
	}
	key := id.New()
	if err := c.insert(ctx, tx, share, key, 0, false); err != nil {
		return "", 0, err
	}
	one := &casework.Case{ID: key, No: "NO-" + key.String(), ShortNo: "S-" + key.String(), ApplicationID: id.New(), Status: casework.Submitted, ItemCode: share.Item.Code}
	f := &casework.File{Case: one, Records: []casework.Record{{Event: casework.Submit}}}
	if err := c.follow(ctx, tx, casework.Moved{Case: one, Records: f.Records, History: f.Records, File: f}); err != nil {
		return "", 0, err
	}
	if crash {
		return "", 0, errCrash
	}
	return one.No, key, nil
}

func (c *city) DraftShare(ctx context.Context, tx *db.Tx, share application.Share) (id.ID, error) {
	c.Lock()
	c.received = append(c.received, share)
	c.Unlock()
	key := id.New()
	return key, c.insert(ctx, tx, share, id.New(), key, true)
}

func (c *city) insert(ctx context.Context, tx *db.Tx, share application.Share, key, draft id.ID, isDraft bool) error {
	return tx.Send(ctx, `INSERT INTO city_child (id, joint, item, application, draft, status, history) VALUES ($1, $2, $3, $4, $5, 'SUBMITTED', '')`,
		key, share.Joint, share.Item.Code, draft, isDraft)
}

func (c *city) Workers(context.Context, *db.Tx, []id.ID) ([]casework.Worker, error) {
	return []casework.Worker{{Account: leader.ID, Name: leader.Name}, {Account: mei.ID, Name: mei.Name}, {Account: "system:law"}}, nil
}

func (c *city) Case(context.Context, string) (*casework.Case, error)     { return nil, errUnknown }
func (c *city) File(_ context.Context, _ string) (*casework.File, error) { return nil, errUnknown }
func (c *city) Person(_ context.Context, account string) (casework.Person, error) {
	name := map[string]string{mei.ID: mei.Name, father.ID: father.Name}[account]
	return casework.Person{ID: account, Name: name, IDNumber: account, Proven: true}, nil
}

func (c *city) Elements(context.Context, string) (map[string]any, error) { return nil, nil }

func (c *city) InForce(_ context.Context, _ id.ID, kind string) ([]Licence, error) {
	c.Lock()
	defer c.Unlock()
	return slices.Clone(c.held[kind]), nil
}

func (c *city) Inform(_ context.Context, _ *db.Tx, _ id.ID, key string, args []string, _ string) error {
	c.Lock()
	defer c.Unlock()
	c.told = append(c.told, key+" "+strings.Join(args, "|"))
	return nil
}

func (c *city) office() casework.Office {
	return casework.Office{Region: "990100", City: "YX", Outlet: "center"}
}

// bench is bundle cases in a small city.
type bench struct {
	*testing.T
	*Service
	city *city
}

const cityTables = `-- +goose Up
CREATE TABLE city_child (
    id BIGINT PRIMARY KEY, joint BIGINT NOT NULL, item TEXT NOT NULL, application BIGINT NOT NULL, draft BOOLEAN NOT NULL,
    status TEXT NOT NULL, history TEXT NOT NULL
);`

func each(t *testing.T, body func(b *bench)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := clock.At(time.Date(2026, 2, 10, 9, 0, 0, 0, time.FixedZone("", 8*3600)))
		keys, err := crypt.Load(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		keeper, err := once.New(d, keys.Secret("once"))
		if err != nil {
			t.Fatal(err)
		}
		dbtest.Migrate(t, d, once.Migrations, job.Migrations, db.Source{Name: "audit", FS: new(audit.Service).Module().Migrations},
			db.Source{Name: "bundlecase", FS: files}, db.Source{Name: "city", FS: fstest.MapFS{"migrations/0001_city.sql": {Data: []byte(cityTables)}}})
		c := &city{T: t, db: d, joints: map[id.ID]*bundle.Joint{}, handed: map[id.ID]casework.Submission{},
			shares: map[*application.ShareHandover]application.Share{}, refused: map[string]bool{}, held: map[string][]Licence{}, opinions: &opinions{now: now, all: map[id.ID]*rating.Rating{}}}
		b := &bench{T: t, city: c}
		b.Service = New(Deps{DB: d, Clock: now, Calendar: calendar.Default, Keys: keys, Once: keeper, Items: c, Applications: c, Cases: b, Licences: c,
			Ratings: c.opinions, People: c, Informer: c, Office: c.office})
		c.follow = b.Follow
		body(b)
	})
}

// as is a context of who.
func (b *bench) as(who actor.Actor) context.Context { return actor.With(b.Context(), who) }

// The following make bench what withdraws cases.

func (b *bench) Case(ctx context.Context, no string) (*casework.Case, error) {
	return b.city.Case(ctx, no)
}
func (b *bench) Workers(ctx context.Context, tx *db.Tx, cases []id.ID) ([]casework.Worker, error) {
	return b.city.Workers(ctx, tx, cases)
}
func (b *bench) File(ctx context.Context, no string) (*casework.File, error) {
	return b.city.File(ctx, no)
}

// Step takes a case back, as casework does: refused where it is decided.
func (b *bench) Step(ctx context.Context, no string, e casework.Event, _ casework.Input) (*casework.File, error) {
	key, err := id.Parse(strings.TrimPrefix(no, "S-"))
	if err != nil {
		return nil, errUnknown
	}
	return nil, b.move(ctx, key, e, "", nil)
}

// parts are the components of a bundle of the test.
type parts []bundle.Component

// itemOf makes an item of the city: it asks for fields by data element.
func itemOf(t *testing.T, code, licence string, fields ...form.Field) (*catalogue.Item, *form.Definition) {
	t.Helper()
	document := `{"fields":[`
	for i, f := range fields {
		if i > 0 {
			document += ","
		}
		document += fmt.Sprintf(`{"key":%q,"label":%q,"type":"string","element":%q,"prefill":%q}`, f.Key, f.Label, f.Element, f.Prefill)
	}
	document += `]}`
	def, err := form.Parse([]byte(document))
	if err != nil {
		f, _ := fault.As(err)
		t.Fatal(err, f.Fields)
	}
	item := &catalogue.Item{VersionID: id.New(), Code: code, Name: "事项" + code, Department: catalogue.Department{Code: "D-" + code, Name: "部门" + code}, Form: []byte(document)}
	item.Result.LicenceType, item.Result.Electronic = licence, licence != ""
	return item, def
}

// handIn hands a bundle in as who and returns its run.
func (b *bench) handIn(who actor.Actor, j *bundle.Joint, answers catalogue.Answers, values form.Values) (*Run, error) {
	b.Helper()
	owner, _ := id.Parse(who.ID)
	w := &application.Work{Application: &application.Application{ID: id.New(), Owner: owner, ItemCode: j.Code, Answers: answers, Values: values}, Item: j.Item}
	b.city.Lock()
	b.city.joints[j.Edition] = j
	b.city.handed[w.ID] = casework.Submission{Answers: answers, Values: values}
	b.city.Unlock()
	ctx := b.as(who)
	if err := b.May(ctx, w); err != nil {
		return nil, err
	}
	h, err := b.Handover(ctx, w, casework.Person{ID: who.ID})
	if err != nil {
		return nil, err
	}
	no := ""
	err = b.DB.Write(ctx, w.ID.String(), func(ctx context.Context, tx *db.Tx) (err error) {
		no, err = h.Receive(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	return b.run(no), nil
}

// run reads a run as the system sees it.
func (b *bench) run(no string) *Run {
	b.Helper()
	r, err := b.Find(b.as(system), no)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// states are those of a run's parts, by code.
func (r *Run) states() map[string]State {
	m := map[string]State{}
	for _, p := range r.Parts {
		m[p.Code] = p.State
	}
	return m
}

// children are what the city has of a joint application.
func (b *bench) children(joint id.ID) (list []child) {
	b.Helper()
	err := b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = db.List(ctx, tx, scanChild, `SELECT id, joint, item, application, draft, status, history FROM city_child WHERE joint = $1 ORDER BY id`, joint)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return list
}

func scanChild(r db.Scanner) (c child, err error) {
	history := ""
	err = r.Scan(&c.id, &c.joint, &c.item, &c.application, &c.draft, &c.status, &history)
	for i, e := range strings.Fields(history) {
		name, licence, _ := strings.Cut(e, "/")
		c.records = append(c.records, casework.Record{Seq: int64(i + 1), Event: casework.Event(name), Detail: casework.Detail{Licence: licence}})
	}
	return c, err
}

// move does e to a case and tells its follower, in one unit; licence is what it makes. With
// after, the unit fails at its end by its error.
func (b *bench) move(ctx context.Context, key id.ID, e casework.Event, licence string, after func() error) error {
	return b.DB.Write(ctx, key.String(), func(ctx context.Context, tx *db.Tx) error {
		c, err := scanChild(tx.Row(ctx, `SELECT id, joint, item, application, draft, status, history FROM city_child WHERE id = $1`, key))
		if err != nil {
			return err
		}
		from := c.status
		if c.draft {
			from = casework.Draft
		}
		to, may := casework.Lifecycle.To(from, e)
		if !may {
			return fault.New(fault.Conflict, "casework.not-now")
		}
		history := ""
		for _, r := range c.records {
			history += string(r.Event) + "/" + r.Detail.Licence + " "
		}
		n, err := tx.Exec(ctx, `UPDATE city_child SET status = $1, history = $2, draft = FALSE WHERE id = $3 AND status = $4 AND draft = $5`,
			to, history+string(e)+"/"+licence, key, c.status, c.draft)
		if err != nil || n != 1 {
			return errors.Join(err, fault.New(fault.Conflict, "casework.changed"))
		}
		fresh := casework.Record{Event: e, From: from, To: to, Detail: casework.Detail{Licence: licence}}
		one := &casework.Case{ID: key, No: "NO-" + key.String(), ShortNo: "S-" + key.String(), ApplicationID: c.application, Status: to, ItemCode: c.item}
		f := &casework.File{Case: one, Records: append(slices.Clone(c.records), fresh)}
		if err := b.Follow(ctx, tx, casework.Moved{Case: one, Records: []casework.Record{fresh}, History: f.Records, File: f}); err != nil {
			return err
		}
		if after != nil {
			return after()
		}
		return nil
	})
}

// grant brings a case to a grant and gives its owner the licence it results in.
func (b *bench) grant(joint id.ID, item, kind string, says map[string]string) {
	b.Helper()
	for _, c := range b.children(joint) {
		if c.item != item {
			continue
		}
		for _, e := range []casework.Event{casework.Accept, casework.ProposeDecision} {
			if err := b.move(b.as(leader), c.id, e, "", nil); err != nil {
				b.Fatal(err)
			}
		}
		number := ""
		if kind != "" {
			number = "证" + c.id.String()
			b.city.Lock()
			b.city.held[kind] = append(b.city.held[kind], Licence{ID: "L-" + c.id.String(), Number: number, CaseNo: "NO-" + c.id.String(), Values: maps.Clone(says)})
			b.city.Unlock()
		}
		if err := b.move(b.as(leader), c.id, casework.Grant, number, nil); err != nil {
			b.Fatal(err)
		}
		return
	}
	b.Fatalf("there is no case of %s", item)
}

// one returns the case of an item, whose Step is by the number it bears.
func (b *bench) one(joint id.ID, item string) child {
	b.Helper()
	for _, c := range b.children(joint) {
		if c.item == item {
			return c
		}
	}
	b.Fatalf("there is no case of %s", item)
	return child{}
}

// works does the jobs that are due.
func (b *bench) works(r *Run) {
	b.Helper()
	if err := b.advance(b.Context(), r.ID); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) exec(sql string, args ...any) {
	b.Helper()
	err := b.DB.Write(b.Context(), "city", func(ctx context.Context, tx *db.Tx) error { return tx.Send(ctx, sql, args...) })
	if err != nil {
		b.Fatal(err)
	}
}

// throwAway throws the drafts away that were left to the applicant of a run, each in the unit
// that ends its part.
func (b *bench) throwAway(r *Run) {
	b.Helper()
	for _, p := range r.Parts {
		if p.State != Yours {
			continue
		}
		err := b.DB.Write(b.Context(), "city", func(ctx context.Context, tx *db.Tx) error {
			if err := tx.Send(ctx, `DELETE FROM city_child WHERE application = $1 AND draft`, p.Application); err != nil {
				return err
			}
			return b.FollowDraft(ctx, tx, p.Application)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

package entitlement

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/once"
)

// bench is the programme for old people in a small city.
type bench struct {
	caseworktest.World
	*Service
	*city
}

// citizen is one person of it.
type citizen struct {
	actor.Actor
	account id.ID
	born    string
	region  string // of the household; empty: nobody knows
	card    bool
	running bool // a case for the card is under way
	broken  bool // their file cannot be read
}

// isEntitled says so in other words than the rule.
func (c *citizen) isEntitled(now time.Time) bool {
	born, err := time.ParseInLocation(time.DateOnly, c.born, now.Location())
	return err == nil && !born.AddDate(65, 0, 0).After(now) && len(c.region) >= 4 && c.region[:4] == "9901" && !c.card
}

// city plays everybody that is asked.
type city struct {
	service *Service
	people  []*citizen
	item    *catalogue.Item
	form    *form.Definition
	down    bool
	looked  map[id.ID]int // how often the registers were asked about somebody
	asked   map[id.ID]int // and other departments
	told    map[id.ID]int
	drafts  map[id.ID]id.ID // application → owner
	handed  map[id.ID]int   // by application
	fails   int             // how many calls from now on an application is not handed in
	once    *once.Keeper
	between func() // is done before something is handed in
	while   func() // is done while a department is asked
}

func (c *city) find(account string) *citizen {
	i := slices.IndexFunc(c.people, func(p *citizen) bool { return p.ID == account })
	return c.people[i]
}

func (c *city) People(_ context.Context, after id.ID, limit int) (list []id.ID, err error) {
	for _, p := range c.people {
		if p.account > after && len(list) < limit {
			list = append(list, p.account)
		}
	}
	slices.Sort(list)
	return list, nil
}

func (c *city) Holders(ctx context.Context, _ string, after id.ID, limit int) ([]id.ID, error) {
	return c.People(ctx, after, limit)
}

func (c *city) Elements(_ context.Context, account string) (map[string]any, bool, error) {
	p := c.find(account)
	c.looked[p.account]++
	if p.broken {
		return nil, false, errors.New("nobody can read this")
	}
	return map[string]any{"person.birthDate": p.born, "person.name": p.Name}, true, nil
}

func (c *city) Person(_ context.Context, account string) (casework.Person, error) {
	return casework.Person{ID: account, Name: c.find(account).Name, Proven: true}, nil
}

func (c *city) Held(_ context.Context, account string) (papers []Paper, err error) {
	if p := c.find(account); p.card {
		papers = append(papers, Paper{ID: "card-" + account, Type: "老年人优待证"})
	}
	return papers, nil
}

func (c *city) Ask(_ context.Context, _ string, person casework.Person) (Shared, error) {
	p := c.find(person.ID)
	c.asked[p.account]++
	if c.while != nil {
		c.while()
	}
	if c.down {
		return Shared{}, errors.New("down")
	}
	answer := Shared{Found: p.region != "", Source: "云岫市公安局（模拟数据）", Simulated: true, Values: map[string]string{}}
	if answer.Found {
		answer.Values["region"] = p.region
	}
	return answer, nil
}

func (c *city) Published(context.Context, string) (*catalogue.Item, error) { return c.item, nil }
func (c *city) Form(*catalogue.Item) (*form.Definition, error)             { return c.form, nil }

func (c *city) Earlier(_ context.Context, account id.ID, _ string) (list []Earlier, err error) {
	if c.find(account.String()).running {
		list = append(list, Earlier{No: "no", Running: true})
	}
	return list, nil
}

func (c *city) Inform(_ context.Context, _ *db.Tx, account id.ID, _ string, _ []string, _ string) error {
	c.told[account]++
	return nil
}

// counter takes applications as the real one does: once for a key, and within the unit that hands
// in everybody who follows is told.
type counter struct{ *city }

func (c counter) Begin(ctx context.Context, item string, _ catalogue.Answers, _ bool) (*application.Work, error) {
	by := actor.From(ctx)
	key, err := once.Do(ctx, c.once, by.ID, "begin", item, func(context.Context, *db.Tx) (id.ID, error) { return id.New(), nil })
	if err != nil {
		return nil, err
	}
	owner, err := id.Parse(by.ID)
	c.drafts[key] = owner
	return c.work(key), err
}

func (c counter) work(key id.ID) *application.Work {
	return &application.Work{Application: &application.Application{ID: key, Owner: c.drafts[key]}, Item: c.item, Form: c.form}
}

func (c counter) Save(_ context.Context, key id.ID, _ form.Values) (*application.Work, error) {
	if _, there := c.drafts[key]; !there {
		return nil, fault.New(fault.NotFound, "application.unknown-application")
	}
	return c.work(key), nil
}

var errDied = errors.New("died")

func (c counter) Submit(ctx context.Context, key id.ID, _ *application.Signing) (none application.Receipt, err error) {
	if c.between != nil {
		c.between()
	}
	if c.fails > 0 {
		c.fails--
		return none, errDied
	}
	made := &casework.Case{ID: id.New(), No: "no-" + key.String(), ShortNo: "YX-" + key.String(), ApplicationID: key, Owner: c.drafts[key], ItemCode: "elder-card", Status: casework.Submitted}
	handIn := func(ctx context.Context, tx *db.Tx) (string, error) {
		m := casework.Moved{Case: made, Item: c.item, Records: []casework.Record{{Event: casework.Submit}}, Handed: &casework.Submission{Values: form.Values{"byProxy": false}}}
		return made.ShortNo, c.service.Follow(ctx, tx, m)
	}
	if c.handed[key] > 0 {
		return none, fault.New(fault.Conflict, "application.already-submitted", made.ShortNo)
	}
	if _, err := once.Do(ctx, c.once, key.String(), "submit", key, handIn); err != nil {
		return none, err
	}
	c.handed[key]++
	c.find(made.Owner.String()).running = true
	return application.Receipt{No: made.ShortNo, Case: made}, nil
}

// cardForm is what is asked of who wants a card.
const cardForm = `{"topics":[{"key":"proxy","label":"代办","fields":["byProxy"]}],"fields":[{"key":"byProxy","label":"由亲友代办","labelEn":"By somebody else","type":"bool","required":true,"element":"holder.byProxy","sample":false}],"rules":[]}`

var head = caseworktest.Staff("何局长", "CIVIL", actor.Head)

func each(t *testing.T, body func(b bench)) {
	t.Parallel()
	programme := demo(t)["elder-card"]
	def, err := form.Parse([]byte(cardForm))
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := caseworktest.New(t, d, nil, job.Migrations, db.Source{Name: "entitlement", FS: files})
		c := &city{
			item: &catalogue.Item{Code: "elder-card", Name: "老年人优待证办理", Proactive: &catalogue.Proactive{Enabled: true}}, form: def, once: w.Once,
			looked: map[id.ID]int{}, asked: map[id.ID]int{}, told: map[id.ID]int{}, drafts: map[id.ID]id.ID{}, handed: map[id.ID]int{},
		}
		c.item.Department.Code = "CIVIL"
		c.service = New(Deps{
			DB: d, Clock: w.Clock, Keys: w.Keys, Once: w.Once, Programmes: []*Programme{programme}, Population: c, Registers: c, Licences: c,
			Registry: c, Items: c, Cases: c, Applications: counter{c}, Informer: c, Lists: form.NewLists(nil),
		})
		body(bench{w, c.service, c})
	})
}

// lives adds somebody to the city.
func (b bench) lives(name, born, region string) *citizen {
	b.Helper()
	a := caseworktest.Citizen(name)
	account, err := id.Parse(a.ID)
	b.ok(err)
	c := &citizen{Actor: a, account: account, born: born, region: region}
	b.city.people = append(b.city.people, c)
	return c
}

func (b bench) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b bench) wants(err error, key string) {
	b.Helper()
	if f, is := fault.As(err); !is || f.Key != key {
		b.Fatalf("%v, want %s", err, key)
	}
}

// sweeps looks at everybody on the next day.
func (b bench) sweeps() {
	b.Helper()
	b.World.Clock.Set(b.World.Clock.Now().Add(24 * time.Hour))
	b.ok(b.Sweep(b.Context()))
}

// open returns the open invitation of somebody, nil if there is none.
func (b bench) open(c *citizen) *Invitation {
	b.Helper()
	list, err := b.Mine(b.As(c.Actor))
	b.ok(err)
	for _, i := range list {
		if i.State == Open {
			return i
		}
	}
	return nil
}

// state returns how somebody's newest invitation stands, "" if there is none.
func (b bench) state(c *citizen) State {
	b.Helper()
	list, err := b.Mine(b.As(c.Actor))
	b.ok(err)
	if len(list) == 0 {
		return ""
	}
	return list[0].State
}

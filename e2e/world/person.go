package world

import (
	"net/http"
	"time"

	"tongban/capability/document/documenttest"
	"tongban/kernel/clock"
)

// Person uses the city under one session.
type Person struct {
	w       *World
	Persona string
	Token   string
	node    *Node // the server this person talks to; nil is the world's
	entered clock.Stopwatch
}

// attentive is how long a session is used before another is begun: those of staff end when
// nothing was asked for a quarter of an hour, which a slow machine may need for other tests.
const attentive = 8 * time.Minute

// As returns the person of the demo city, signed in.
func (w *World) As(persona string) *Person {
	w.Helper()
	if p, ok := w.people.Load(persona); ok && p.(*Person).entered.Elapsed() < attentive {
		return p.(*Person)
	}
	p := &Person{w: w, Persona: persona, entered: clock.Start()}
	var pass struct{ Token string }
	p.Post("/sessions", map[string]string{"persona": persona}).Is(http.StatusCreated).Into(&pass)
	p.Token = pass.Token
	w.people.Store(persona, p)
	return p
}

// Enters returns a member of staff signed in by account and password.
func (w *World) Enters(account, password string) *Person {
	w.Helper()
	p := &Person{w: w, Persona: account}
	var pass struct{ Token string }
	p.Post("/sessions", map[string]string{"account": account, "password": password}).Is(http.StatusCreated).Into(&pass)
	p.Token = pass.Token
	return p
}

// Anybody returns somebody who is not signed in.
func (w *World) Anybody() *Person { return &Person{w: w, Persona: "anybody"} }

// At returns the same person talking to another server.
func (p *Person) At(n *Node) *Person {
	return &Person{w: p.w, Persona: p.Persona, Token: p.Token, node: n}
}

// Try sends a request as the person. An error means that nobody knows what became
// of it.
func (p *Person) Try(r Request) (status int, body []byte, err error) {
	n := p.node
	if n == nil {
		n = p.w.Node()
	}
	r.Token = p.Token
	return n.Send(p.w.Context(), r)
}

// Send sends a request as the person and waits for the answer.
func (p *Person) Send(r Request) Answer {
	p.w.Helper()
	status, body, err := p.Try(r)
	if err != nil {
		p.w.Fatalf("%s as %s: %v", r, p.Persona, err)
	}
	return Answer{t: p.w.T, request: r.String() + " as " + p.Persona, Status: status, Body: body}
}

// Get asks.
func (p *Person) Get(path string) Answer {
	p.w.Helper()
	return p.Send(Request{Method: "GET", Path: path})
}

// Post commands.
func (p *Person) Post(path string, body any) Answer {
	p.w.Helper()
	return p.Send(Request{Method: "POST", Path: path, Body: body})
}

// Patch changes.
func (p *Person) Patch(path string, body any) Answer {
	p.w.Helper()
	return p.Send(Request{Method: "PATCH", Path: path, Body: body})
}

// Fields is a JSON object on its way out.
type Fields map[string]any

// Qualified are the guide's answers of somebody who has passed the test and drives
// heavy lorries.
func Qualified() Fields { return Fields{"q_mass": false, "q_exam": true} }

// Photo is a portrait of a person who does not exist.
func Photo() File { return File{"photo.jpg", documenttest.Photo(1)} }

// Application is a draft on its way.
type Application struct {
	by        *Person
	ID        string
	Version   int64
	Values    map[string]any
	Materials []Material
	Missing   []string
	Ready     bool
	CaseNo    string
	Fields    []struct{ Name, Code, Message string }
}

// Material is a paper of an application.
type Material struct{ Code, Source, Reference, Name string }

// Applies begins an application with the answers that lead to a licence.
func (p *Person) Applies(item string) *Application {
	p.w.Helper()
	a := &Application{by: p}
	p.Post("/applications", Fields{"itemCode": item, "answers": Qualified(), "consent": true}).Is(http.StatusCreated).Into(a)
	return a
}

// Draft reads an application of the person's.
func (p *Person) Draft(id string) *Application {
	p.w.Helper()
	a := &Application{by: p}
	p.Get("/applications/" + id).Is(http.StatusOK).Into(a)
	return a
}

// Uploads attaches a file.
func (a *Application) Uploads(material string, f File) *Application {
	a.by.w.Helper()
	a.by.Post(a.path("/materials/"+material), f).Is(http.StatusCreated).Into(a)
	return a
}

// Submits hands the application in and returns the case.
func (a *Application) Submits() *Case {
	a.by.w.Helper()
	var receipt struct{ CaseNo string }
	a.by.Post(a.path("/submit"), nil).Is(http.StatusCreated).Into(&receipt)
	return a.by.Sees(receipt.CaseNo)
}

// Path returns where the application is.
func (a *Application) Path() string { return a.path("") }

func (a *Application) path(below string) string { return "/applications/" + a.ID + below }

// HandsIn goes the whole way from the guide to the receipt.
func (p *Person) HandsIn(item string) *Case {
	p.w.Helper()
	return p.Applies(item).Uploads("M-PHOTO", Photo()).Submits()
}

// Case is a case as its reader sees it.
type Case struct {
	CaseNo, ShortNo, QueryCode string
	Applicant                  string
	State                      string
	Stage                      string
	AcceptanceBasis            string
	AcceptedOn                 string
	LicenceNo                  string
	Version                    int64
	ReceivedAt                 time.Time
	Dates                      []Period
	Events                     []Event
	Tasks                      []Task
	Materials                  []Material
	Notices                    []struct{ Kind, Number, URL string }
	Values                     map[string]any
	Next                       []struct{ Command string }
}

// Period is one period of a case.
type Period struct {
	Period, State, DueDate string
	DueAt                  *time.Time
	Counted                int
	Reasons                []string
	Basis                  string
}

// Event is something that has happened to a case.
type Event struct {
	Seq       int64
	Event, By string
	At        time.Time
	From, To  string
}

// Task is a step somebody has to do.
type Task struct {
	ID, Stage, Role, Assignee string
	ClosedAt                  *time.Time
}

// Sees reads the person's own case.
func (p *Person) Sees(no string) *Case {
	p.w.Helper()
	c := &Case{}
	p.Get("/cases/" + no).Is(http.StatusOK).Into(c)
	return c
}

// Handles reads a case at the desk.
func (p *Person) Handles(no string) *Case {
	p.w.Helper()
	c := &Case{}
	p.Get("/desk/cases/" + no).Is(http.StatusOK).Into(c)
	return c
}

// Date returns a period of the case, the newest of that name: a correction opens a
// second acceptance window. Without one it is empty.
func (c *Case) Date(period string) Period {
	var newest Period
	for _, d := range c.Dates {
		if d.Period == period {
			newest = d
		}
	}
	return newest
}

// History returns the events in order, e.g. "submit accept".
func (c *Case) History() string {
	var all string
	for i, e := range c.Events {
		if i > 0 {
			all += " "
		}
		all += e.Event
	}
	return all
}

// Offers reports whether the reader may do this to the case now.
func (c *Case) Offers(command string) bool {
	for _, n := range c.Next {
		if n.Command == command {
			return true
		}
	}
	return false
}

// OpenTask returns the id of the step somebody has to do now.
func (c *Case) OpenTask() string {
	for _, t := range c.Tasks {
		if t.ClosedAt == nil {
			return t.ID
		}
	}
	return ""
}

// Does carries out a command of the desk.
func (p *Person) Does(command string, c *Case, with Fields) *Case {
	p.w.Helper()
	after := &Case{}
	p.Tries(command, c, with).Is(http.StatusOK).Into(after)
	return after
}

// Tries carries out a command of the desk that may be refused.
func (p *Person) Tries(command string, c *Case, with Fields) Answer {
	p.w.Helper()
	if with == nil {
		with = Fields{}
	}
	return p.Post("/desk/cases/"+c.CaseNo+"/"+command, with)
}

// Accepts accepts the case.
func (p *Person) Accepts(c *Case) *Case { p.w.Helper(); return p.Does("accept", c, nil) }

// Claims takes the open step on.
func (p *Person) Claims(c *Case) *Case {
	p.w.Helper()
	after := &Case{}
	p.Post("/desk/tasks/"+p.Handles(c.CaseNo).OpenTask()+"/claim", nil).Is(http.StatusOK).Into(after)
	return after
}

// Passes ends the open step in the applicant's favour.
func (p *Person) Passes(c *Case) *Case {
	p.w.Helper()
	after := &Case{}
	with := Fields{"outcome": "pass", "opinion": "材料真实，符合条件"}
	p.Post("/desk/tasks/"+p.Handles(c.CaseNo).OpenTask()+"/complete", with).Is(http.StatusOK).Into(after)
	return after
}

// Grants decides in the applicant's favour.
func (p *Person) Grants(c *Case) *Case {
	p.w.Helper()
	return p.Does("decide", c, Fields{"outcome": "grant", "opinion": "同意"})
}

// Delivers hands the result over.
func (p *Person) Delivers(c *Case) *Case {
	p.w.Helper()
	return p.Does("deliver", c, Fields{"method": "electronic"})
}

// Licence is one in the wallet.
type Licence struct {
	ID, Code, Type, Number, Status, CaseNo string
	Holder, ValidFrom, ValidTo             string
}

// Licences returns the person's wallet.
func (p *Person) Licences() []Licence {
	p.w.Helper()
	var page struct{ Items []Licence }
	p.Get("/licences?limit=100").Is(http.StatusOK).Into(&page)
	return page.Items
}

// EndsConsents ends whatever one has let a licence be used for.
func (p *Person) EndsConsents(l Licence) {
	p.w.Helper()
	var page struct {
		Consents []struct {
			ID     string
			Stands bool
		}
	}
	p.Get("/licences/" + l.ID + "/uses").Is(http.StatusOK).Into(&page)
	for _, c := range page.Consents {
		if c.Stands {
			p.Send(Request{Method: "DELETE", Path: "/licences/" + l.ID + "/consents/" + c.ID}).Is(http.StatusNoContent)
		}
	}
}

// LicenceOf returns the licence a case resulted in.
func (p *Person) LicenceOf(c *Case) Licence {
	p.w.Helper()
	for _, l := range p.Licences() {
		if l.CaseNo == c.CaseNo {
			return l
		}
	}
	p.w.Fatalf("%s has no licence of case %s", p.Persona, c.CaseNo)
	return Licence{}
}

// OtherPhoto is another portrait.
func OtherPhoto() File { return File{"photo2.jpg", documenttest.Photo(2)} }

// Wants checks that the application cannot be submitted because of a field.
func (a *Application) Wants(field, code string) {
	a.by.w.Helper()
	p := a.by.Post(a.path("/submit"), nil).Refused(http.StatusUnprocessableEntity, "fault.fields")
	if _, ok := p.Names(field, code); !ok {
		a.by.w.Errorf("refused for %v, want %s: %s", p.Fields, field, code)
	}
}

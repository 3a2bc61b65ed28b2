package workflow

// Task is a human task with the properties of ours: the element task of the namespace
// urn:tongban:bpmn:1 in the extensionElements of a userTask or manualTask.
type Task struct {
	Node string // its id in the drawing
	Name string

	Stage      string   // the short code that records and statistics use; Node if the drawing gives none
	Role       string   // of the staff who may take it
	Department string   // code; "" is the case's department
	Candidates string   // CEL: a list of accounts or departments, in place of Department
	Fields     []string // of the form, which the handler may edit

	Limit float64 // how long it should take; 0: nobody says
	Unit  string  // of the limit: Workday or Minute (of working time)

	Clock     string // Run or Special
	Procedure string // of a special one: what kernel/deadline calls it
	Statute   string // or the law that stops the clock

	Countersign int      // how many different people sign
	Outcomes    []string // what may come of it, from the best to the worst
	Notice      string   // kind of the notice it produces
	Decides     bool     // whether the decision of the case is taken here
	Visit       bool     // whether it is the joint visit to the site, done by its signed record
}

// Units of a limit, and what a task does to the clock.
const (
	Workday = "workday"
	Minute  = "minute"

	Run     = "run"
	Special = "special"
)

// Pass is the only outcome of a task whose drawing names none.
const Pass = "pass"

// complete returns t with what the drawing left out.
func (t Task) complete() Task {
	if t.Stage == "" {
		t.Stage = t.Node
	}
	if t.Unit == "" {
		t.Unit = Workday
	}
	if t.Clock == "" {
		t.Clock = Run
	}
	if t.Countersign < 1 {
		t.Countersign = 1
	}
	if len(t.Outcomes) == 0 {
		t.Outcomes = []string{Pass}
	}
	return t
}

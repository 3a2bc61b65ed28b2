package procedure

import (
	"slices"
	"strings"
	"testing"

	"tongban/capability/form"
	"tongban/capability/workflow"
	"tongban/capability/workflow/bpmn"
	"tongban/capability/workflow/workflowtest"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

// asked is the form of the item.
const asked = `{"fields":[
	{"key":"area","label":"面积","type":"decimal","required":true},
	{"key":"seats","label":"座位","type":"integer"}]}`

// step draws one review with properties, and the decision.
func step(properties string) string {
	return "user review role=reviewer limit=2 " + properties + "\n" + decided("")
}

// decided draws the decision behind a review, with properties.
func decided(properties string) string {
	return "user decide role=approver limit=1 decides=true " + properties + "\nend done\nstart > review > decide > done"
}

// uncarried are drawings that the engine executes and no office would carry out as drawn, with
// the element and the fault.
var uncarried = []struct{ element, key, drawing string }{
	{"pay", "service", "service pay registry\nend done\nstart > pay > done"},
	{"rule", "service", "rule rule prices\nend done\nstart > rule > done"},
	{"tell", "unheard", "send tell\nend done\nstart > tell > done"},
	{"tell", "unheard", "throw tell message=late\nend done\nstart > tell > done"},
	{"done", "unheard", "end done signal=over\nstart > done"},
	{"up", "unheard", "throw up escalation=late\nend done\nstart > up > done"},
	{"wait", "unsent", "receive wait\nend done\nstart > wait > done"},
	{"wait", "unsent", "catch wait message=paid\nend done\nstart > wait > done"},
	{"stop", "unsent", "user review role=reviewer limit=1\nat review stop signal=off\nend done\nstart > review > done\nstop > done"},
	{"wait", "repeats", "catch wait timer=R3/P1D\nend done\nstart > wait > done"},
	{"late", "repeats", "user review role=reviewer limit=1\nat review late timer=R3/P1D\nend done\nstart > review > done\nlate > done"},
	{"review", "role-none", "user review department=SAMR limit=2\n" + decided("")},
	{"review", "role-none", "user review candidates=[\"li\"] limit=2\n" + decided("")},
	{"review", "role-works", "user review role=approver limit=2\n" + decided("")},
	{"review", "role-works", "user review role=head limit=2\n" + decided("")},
	{"review", "role-works", "user review role=window limit=2\n" + decided("")},
	{"review", "hearing", step("clock=special procedure=hearing")},
	{"review", "procedure", step("clock=special procedure=dinner")},
	{"review", "notice", step("notice=grant")},
	{"review", "stage", step("stage=ACCEPT")},
	{"review", "stage", step("stage=DECIDE")},
	{"review", "outcome", step("outcomes=pass,deny")},
	{"review", "field", step("fields=area,height")},
	{"decide", "role-decides", "user review role=reviewer limit=2\nuser decide role=reviewer limit=1 decides=true\nend done\nstart > review > decide > done"},
	{"decide", "decides-department", "user review role=reviewer limit=2\n" + decided("department=FIRE")},
	{"decide", "decides-candidates", "user review role=reviewer limit=2\n" + decided("candidates=[\"li\"]")},
	{"decide", "decides-countersign", "user review role=reviewer limit=2\n" + decided("countersign=2")},
	{"decide", "decides-outcomes", "user review role=reviewer limit=2\n" + decided("outcomes=yes,no")},
	{"decide", "decides-special", "user review role=reviewer limit=2\n" + decided("clock=special procedure=testing")},
	{"decide", "decides-notice", "user review role=reviewer limit=2\n" + decided("notice=site-visit")},
	{"decide", "decides-fields", "user review role=reviewer limit=2\n" + decided("fields=area")},
	{"print", "afterwards", "user decide role=approver limit=1 decides=true\nuser print role=reviewer limit=1\nend done\nstart > decide > print > done"},
	{"print", "afterwards", `
		sub deciding {
			user decide role=approver limit=1 decides=true
			xor way
			end in
			start > decide > way > in
		}
		user print role=reviewer limit=1
		end done
		start > deciding > print > done`},
	{"Flow_2", "form", "user review role=reviewer limit=1\nxor way\nend done\nstart > way\nway > review if form.width > 5.0\nway > done else\nreview > done"},
}

func TestWhatNobodyWouldCarryOutIsAFaultWithItsPlace(t *testing.T) {
	texts, err := message.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range uncarried {
		faults := carried(t, u.drawing)
		i := slices.IndexFunc(faults, func(f workflow.Fault) bool { return f.Key == "procedure.carry."+u.key && f.Element == u.element })
		if i < 0 || faults[i].Line == 0 || faults[i].Severity != bpmn.Error {
			t.Errorf("%s at %s is not found: %+v\n%s", u.key, u.element, faults, u.drawing)
			continue
		}
		for _, lang := range []message.Lang{message.Chinese, message.English} {
			if text := texts.Text(lang, faults[i].Key, faults[i].Args...); strings.Contains(text, "{") || text == faults[i].Key {
				t.Errorf("%s reads %q", u.key, text)
			}
		}
	}
}

// carried returns what the rules find in a drawing.
func carried(t *testing.T, drawing string) []workflow.Fault {
	t.Helper()
	doc := workflowtest.Draw(t, "p", drawing)
	definition, faults := workflow.Compile(doc)
	if definition == nil {
		t.Fatalf("%+v\n%s", faults, drawing)
	}
	def, err := form.Parse([]byte(asked))
	if err != nil {
		t.Fatal(err)
	}
	return carrier{doc: doc, definition: definition, department: "SAMR", form: def}.uncarried()
}

// Everything that is carried out: messages between branches, reminders, escalations, lists of
// departments, candidates, special procedures, a sub-process around the decision.
func TestWhatIsCarriedOutIsNoFault(t *testing.T) {
	if faults := carried(t, `
		and fork
		and join
		user food role=reviewer limit=3 outcomes=pass,refuse fields=area countersign=2
		throw ready message=papers
		catch papers message=papers
		user fire role=inspector department=FIRE limit=0.5 notice=site-visit
		at fire remind timer=R3/P1WD stays
		user chase role=reviewer limit=60 unit=minute
		user test role=reviewer limit=10 clock=special procedure=testing
		user other role=reviewer limit=10 clock=special procedure=publicity statute=某法第九条
		user each role=reviewer limit=1 candidates=[element]
		many each over=["FIRE","HOUSING"]
		sub deciding {
			script risk result=risk = form.area > 100.0 ? 1 : 0
			user decide role=registrar limit=1 decides=true department=SAMR stage=DECIDE
			end in
			throw late escalation=late
			start > risk > late > decide > in
		}
		at deciding told escalation=late stays
		user boss role=reviewer limit=1
		end done
		end chased
		end seen
		start > fork > food > ready > join
		fork > papers > fire > test > other > each > join
		remind > chase > chased
		join > deciding > done
		told > boss > seen`); len(faults) > 0 {
		t.Errorf("%+v", faults)
	}
}

func TestAnAnswerThatNeedNotBeGivenIsAWarningUnlessItIsLookedFor(t *testing.T) {
	const drawing = "user review role=reviewer limit=1\nxor way\nend done\nstart > way\nway > review if CONDITION\nway > done else\nreview > done"
	for condition, want := range map[string]string{
		"form.seats > 40":                      "procedure.carry.form-perhaps",
		`form["seats"] > 40`:                   "procedure.carry.form-perhaps",
		"has(form.seats) && form.seats > 40":   "",
		`"seats" in form && form.seats > 40`:   "",
		`has(form.nothing) && form.area > 4.0`: "procedure.carry.form",
	} {
		faults := carried(t, strings.ReplaceAll(drawing, "CONDITION", condition))
		if got := append(faults, workflow.Fault{})[0].Key; got != want || len(faults) > 1 {
			t.Errorf("%s: %+v", condition, faults)
		}
	}
}

func TestADrawingThatNobodyWouldCarryOutIsKeptAndNotPublished(t *testing.T) {
	each(t, func(w *world) {
		doc := workflowtest.Draw(w, "Procedure", "user review role=approver limit=1\nend done\nstart > review > done")
		v, err := w.Begin(w.as(editor), item, File, string(doc.Write()))
		if err != nil || v.Faults != 1 {
			t.Fatalf("%d faults, %v", v.Faults, err)
		}
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, ""); fault.KindOf(err) != fault.Conflict {
			t.Errorf("it is published: %v", err)
		}
	})
}

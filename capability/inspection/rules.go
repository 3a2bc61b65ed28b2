package inspection

import (
	"slices"
	"strings"
	"time"

	"tongban/capability/access"
	"tongban/capability/casework"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/fault"
)

// Limits of what is written and kept.
const (
	maxText        = 2000
	maxNote        = 200
	maxPhotos      = 20 // of each department
	maxDepartments = 10
	maxInspectors  = 30
)

// Order asks for a visit.
type Order struct {
	Reason      string
	Prepare     string // optional
	PlannedOn   string
	PlannedAt   string   // HH:MM, optional
	Departments []string // codes; empty is the case's own
	Inspectors  []string // accounts
}

// plain returns o as it is kept.
func (o Order) plain(own string) Order {
	o.Reason, o.Prepare = strings.TrimSpace(o.Reason), strings.TrimSpace(o.Prepare)
	o.PlannedOn, o.PlannedAt = strings.TrimSpace(o.PlannedOn), strings.TrimSpace(o.PlannedAt)
	once := func(list []string) (kept []string) {
		for _, one := range list {
			if one != "" && !slices.Contains(kept, one) {
				kept = append(kept, one)
			}
		}
		return kept
	}
	o.Departments, o.Inspectors = once(o.Departments), once(o.Inspectors)
	if len(o.Departments) == 0 {
		o.Departments = []string{own}
	}
	slices.SortFunc(o.Departments, func(a, b string) int { // the case's own leads
		if a == own || b == own {
			return map[bool]int{true: -1, false: 1}[a == own]
		}
		return strings.Compare(a, b)
	})
	return o
}

// check finds what is missing from o, whose departments have these rosters.
//
// Basis: 行政许可法, art. 34(3): no fewer than two people.
func (o Order) check(rosters []roster) (faults []fault.Field) {
	add := func(bad bool, name, key string, args ...any) {
		if bad {
			faults = append(faults, fault.Field{Name: name, Key: key, Args: args})
		}
	}
	add(o.Reason == "", "reason", "inspection.reason-missing")
	add(tooLong(o.Reason, maxText), "reason", "casework.input.too-long", maxText)
	_, err := calendar.ParseDate(o.PlannedOn)
	add(err != nil, "planned", "inspection.planned-missing")
	_, err = time.Parse("15:04", o.PlannedAt)
	add(err != nil && o.PlannedAt != "", "hour", "inspection.hour-wrong")
	add(tooLong(o.Prepare, maxText), "prepare", "casework.input.too-long", maxText)
	add(len(o.Departments) > maxDepartments, "departments", "inspection.departments-many", maxDepartments)
	add(len(o.Inspectors) > maxInspectors, inspectorsOf(o.Departments[0]), "inspection.inspectors-many", maxInspectors)
	known := 0
	for _, r := range rosters {
		going := r.going(o.Inspectors)
		known += len(going)
		add(len(going) == 0 && len(rosters) > 1, inspectorsOf(r.department), "inspection.inspector-missing")
	}
	add(known < len(o.Inspectors), inspectorsOf(o.Departments[0]), "inspection.not-on-roster")
	if len(faults) == 0 {
		add(len(o.Inspectors) < 2, inspectorsOf(o.Departments[0]), "inspection.two-go")
	}
	return faults
}

// inspectorsOf is the field in which a department's inspectors are chosen.
func inspectorsOf(department string) string { return "inspectors." + department }

// roster is who of a department can be sent: names by account.
type roster struct {
	department, name string
	people           map[string]string
}

// going are those of r among accounts, in their order.
func (r roster) going(accounts []string) (list []Inspector) {
	for _, account := range accounts {
		if name, known := r.people[account]; known {
			list = append(list, Inspector{Staff: account, Name: name, Department: r.department})
		}
	}
	return list
}

func tooLong(text string, most int) bool { return len([]rune(text)) > most }

// check finds what is missing from a record written on today, of a part of v.
func (r Record) check(v *Visit, p *Part, today calendar.Date) (faults []fault.Field) {
	text := func(name, text, missing string) {
		switch {
		case text == "":
			faults = append(faults, fault.Field{Name: name, Key: missing})
		case tooLong(text, maxText):
			faults = append(faults, fault.Field{Name: name, Key: "casework.input.too-long", Args: []any{maxText}})
		}
	}
	text("findings", r.Findings, "inspection.findings-missing")
	switch day, err := calendar.ParseDate(r.VisitedOn); {
	case v.leads(p.Department):
		if err != nil || today < day {
			faults = append(faults, fault.Field{Name: "visited", Key: "inspection.visited-missing"})
		}
		text("present", r.Present, "inspection.present-missing")
	case r.VisitedOn != "" || r.Present != "":
		faults = append(faults, fault.Field{Name: "visited", Key: "inspection.lead-writes"})
	}
	if len(r.Answers) != len(p.Lines) {
		return append(faults, fault.Field{Name: "answers", Key: "inspection.answers-differ"})
	}
	for i, a := range r.Answers {
		if a.Answer != "" && !slices.Contains(answers, a.Answer) {
			faults = append(faults, fault.Field{Name: answerOf(i), Key: "inspection.answer-unknown"})
		}
		if tooLong(a.Note, maxNote) {
			faults = append(faults, fault.Field{Name: noteOf(i), Key: "casework.input.too-long", Args: []any{maxNote}})
		}
	}
	return faults
}

// underReview are the statuses in which a visit can be ordered.
var underReview = []casework.Status{casework.Accepted, casework.Reviewing, casework.Special, casework.Suspended, casework.Deciding}

// mayOrder says why a may not order a visit in the case of f: whoever reviews or decides it
// may, and whoever works on the step that is the visit.
func mayOrder(a actor.Actor, f *casework.File) error {
	whole := f.Object()
	whole.By = "" // who accepted the case may send somebody to look
	objects := []access.Object{whole}
	if task := f.VisitTask(); task != nil {
		of := whole
		of.Department, of.Stages = task.Department, []actor.Role{actor.Role(task.Role)}
		objects = append(objects, of)
	}
	if !slices.ContainsFunc(objects, func(o access.Object) bool {
		return access.May(a, access.CaseReview, o) == nil || access.May(a, access.CaseDecide, o) == nil
	}) {
		return access.May(a, access.CaseReview, objects[0])
	}
	if granted := f.Result() != nil; f.Committed && granted {
		return nil // what was promised is looked at after the grant, and only then
	}
	if f.Committed || !slices.Contains(underReview, f.Case.Status) {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return nil
}

// mayLook says why a may not look at photographs and signatures of v: whoever may see the
// papers of the case may, and whoever goes, while there is something to do.
func mayLook(a actor.Actor, f *casework.File, v *Visit) error {
	err := casework.MayReveal(a, f)
	if err != nil && v.IsOpen() && v.inspector(a.ID) != nil {
		return nil
	}
	return err
}

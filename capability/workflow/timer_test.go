package workflow_test

import (
	"testing"
	"time"

	"tongban/capability/workflow"
	"tongban/capability/workflow/workflowtest"
)

func TestTimersAreDueAtADateAfterADurationOrAfterWorkingDays(t *testing.T) {
	at := workflowtest.Monday
	china := at.Location()
	for text, want := range map[string]workflow.TimerSet{
		"2026-03-10T14:30:00+08:00": {Due: time.Date(2026, 3, 10, 14, 30, 0, 0, china)},
		"2026-03-10":                {Due: time.Date(2026, 3, 10, 0, 0, 0, 0, china)},
		"P3D":                       {Due: at.AddDate(0, 0, 3)},
		"P2W":                       {Due: at.AddDate(0, 0, 14)},
		"P1Y2M10DT2H30M":            {Due: at.AddDate(1, 2, 10).Add(150 * time.Minute)},
		"PT90S":                     {Due: at.Add(90 * time.Second)},
		"P5WD":                      {Workdays: 5},
		"=form.day":                 {Due: time.Date(2026, 4, 1, 9, 0, 0, 0, china)},
		`="P3WD"`:                   {Workdays: 3},
		`=timestamp(form.day)`:      {Due: time.Date(2026, 4, 1, 9, 0, 0, 0, china)},
	} {
		p := begin(t, "catch c timer="+text+"\nmanual m\nend done\nstart > c > m > done", values{"day": "2026-04-01T09:00:00+08:00"})
		for _, set := range p.Timers {
			if !set.Due.Equal(want.Due) || set.Workdays != want.Workdays {
				t.Errorf("%s is due %s or after %d working days", text, set.Due, set.Workdays)
			}
		}
		p.Fire("c")
		p.Sees("m")
	}
}

// Basis: 民法典, art. 202.
func TestMonthsEndOnTheSameDayOrOnTheLastOfTheMonth(t *testing.T) {
	for text, want := range map[string]string{"P1M": "2027-02-28", "P2M": "2027-03-31", "P13M": "2028-02-29", "P1M1D": "2027-03-01", "P1Y": "2028-01-31"} {
		d := workflowtest.Compile(t, "p", "catch c timer="+text+"\nend done\nstart > c > done")
		now := time.Date(2027, 1, 31, 9, 0, 0, 0, workflowtest.Monday.Location())
		_, effects, err := d.Start(workflow.Input{Now: now})
		if err != nil || len(effects) != 1 {
			t.Fatal(effects, err)
		}
		if set := effects[0].(workflow.TimerSet); set.Due.Format("2006-01-02 15:04") != want+" 09:00" {
			t.Errorf("%s after 31 January is due %s, want %s", text, set.Due, want)
		}
	}
}

func TestATimerThatCannotBeComputedIsAnIncidentBeforeTheWorkBegins(t *testing.T) {
	for _, drawn := range []string{
		"catch c timer==form.day\nend done\nuser a\nstart > c > a > done",
		"user c\nat c late timer==form.day\nend done\nuser a\nstart > c > a > done\nlate > a",
		"first c\ncatch d timer==form.day\ncatch e message=m\nend done\nuser a\nstart > c > d > a > done\nc > e > a",
	} {
		p := begin(t, drawn, values{"day": "soon"})
		incident := p.StuckAt("c", "workflow.incident.timer")
		p.Sees("")
		p.Input.Values = values{"day": "2026-04-01"}
		p.Do(workflow.Retried{Incident: incident.ID})
		if len(p.Timers) != 1 || len(p.Stuck) != 0 {
			t.Errorf("timers are %v, stuck %v", p.Timers, p.Stuck)
		}
	}
}

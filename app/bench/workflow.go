package bench

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"tongban/capability/workflow"
	"tongban/kernel/clock"
)

//go:embed joint.bpmn
var jointReview []byte

// jointSteps is how many steps take a case through the joint review: its start and five
// completed tasks.
const jointSteps = 6

// stepsOf is a way to take one case through the joint review.
type stepsOf func() error

// processes measures the steps of processes, alone and as those of cases.
func processes(ctx context.Context, o Options) ([]Result, error) {
	alone, err := engineSteps(ctx, o)
	if err != nil {
		return nil, err
	}
	cases, err := branchSteps(ctx, o)
	return append(alone, cases...), err
}

// engineSteps measures the steps of processes alone: no database, no case. The baseline
// is the same process as a programmer would write it for this one case and no other.
// Either is measured with its state in memory, and read from JSON and written to JSON
// for every step, as cases keep it.
func engineSteps(ctx context.Context, o Options) ([]Result, error) {
	d, faults := workflow.Parse(jointReview)
	if d == nil {
		return nil, fmt.Errorf("compile the joint review: %v", faults)
	}
	var results []Result
	for _, how := range []struct {
		name        string
		ours, plain stepsOf
	}{
		{"workflow", func() error { return drawn(d, true) }, func() error { return byHand(true) }},
		{"workflow memory", func() error { return drawn(d, false) }, func() error { return byHand(false) }},
	} {
		var ours, plain []float64
		for range o.Size.Rounds {
			a, err := stepRate(ctx, o.Size.Cases, how.ours)
			if err != nil {
				return nil, err
			}
			b, err := stepRate(ctx, o.Size.Cases, how.plain)
			if err != nil {
				return nil, err
			}
			ours, plain = append(ours, a), append(plain, b)
		}
		r, limit := median(ours), median(plain)
		results = append(results, Result{
			Name: how.name, Ours: rounded(r), Limit: rounded(limit), Ratio: rounded(r / limit), Unit: "steps/s",
			Notes: fmt.Sprintf("one processor, a joint review of three departments with one condition, %d steps a case, medians of %d rounds; limit: the same process written by hand in Go", jointSteps, o.Size.Rounds),
		})
	}
	return results, nil
}

// stepRate returns how many steps a second n cases took.
func stepRate(ctx context.Context, n int, one stepsOf) (float64, error) {
	watch := clock.Start()
	for range n {
		if err := one(); err != nil {
			return 0, err
		}
	}
	return perSecond(jointSteps*n, watch.Elapsed()), ctx.Err()
}

// drawn takes a case through the process as it is drawn.
func drawn(d *workflow.Definition, stored bool) error {
	in := workflow.Input{Now: clock.Real.Now()}
	s, _, err := d.Start(in)
	for range jointSteps - 1 {
		if err != nil {
			return err
		}
		if stored {
			if s, err = d.Decode(s.Encode()); err != nil {
				return err
			}
		}
		s, _, err = d.Step(s, workflow.Completed{Activity: d.Open(s)[0].ID, By: "190000000000000001", Outcome: workflow.Pass}, in)
	}
	if err == nil && (s.Ended == nil || s.Ended.Node != "Granted") {
		err = fmt.Errorf("the case has not been granted: %s", s.Encode())
	}
	return err
}

// joint is the state of the same process as a programmer would keep it.
type joint struct {
	At       string            `json:"at"`
	Last     int               `json:"last"`
	Open     map[string]int    `json:"open"`
	Outcomes map[string]string `json:"outcomes"`
	By       map[string]string `json:"by"`
}

// opened is an effect of the hand-written process.
type opened struct {
	task string
	id   int
}

func (j *joint) open(tasks ...string) (effects []opened) {
	for _, task := range tasks {
		j.Last++
		j.Open[task] = j.Last
		effects = append(effects, opened{task, j.Last})
	}
	return effects
}

// complete answers a completed task.
func (j *joint) complete(id int, by, outcome string) ([]opened, error) {
	for task, open := range j.Open {
		if open != id {
			continue
		}
		delete(j.Open, task)
		j.Outcomes[task], j.By[task] = outcome, by
		switch {
		case task == "RECEIVE":
			return j.open("FIRE", "WATER", "HEALTH"), nil
		case task == "DECIDE":
			j.At = "Granted"
		case len(j.Open) > 0:
		case j.Outcomes["FIRE"] == workflow.Pass && j.Outcomes["WATER"] == workflow.Pass && j.Outcomes["HEALTH"] == workflow.Pass:
			return j.open("DECIDE"), nil
		default:
			j.At = "Refused"
		}
		return nil, nil
	}
	return nil, fmt.Errorf("%d is not open", id)
}

// byHand takes a case through the hand-written process.
func byHand(stored bool) error {
	j := &joint{Open: map[string]int{}, Outcomes: map[string]string{}, By: map[string]string{}}
	j.open("RECEIVE")
	for range jointSteps - 1 {
		if stored {
			text, err := json.Marshal(j)
			if err != nil {
				return err
			}
			j = &joint{}
			if err := json.Unmarshal(text, j); err != nil {
				return err
			}
		}
		first := j.Last
		for _, id := range j.Open {
			first = min(first, id)
		}
		if _, err := j.complete(first, "190000000000000001", workflow.Pass); err != nil {
			return err
		}
	}
	if j.At != "Granted" {
		return fmt.Errorf("the case has not been granted: %+v", j)
	}
	return nil
}

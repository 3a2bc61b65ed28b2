package casework

import (
	"maps"
	"slices"
	"time"

	"tongban/capability/workflow"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
)

// checkOutcome finds what is wrong with how t is ended: an outcome that the drawing does not
// know, values that it does not let its handler change.
func (f *File) checkOutcome(t *Task, in Input) (faults []fault.Field) {
	if in.Outcome != "" && !slices.Contains(f.Outcomes(t), in.Outcome) {
		faults = append(faults, fault.Field{Name: string(InputOutcome), Key: "casework.input.outcome-unknown"})
	}
	drawn, _ := f.Drawn(t)
	for _, name := range slices.Sorted(maps.Keys(in.Values)) {
		if !slices.Contains(drawn.Fields, name) {
			faults = append(faults, fault.Field{Name: name, Key: "casework.input.value-foreign"})
		}
	}
	if drawn.Clock == workflow.Special && !in.gives(InputResult) {
		faults = append(faults, fault.Field{Name: string(InputResult), Key: "casework.input.result-missing"})
	}
	return faults
}

// takes is what c takes where it ends t: an outcome, where the drawing knows several, and of
// a special procedure its result.
func (c Command) takes(f *File, t *Task) Command {
	drawn, ok := f.Drawn(t)
	if !ok || c.Event != PassStage && c.Event != ProposeDecision {
		return c
	}
	if drawn.Clock == workflow.Special {
		c.Required = append(slices.Clone(c.Required), InputResult)
	}
	if len(drawn.Outcomes) > 1 {
		c.Optional = append(slices.Clone(c.Optional), InputOutcome)
	}
	return c
}

// stuckTokens are where the process of f cannot go on.
func (f *File) stuckTokens(now time.Time) []int {
	s, err := f.standing(now)
	if err != nil {
		return nil
	}
	var stuck []int
	for _, t := range s.Tokens {
		if t.Stuck != "" {
			stuck = append(stuck, t.ID)
		}
	}
	return stuck
}

// mayRetry allows it where something is stuck.
func mayRetry(f *File, _ actor.Actor, _ *Task, now time.Time) error {
	if len(f.stuckTokens(now)) == 0 {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return nil
}

// mayLeaveProcess allows it once the process could not go on: who decides without what was
// drawn says why.
func mayLeaveProcess(f *File, _ actor.Actor, _ *Task, _ time.Time) error {
	if !f.wasStuck() {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	return mayGoOn(f)
}

// wasStuck reports whether the process of f could not go on at some time.
func (f *File) wasStuck() bool {
	return slices.ContainsFunc(f.Records, func(r Record) bool { return r.Detail.Incident == incidentProcess })
}

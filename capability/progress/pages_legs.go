package progress

import (
	"context"
	"strings"

	"tongban/capability/casework"
	"tongban/capability/workflow"
	"tongban/kernel/message"
	"tongban/ui"
)

// steps shows the legs of a case.
func (s *Service) steps(ctx context.Context, legs []Leg) []ui.Step {
	var steps []ui.Step
	for _, l := range legs {
		step := ui.Step{Title: l.Name, Note: s.note(ctx, l), State: l.mark(), Beside: s.steps(ctx, l.Beside)}
		steps = append(steps, step)
	}
	return steps
}

// mark is how the step of a leg is marked.
func (l Leg) mark() ui.StepState {
	switch {
	case l.State == Ended, l.State == Done && l.Outcome == refuse:
		return ui.StepStopped
	case l.State == Done:
		return ui.StepDone
	case l.State == Now, l.State == Again:
		return ui.StepNow
	}
	return ui.StepTodo
}

// refuse is what an office says that does not agree.
const refuse = "refuse"

// note says of a leg which office has it, how far it is, and when.
func (s *Service) note(ctx context.Context, l Leg) string {
	says := l.says(ctx)
	if l.Office == "" {
		return says
	}
	office := s.Offices(ctx, l.Office)
	if says == "" {
		return office
	}
	return t(ctx, "leg.office", office, says)
}

// says is how far a leg is, and when.
func (l Leg) says(ctx context.Context) string {
	on, by := message.Date(ctx, l.On), message.Date(ctx, l.By)
	how := string(l.State)
	switch {
	case l.State == Done && l.Office == "" && l.Outcome != "granted" && l.Outcome != "denied", l.State == Ended && l.Office == "":
		if l.On.IsZero() {
			return ""
		}
		return on
	case l.State == Done:
		return t(ctx, "leg."+how, on, outcome(ctx, l.Outcome))
	case l.State == Ended:
		return t(ctx, "leg."+how)
	case l.By.IsZero() && (l.State == Ahead || l.Beside != nil):
		return ""
	case l.By.IsZero():
		return t(ctx, "leg."+how, on)
	case l.Late:
		return t(ctx, "leg."+how+"-late", on, by)
	}
	return t(ctx, "leg."+how+"-by", on, by)
}

// outcome is what came of a leg.
func outcome(ctx context.Context, outcome string) string {
	switch outcome {
	case "", workflow.Pass:
		return t(ctx, "leg.outcome.pass")
	case refuse, "granted", "denied":
		return t(ctx, "leg.outcome."+outcome)
	}
	return casework.OutcomeName(ctx, outcome)
}

// offices are those that have something in hand now, named.
func (s *Service) offices(ctx context.Context, legs []Leg) string {
	var names []string
	seen := map[string]bool{}
	for _, group := range legs {
		for _, l := range group.Beside {
			if (l.State == Now || l.State == Again) && !seen[l.Office] {
				seen[l.Office] = true
				names = append(names, s.Offices(ctx, l.Office))
			}
		}
	}
	return strings.Join(names, t(ctx, "leg.and"))
}

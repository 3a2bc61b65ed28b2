package lint

import (
	"fmt"
	"slices"
	"strings"

	"tongban/capability/catalogue"
	"tongban/kernel/deadline"
)

// offerRules hold what an item offers beyond the ordinary way against what that way
// is for: deferral (容缺), commitment (告知承诺), decisions by machine, desks of several
// levels, texts in English.
var offerRules = []rule{
	{"defer-days", catalogue.Error, func(i item) []spot {
		return i.deferrable(func(m catalogue.Material) bool { return m.DeferWorkdays > mostDeferral }, ".deferWorkdays")
	}},
	{"defer-unsaid", catalogue.Warning, func(i item) []spot {
		return i.deferrable(func(m catalogue.Material) bool { return m.DeferWorkdays <= 0 }, ".deferWorkdays")
	}},
	{"defer-promise", catalogue.Warning, func(i item) []spot {
		return i.deferrable(func(m catalogue.Material) bool {
			days := float64(m.DeferWorkdays)
			return days <= mostDeferral && i.PromisedLimit.Unit == string(deadline.Workday) && days > i.longestPromise()
		}, ".deferWorkdays")
	}},
	{"defer-main", catalogue.Warning, func(i item) []spot {
		return i.deferrable(func(m catalogue.Material) bool { return principal.MatchString(m.Name) }, ".deferrable")
	}},
	{"defer-all", catalogue.Error, func(i item) []spot {
		kept := slices.ContainsFunc(i.Materials, func(m catalogue.Material) bool { return m.Necessity == catalogue.Required && !m.Deferrable })
		some := slices.ContainsFunc(i.Materials, func(m catalogue.Material) bool { return m.Deferrable })
		return when(some && !kept, "materials")
	}},

	// Basis: 国办发〔2020〕42号: told what is promised, and when it is verified.
	{"commitment-verify", catalogue.Error, func(i item) []spot {
		if !i.commits() {
			return nil
		}
		_, known := catalogue.ParseWithin(i.Commitment.VerifyWithin)
		return when(!known, "commitment.verifyWithin")
	}},
	{"commitment-clauses", catalogue.Warning, func(i item) []spot {
		return when(i.commits() && len(i.Commitment.Clauses) == 0, "commitment.clauses")
	}},
	{"commitment-scope", catalogue.Warning, func(i item) []spot { return when(i.commits() && i.Commitment.Scope == "", "commitment.scope") }},

	{"auto-inspection", catalogue.Error, func(i item) []spot {
		return when(i.AutoDecision.Mode == "auto" && i.alwaysInspected(), "autoDecision.mode")
	}},
	{"auto-rules", catalogue.Error, func(i item) []spot {
		return when(i.AutoDecision.Mode == "auto" && len(i.AutoDecision.Rules) == 0, "autoDecision.rules")
	}},

	{"level-unknown", catalogue.Error, func(i item) []spot {
		return among("levels", i.Levels, func(place string, l catalogue.LevelPower) []spot {
			known := l.Level >= 1 && l.Level <= 6 && len(l.Steps) > 0
			for _, step := range l.Steps {
				known = known && slices.Contains([]string{catalogue.Accept, catalogue.Examine, catalogue.Decide, catalogue.Deliver}, step)
			}
			return when(!known, place)
		})
	}},
	{"level-decides", catalogue.Warning, func(i item) []spot {
		decides := slices.ContainsFunc(i.Levels, func(l catalogue.LevelPower) bool {
			return slices.Contains(l.Steps, catalogue.Decide) && (l.Level == i.ExerciseLevel || i.ExerciseLevel == sharedLevel)
		})
		return when(len(i.Levels) > 0 && !decides, "levels")
	}},
	{"level-accepts", catalogue.Error, func(i item) []spot {
		accepts := slices.ContainsFunc(i.Levels, func(l catalogue.LevelPower) bool { return slices.Contains(l.Steps, catalogue.Accept) })
		return when(len(i.Levels) > 0 && !accepts, "levels")
	}},
	{"level-twice", catalogue.Error, func(i item) (spots []spot) {
		seen := map[string]bool{}
		for at, l := range i.Levels {
			key := fmt.Sprint(l.Level, l.Line)
			spots = append(spots, when(seen[key], fmt.Sprintf("levels[%d]", at))...)
			seen[key] = true
		}
		return spots
	}},

	// Basis: WCAG 2.2, 1.2.1 and 1.2.3: what a film shows is also there in words.
	{"walkthrough", catalogue.Notice, func(i item) []spot { return when(i.HasForm() && i.Walkthrough == nil, "walkthrough") }},
	{"walkthrough-topic", catalogue.Warning, func(i item) (spots []spot) {
		if i.Walkthrough == nil {
			return nil
		}
		topics := i.FormTopics()
		for _, topic := range topics {
			spots = append(spots, when(strings.TrimSpace(i.Walkthrough.Step(topic)) == "", "walkthrough.steps", topic)...)
		}
		for at, s := range i.Walkthrough.Steps {
			spots = append(spots, when(!slices.Contains(topics, s.Topic), fmt.Sprintf("walkthrough.steps[%d].topic", at), s.Topic)...)
		}
		return spots
	}},
	{"walkthrough-transcript", catalogue.Warning, func(i item) []spot {
		w := i.Walkthrough
		return when(w != nil && (w.Video != nil || w.Slides != nil) && w.Transcript == "", "walkthrough.transcript")
	}},

	{"english", catalogue.Notice, func(i item) []spot {
		missing, all := 0, i.PublicTexts()
		for _, text := range all {
			if i.English[text] == "" {
				missing++
			}
		}
		return when(missing > 0, "english", missing, len(all))
	}},
}

// mostDeferral is the longest time to hand in what was left out, in working days.
const mostDeferral = 20

// sharedLevel is the exercise level of powers that several levels have (分级管理).
const sharedLevel = 7

// deferrable returns a spot for each material that may be handed in later and of
// which broken holds.
func (i item) deferrable(broken func(catalogue.Material) bool, part string) []spot {
	return among("materials", i.Materials, func(place string, m catalogue.Material) []spot {
		return when(m.Deferrable && broken(m), place+part, m.Name, m.DeferWorkdays)
	})
}

// longestPromise returns the promise of the item's slowest track, in working days.
func (i item) longestPromise() float64 {
	longest := i.PromisedLimit.Value
	for _, t := range i.TrackLimits {
		longest = max(longest, t.PromisedWorkdays)
	}
	return longest
}

func (i item) commits() bool { return i.Commitment != nil && i.Commitment.Available }

// alwaysInspected reports whether somebody has to look at the place on every track.
func (i item) alwaysInspected() bool {
	if len(i.TrackLimits) == 0 {
		return i.inspected(nil)
	}
	return !slices.ContainsFunc(i.TrackLimits, func(t catalogue.TrackLimit) bool { return !i.inspected(t.SkipStages) })
}

func (i item) inspected(skipped []string) bool {
	return slices.ContainsFunc(i.Stages, func(s catalogue.Stage) bool {
		return s.Clock != "after" && !slices.Contains(skipped, s.Code) && (s.Actor == "inspector" || visits.MatchString(s.Name))
	})
}

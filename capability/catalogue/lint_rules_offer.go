package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tongban/kernel/deadline"
)

// offerRules hold what an item offers beyond the ordinary way against what that way
// is for: deferral (容缺), commitment (告知承诺), decisions by machine, desks of several
// levels, texts in English.
var offerRules = []rule{
	{"defer-days", Error, func(i *Item) []spot {
		return i.deferrable(func(m Material) bool { return m.DeferWorkdays > mostDeferral }, ".deferWorkdays")
	}},
	{"defer-unsaid", Warning, func(i *Item) []spot {
		return i.deferrable(func(m Material) bool { return m.DeferWorkdays <= 0 }, ".deferWorkdays")
	}},
	{"defer-promise", Warning, func(i *Item) []spot {
		return i.deferrable(func(m Material) bool {
			days := float64(m.DeferWorkdays)
			return days <= mostDeferral && i.PromisedLimit.Unit == string(deadline.Workday) && days > i.longestPromise()
		}, ".deferWorkdays")
	}},
	{"defer-main", Warning, func(i *Item) []spot {
		return i.deferrable(func(m Material) bool { return principal.MatchString(m.Name) }, ".deferrable")
	}},
	{"defer-all", Error, func(i *Item) []spot {
		kept := slices.ContainsFunc(i.Materials, func(m Material) bool { return m.Necessity == Required && !m.Deferrable })
		some := slices.ContainsFunc(i.Materials, func(m Material) bool { return m.Deferrable })
		return when(some && !kept, "materials")
	}},

	// Basis: 国办发〔2020〕42号: told what is promised, and when it is verified.
	{"commitment-verify", Error, func(i *Item) []spot {
		return when(i.commits() && i.Commitment.VerifyWithin == "", "commitment.verifyWithin")
	}},
	{"commitment-clauses", Warning, func(i *Item) []spot {
		return when(i.commits() && len(i.Commitment.Clauses) == 0, "commitment.clauses")
	}},
	{"commitment-scope", Warning, func(i *Item) []spot { return when(i.commits() && i.Commitment.Scope == "", "commitment.scope") }},

	{"auto-inspection", Error, func(i *Item) []spot {
		return when(i.AutoDecision.Mode == "auto" && i.alwaysInspected(), "autoDecision.mode")
	}},
	{"auto-rules", Error, func(i *Item) []spot {
		return when(i.AutoDecision.Mode == "auto" && len(i.AutoDecision.Rules) == 0, "autoDecision.rules")
	}},

	{"level-unknown", Error, func(i *Item) []spot {
		return among("levels", i.Levels, func(place string, l LevelPower) []spot {
			known := l.Level >= 1 && l.Level <= 6 && len(l.Steps) > 0
			for _, step := range l.Steps {
				known = known && slices.Contains([]string{Accept, Examine, Decide, Deliver}, step)
			}
			return when(!known, place)
		})
	}},
	{"level-decides", Warning, func(i *Item) []spot {
		decides := slices.ContainsFunc(i.Levels, func(l LevelPower) bool {
			return slices.Contains(l.Steps, Decide) && (l.Level == i.ExerciseLevel || i.ExerciseLevel == sharedLevel)
		})
		return when(len(i.Levels) > 0 && !decides, "levels")
	}},
	{"level-accepts", Error, func(i *Item) []spot {
		accepts := slices.ContainsFunc(i.Levels, func(l LevelPower) bool { return slices.Contains(l.Steps, Accept) })
		return when(len(i.Levels) > 0 && !accepts, "levels")
	}},
	{"level-twice", Error, func(i *Item) (spots []spot) {
		seen := map[string]bool{}
		for at, l := range i.Levels {
			key := fmt.Sprint(l.Level, l.Line)
			spots = append(spots, when(seen[key], fmt.Sprintf("levels[%d]", at))...)
			seen[key] = true
		}
		return spots
	}},

	// Basis: WCAG 2.2, 1.2.1 and 1.2.3: what a film shows is also there in words.
	{"walkthrough", Notice, func(i *Item) []spot { return when(i.hasForm() && i.Walkthrough == nil, "walkthrough") }},
	{"walkthrough-topic", Warning, func(i *Item) (spots []spot) {
		if i.Walkthrough == nil {
			return nil
		}
		topics := i.formTopics()
		for _, topic := range topics {
			spots = append(spots, when(strings.TrimSpace(i.Walkthrough.Step(topic)) == "", "walkthrough.steps", topic)...)
		}
		for at, s := range i.Walkthrough.Steps {
			spots = append(spots, when(!slices.Contains(topics, s.Topic), fmt.Sprintf("walkthrough.steps[%d].topic", at), s.Topic)...)
		}
		return spots
	}},
	{"walkthrough-transcript", Warning, func(i *Item) []spot {
		w := i.Walkthrough
		return when(w != nil && (w.Video != nil || w.Slides != nil) && w.Transcript == "", "walkthrough.transcript")
	}},

	{"english", Notice, func(i *Item) []spot {
		missing, all := 0, i.publicTexts()
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
func (i *Item) deferrable(broken func(Material) bool, part string) []spot {
	return among("materials", i.Materials, func(place string, m Material) []spot {
		return when(m.Deferrable && broken(m), place+part, m.Name, m.DeferWorkdays)
	})
}

// longestPromise returns the promise of the item's slowest track, in working days.
func (i *Item) longestPromise() float64 {
	longest := i.PromisedLimit.Value
	for _, t := range i.TrackLimits {
		longest = max(longest, t.PromisedWorkdays)
	}
	return longest
}

func (i *Item) commits() bool { return i.Commitment != nil && i.Commitment.Available }

// alwaysInspected reports whether somebody has to look at the place on every track.
func (i *Item) alwaysInspected() bool {
	if len(i.TrackLimits) == 0 {
		return i.inspected(nil)
	}
	return !slices.ContainsFunc(i.TrackLimits, func(t TrackLimit) bool { return !i.inspected(t.SkipStages) })
}

func (i *Item) inspected(skipped []string) bool {
	return slices.ContainsFunc(i.Stages, func(s Stage) bool {
		return s.Clock != "after" && !slices.Contains(skipped, s.Code) && (s.Actor == "inspector" || visits.MatchString(s.Name))
	})
}

// plannedDates returns the days an item is to begin and to end, zero where none is
// given or it is no date.
func (i *Item) plannedDates() (effective, cancel time.Time) {
	effective, _ = time.Parse(time.DateOnly, i.PlannedEffective)
	cancel, _ = time.Parse(time.DateOnly, i.PlannedCancel)
	return effective, cancel
}

// publicTexts returns what a reader of the item's page reads, once each.
func (i *Item) publicTexts() []string {
	texts := slices.Concat([]string{i.Name, i.Department.Name, i.Result.Name, i.OnSiteReason, i.Place, i.Hours, i.Fee.Basis, i.Fee.Note}, i.Conditions, i.CommonMistakes, i.Walkthrough.texts())
	for _, m := range i.Materials {
		texts = append(texts, m.Name, m.Note)
	}
	for _, s := range i.Stages {
		texts = append(texts, s.Name)
	}
	for _, f := range i.Fee.Items {
		texts = append(texts, f.Name, f.Note)
	}
	for _, f := range i.FAQ {
		texts = append(texts, f.Q, f.A)
	}
	for _, q := range i.Scenarios {
		texts = append(texts, q.texts()...)
	}
	slices.Sort(texts)
	return slices.DeleteFunc(slices.Compact(texts), func(text string) bool { return text == "" })
}

func (q Question) texts() []string {
	texts := []string{q.Text}
	for _, o := range q.Options {
		texts = append(texts, o.Label)
	}
	for _, e := range q.Effects {
		texts = append(texts, e.Message)
	}
	return texts
}

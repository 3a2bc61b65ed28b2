package catalogue

import (
	"fmt"
	"slices"
	"strings"
)

// questionRules look for guides that lead nowhere: a question that can be asked but
// whose answers do not do what somebody meant.
var questionRules = []rule{
	{"effect-material", Error, func(i *Item) []spot {
		return i.effects(func(place string, e Effect) (spots []spot) {
			for _, code := range slices.Concat(e.ShowMaterials, e.HideMaterials) {
				_, known := i.Material(code)
				spots = append(spots, when(!known, place, code)...)
			}
			return spots
		})
	}},
	{"material-never", Error, func(i *Item) []spot {
		var shown []string
		i.effects(func(_ string, e Effect) []spot { shown = append(shown, e.ShowMaterials...); return nil })
		return among("materials", i.Materials, func(place string, m Material) []spot {
			asked := m.Necessity != Conditional || m.RequiredWhen != nil || slices.Contains(shown, m.Code)
			return when(!asked, place+".requiredWhen", m.Name)
		})
	}},
	{"condition-answer", Error, func(i *Item) []spot {
		conditional := among("materials", i.Materials, func(place string, m Material) []spot { return i.unanswerable(place+".requiredWhen", m.RequiredWhen) })
		shown := among("scenarios", i.Scenarios, func(place string, q Question) []spot { return i.unanswerable(place+".showWhen", q.ShowWhen) })
		effects := i.effects(func(place string, e Effect) []spot { return i.unanswerable(place+".when", &e.When) })
		return slices.Concat(shown, effects, conditional)
	}},
	{"stop-silent", Error, func(i *Item) []spot {
		return i.effects(func(place string, e Effect) []spot {
			return when(e.Stop && e.Message == "" && (e.Redirect == nil || e.Redirect.Message == ""), place+".message")
		})
	}},
	{"redirect-nowhere", Error, func(i *Item) []spot {
		return i.effects(func(place string, e Effect) []spot {
			return when(e.Redirect != nil && e.Redirect.Item+e.Redirect.Name == "", place+".redirect")
		})
	}},
}

// effects looks at every effect of every question.
func (i *Item) effects(find func(place string, e Effect) []spot) []spot {
	return among("scenarios", i.Scenarios, func(place string, q Question) []spot {
		return among(place+".effects", q.Effects, find)
	})
}

// unanswerable returns a spot for each value of a condition that is no answer to
// its question, so that the condition never changes.
func (i *Item) unanswerable(place string, c *Condition) (spots []spot) {
	if c == nil {
		return nil
	}
	q, asked := i.Question(c.Var)
	if !asked {
		return nil
	}
	chosen := q.Type != "multi" || strings.HasPrefix(c.Op, "contains") // several answers equal nothing
	for _, value := range list(c.Value) {
		answer, ok := q.read(value)
		spots = append(spots, when(!ok || !chosen || !contains(answer, value), place, fmt.Sprint(value), q.Text)...)
	}
	return spots
}

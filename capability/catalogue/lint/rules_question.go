package lint

import (
	"fmt"
	"slices"
	"strings"

	"tongban/capability/catalogue"
)

// questionRules look for guides that lead nowhere: a question that can be asked but
// whose answers do not do what somebody meant.
var questionRules = []rule{
	{"effect-material", catalogue.Error, func(i item) []spot {
		return i.effects(func(place string, e catalogue.Effect) (spots []spot) {
			for _, code := range slices.Concat(e.ShowMaterials, e.HideMaterials) {
				_, known := i.Material(code)
				spots = append(spots, when(!known, place, code)...)
			}
			return spots
		})
	}},
	{"material-never", catalogue.Error, func(i item) []spot {
		var shown []string
		i.effects(func(_ string, e catalogue.Effect) []spot { shown = append(shown, e.ShowMaterials...); return nil })
		return among("materials", i.Materials, func(place string, m catalogue.Material) []spot {
			asked := m.Necessity != catalogue.Conditional || m.RequiredWhen != nil || slices.Contains(shown, m.Code)
			return when(!asked, place+".requiredWhen", m.Name)
		})
	}},
	{"condition-answer", catalogue.Error, func(i item) []spot {
		conditional := among("materials", i.Materials, func(place string, m catalogue.Material) []spot {
			return i.unanswerable(place+".requiredWhen", m.RequiredWhen)
		})
		shown := among("scenarios", i.Scenarios, func(place string, q catalogue.Question) []spot { return i.unanswerable(place+".showWhen", q.ShowWhen) })
		effects := i.effects(func(place string, e catalogue.Effect) []spot { return i.unanswerable(place+".when", &e.When) })
		return slices.Concat(shown, effects, conditional)
	}},
	{"stop-silent", catalogue.Error, func(i item) []spot {
		return i.effects(func(place string, e catalogue.Effect) []spot {
			return when(e.Stop && e.Message == "" && (e.Redirect == nil || e.Redirect.Message == ""), place+".message")
		})
	}},
	{"redirect-nowhere", catalogue.Error, func(i item) []spot {
		return i.effects(func(place string, e catalogue.Effect) []spot {
			return when(e.Redirect != nil && e.Redirect.Item+e.Redirect.Name == "", place+".redirect")
		})
	}},
}

// effects looks at every effect of every question.
func (i item) effects(find func(place string, e catalogue.Effect) []spot) []spot {
	return among("scenarios", i.Scenarios, func(place string, q catalogue.Question) []spot {
		return among(place+".effects", q.Effects, find)
	})
}

// unanswerable returns a spot for each value of a condition that is no answer to
// its question, so that the condition never changes.
func (i item) unanswerable(place string, c *catalogue.Condition) (spots []spot) {
	if c == nil {
		return nil
	}
	q, asked := i.Question(c.Var)
	if !asked {
		return nil
	}
	chosen := q.Type != "multi" || strings.HasPrefix(c.Op, "contains") || c.Op == "within" // several answers equal nothing
	for _, value := range c.Values() {
		spots = append(spots, when(!chosen || !q.Admits(value), place, fmt.Sprint(value), q.Text)...)
	}
	return spots
}

package casework

import (
	"os"
	"strings"
	"testing"

	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// What is no licence is not called one: neither on papers nor on buttons.
func TestOnlyLicencesSpeakOfLicences(t *testing.T) {
	t.Parallel()
	texts, err := message.Load(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, regime := range []string{"registration", "real-estate", "own"} {
		f := &File{Item: &catalogue.Item{Regime: catalogue.Regime{Kind: regime}}}
		for _, key := range varied {
			if f.wording(key) == key {
				t.Errorf("%s has no words of its own under %s", key, regime)
			}
			text := texts.Text(message.Chinese, "casework."+f.wording(key))
			if strings.Contains(text, "⟦") || strings.Contains(text, "行政许可") || strings.Contains(text, "许可决定") {
				t.Errorf("%s under %s: %q", key, regime, text)
			}
			if strings.Contains(texts.Text(message.English, "casework."+f.wording(key)), "⟦") {
				t.Errorf("%s under %s has no English", key, regime)
			}
		}
	}
	if f := (&File{Item: &catalogue.Item{Regime: catalogue.Regime{Kind: "licensing"}}}); f.wording("event.grant") != "event.grant" {
		t.Error("a licence is called something else")
	}
}

func TestAFirmIsNamedAndItsAgentIsTold(t *testing.T) {
	each(t, func(b bench) {
		firm := id.New()
		a := b.arrival(mei, id.New())
		a.Owner, a.Applicant = firm, Person{ID: firm.String(), Name: "云岫市小馆餐饮有限公司", Firm: true, IDNumber: "91990103MA00000017", Proven: true}
		a.Agent = Person{ID: mei.ID, Name: mei.Name}
		acting := mei
		acting.For = actor.Party{ID: firm.String(), Kind: actor.Firm, Name: a.Applicant.Name, MaySubmit: true}
		f := b.handed(acting, a)
		if f.Case.ShownName() != "云岫市小馆餐饮有限公司" || f.Case.AgentName != mei.Name {
			b.Errorf("the case: %+v", f.Case)
		}
		if _, err := b.File(b.as(mei), f.Case.No); err == nil {
			b.Error("the agent sees the firm's case as their own")
		}
		if mine, err := b.Mine(b.as(acting), 0, 10); err != nil || len(mine) != 1 {
			b.Errorf("the firm's cases: %d, %v", len(mine), err)
		}
		if got := f.Case.Informed(); len(got) != 1 || got[0].String() != mei.ID {
			b.Errorf("told: %v", got)
		}
		list, err := b.Worklist(b.as(window), TaskFilter{}, PageKey{}, 10)
		if err != nil || len(list.Rows) != 1 || list.Rows[0].ShownName() != a.Applicant.Name {
			b.Errorf("the worklist: %+v, %v", list, err)
		}
	})
}

// A stage that the item leaves to the system lies on somebody's desk all the same.
func TestNoStageIsNobodys(t *testing.T) {
	item := &catalogue.Item{Stages: []catalogue.Stage{{Code: stageAccept, Actor: "system"}, {Code: "REVIEW", Actor: "system"}, {Code: stageIssue, Actor: "system"}}}
	if role := stageRole(item, stageAccept); role != "window" {
		t.Errorf("acceptance is for %s", role)
	}
	tasks := Steps(item)
	if len(tasks) != 2 || tasks[0].Role != "reviewer" || tasks[0].Decides || tasks[1].Role != "approver" || !tasks[1].Decides {
		t.Errorf("the review and the decision are %+v", tasks)
	}
}

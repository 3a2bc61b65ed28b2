package state_test

import (
	"slices"
	"strings"
	"testing"

	"tongban/kernel/state"
)

type status string
type event string

var door = state.Machine[status, event]{
	Start: "closed",
	Moves: []state.Move[status, event]{
		{From: "closed", On: "open", To: "open"},
		{From: "open", On: "close", To: "closed"},
		{From: "closed", On: "wall-up", To: "walled-up"},
	},
}

func TestTableAnswersWhatMayHappen(t *testing.T) {
	if got := door.Next("closed"); !slices.Equal(got, []event{"open", "wall-up"}) {
		t.Errorf("Next(closed) = %v", got)
	}
	if to, ok := door.To("open", "close"); !ok || to != "closed" {
		t.Errorf("To(open, close) = %q, %v", to, ok)
	}
	if to, ok := door.To("open", "wall-up"); ok || to != "" {
		t.Errorf("an open door was walled up: %q", to)
	}
	if door.Ended("closed") || !door.Ended("walled-up") {
		t.Error("only a walled-up door has ended")
	}
	if got := door.States(); !slices.Equal(got, []status{"closed", "open", "walled-up"}) {
		t.Errorf("States() = %v", got)
	}
}

func TestCheckNamesEverythingWrong(t *testing.T) {
	if err := door.Check(); err != nil {
		t.Fatalf("a sound table: %v", err)
	}
	bad := state.Machine[status, event]{
		Start: "closed",
		Moves: append(slices.Clone(door.Moves),
			state.Move[status, event]{From: "open", On: "close", To: "walled-up"},
			state.Move[status, event]{From: "ajar", On: "close", To: "closed"},
			state.Move[status, event]{From: "open", On: "jam", To: "jammed"},
			state.Move[status, event]{From: "jammed", On: "push", To: "jammed"},
		),
	}
	err := bad.Check()
	for _, want := range []string{"open on close is listed twice", "ajar is never reached", "jammed leads to no end"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Check() = %v, want %q in it", err, want)
		}
	}
}

func TestLifeWithoutEndIsSound(t *testing.T) {
	pendulum := state.Machine[status, event]{
		Start: "left",
		Moves: []state.Move[status, event]{{From: "left", On: "swing", To: "right"}, {From: "right", On: "swing", To: "left"}},
	}
	if err := pendulum.Check(); err != nil {
		t.Error(err)
	}
}

func TestDiagramShowsEveryMove(t *testing.T) {
	got := door.Mermaid()
	for _, want := range []string{
		"stateDiagram-v2\n", "[*] --> closed\n", "closed --> open: open\n", "closed --> walled_up: wall-up\n",
		`state "walled-up" as walled_up`, "walled_up --> [*]\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

package audit

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tongban/capability/audit/verify"
	"tongban/kernel/clock"
)

var noon = time.Date(2026, 2, 12, 12, 0, 0, 0, clock.Shanghai)

func TestEntryCommitsToItsContent(t *testing.T) {
	e := Entry{Event: "casework.accepted", Actor: "clerk", Subject: "9901002026021200012", At: noon, Data: map[string]int{"version": 3}}
	r, err := e.seal()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"event":"casework.accepted","at":1770868800000,"actor":"clerk","subject":"9901002026021200012","data":{"version":3}}`
	if r.content != want {
		t.Errorf("content is %s", r.content)
	}
	if c := verify.Commitment(r.salt, []byte(r.content)); !bytes.Equal(c[:], r.committed()) {
		t.Error("the commitment is to something else")
	}
	if r.id == 0 || r.person != nil {
		t.Errorf("id %v, person %v", r.id, r.person)
	}
}

func TestEqualEntriesHaveDifferentCommitments(t *testing.T) {
	e := Entry{Event: "casework.accepted", At: noon}
	one, _ := e.seal()
	two, _ := e.seal()
	if bytes.Equal(one.committed(), two.committed()) {
		t.Error("an outsider could guess the content")
	}
}

func TestIncompleteEntriesAreRefused(t *testing.T) {
	for _, e := range []Entry{{At: noon}, {Event: "casework.accepted"}, {Event: "casework.accepted", At: noon, Data: make(chan int)}} {
		if _, err := e.seal(); err == nil {
			t.Errorf("sealed %+v", e)
		}
	}
}

func TestLookSurvivesItsContent(t *testing.T) {
	text, err := json.Marshal(content{accessed, clock.Millis(noon), "clerk", "case 7", "lin",
		lookData{Department: "TRANS", Purpose: "casework.review", Elements: []string{"person.idNumber"}}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := look(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if l.Person != "lin" || l.Actor != "clerk" || l.Department != "TRANS" || l.Subject != "case 7" ||
		l.Purpose != "casework.review" || l.Elements[0] != "person.idNumber" || !l.At.Equal(noon) {
		t.Errorf("%+v", l)
	}
}

func TestDocumentListsEveryEventOnceByName(t *testing.T) {
	text, err := Document(Events, []Event{{"access.refused", "Somebody was refused.", ""}})
	if err != nil {
		t.Fatal(err)
	}
	first, second := strings.Index(text, "| `access.refused` | Somebody was refused. |"), strings.Index(text, "| `audit.accessed` |")
	if first < 0 || second < first {
		t.Error(text)
	}
	for _, bad := range [][]Event{Events, {{"Accepted", "It was.", ""}}, {{"a.b", "no full stop", ""}}} {
		if _, err := Document(Events, bad); err == nil {
			t.Errorf("accepted %+v", bad)
		}
	}
}

package audit

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tongban/capability/audit/verify"
	"tongban/kernel/clock"
	"tongban/kernel/id"
)

// Entry is one thing that happened.
type Entry struct {
	ID      id.ID     // optional: the key of the caller's own event row, to find the entry by
	Event   string    // "casework.accepted", listed in docs/audit-events.md
	Actor   string    // account id of who did it, "system:…" for the system
	Subject string    // what it happened to: a case number, an id
	Person  string    // optional: account id of the person who may list the entry as a Look
	At      time.Time // business time
	Data    any       // optional, becomes JSON; keys and codes only, nothing personal
}

// content is the JSON an entry commits to.
type content struct {
	Event   string `json:"event"`
	At      int64  `json:"at"` // milliseconds UTC
	Actor   string `json:"actor,omitempty"`
	Subject string `json:"subject,omitempty"`
	Person  string `json:"person,omitempty"`
	Data    any    `json:"data,omitempty"`
}

// Look is somebody reading another person's data.
type Look struct {
	Person     string    // account id of whose data it is
	Actor      string    // account id of who looked
	Department string    // code of the department it was done for
	Subject    string    // where it was seen: a case number
	Purpose    string    // why, as a code: "casework.review"
	Note       string    // optional: why, in words
	Elements   []string  // which data elements were shown in full
	Resource   string    // the other department's data that was asked for, if it was
	Outcome    string    // what it answered: found, none or failed
	At         time.Time // business time
}

// lookData is what a Look adds to its entry.
type lookData struct {
	Department string   `json:"department,omitempty"`
	Purpose    string   `json:"purpose"`
	Note       string   `json:"note,omitempty"`
	Elements   []string `json:"elements,omitempty"`
	Resource   string   `json:"resource,omitempty"`
	Outcome    string   `json:"outcome,omitempty"`
}

// row is an entry as stored.
type row struct {
	id         id.ID
	commitment []byte // empty where salt and content say it
	salt       []byte
	content    string
	person     *string
}

// committed returns what the log holds of the entry.
func (r row) committed() []byte {
	if len(r.commitment) > 0 {
		return r.commitment
	}
	commitment := verify.Commitment(r.salt, []byte(r.content))
	return commitment[:]
}

var errIncomplete = errors.New("an entry needs an event and a time")

// seal makes the row of e: its content and the salt of the commitment to it.
func (e Entry) seal() (row, error) {
	if e.Event == "" || e.At.IsZero() {
		return row{}, fmt.Errorf("audit %q: %w", e.Event, errIncomplete)
	}
	text, err := json.Marshal(content{e.Event, clock.Millis(e.At), e.Actor, e.Subject, e.Person, e.Data})
	if err != nil {
		return row{}, fmt.Errorf("audit %s: %w", e.Event, err)
	}
	r := row{id: e.ID, salt: make([]byte, verify.SaltSize), content: string(text)}
	if _, err := rand.Read(r.salt); err != nil {
		return row{}, fmt.Errorf("audit %s: %w", e.Event, err)
	}
	if r.id == 0 {
		r.id = id.New()
	}
	if e.Person != "" {
		r.person = &e.Person
	}
	return r, nil
}

// look reads the content of an entry that Access recorded.
func look(text string) (Look, error) {
	var data lookData
	c := content{Data: &data}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return Look{}, fmt.Errorf("audit: content of a look: %w", err)
	}
	return Look{
		Person: c.Person, Actor: c.Actor, Department: data.Department, Subject: c.Subject,
		Purpose: data.Purpose, Note: data.Note, Elements: data.Elements,
		Resource: data.Resource, Outcome: data.Outcome, At: clock.FromMillis(c.At),
	}, nil
}

package notification

import (
	"time"

	"tongban/kernel/id"
	"tongban/kernel/message"
)

// Kind says what sort of message it is, for who wants texts of some sorts only.
type Kind string

// The kinds.
const (
	Official Kind = "official" // a paper with legal effect was made
	Progress Kind = "progress" // something moved on
	Reminder Kind = "reminder" // something is due
	Reply    Kind = "reply"    // somebody answered
)

// Kinds are all kinds, in the order they are offered.
var Kinds = []Kind{Official, Progress, Reminder, Reply}

// Message is something a person is told.
type Message struct {
	ID        id.ID
	Key       string // of the text
	Args      []string
	Link      string // where to look
	CreatedAt time.Time
	ReadAt    time.Time // zero: not yet
}

// text returns the message in lang.
func (m Message) text(texts *message.Catalogue, lang message.Lang) string {
	args := make([]any, len(m.Args))
	for i, a := range m.Args {
		args[i] = a
	}
	return texts.Text(lang, m.Key, args...)
}

// Group is messages about one thing, newest first.
type Group struct {
	Link     string
	Messages []Message
}

// Unread counts the messages of a group that nobody has read.
func (g Group) Unread() (n int) {
	for _, m := range g.Messages {
		if m.ReadAt.IsZero() {
			n++
		}
	}
	return n
}

// grouped puts messages about one thing together, in the order of the newest of each.
func grouped(list []Message) (groups []Group) {
	at := map[string]int{}
	for _, m := range list {
		i, known := at[m.Link]
		if !known {
			i = len(groups)
			at[m.Link] = i
			groups = append(groups, Group{Link: m.Link})
		}
		groups[i].Messages = append(groups[i].Messages, m)
	}
	return groups
}

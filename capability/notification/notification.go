package notification

import (
	"time"

	"tongban/kernel/id"
	"tongban/kernel/message"
)

// Message is something a person is told.
type Message struct {
	ID        id.ID
	Key       string // of the text
	Args      []string
	Link      string // where to look
	CreatedAt time.Time
}

// text returns the message in lang.
func (m Message) text(texts *message.Catalogue, lang message.Lang) string {
	args := make([]any, len(m.Args))
	for i, a := range m.Args {
		args[i] = a
	}
	return texts.Text(lang, m.Key, args...)
}

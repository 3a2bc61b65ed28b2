package notification

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/message"
)

// Service keeps and sends messages.
type Service struct {
	d         *db.DB
	now       clock.Clock
	texts     *message.Catalogue
	directory Directory
	sender    Sender
}

// New returns the service. texts must hold the keys that messages name; the
// application fills it after every capability is known.
func New(d *db.DB, now clock.Clock, texts *message.Catalogue, directory Directory, sender Sender) *Service {
	return &Service{d: d, now: now, texts: texts, directory: directory, sender: sender}
}

// sendJob is the payload of a notification.send job.
type sendJob struct {
	Account id.ID
	Key     string
	Args    []string
}

// Inform stores a message for account in the caller's unit and sends it as a text
// afterwards.
func (s *Service) Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error {
	m := Message{ID: id.New(), Key: key, Args: args, Link: link, CreatedAt: s.now.Now()}
	if err := insertMessage(ctx, tx, account, m); err != nil {
		return fmt.Errorf("inform: %w", err)
	}
	if !s.sender.Ready() {
		return nil
	}
	return job.Enqueue(ctx, tx, job.Job{Kind: "notification.send", Payload: sendJob{account, key, args}})
}

// send delivers one text. Texts are Chinese: that is what the gateway's templates
// are registered in.
func (s *Service) send(ctx context.Context, payload json.RawMessage) error {
	var j sendJob
	if err := json.Unmarshal(payload, &j); err != nil {
		return err
	}
	mobile, err := s.directory.Mobile(ctx, j.Account)
	if err != nil || mobile == "" {
		return err
	}
	return s.sender.Send(ctx, mobile, Message{Key: j.Key, Args: j.Args}.text(s.texts, message.Chinese))
}

// Mine returns the actor's messages, newest first, below before (zero for the
// first page).
func (s *Service) Mine(ctx context.Context, before id.ID, limit int) (list []Message, err error) {
	account, err := id.Parse(actor.From(ctx).ID)
	if err != nil {
		return nil, nil // guests and the system get none
	}
	if before == 0 {
		before = math.MaxInt64
	}
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listMessages(ctx, tx, account, before, limit)
		return err
	})
	return list, err
}

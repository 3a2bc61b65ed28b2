package notification

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

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
	kindOf    func(key string) Kind
}

// New returns the service. texts must hold the keys that messages name; the
// application fills it after every capability is known. KindOf says what sort of message a
// key stands for.
func New(d *db.DB, now clock.Clock, texts *message.Catalogue, directory Directory, sender Sender, kindOf func(key string) Kind) *Service {
	return &Service{d: d, now: now, texts: texts, directory: directory, sender: sender, kindOf: kindOf}
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

// send delivers one text, unless its recipient wants none of the kind. Texts are Chinese: that is what the gateway's templates
// are registered in.
func (s *Service) send(ctx context.Context, payload json.RawMessage) error {
	var j sendJob
	if err := json.Unmarshal(payload, &j); err != nil {
		return err
	}
	silent := false
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		silent, err = isSilent(ctx, tx, j.Account, s.kindOf(j.Key))
		return err
	})
	if err != nil || silent {
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

// mostUnread is the most that are counted.
const mostUnread = 99

// Unread counts the actor's messages that were not read, up to mostUnread.
func (s *Service) Unread(ctx context.Context) (n int, err error) {
	account, err := id.Parse(actor.From(ctx).ID)
	if err != nil {
		return 0, nil
	}
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err = countUnread(ctx, tx, account, mostUnread)
		return err
	})
	return n, err
}

// Read notes that the actor has read their messages about one thing, or all of them for
// link "".
func (s *Service) Read(ctx context.Context, link string) error {
	account, err := id.Parse(actor.From(ctx).ID)
	if err != nil {
		return nil
	}
	err = s.d.Write(ctx, account.String(), func(ctx context.Context, tx *db.Tx) error {
		return readMessages(ctx, tx, account, link, s.now.Now())
	})
	if err != nil {
		return fmt.Errorf("read messages: %w", err)
	}
	return nil
}

// Wanted returns the kinds the actor wants texts of.
func (s *Service) Wanted(ctx context.Context) (wanted []Kind, err error) {
	account, err := id.Parse(actor.From(ctx).ID)
	if err != nil {
		return nil, nil
	}
	err = s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		wanted = nil // the unit may run again
		for _, k := range Kinds {
			silent, err := isSilent(ctx, tx, account, k)
			if err != nil {
				return err
			}
			if !silent {
				wanted = append(wanted, k)
			}
		}
		return nil
	})
	return wanted, err
}

// Want sets of which kinds the actor wants texts. What is no kind counts for nothing.
func (s *Service) Want(ctx context.Context, wanted []Kind) error {
	account, err := id.Parse(actor.From(ctx).ID)
	if err != nil {
		return nil
	}
	err = s.d.Write(ctx, account.String(), func(ctx context.Context, tx *db.Tx) error {
		for _, k := range Kinds {
			if err := setSilent(ctx, tx, account, k, !slices.Contains(wanted, k)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("set wanted texts: %w", err)
	}
	return nil
}

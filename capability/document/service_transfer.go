package document

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Begin announces a file of size bytes that comes in pieces. Finished transfers of the
// same person make room; who has too many on their way is told so.
func (s *Service) Begin(ctx context.Context, name string, size int64) (Transfer, error) {
	switch {
	case size <= 0:
		return Transfer{}, fault.New(fault.Invalid, "document.empty")
	case size > MaxBytes:
		return Transfer{}, tooLarge(MaxBytes)
	}
	if runes := []rune(name); len(runes) > transferName {
		name = string(runes[len(runes)-transferName:]) // the end says what it is
	}
	t := Transfer{ID: id.New(), owner: actor.From(ctx).ID, Name: shown(name), Size: size, CreatedAt: s.now.Now()}
	err := s.db.Write(ctx, t.owner, func(ctx context.Context, tx *db.Tx) error {
		if err := s.makeRoom(ctx, tx, t); err != nil {
			return err
		}
		return insertTransfer(ctx, tx, t)
	})
	if err != nil {
		return Transfer{}, fmt.Errorf("begin transfer: %w", err)
	}
	return t, nil
}

// Send takes in a whole file of a size nobody has said, as one transfer.
func (s *Service) Send(ctx context.Context, name string, body io.Reader) (Transfer, error) {
	person := actor.From(ctx).ID
	staged, err := s.blobs.Stage(person, &limited{r: body, left: MaxBytes, limit: MaxBytes})
	if err != nil {
		return Transfer{}, fmt.Errorf("receive file: %w", interrupted(err))
	}
	defer staged.Discard()
	if err := s.daily.spend(ctx, staged.Size); err != nil {
		return Transfer{}, fmt.Errorf("receive file: %w", err)
	}
	t, err := s.Begin(ctx, name, staged.Size)
	if err != nil {
		return Transfer{}, err
	}
	if t, err = s.grow(ctx, t, staged); err != nil {
		return Transfer{}, fmt.Errorf("store file of %s: %w", t.ID, err)
	}
	return t, nil
}

// makeRoom keeps a person within the bounds.
func (s *Service) makeRoom(ctx context.Context, tx *db.Tx, t Transfer) error {
	full := func() (bool, error) {
		count, bytes, err := sumTransfers(ctx, tx, t.owner)
		return count >= maxOpen || bytes+t.Size > maxOpenBytes, err
	}
	if is, err := full(); err != nil || !is {
		return err
	}
	finished, err := listFinished(ctx, tx, t.owner)
	if err != nil {
		return err
	}
	for _, old := range finished {
		if err := s.drop(ctx, tx, old); err != nil {
			return err
		}
	}
	is, err := full()
	if err == nil && is {
		err = fault.New(fault.TooMany, "document.upload.many")
	}
	return err
}

// Transfer returns how far a transfer of the acting person has come.
func (s *Service) Transfer(ctx context.Context, transfer id.ID) (t Transfer, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		t, err = findTransfer(ctx, tx, actor.From(ctx).ID, transfer)
		return err
	})
	if err != nil {
		return Transfer{}, fmt.Errorf("get transfer %s: %w", transfer, err)
	}
	return t, nil
}

// Append adds what body yields at offset and returns where to go on. What has come before
// the line was cut stays. An offset that is not where the transfer stands is a Conflict:
// the returned transfer says where it does, so a piece sent twice does no harm.
func (s *Service) Append(ctx context.Context, transfer id.ID, offset int64, body io.Reader) (Transfer, error) {
	t, err := s.Transfer(ctx, transfer)
	if err != nil {
		return Transfer{}, err
	}
	switch {
	case offset != t.Received:
		return t, fault.New(fault.Conflict, "document.upload.offset", t.Received)
	case t.chunks >= maxChunks:
		return t, fault.New(fault.TooMany, "document.upload.chunks")
	}
	arriving := &cut{r: &limited{r: body, left: t.Size - t.Received, limit: t.Size}}
	staged, err := s.blobs.Stage(t.owner, arriving)
	if err != nil {
		return t, fmt.Errorf("receive piece: %w", err)
	}
	defer staged.Discard()
	if err := s.daily.spend(ctx, staged.Size); err != nil {
		return t, fmt.Errorf("receive piece: %w", err)
	}
	if staged.Size > 0 {
		ctx := context.WithoutCancel(ctx) // who has gone still finds it
		if t, err = s.grow(ctx, t, staged); err != nil {
			return t, fmt.Errorf("store piece of %s: %w", transfer, err)
		}
	}
	return t, arriving.lost
}

// cut lets what came before a connection broke count as all there is.
type cut struct {
	r    io.Reader
	lost error // a fault that says so
}

func (c *cut) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if err == nil || errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return n, err
	}
	if _, ok := fault.As(err); ok {
		return n, err
	}
	c.lost = fault.New(fault.Invalid, "document.interrupted")
	return n, io.EOF
}

// grow makes a piece durable and adds it to t.
func (s *Service) grow(ctx context.Context, t Transfer, staged *blob.Staged) (Transfer, error) {
	kept, err := staged.Keep(ctx)
	if err != nil {
		return t, err
	}
	err = s.db.Write(ctx, t.ID.String(), func(ctx context.Context, tx *db.Tx) error {
		n, err := growTransfer(ctx, tx, t, kept.Size)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "document.upload.offset", t.Received)
		}
		if err != nil {
			return err
		}
		if err := s.blobs.Hold(ctx, tx, kept.Key); err != nil {
			return err
		}
		return insertChunk(ctx, tx, t.ID, t.Received, kept.Key)
	})
	if fault.KindOf(err) == fault.Conflict { // two tabs
		now, again := s.Transfer(ctx, t.ID)
		return now, errors.Join(again, err)
	}
	if err == nil {
		t.Received += kept.Size
		t.chunks++
	}
	return t, err
}

// Finish makes a file of transfers that are whole: of one as it is, of several
// photographs one PDF in this order. u says whose it becomes, what a document of several
// is called, and what its place takes. Asking for the same again gives the same file. What
// is refused may be finished elsewhere, where other limits hold, or is thrown away.
func (s *Service) Finish(ctx context.Context, u Upload, transfers ...id.ID) (File, error) {
	var list []Transfer
	for _, transfer := range transfers {
		t, err := s.Transfer(ctx, transfer)
		if err != nil {
			return File{}, err
		}
		if !t.Whole() {
			return File{}, fault.New(fault.Conflict, "document.upload.unfinished", safeName(t.Name, ""))
		}
		list = append(list, t)
	}
	if len(list) == 0 {
		return File{}, fault.New(fault.Invalid, "document.absent")
	}
	made := asked(u, transfers)
	if f, ok := s.already(ctx, list, made); ok {
		return f, nil
	}
	also := func(ctx context.Context, tx *db.Tx, f File) error { return s.finished(ctx, tx, list, f, made) }
	if len(list) == 1 {
		body := s.body(ctx, list[0])
		defer body.Close()
		u.Name, u.Size, u.Body = list[0].Name, list[0].Size, body
		return s.receive(ctx, u, also)
	}
	pieces := make([]Piece, len(list))
	for i, t := range list {
		body := s.body(ctx, t)
		defer body.Close()
		pieces[i] = Piece{Name: t.Name, Body: body}
	}
	return s.combine(ctx, u, pieces, also)
}

// asked writes down what is asked for, to recognise it.
func asked(u Upload, transfers []id.ID) string {
	text, _ := json.Marshal([]any{u.Owner, u.Limits, transfers}) // of plain types only
	return string(text)
}

// already returns the file that was made of list before when the same was asked for.
func (s *Service) already(ctx context.Context, list []Transfer, made string) (File, bool) {
	if slices.ContainsFunc(list, func(t Transfer) bool { return t.made != made || t.file != list[0].file }) {
		return File{}, false
	}
	f, err := s.Get(ctx, list[0].file)
	return f, err == nil
}

// finished notes what was made of list, and lets go of what was made of it before.
func (s *Service) finished(ctx context.Context, tx *db.Tx, list []Transfer, f File, made string) error {
	for _, t := range list {
		before, err := markFinished(ctx, tx, t.ID, f.ID, made)
		if err != nil {
			return err
		}
		if err := s.letGo(ctx, tx, before); err != nil {
			return err
		}
	}
	return nil
}

// letGo removes a file that nobody has kept.
func (s *Service) letGo(ctx context.Context, tx *db.Tx, file id.ID) error {
	if file == 0 {
		return nil
	}
	f, err := deleteFile(ctx, tx, file, 0)
	if errors.Is(err, db.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.free(ctx, tx, f)
}

// Discard throws a transfer away, with what was made of it if nobody has kept that.
func (s *Service) Discard(ctx context.Context, transfer id.ID) error {
	err := s.db.Write(ctx, transfer.String(), func(ctx context.Context, tx *db.Tx) error {
		t, err := findTransfer(ctx, tx, actor.From(ctx).ID, transfer)
		if err != nil {
			return err
		}
		return s.drop(ctx, tx, t)
	})
	if err != nil {
		return fmt.Errorf("discard transfer %s: %w", transfer, err)
	}
	return nil
}

// drop deletes a transfer and frees its pieces.
func (s *Service) drop(ctx context.Context, tx *db.Tx, t Transfer) error {
	keys, there, err := deleteTransfer(ctx, tx, t.ID)
	if err != nil || !there {
		return err
	}
	for _, key := range keys {
		if err := s.blobs.Release(ctx, tx, key); err != nil {
			return err
		}
	}
	return s.letGo(ctx, tx, t.file)
}

// SweepTransfers throws away the transfers that began a day ago, one unit each.
func (s *Service) SweepTransfers(ctx context.Context) error {
	const batch = 100
	ctx = actor.With(ctx, actor.AsSystem("document"))
	for {
		var old []Transfer
		err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			old, err = listOldTransfers(ctx, tx, clock.Millis(s.now.Now().Add(-transferLife)), batch)
			return err
		})
		if err != nil {
			return fmt.Errorf("sweep transfers: %w", err)
		}
		for _, t := range old {
			err := s.db.Write(ctx, t.ID.String(), func(ctx context.Context, tx *db.Tx) error { return s.drop(ctx, tx, t) })
			if err != nil {
				return fmt.Errorf("sweep transfer %s: %w", t.ID, err)
			}
		}
		if len(old) < batch {
			return nil
		}
	}
}

// body reads the pieces of a transfer one after the other.
func (s *Service) body(ctx context.Context, t Transfer) io.ReadCloser {
	return &pieced{ctx: ctx, service: s, transfer: t.ID}
}

type pieced struct {
	ctx      context.Context
	service  *Service
	transfer id.ID

	listed bool
	keys   []blob.Key
	open   io.ReadCloser
}

func (p *pieced) Read(into []byte) (int, error) {
	if err := p.list(); err != nil {
		return 0, err
	}
	for {
		if p.open == nil {
			if len(p.keys) == 0 {
				return 0, io.EOF
			}
			var err error
			if p.open, err = p.service.blobs.Open(p.ctx, p.keys[0]); err != nil {
				return 0, err
			}
			p.keys = p.keys[1:]
		}
		n, err := p.open.Read(into)
		if errors.Is(err, io.EOF) {
			err = p.Close()
			if n == 0 && err == nil {
				continue
			}
		}
		return n, err
	}
}

func (p *pieced) list() error {
	if p.listed {
		return nil
	}
	p.listed = true
	return p.service.db.Read(p.ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p.keys, err = listChunks(ctx, tx, p.transfer)
		return err
	})
}

// Close closes the piece being read.
func (p *pieced) Close() error {
	if p.open == nil {
		return nil
	}
	err := p.open.Close()
	p.open = nil
	return err
}

package credit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Import is a file of a list.
type Import struct {
	List     List
	Source   string // where it was taken from
	FileName string
	Content  []byte
	Complete bool // it is the whole list: what it does not hold has ended
}

// mostFaults is how many faults of a file are kept.
const mostFaults = 200

// mayPublish says why the actor may not work on lists.
func mayPublish(ctx context.Context) error {
	return access.May(actor.From(ctx), access.CreditPublish, access.Object{})
}

// Import takes in a list. Rows that cannot be published are left out, each with the reason; a
// file with such rows ends nothing, whatever it says of itself.
func (s *Service) Import(ctx context.Context, in Import) (id.ID, error) {
	if err := mayPublish(ctx); err != nil {
		return 0, err
	}
	fields := wrong("source", in.Source)
	if !isList(in.List) {
		fields = append(fields, fault.Field{Name: "list", Key: "credit.wrong.list"})
	}
	if len(in.Content) > maxImport {
		fields = append(fields, fault.Field{Name: "file", Key: "credit.file.large"})
	}
	if len(fields) > 0 {
		return 0, fault.InvalidFields(fields)
	}
	rows, unread, encoding, err := rowsOf(in.FileName, in.Content)
	if err != nil {
		return 0, err
	}
	now := s.Clock.Now()
	found, faults := read(rows, in.List, calendar.DateOf(now), s.Demo)
	faults = append(unread, faults...)
	slices.SortStableFunc(faults, func(a, b RowFault) int { return a.Line - b.Line })
	digest := sha256.Sum256(in.Content)
	b := &Batch{
		ID: id.New(), List: in.List, Source: check.Words(in.Source), FileName: check.Words(in.FileName), Encoding: encoding, Digest: hex.EncodeToString(digest[:]),
		Complete: in.Complete && len(faults) == 0, Total: len(rows) + len(unread), Faults: faults[:min(len(faults), mostFaults)], By: actor.From(ctx).ID, At: now,
	}
	key, err := once.Do(ctx, s.Once, string(in.List), "credit.import", []any{in.List, in.Source, b.Digest, in.Complete}, func(ctx context.Context, tx *db.Tx) (id.ID, error) {
		return b.ID, s.publish(ctx, tx, b, found)
	})
	if err != nil {
		return 0, fmt.Errorf("import list %s: %w", in.List, err)
	}
	return key, nil
}

// publish enters what was found, ends what a complete list does not hold, and tells the firms.
func (s *Service) publish(ctx context.Context, tx *db.Tx, b *Batch, found []*Listing) error {
	b.Added, b.Renewed, b.Ended = 0, 0, 0 // the unit may run again
	for _, l := range found {
		if err := s.enter(ctx, tx, b, l); err != nil {
			return err
		}
	}
	if b.Complete {
		missing, err := listMissing(ctx, tx, b)
		if err != nil {
			return err
		}
		for _, l := range missing {
			l.Reason, l.ChangedAt = b.Source, b.At
			if err := s.takeOff(ctx, tx, l); err != nil {
				return err
			}
			b.Ended++
		}
	}
	if err := insertBatch(ctx, tx, b); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Event: "credit.import", Actor: b.By, Subject: b.ID.String(), At: b.At, Data: importData{b.List, b.Added, b.Renewed, b.Ended, b.Total - b.Added - b.Renewed},
	})
}

// enter puts l on its list, or renews it, and tells a firm that was not published there.
func (s *Service) enter(ctx context.Context, tx *db.Tx, b *Batch, l *Listing) error {
	known, err := findKnown(ctx, tx, l)
	if err != nil {
		return err
	}
	l.ID, l.Source, l.Import, l.ChangedAt = id.New(), b.Source, b.ID, b.At
	if known != nil {
		l.ID = known.ID
	}
	if err := putListing(ctx, tx, l); err != nil {
		return err
	}
	if known != nil && known.public(calendar.DateOf(b.At)) {
		b.Renewed++
		return nil
	}
	b.Added++
	return s.tellFirm(ctx, tx, l, "credit.inform.listed-"+string(l.List))
}

// takeOff takes l off its list and tells the firm.
func (s *Service) takeOff(ctx context.Context, tx *db.Tx, l *Listing) error {
	switch done, err := removeListing(ctx, tx, l); {
	case err != nil:
		return err
	case !done:
		return errGone
	}
	return s.tellFirm(ctx, tx, l, "credit.inform.unlisted-"+string(l.List))
}

// tellFirm tells those that speak for a firm that has an account.
func (s *Service) tellFirm(ctx context.Context, tx *db.Tx, l *Listing, key string) error {
	speakers, err := s.Firms.SpeakersIn(ctx, tx, l.USCC)
	if err != nil {
		return err
	}
	for _, account := range speakers {
		if err := s.Informer.Inform(ctx, tx, account, key, []string{l.Name, l.Body}, "/credit/"+l.ID.String()); err != nil {
			return err
		}
	}
	return nil
}

// Remove takes a firm off a list before its time, since its body says so.
func (s *Service) Remove(ctx context.Context, key id.ID, why string) error {
	if err := mayPublish(ctx); err != nil {
		return err
	}
	if fields := wrong("why", why); len(fields) > 0 {
		return fault.InvalidFields(fields)
	}
	_, err := once.Do(ctx, s.Once, key.String(), "credit.remove", []any{key, why}, func(ctx context.Context, tx *db.Tx) (bool, error) {
		l, err := findListing(ctx, tx, key)
		if err != nil {
			return false, err
		}
		l.Reason, l.ChangedAt = check.Words(why), s.Clock.Now()
		if err := s.takeOff(ctx, tx, l); err != nil {
			return false, err
		}
		return true, audit.Record(ctx, tx, audit.Entry{
			Event: "credit.unlist", Actor: actor.From(ctx).ID, Subject: key.String(), At: l.ChangedAt, Data: listingData{l.List, l.USCC},
		})
	})
	if err != nil {
		return fmt.Errorf("take %s off its list: %w", key, err)
	}
	return nil
}

// Listings returns what is public, newest first, below before. What a reader looks for is the
// number of a firm or a part of its name; people are never found.
func (s *Service) Listings(ctx context.Context, list List, text string, before id.ID, limit int) (found []*Listing, err error) {
	if !isList(list) {
		list = ""
	}
	uscc, name := "", check.Words(text)
	if compact := check.Compact(name); len(check.USCC(compact, s.Demo)) == 0 {
		uscc, name = compact, ""
	}
	today := calendar.DateOf(s.Clock.Now())
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = listListings(ctx, tx, list, uscc, name, today, before, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list listings: %w", err)
	}
	return found, nil
}

// Listing returns what is public of one. What has ended is there no more, but to those who
// work on lists.
func (s *Service) Listing(ctx context.Context, key id.ID) (l *Listing, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err = findListing(ctx, tx, key)
		return err
	})
	if err == nil && !l.public(calendar.DateOf(s.Clock.Now())) && mayPublish(ctx) != nil {
		err = errList
	}
	if err != nil {
		return nil, fmt.Errorf("find listing %s: %w", key, err)
	}
	return l, nil
}

// Batch returns an import.
func (s *Service) Batch(ctx context.Context, key id.ID) (b *Batch, err error) {
	if err := mayPublish(ctx); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err = findBatch(ctx, tx, key)
		return err
	})
	return b, err
}

// Batches returns imports, newest first, below before.
func (s *Service) Batches(ctx context.Context, before id.ID, limit int) (list []*Batch, err error) {
	if err := mayPublish(ctx); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listBatches(ctx, tx, before, limit)
		return err
	})
	return list, err
}

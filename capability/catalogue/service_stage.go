package catalogue

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Outcome is what becomes of an item that a list brings.
type Outcome string

// The outcomes.
const (
	Added     Outcome = "added"
	Changed   Outcome = "changed"
	Unchanged Outcome = "unchanged"
	Refused   Outcome = "refused"
)

// Incoming is an item of a list on its way into the catalogue.
type Incoming struct {
	Code     string // the item's
	Findings []Finding
	Outcome  Outcome       // once it was compared
	Faults   []fault.Field // why it is refused then

	item         *Item
	document     []byte
	digest       []byte
	source       []byte
	sourceDigest []byte
	stored       stored // what it replaces
	itemID       id.ID
	version      id.ID
}

// NewIncoming returns an item that is sound (Examine), with the record it was read from
// and what there is to look at in it.
func NewIncoming(item *Item, source json.RawMessage, findings []Finding) (*Incoming, error) {
	in := &Incoming{Code: item.Code, Findings: findings, item: item}
	var err, sourceErr error
	in.document, in.digest, err = documentOf(item)
	in.source, in.sourceDigest, sourceErr = canonical(source)
	return in, errors.Join(err, sourceErr)
}

// Forget lets go of what an incoming item says, once it is staged.
func (in *Incoming) Forget() { in.item, in.document, in.source = nil, nil, nil }

// Examine says what makes an item unusable; its form is looked at by those who take
// applications. Without faults it can be kept.
func (s *Service) Examine(item *Item) []fault.Field {
	faults := item.examine(s.demo)
	if len(item.Form) > 0 {
		if f, ok := fault.As(s.forms.CheckForm(item.Form)); ok {
			faults = append(faults, f.Fields...)
		}
	}
	return faults
}

// Lint says what an editor should look at in an item.
func (s *Service) Lint(item *Item) []Finding { return s.lint(item) }

// Batch is a list on its way into the catalogue. Its versions are staged in short
// units, out of sight of everybody, until one unit puts all of them in their places.
type Batch struct {
	Key    id.ID  // that its versions bear until they are published
	Format string // of the records: catalogue, gdzwfw
	Author string // account id

	service *Service
	edition int64 // when the comparing began
}

// NewBatch begins a batch. Nothing is stored by it.
func (s *Service) NewBatch(ctx context.Context, key id.ID, format, author string) (*Batch, error) {
	b := &Batch{Key: key, Format: format, Author: author, service: s}
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		b.edition, err = findEdition(ctx, tx)
		return err
	})
	return b, err
}

// Compare says of every item what it would change: its Outcome, and the Faults of one
// that is refused.
func (b *Batch) Compare(ctx context.Context, list []*Incoming) error {
	if len(list) == 0 {
		return nil
	}
	return b.service.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, in := range list {
			stored, err := findStored(ctx, tx, in.Code)
			if err != nil {
				return err
			}
			owner := ""
			if in.item.HandlingItemCode != "" {
				if owner, err = findOwner(ctx, tx, in.item.HandlingItemCode); err != nil {
					return err
				}
			}
			in.stored = stored
			in.Outcome, in.Faults = in.judge(owner)
		}
		return nil
	})
}

// judge says what an item does to what is stored: nothing, a new version, or it
// is refused. Owner is the item that has its handling code.
func (in *Incoming) judge(owner string) (Outcome, []fault.Field) {
	refuse := func(element, key string, args ...any) (Outcome, []fault.Field) {
		return Refused, []fault.Field{{Name: element, Key: key, Args: args}}
	}
	_, replaceable := Lifecycle.To(in.stored.state, Supersede)
	said := len(in.stored.source) == 0 || bytes.Equal(in.stored.source, in.sourceDigest)
	switch known := in.stored; {
	case owner != "" && owner != in.item.Code:
		return refuse("handlingItemCode", "catalogue.import.taken", owner)
	case known.item == 0:
		return Added, nil
	case known.implementationCode != in.item.ImplementationCode || known.handlingItemCode != in.item.HandlingItemCode:
		return refuse("handlingItemCode", "catalogue.import.renumbered", known.handlingItemCode)
	case known.versionID == 0:
		return Added, nil
	case said && bytes.Equal(known.digest, in.digest):
		return Unchanged, nil
	case known.origin == originEdit && said && len(known.source) > 0:
		return Unchanged, nil
	case known.origin == originEdit && !bytes.Equal(known.digest, in.digest):
		return refuse("version", "catalogue.import.edited")
	case older(in.item.Version, known.version):
		return refuse("version", "catalogue.import.older", in.item.Version, known.version)
	case !replaceable:
		return refuse("code", "catalogue.import.ended")
	case known.state == Suspended: // an import must not end what a person decided
		return refuse("code", "catalogue.import.suspended")
	}
	return Changed, nil
}

// Stage stores an item that was compared and is Added or Changed, out of sight. A unit
// that runs again stages it anew.
func (b *Batch) Stage(ctx context.Context, tx *db.Tx, in *Incoming) error {
	in.version, in.itemID = id.New(), in.stored.item
	if in.itemID == 0 {
		in.itemID = id.New()
	}
	return insertStaged(ctx, tx, b, in, b.service.now.Now())
}

// Publish puts everything staged in its place, as one edition. What somebody has
// published, suspended or retired since it was compared is not overwritten: those items
// are late, and no longer staged. After the unit is stored Refresh shows the edition.
func (b *Batch) Publish(ctx context.Context, tx *db.Tx, list []*Incoming) (edition int64, late []*Incoming, err error) {
	if edition, err = raiseEdition(ctx, tx); err != nil {
		return 0, nil, err
	}
	if edition != b.edition+1 {
		if late, err = b.giveWay(ctx, tx, list); err != nil {
			return 0, nil, err
		}
	}
	return edition, late, publishStaged(ctx, tx, b.Key, edition, b.service.now.Now())
}

// giveWay removes the staged versions whose items have changed since they were compared.
func (b *Batch) giveWay(ctx context.Context, tx *db.Tx, list []*Incoming) (late []*Incoming, err error) {
	standings, err := listStandings(ctx, tx, b.Key)
	if err != nil {
		return nil, err
	}
	for _, in := range list {
		if at := standings[in.itemID]; at.version == in.stored.versionID && at.state == in.stored.state {
			continue
		}
		if err := deleteStaged(ctx, tx, in.version, in.itemID); err != nil {
			return nil, err
		}
		late = append(late, in)
	}
	return late, nil
}

// Digest is what the log keeps of a list: SHA-256 over a line "code digest" of each
// version, sorted.
func Digest(list []*Incoming) string {
	list = slices.SortedFunc(slices.Values(list), func(a, b *Incoming) int { return cmp.Compare(a.Code, b.Code) })
	sum := sha256.New()
	for _, in := range list {
		fmt.Fprintf(sum, "%s %x\n", in.Code, in.digest)
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

// Refresh takes over what this node has just published. Its caller waits; others go on
// with what was there before.
func (s *Service) Refresh(ctx context.Context) error { return s.refresh(ctx) }

// Unstage removes up to limit staged versions of a batch that will not be published and
// returns how many there were.
func (s *Service) Unstage(ctx context.Context, tx *db.Tx, batch id.ID, limit int) (int, error) {
	left, err := listStaged(ctx, tx, batch, limit)
	if err != nil {
		return 0, err
	}
	for _, one := range left {
		if err := deleteStaged(ctx, tx, one[0], one[1]); err != nil {
			return 0, err
		}
	}
	return len(left), nil
}

// Settle forgets what there was to look at in up to limit versions after a key that an
// edition has superseded. It returns the last of them, 0 when there are no more.
func (s *Service) Settle(ctx context.Context, tx *db.Tx, edition int64, after id.ID, limit int) (last id.ID, err error) {
	some, err := listSuperseded(ctx, tx, edition, after, limit)
	if err != nil {
		return 0, err
	}
	for _, version := range some {
		if err := deleteFindings(ctx, tx, version); err != nil {
			return 0, err
		}
	}
	if len(some) < limit {
		return 0, nil
	}
	return some[limit-1], nil
}

// older reports whether version a comes before b, number by number.
func older(a, b string) bool {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(x), len(y)) {
		n, m := part(x, i), part(y, i)
		if n != m {
			return n < m
		}
	}
	return false
}

func part(version []string, i int) int {
	if i >= len(version) {
		return 0
	}
	n, _ := strconv.Atoi(version[i]) // what is no number counts as 0
	return n
}

// Where a version comes from.
const (
	originImport = "import"
	originEdit   = "edit"
)

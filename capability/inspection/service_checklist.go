package inspection

import (
	"context"
	"embed"
	"fmt"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"tongban/capability/access"
	"tongban/capability/audit"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/db"
	"tongban/kernel/fault"
)

// Checklist is what a department looks at on a site: for one item, or whatever the item.
type Checklist struct {
	Department string // code
	Item       string // code, empty is any
	Lines      []Line
	Version    int64
	ChangedAt  time.Time
}

// Limits of a checklist.
const (
	maxLines = 60
	maxLine  = 200
)

// mayKeep says why a may not keep the checklists of a department: whoever draws its
// procedures may.
func mayKeep(a actor.Actor, department string) error {
	return access.May(a, access.ProcedureEdit, access.Object{Department: department})
}

// Checklists returns those of a department, by item, after one of them.
func (s *Service) Checklists(ctx context.Context, department, after string, limit int) (list []Checklist, err error) {
	if err := mayKeep(actor.From(ctx), department); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = listChecklists(ctx, tx, department, after, limit)
		return err
	})
	return list, err
}

// Checklist returns the one of a department for exactly this item, empty if it has none.
func (s *Service) Checklist(ctx context.Context, department, item string) (c Checklist, err error) {
	if err := mayKeep(actor.From(ctx), department); err != nil {
		return c, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err = exactChecklist(ctx, tx, department, item)
		return err
	})
	return c, err
}

// KeepChecklist writes the checklist c on the version it was read with. Without lines there is
// none any more. Visits that were ordered keep theirs.
func (s *Service) KeepChecklist(ctx context.Context, c Checklist) error {
	by := actor.From(ctx)
	if err := mayKeep(by, c.Department); err != nil {
		return err
	}
	if faults := c.check(); len(faults) > 0 {
		return fault.InvalidFields(faults)
	}
	if c.Item != "" {
		if _, err := s.Casework.Catalogue.Published(ctx, c.Item); fault.KindOf(err) == fault.NotFound && err != nil {
			return fault.InvalidFields([]fault.Field{{Name: "item", Key: "inspection.item-unknown"}})
		} else if err != nil {
			return err
		}
	}
	err := s.DB.Write(ctx, "inspection."+c.Department, func(ctx context.Context, tx *db.Tx) error {
		if err := storeChecklist(ctx, tx, c, by.ID, s.Clock.Now()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Event: "inspection.checklist", Actor: by.ID, Subject: c.Department, At: s.Clock.Now(), Data: struct {
			Item  string `json:"item,omitempty"`
			Lines int    `json:"lines"`
		}{c.Item, len(c.Lines)}})
	})
	if err != nil {
		return fmt.Errorf("keep checklist of %s: %w", c.Department, err)
	}
	return nil
}

// check finds what is wrong with c.
func (c Checklist) check() (faults []fault.Field) {
	if len(c.Lines) > maxLines {
		faults = append(faults, fault.Field{Name: "lines", Key: "inspection.lines-many", Args: []any{maxLines}})
	}
	for i, l := range c.Lines {
		if l.Text == "" || tooLong(l.Text, maxLine) || tooLong(l.Basis, maxLine) {
			return append(faults, fault.Field{Name: "lines", Key: "inspection.line-wrong", Args: []any{i + 1, maxLine}})
		}
	}
	return faults
}

// basisMark stands between a line and its basis, as they are typed; wideMark is what a Chinese
// keyboard makes of it.
const (
	basisMark = "|"
	wideMark  = string(rune(0xff5c))
)

// linesOf reads lines as they are typed: one a row, its basis behind a bar.
func linesOf(typed string) (lines []Line) {
	typed = strings.ReplaceAll(typed, wideMark, basisMark)
	for row := range strings.SplitSeq(typed, "\n") {
		text, basis, _ := strings.Cut(row, basisMark)
		if text, basis = check.Words(text), check.Words(basis); text != "" || basis != "" {
			lines = append(lines, Line{Text: text, Basis: basis})
		}
	}
	return lines
}

// typed is c as it is typed.
func (c Checklist) typed() string {
	var rows []string
	for _, l := range c.Lines {
		row := l.Text
		if l.Basis != "" {
			row += " " + basisMark + " " + l.Basis
		}
		rows = append(rows, row)
	}
	return strings.Join(rows, "\n")
}

//go:embed demo/checklists.toml
var demo embed.FS

// Seed gives the departments of the demo city the checklists that real rules ask for; what
// they have changed stays.
func (s *Service) Seed(ctx context.Context) error {
	var seeds struct {
		Checklist []struct {
			Department string
			Items      []string
			Basis      string
			Lines      []string
		}
	}
	if _, err := toml.DecodeFS(demo, "demo/checklists.toml", &seeds); err != nil {
		return fmt.Errorf("demo checklists: %w", err)
	}
	return s.DB.Write(ctx, "inspection.seed", func(ctx context.Context, tx *db.Tx) error {
		for _, one := range seeds.Checklist {
			c := Checklist{Department: one.Department, Version: 1}
			for _, text := range one.Lines {
				c.Lines = append(c.Lines, Line{Text: text, Basis: one.Basis})
			}
			for _, c.Item = range one.Items {
				if err := seedChecklist(ctx, tx, c, s.Clock.Now()); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

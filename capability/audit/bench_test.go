package audit

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"tongban/capability/audit/verify"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/id"
)

// each runs a benchmark on both engines.
func each(b *testing.B, body func(b *testing.B, d *db.DB)) {
	b.Run("sqlite", func(b *testing.B) { body(b, dbtest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { body(b, dbtest.Postgres(b)) })
}

// BenchmarkSequence places 20,000 waiting entries.
func BenchmarkSequence(b *testing.B) {
	const waiting = 20_000
	each(b, func(b *testing.B, d *db.DB) {
		w := bench(b, d)
		for b.Loop() {
			b.StopTimer()
			for range waiting / 1000 {
				w.write(func(ctx context.Context, tx *db.Tx) error {
					for i := range 1000 {
						if err := Record(ctx, tx, Entry{Event: "test.happened", Actor: "mei", Subject: fmt.Sprint(i), At: noon}); err != nil {
							return err
						}
					}
					return nil
				})
			}
			b.StartTimer()
			w.sequenced()
		}
		b.ReportMetric(waiting*float64(b.N)/b.Elapsed().Seconds(), "leaves/s")
	})
}

// BenchmarkEvidence proves random leaves of a tree of 1,000,000, whose other
// entries are not stored.
func BenchmarkEvidence(b *testing.B) {
	const size = 1_000_000
	each(b, func(b *testing.B, d *db.DB) {
		w := bench(b, d)
		tree, _ := verify.NewTree(0, nil)
		var entries []id.ID
		for tree.Size() < size {
			w.write(func(ctx context.Context, tx *db.Tx) error {
				for range 50_000 {
					entry := binary.BigEndian.AppendUint64(nil, uint64(tree.Size()))
					if tree.Size()%1000 == 7 {
						entries = append(entries, id.New())
						err := tx.Send(ctx, `INSERT INTO audit_entry (id, idx, commitment, salt, content) VALUES ($1, $2, $3, $4, '{}')`,
							entries[len(entries)-1], tree.Size(), entry, entry)
						if err != nil {
							return err
						}
					}
					tree.Append(entry)
				}
				return growTree(ctx, tx, tree)
			})
		}
		for b.Loop() {
			if _, err := w.Evidence(b.Context(), entries[rand.IntN(len(entries))]); err != nil {
				b.Fatal(err)
			}
		}
	})
}

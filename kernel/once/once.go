// Package once makes a command that is sent twice take effect once. The client
// gives every command a key of its own, a form in a hidden field, a program in
// the header Idempotency-Key; the same key means the same command.
//
//   - The answer of a command that succeeded is stored with its effects, in one
//     unit, for seven days. A repetition gets that answer.
//   - A command that failed leaves nothing: with the same key it may succeed yet.
//   - Of two that are under way at once, one takes effect; the other waits for its
//     commit, is undone and gets the same answer.
//   - The same key with another command is the fault once.reused.
//
// A key counts for one actor and one operation. What is stored is of no use to
// who reads the table: digests are keyed, answers encrypted. Answers that carry a
// secret, such as a session's token, do not go through here at all.
//
// The usual case pays for one more insert and nothing else: the command is tried
// first, its answer goes in last under the key. Only if that fails, the table is
// asked whether the command has been answered before.
package once

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tongban/kernel/actor"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/job"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations makes the table of this package.
var Migrations = db.Source{Name: "once", FS: migrations}

// Messages holds the texts of the faults of this package.
//
//go:embed messages.*.toml
var Messages embed.FS

const (
	keep   = 7 * 24 * time.Hour
	maxKey = 200 // bytes
)

// Keeper keeps the answers.
type Keeper struct {
	d    *db.DB
	mac  []byte
	aead cipher.AEAD
}

// New returns a keeper in d. The key has 32 bytes and stays the same from start to
// start; with another one nothing kept before is found.
func New(d *db.DB, key []byte) (*Keeper, error) {
	if len(key) != 32 {
		return nil, fmt.Errorf("once: a key of %d bytes, want 32", len(key))
	}
	block, err := aes.NewCipher(derive(key, "answer"))
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &Keeper{d: d, mac: derive(key, "digest"), aead: aead}, nil
}

// derive makes a key for one use out of the keeper's.
func derive(key []byte, use string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("tongban once " + use))
	return m.Sum(nil)
}

type keyKey struct{}

// WithKey returns ctx with the key the client gave the command, if any.
func WithKey(ctx context.Context, key string) context.Context {
	if key == "" {
		return ctx
	}
	return context.WithValue(ctx, keyKey{}, key)
}

// Part returns ctx for one of several commands that are carried out under one key, told apart by
// name.
func Part(ctx context.Context, name string) context.Context {
	key, _ := ctx.Value(keyKey{}).(string)
	if key == "" {
		return ctx
	}
	return WithKey(ctx, key+"\n"+name)
}

// Do runs fn as a unit of lane, once for the key in ctx, and returns its answer;
// without a key it is a plain Write. op names the operation, such as
// "casework.submit". cmd is everything that makes two commands differ, files by
// their digests; it and the answer become JSON. Like every unit, fn may run more
// than once and only its last run counts.
func Do[T any](ctx context.Context, k *Keeper, lane, op string, cmd any, fn func(context.Context, *db.Tx) (T, error)) (T, error) {
	var answer, none T // what fn returns counts only if it is stored
	key, ok := ctx.Value(keyKey{}).(string)
	if !ok {
		err := k.d.Write(ctx, lane, func(ctx context.Context, tx *db.Tx) (err error) {
			answer, err = fn(ctx, tx)
			return err
		})
		if err != nil {
			return none, err
		}
		return answer, nil
	}
	e, err := k.entry(ctx, key, op, cmd)
	if err != nil {
		return none, err
	}
	err = k.d.Write(ctx, lane, func(ctx context.Context, tx *db.Tx) (err error) {
		if answer, err = fn(ctx, tx); err != nil {
			return err
		}
		sealed, err := k.seal(e, answer)
		if err != nil {
			return err
		}
		return insertAnswer(ctx, tx, e, sealed, clock.Real.Now())
	})
	if err == nil {
		return answer, nil
	}
	return settle(ctx, k, e, err, none)
}

// Again is for a service that plans before its unit: the plan of a repetition fails
// where the command has already changed things, maybe a moment ago. Given what the
// service would return, it returns the earlier answer instead if there is one. It
// costs nothing unless err is an error:
//
//	no, err := s.submit(ctx, draft) // plans, then once.Do
//	return once.Again(ctx, s.once, "casework.submit", draft, no, err)
func Again[T any](ctx context.Context, k *Keeper, op string, cmd any, answer T, err error) (T, error) {
	key, ok := ctx.Value(keyKey{}).(string)
	if err == nil || !ok {
		return answer, err
	}
	e, entryErr := k.entry(ctx, key, op, cmd)
	if entryErr != nil {
		return answer, err
	}
	return settle(ctx, k, e, err, answer)
}

// settle returns the answer given under the key before, or else the command's own
// answer and failure.
func settle[T any](ctx context.Context, k *Keeper, e entry, failure error, answer T) (T, error) {
	var earlier T
	found, err := k.look(ctx, e, &earlier)
	switch {
	case found:
		return earlier, err
	case err != nil:
		return answer, errors.Join(failure, err)
	}
	return answer, failure
}

// entry is a command under its key.
type entry struct{ id, command []byte }

func (k *Keeper) entry(ctx context.Context, key, op string, cmd any) (entry, error) {
	if len(key) > maxKey {
		return entry{}, fault.New(fault.Invalid, "once.key", maxKey)
	}
	body, err := json.Marshal(cmd)
	if err != nil {
		return entry{}, fmt.Errorf("once: %s: %w", op, err)
	}
	a := actor.From(ctx)
	who := a.ID
	if who == "" {
		who = a.Session
	}
	return entry{id: k.digest(string(a.Kind), who, op, key), command: k.digest(string(body))}, nil
}

// digest is keyed, so that nobody can confirm a guess, and knows where one part
// ends and the next begins.
func (k *Keeper) digest(parts ...string) []byte {
	m := hmac.New(sha256.New, k.mac)
	for _, p := range parts {
		m.Write(binary.BigEndian.AppendUint32(nil, uint32(len(p))))
		m.Write([]byte(p))
	}
	return m.Sum(nil)
}

// seal encrypts an answer; it opens for its own entry only.
func (k *Keeper) seal(e entry, answer any) ([]byte, error) {
	plain, err := json.Marshal(answer)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, k.aead.NonceSize(), k.aead.NonceSize()+len(plain)+k.aead.Overhead())
	_, _ = rand.Read(nonce) // never fails
	return k.aead.Seal(nonce, nonce, plain, e.bound()), nil
}

func (k *Keeper) open(e entry, sealed []byte, answer any) error {
	n := k.aead.NonceSize()
	if len(sealed) < n {
		return errors.New("once: answer cut short")
	}
	plain, err := k.aead.Open(nil, sealed[:n], sealed[n:], e.bound())
	if err != nil {
		return fmt.Errorf("once: open answer: %w", err)
	}
	return json.Unmarshal(plain, answer)
}

// bound is what an answer belongs to.
func (e entry) bound() []byte { return append(append([]byte{}, e.id...), e.command...) }

// look reads the answer that was given under the key before, if any. It is an error
// if that was the answer to another command.
func (k *Keeper) look(ctx context.Context, e entry, answer any) (found bool, err error) {
	var command, sealed []byte
	err = k.d.Read(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error {
		command, sealed, err = findAnswer(ctx, tx, e)
		return err
	})
	switch {
	case errors.Is(err, db.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	case !hmac.Equal(command, e.command):
		return true, fault.New(fault.Conflict, "once.reused")
	}
	return true, k.open(e, sealed, answer)
}

// Sweep deletes the answers older than seven days.
func (k *Keeper) Sweep() job.Sweep {
	return job.Sweep{Name: "once.expire", Every: time.Hour, Run: func(ctx context.Context) error {
		return k.expire(ctx, clock.Real.Now().Add(-keep))
	}}
}

// expire deletes the answers kept since before the given time, in small units.
func (k *Keeper) expire(ctx context.Context, before time.Time) error {
	const chunk = 500
	for {
		var n int64
		err := k.d.Write(ctx, "", func(ctx context.Context, tx *db.Tx) (err error) {
			n, err = deleteAnswers(ctx, tx, before, chunk)
			return err
		})
		if err != nil || n < chunk {
			return err
		}
	}
}

// Package sms sends texts to mobiles.
package sms

import (
	"context"
	"slices"
	"sync"

	"tongban/capability/notification"
	"tongban/kernel/fault"
	"tongban/kernel/mask"
)

var _ notification.Sender = (*Fake)(nil)

// Fake keeps texts instead of sending them: the demo shows them on a page that
// says 模拟.
type Fake struct {
	mu    sync.Mutex
	texts []Text
}

// Text is a text that was not sent.
type Text struct{ Mobile, Text string }

// kept is how many texts a Fake remembers.
const kept = 100

// Ready is always so.
func (f *Fake) Ready() bool { return true }

// Send keeps the text with the number masked.
func (f *Fake) Send(_ context.Context, mobile, text string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.texts = append(f.texts, Text{mask.Phone(mobile), text})
	if len(f.texts) > kept {
		f.texts = slices.Delete(f.texts, 0, len(f.texts)-kept)
	}
	return nil
}

// Texts returns what was kept, newest first.
func (f *Fake) Texts() []Text {
	f.mu.Lock()
	defer f.mu.Unlock()
	texts := slices.Clone(f.texts)
	slices.Reverse(texts)
	return texts
}

var _ notification.Sender = Unconfigured{}

// Unconfigured is an installation without a gateway: people are told on their
// pages only.
type Unconfigured struct{}

// Ready says that no text can be sent.
func (Unconfigured) Ready() bool { return false }

// Send says so to whoever tries all the same.
func (Unconfigured) Send(context.Context, string, string) error {
	return fault.New(fault.Unavailable, "notification.no-gateway")
}

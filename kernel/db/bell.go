package db

import (
	"slices"
	"sync"
)

// bells tell the rest of this node that something has become durable.
type bells struct {
	mu    sync.Mutex
	chans map[string][]chan struct{}
}

// Ring rings the named bell once the unit is durable. A unit that is undone rings
// nothing.
func (t *Tx) Ring(bell string) {
	if !slices.Contains(t.rings, bell) {
		t.rings = append(t.rings, bell)
	}
}

// Listen returns a channel that gets a value whenever the named bell has rung on
// this node since the last was taken, and a function to stop listening. Other
// nodes are not heard: who listens also looks now and then.
func (d *DB) Listen(bell string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	d.bells.mu.Lock()
	defer d.bells.mu.Unlock()
	if d.bells.chans == nil {
		d.bells.chans = map[string][]chan struct{}{}
	}
	d.bells.chans[bell] = append(d.bells.chans[bell], c)
	return c, func() {
		d.bells.mu.Lock()
		defer d.bells.mu.Unlock()
		d.bells.chans[bell] = slices.DeleteFunc(d.bells.chans[bell], func(other chan struct{}) bool { return other == c })
	}
}

func (b *bells) ring(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.chans[name] {
		select {
		case c <- struct{}{}:
		default: // it has not yet taken the last one
		}
	}
}

package form

import (
	"encoding/json"
	"sync"

	"tongban/kernel/id"
)

// Library keeps the forms it has parsed by the version of the item they belong to;
// a version never changes.
type Library struct {
	demo bool
	mu   sync.RWMutex
	kept map[id.ID]*Definition
}

// mostForms bounds what is kept.
const mostForms = 10_000

// NewLibrary returns an empty library. Demo admits ID numbers and codes of the demo
// city, whose region begins with 99 and exists nowhere.
func NewLibrary(demo bool) *Library { return &Library{demo: demo} }

// Form returns the form of a version, given its form element. Its errors are those
// of Parse.
func (l *Library) Form(version id.ID, raw json.RawMessage) (*Definition, error) {
	l.mu.RLock()
	d, ok := l.kept[version]
	l.mu.RUnlock()
	if ok {
		return d, nil
	}
	d, err := Parse(raw)
	if err != nil {
		return nil, err
	}
	d.demo = l.demo
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == nil || len(l.kept) >= mostForms {
		l.kept = map[id.ID]*Definition{}
	}
	l.kept[version] = d
	return d, nil
}

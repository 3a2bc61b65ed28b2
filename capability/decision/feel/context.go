package feel

// Context is a list of names with values, in the order in which they were written.
type Context []Entry

// Entry is one value of a context.
type Entry struct {
	Key   string
	Value Value
}

// Get returns the value of key.
func (c Context) Get(key string) (Value, bool) {
	for _, e := range c {
		if e.Key == key {
			return e.Value, true
		}
	}
	return nil, false
}

// With returns c with key set to v.
func (c Context) With(key string, v Value) Context {
	with := make(Context, 0, len(c)+1)
	set := false
	for _, e := range c {
		if e.Key == key {
			e.Value, set = v, true
		}
		with = append(with, e)
	}
	if !set {
		with = append(with, Entry{key, v})
	}
	return with
}

package feel

// Basis: DMN 1.3, 10.3.4.6 (get value, get entries).
var contexts = []builtin{
	{"get value", []*form{of(func(s *site, a []Value) Value {
		c, ok := a[0].(Context)
		key, fine := a[1].(string)
		if !ok || !fine {
			return s.bad(a...)
		}
		v, has := c.Get(key)
		if !has {
			return s.null("no-entry", shorten(key))
		}
		return v
	}, "m", "key")}},
	{"get entries", []*form{of(func(s *site, a []Value) Value {
		c, ok := a[0].(Context)
		if !ok {
			return s.bad(a...)
		}
		list := make(List, len(c))
		for i, e := range c {
			list[i] = Context{{"key", e.Key}, {"value", e.Value}}
		}
		return list
	}, "m")}},
	{"context put", []*form{of(func(s *site, a []Value) Value {
		c, ok := a[0].(Context)
		key, fine := a[1].(string)
		if !ok || !fine {
			return s.bad(a[:2]...)
		}
		return c.With(key, a[2])
	}, "context", "key", "value")}},
}

// contextOf makes a context of names and values.
func contextOf(keys []string, values []Value) Value {
	c := make(Context, len(keys))
	for i, key := range keys {
		c[i] = Entry{key, values[i]}
	}
	return c
}

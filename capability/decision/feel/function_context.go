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
	{"context", []*form{of(contextFrom, "entries")}},
	{"context put", []*form{of(contextPut, "context", "key", "value"), of(contextPut, "context", "keys", "value")}},
	{"context merge", []*form{of(contextMerge, "contexts")}},
}

// contextFrom makes a context of {key, value} entries.
func contextFrom(s *site, a []Value) Value {
	if a[0] == nil {
		return s.bad(nil)
	}
	c, seen := Context{}, map[string]bool{}
	for _, one := range asList(a[0]) {
		e, ok := one.(Context)
		key, named := e.Get("key")
		value, given := e.Get("value")
		name, fine := key.(string)
		if !ok || !named || !given || !fine || seen[name] {
			return s.bad(one)
		}
		seen[name] = true
		c = append(c, Entry{name, value})
	}
	return c
}

// contextPut sets an entry, or one deeper down that several keys lead to.
func contextPut(s *site, a []Value) Value {
	c, ok := a[0].(Context)
	keys := asList(a[1])
	if !ok || len(keys) == 0 {
		return s.bad(a[0])
	}
	key, fine := keys[0].(string)
	if !fine {
		return s.bad(keys[0])
	}
	if len(keys) == 1 {
		return c.With(key, a[2])
	}
	inner, _ := c.Get(key)
	put := contextPut(s, []Value{inner, keys[1:], a[2]})
	if _, null := put.(*gone); null {
		return put
	}
	return c.With(key, put)
}

func contextMerge(s *site, a []Value) Value {
	merged, places := Context{}, map[string]int{}
	for _, one := range asList(a[0]) {
		c, ok := one.(Context)
		if !ok {
			return s.bad(one)
		}
		for _, e := range c {
			if at, known := places[e.Key]; known {
				merged[at].Value = e.Value
				continue
			}
			places[e.Key] = len(merged)
			merged = append(merged, e)
		}
	}
	return merged
}

// contextOf makes a context of names and values.
func contextOf(keys []string, values []Value) Value {
	c := make(Context, len(keys))
	for i, key := range keys {
		c[i] = Entry{key, values[i]}
	}
	return c
}

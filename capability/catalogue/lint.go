package catalogue

// Lint says what an editor should look at in an item: first what is wrong, then
// what is missing. It is a pure function of the version.
func (i *Item) Lint() (findings []Finding) { return nil }

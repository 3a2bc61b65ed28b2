package catalogue

import "encoding/json"

// Forms is what the catalogue asks of those who take applications.
type Forms interface {
	// CheckForm says what is wrong with the form of an item, nil if nothing is.
	// An Invalid fault names the places.
	CheckForm(form json.RawMessage) error
	// Online reports whether the item can be applied for on this platform now. If
	// not, its page sends people to the window.
	Online(item *Item) bool
}

package catalogue

import "encoding/json"

// Forms is what the catalogue asks of those who take applications.
type Forms interface {
	// CheckForm says what is wrong with the form of an item, nil if nothing is.
	// An Invalid fault names the places.
	CheckForm(form json.RawMessage) error
	// Online reports whether this version of the item can be applied for on this
	// platform. It is asked once per version. If not, the item's page sends people
	// to the window.
	Online(item *Item) bool
}

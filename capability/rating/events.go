package rating

import "tongban/capability/audit"

// ratingData is what the log holds of a rating: not who rated, nor which case.
type ratingData struct {
	Item       string  `json:"item"`
	Department string  `json:"department"`
	Round      int     `json:"round"`
	Grade      Grade   `json:"grade"`
	Channel    Channel `json:"channel"`
}

// followUpData is what the log holds of a follow-up.
type followUpData struct {
	Status Status `json:"status"`
	Detail string `json:"detail,omitempty"`
	DueOn  string `json:"dueOn,omitempty"`
}

const said, about = "item, department, round, grade, channel", "where it stands, which of several, last day"

// Events are the audit events of ratings.
var Events = []audit.Event{
	{Name: "rating.rate", When: "Somebody rated; by whom and which case is not said.", Data: said},
	{Name: "rating.add", When: "Reasons were added to a grade.", Data: said},
	{Name: "rating.text", When: "A moderator published or withheld what somebody wrote.", Data: "published or withheld"},
	{Name: "rating.open", When: "A bad rating opened a follow-up.", Data: about},
	{Name: "rating.take", When: "Somebody took a follow-up on.", Data: about},
	{Name: "rating.contact", When: "The rater was called.", Data: about},
	{Name: "rating.close", When: "A follow-up ended with a reform or an explanation.", Data: about},
	{Name: "rating.ask", When: "More time was asked for, or whether the rating counts.", Data: about},
	{Name: "rating.decide", When: "Somebody else decided on it, or on a dispute.", Data: about},
	{Name: "rating.dispute", When: "The rater disagreed with how it was handled.", Data: about},
	{Name: "rating.late", When: "A day for the call or for the end has passed.", Data: about},
}

package agreement

import "tongban/capability/audit"

const which = "number of the agreement"

// Events are the audit events of agreements.
var Events = []audit.Event{
	{Name: "agreement.draw-up", When: "An agreement was drawn up in a case.", Data: which},
	{Name: "agreement.sign", When: "A party signed.", Data: which},
	{Name: "agreement.complete", When: "All parties had signed.", Data: "number, digest of text and signatures"},
	{Name: "agreement.refuse", When: "A party refused to sign.", Data: which},
	{Name: "agreement.cancel", When: "An open agreement was called off.", Data: which},
	{Name: "agreement.excuse", When: "A case was excused from an agreement its item needs.", Data: "code of the agreement"},
}

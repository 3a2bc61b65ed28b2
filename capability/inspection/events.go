package inspection

import "tongban/capability/audit"

// Events are the audit events of inspection.
var Events = []audit.Event{
	{Name: "inspection.order", When: "A visit to the site of a case was ordered."},
	{Name: "inspection.record", When: "An inspector wrote down what was found."},
	{Name: "inspection.photo", When: "An inspector added a photograph."},
	{Name: "inspection.sign", When: "An inspector signed the record."},
	{Name: "inspection.witness", When: "Who was there for the applicant signed the record."},
	{Name: "inspection.cancel", When: "A visit was called off."},
	{Name: "inspection.checklist", When: "What a department looks at on a site was changed.", Data: "item, lines"},
}

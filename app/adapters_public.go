package app

import (
	"context"
	"strings"

	"tongban/capability/identity"
	"tongban/capability/notification"
	"tongban/capability/objection"
	"tongban/capability/publicity"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// firmNumbers tells publicity the public numbers of firms.
type firmNumbers struct{ identity *identity.Service }

func (f firmNumbers) USCC(ctx context.Context, account id.ID) (string, error) {
	firm, err := f.identity.Firm(ctx, account)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return "", nil
	}
	return firm.USCC, err
}

// published lets people object to what was published.
type published struct{ publicity *publicity.Service }

func (p published) Subject(ctx context.Context, record id.ID) (objection.Subject, error) {
	r, _, err := p.publicity.Find(ctx, record)
	if err != nil {
		return objection.Subject{}, err
	}
	owner, err := p.publicity.Owner(ctx, record)
	return objection.Subject{
		About: objection.OfPublicity, Ref: record.String(), Title: r.Content.ItemName, Department: r.Department, Region: r.Region, Owner: owner,
	}, err
}

// kindOfMessage says what sort of message a key stands for. What a capability has to say of
// a case is official unless it is known to be less.
func kindOfMessage(key string) notification.Kind {
	switch {
	case strings.HasPrefix(key, "objection."):
		return notification.Reply
	case strings.Contains(key, ".remind-"), strings.Contains(key, ".dates-moved"):
		return notification.Reminder
	case strings.HasPrefix(key, "licence.inform."):
		return notification.Official
	case key == "casework.inform.submitted", key == "casework.inform.corrected", strings.HasPrefix(key, "casework.inform.task"),
		!strings.HasPrefix(key, "casework."):
		return notification.Progress
	}
	return notification.Official
}

package identity

import (
	"context"

	"tongban/kernel/actor"
	"tongban/kernel/message"
	"tongban/ui"
)

// personaRows are the personas of a section, each with the button that takes it on.
func personaRows(ctx context.Context, list []Persona, section Section) []ui.SummaryRow {
	var rows []ui.SummaryRow
	for _, p := range list {
		if p.Section != section {
			continue
		}
		rows = append(rows, ui.SummaryRow{
			Key:   p.Name,
			Value: p.note(message.In(ctx)),
			Body: ui.Btn(ui.BtnProps{
				Text: message.T(ctx, "identity.personas.take"), What: p.Name, Action: "/personas/" + p.Key,
			}),
		})
	}
	return rows
}

// sessionRows are the reader's sessions, each with the button that ends it.
func sessionRows(ctx context.Context, list []Session) []ui.SummaryRow {
	rows := make([]ui.SummaryRow, len(list))
	for i, s := range list {
		device := s.Device
		if device == "" {
			device = message.T(ctx, "identity.sessions.unknown")
		}
		rows[i] = ui.SummaryRow{
			Key:   device,
			Value: message.T(ctx, "identity.sessions.seen", message.DateTime(ctx, s.CreatedAt), message.DateTime(ctx, s.SeenAt)),
			Body: ui.Btn(ui.BtnProps{
				Text: message.T(ctx, "identity.sessions.end"), What: device, Action: "/me/sessions/" + s.ID.String() + "/end",
			}),
		}
		if s.ID.String() == actor.From(ctx).Session {
			rows[i].Body = ui.Btn(ui.BtnProps{Text: message.T(ctx, "identity.sessions.leave"), Kind: ui.Primary})
		}
	}
	return rows
}

package identity

import (
	"context"

	"github.com/a-h/templ"

	"tongban/kernel/actor"
	"tongban/kernel/message"
	"tongban/ui"
)

// personaTable lists the personas of a section, each with the button that takes
// it on.
func personaTable(ctx context.Context, list []Persona, section Section) ui.TableProps {
	title := message.T(ctx, "identity.section."+string(section))
	table := ui.TableProps{
		Caption: title,
		Columns: columns(ctx, "personas.who", "personas.choice"),
		Empty:   ui.EmptyProps{Title: message.T(ctx, "identity.personas.none")},
	}
	for _, p := range list {
		if p.Section != section {
			continue
		}
		table.Rows = append(table.Rows, ui.TableRow{
			Selected: p.Subject.String() == actor.From(ctx).ID,
			Cells: []templ.Component{
				whoCell(p.Name, p.note(message.In(ctx))),
				ui.Btn(ui.BtnProps{Text: message.T(ctx, "identity.personas.take"), What: p.Name, Action: "/personas/" + p.Key}),
			},
		})
	}
	return table
}

// sendWord is what the button that sends a code says.
func sendWord(ctx context.Context, sent bool) string {
	if sent {
		return message.T(ctx, "identity.signin.again")
	}
	return message.T(ctx, "identity.signin.send")
}

// sessionTable lists the reader's sessions, each with the button that ends it.
func sessionTable(ctx context.Context, list []Session) ui.TableProps {
	table := ui.TableProps{
		Caption: message.T(ctx, "identity.sessions.open"),
		Columns: columns(ctx, "sessions.device", "sessions.since", "sessions.seen", "sessions.choice"),
	}
	table.Columns[1].Minor = true
	for _, s := range list {
		device := s.Device
		if device == "" {
			device = message.T(ctx, "identity.sessions.unknown")
		}
		end := ui.BtnProps{Text: message.T(ctx, "identity.sessions.end"), What: device, Action: "/me/sessions/" + s.ID.String() + "/end"}
		here := s.ID.String() == actor.From(ctx).Session
		if here {
			end = ui.BtnProps{Text: message.T(ctx, "identity.sessions.leave"), Kind: ui.Primary}
		}
		table.Rows = append(table.Rows, ui.TableRow{Selected: here, Cells: []templ.Component{
			ui.Plain(device), ui.Plain(message.Stamp(s.CreatedAt)), ui.Plain(message.Stamp(s.SeenAt)), ui.Btn(end),
		}})
	}
	return table
}

func columns(ctx context.Context, keys ...string) []ui.Column {
	list := make([]ui.Column, len(keys))
	for i, key := range keys {
		list[i].Title = message.T(ctx, "identity."+key)
	}
	list[len(list)-1].Number = true // the buttons stand at the right, unbroken
	return list
}

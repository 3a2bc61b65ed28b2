package identity

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tongban/kernel/message"
	"tongban/ui"
)

// mandatesView is mandates with what it takes to show them.
type mandatesView struct {
	Mandates
	items map[string]string // names by code
	now   time.Time
}

// sampleFirm is a firm of the demo city that nobody has added yet.
const sampleFirm = "92990102MDEM200121"

// tones are the tones of the standings.
var tones = map[Standing]ui.Tone{Invited: ui.Warn, Live: ui.OK, Expired: ui.Mute, Ended: ui.Mute}

func relationName(ctx context.Context, r Relation) string {
	return message.T(ctx, "identity.relation."+string(r))
}

// covers lists the items of a mandate in words.
func (v mandatesView) covers(ctx context.Context, m Mandate) string {
	if m.Items == nil {
		return message.T(ctx, "identity.mandate.all")
	}
	names := make([]string, len(m.Items))
	for i, code := range m.Items {
		if names[i] = v.items[code]; names[i] == "" {
			names[i] = message.T(ctx, "identity.mandate.withdrawn")
		}
	}
	return strings.Join(names, message.T(ctx, "identity.list-mark"))
}

// lasts says until when a mandate counts.
func lasts(ctx context.Context, m Mandate) string {
	if m.Until.IsZero() {
		return message.T(ctx, "identity.mandate.no-end")
	}
	return message.Date(ctx, m.Until.Add(-time.Second))
}

// givenTable lists mandates a principal gave, each with the button that ends it.
func (v mandatesView) givenTable(ctx context.Context, back string) ui.TableProps {
	table := ui.TableProps{
		Caption: message.T(ctx, "identity.mandate.given"),
		Columns: columns(ctx, "mandate.who", "mandate.what", "mandate.until-day", "mandate.standing", "mandate.choice"),
		Empty:   ui.EmptyProps{Icon: "users", Title: message.T(ctx, "identity.mandate.none-given")},
	}
	table.Columns[0].Main = true
	for _, m := range v.Given {
		standing := m.Standing(v.now)
		var end templ.Component = ui.Plain("")
		if (standing == Live || standing == Invited) && !m.Relation.byLaw() {
			end = endButton(m, "revoke", back)
		}
		table.Rows = append(table.Rows, ui.TableRow{Cells: []templ.Component{
			whoCell(m.AgentName, relationName(ctx, m.Relation)+" "+m.Contact),
			whoCell(v.covers(ctx, m), m.acts(ctx)), ui.Plain(lasts(ctx, m)),
			ui.Tag(ui.TagProps{Tone: tones[standing], Text: message.T(ctx, "identity.standing."+string(standing))}), end,
		}})
	}
	return table
}

// heldTable lists the mandates the reader holds, each with the button that gives it up.
func (v mandatesView) heldTable(ctx context.Context) ui.TableProps {
	table := ui.TableProps{
		Caption: message.T(ctx, "identity.mandate.held"),
		Columns: columns(ctx, "mandate.for", "mandate.what", "mandate.until-day", "mandate.choice"),
		Empty:   ui.EmptyProps{Icon: "users", Title: message.T(ctx, "identity.mandate.none-held")},
	}
	table.Columns[0].Main = true
	for _, m := range v.Held {
		var end templ.Component = ui.Plain("")
		if !m.Relation.byLaw() {
			end = endButton(m, "give-up", "")
		}
		table.Rows = append(table.Rows, ui.TableRow{Cells: []templ.Component{
			whoCell(m.PrincipalName, relationName(ctx, m.Relation)), whoCell(v.covers(ctx, m), m.acts(ctx)), ui.Plain(lasts(ctx, m)), end,
		}})
	}
	return table
}

// usesTable lists when others acted.
func (v mandatesView) usesTable(ctx context.Context) ui.TableProps {
	table := ui.TableProps{
		Caption: message.T(ctx, "identity.mandate.uses"),
		Columns: []ui.Column{{Title: message.T(ctx, "identity.mandate.when")}, {Title: message.T(ctx, "identity.mandate.who")}, {Title: message.T(ctx, "identity.mandate.did")}},
		Empty:   ui.EmptyProps{Icon: "shield-check", Title: message.T(ctx, "identity.mandate.none-used")},
	}
	for _, u := range v.Uses {
		table.Rows = append(table.Rows, ui.TableRow{Cells: []templ.Component{
			ui.Plain(message.Stamp(u.At)), ui.Plain(u.Mandate.AgentName), ui.Plain(strings.TrimSpace(didWhat(ctx, u) + " " + u.Subject)),
		}})
	}
	return table
}

// didWhat says what was done under a mandate.
func didWhat(ctx context.Context, u Use) string {
	switch u.What {
	case "begun", "filled", "submitted", "withdrawn":
		return message.T(ctx, "identity.use."+u.What)
	}
	return message.T(ctx, "identity.use.other")
}

// partyRows are the parties the reader may act for, the present one chosen.
func partyOptions(ctx context.Context, held []Mandate, self string) []ui.Option {
	options := []ui.Option{{Value: "", Label: message.T(ctx, "identity.acting.self", self)}}
	for _, m := range held {
		hint := relationName(ctx, m.Relation) + message.T(ctx, "identity.list-mark") + m.acts(ctx)
		options = append(options, ui.Option{Value: m.ID.String(), Label: m.PrincipalName, Hint: hint})
	}
	return options
}

// chosen is the value of the option for whom a acts.
func chosen(held []Mandate, party string) string {
	for _, m := range held {
		if m.Principal.String() == party {
			return m.ID.String()
		}
	}
	return ""
}

func offerOptions(offers []Offer) []ui.Option {
	options := make([]ui.Option, len(offers))
	for i, o := range offers {
		options[i] = ui.Option{Value: o.Code, Label: o.Name}
	}
	return options
}

func words(ctx context.Context, prefix string, values ...string) []ui.Option {
	options := make([]ui.Option, len(values))
	for i, value := range values {
		options[i] = ui.Option{Value: value, Label: message.T(ctx, prefix+value)}
	}
	return options
}

func extent(maySubmit bool) string {
	if maySubmit {
		return "submit"
	}
	return "fill"
}

func scope(limited bool) string {
	if limited {
		return "some"
	}
	return "all"
}

// firmTable lists firms; a representative's leads to the firm's page.
func firmTable(ctx context.Context, held []Mandate) ui.TableProps {
	table := ui.TableProps{
		Caption: message.T(ctx, "identity.firm.title"),
		Columns: columns(ctx, "firm.name", "firm.capacity", "mandate.choice"),
		Empty:   ui.EmptyProps{Icon: "building", Title: message.T(ctx, "identity.firm.empty")},
	}
	table.Columns[0].Main = true
	for _, m := range held {
		var name templ.Component = ui.Plain(m.PrincipalName)
		if m.Relation == Representative {
			name = ui.TextLink(ui.Link{Text: m.PrincipalName, URL: "/me/firms/" + m.Principal.String()})
		}
		table.Rows = append(table.Rows, ui.TableRow{Cells: []templ.Component{
			name, whoCell(relationName(ctx, m.Relation), m.acts(ctx)), actButton(m),
		}})
	}
	return table
}

// rows is what the register says of a firm.
func (f Firm) rows(ctx context.Context) []ui.SummaryRow {
	var rows []ui.SummaryRow
	for _, one := range [][2]string{
		{"uscc", f.USCC}, {"representative", f.Representative}, {"kind", f.Kind}, {"capital", f.Capital}, {"founded", f.FoundedOn},
		{"address", f.Address}, {"scope", f.Scope},
	} {
		if one[1] != "" {
			rows = append(rows, ui.SummaryRow{Key: message.T(ctx, "identity.firm."+one[0]), Value: one[1]})
		}
	}
	return rows
}

// offerLead says for whom the authorisation is.
func offerLead(ctx context.Context, firm string) string {
	if firm != "" {
		return message.T(ctx, "identity.mandate.for-firm", firm)
	}
	return message.T(ctx, "identity.mandate.for-self")
}

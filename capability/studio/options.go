package studio

import (
	"context"
	"slices"

	"tongban/capability/catalogue"
	"tongban/kernel/message"
	"tongban/ui"
)

// choices returns the options of a table of codes, each with the text below root.
func choices(root string, codes ...string) func(context.Context) []ui.Option {
	return func(ctx context.Context) []ui.Option {
		options := make([]ui.Option, len(codes))
		for i, code := range codes {
			options[i] = ui.Option{Value: code, Label: message.T(ctx, root+code)}
		}
		return options
	}
}

var (
	serviceObjects = choices("catalogue.service-object.", "1", "2", "3", "4", "5", "6")
	caseTypes      = choices("catalogue.case-type.", "1", "2")
	handlingModes  = choices("catalogue.mode.", "window", "pc", "mobile", "post", "other")
	necessities    = choices("catalogue.material.", catalogue.Required, catalogue.Conditional, catalogue.Optional)
	limitUnits     = choices("studio.unit.", "workday", "calendar_day", "hour", "month", "year", "same_day", "none")
	stageActors    = choices("studio.actor.", "window", "reviewer", "approver", "head", "inspector", "registrar", "system",
		"street", "hospital", "bank", "tax", "finance", "dpf")
	depths = choices("studio.depth.", depthLevels...)
	yesNo  = choices("studio.answer.", "true", "false")
)

// Themes of the life-event catalogue; 080 is in neither list.
var themeCodes = map[string][]string{
	"natural": {"005", "010", "015", "020", "025", "030", "035", "040", "045", "050", "055", "060", "065", "070", "075", "085", "090",
		"095", "100", "105", "110", "115", "120", "125", "130", "135", "140", "145", "150", "155", "998", "999"},
	"legal": {"005", "010", "015", "020", "025", "030", "035", "040", "045", "050", "055", "060", "065", "070", "075", "085", "090",
		"095", "100", "105", "110", "115", "120", "125", "130", "135", "140", "145", "150", "155", "160", "165", "170", "998", "999"},
}

// themes returns the options of a group of themes.
func themes(group string) func(context.Context) []ui.Option {
	return func(ctx context.Context) []ui.Option {
		options := make([]ui.Option, len(themeCodes[group]))
		for i, code := range themeCodes[group] {
			options[i] = ui.Option{Value: code, Label: catalogue.Theme{Group: group, Code: code}.Title(ctx)}
		}
		return options
	}
}

// nameCaseType keeps the name of the sort of case with its code.
func nameCaseType(ctx context.Context, item *catalogue.Item) {
	if code := item.CaseType.Code; code == 1 || code == 2 {
		item.CaseType.Name = message.Official(ctx, "catalogue.case-type."+plain(code))
	}
}

// depthLevels are how far an item goes online.
var depthLevels = []string{"I", "II", "III", "IV"}

// nameDepth keeps the name of how far an item goes online with its level, unless the
// item has a name of its own for it.
func nameDepth(ctx context.Context, item *catalogue.Item) {
	depth := &item.OnlineDepth
	ours := slices.ContainsFunc(depthLevels, func(level string) bool { return depth.Name == message.Official(ctx, "studio.depth."+level) })
	if depth.Level != "" && (ours || depth.Name == "") {
		depth.Name = message.Official(ctx, "studio.depth."+depth.Level)
	}
}

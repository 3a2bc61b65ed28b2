package assistant

import "tongban/capability/catalogue"

// iconName marks a name for the sprite, as in ui.
func iconName(name string) string { return name }

// stageIcons are the pictures of the stages.
var stageIcons = map[string]string{
	"birth": iconName("baby-carriage"), "school": iconName("school"), "work": iconName("briefcase"), "marriage": iconName("heart"),
	"home": iconName("home"), "health": iconName("stethoscope"), "retirement": iconName("umbrella"), "death": iconName("flower"),
	"founding": iconName("building"), "licensing": iconName("certificate"), "running": iconName("building-store"),
	"changing": iconName("refresh"), "financing": iconName("coin"), "closing": iconName("circle-x"),
}

// icon returns the picture of a theme: the life events most people know have their
// own.
func icon(theme catalogue.Theme) string {
	if theme.Group == catalogue.Legal {
		return iconName("building")
	}
	switch theme.Code {
	case "005":
		return iconName("baby-carriage")
	case "010", "075":
		return iconName("home")
	case "020":
		return iconName("school")
	case "030", "035", "040":
		return iconName("briefcase")
	case "050":
		return iconName("certificate")
	case "060":
		return iconName("heart")
	case "065", "085":
		return iconName("umbrella")
	case "095":
		return iconName("car")
	case "145":
		return iconName("stethoscope")
	}
	return iconName("user")
}

package assistant

import "tongban/capability/catalogue"

// iconName marks a name for the sprite, as in ui.
func iconName(name string) string { return name }

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

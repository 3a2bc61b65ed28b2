package lifestage

// iconName marks a name for the sprite, as in ui.
func iconName(name string) string { return name }

// icons are the pictures of the stages.
var icons = map[string]string{
	"birth": iconName("baby-carriage"), "school": iconName("school"), "work": iconName("briefcase"), "marriage": iconName("heart"),
	"home": iconName("home"), "health": iconName("stethoscope"), "retirement": iconName("umbrella"), "death": iconName("flower"),
	"founding": iconName("building"), "licensing": iconName("certificate"), "running": iconName("building-store"),
	"changing": iconName("refresh"), "financing": iconName("coin"), "closing": iconName("circle-x"),
}

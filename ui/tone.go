package ui

// Tone is what a status means to its reader. It chooses colour and icon together,
// because colour alone says nothing to many.
type Tone string

// The tones.
const (
	Info Tone = "info"
	OK   Tone = "ok"
	Warn Tone = "warn"
	Bad  Tone = "bad"
	Mute Tone = "mute"
)

// icon returns the icon that goes with the tone.
func (tone Tone) icon() string {
	switch tone {
	case OK:
		return iconName("circle-check")
	case Warn:
		return iconName("alert-triangle")
	case Bad:
		return iconName("alert-circle")
	case Mute:
		return iconName("circle-dashed")
	default:
		return iconName("info-circle")
	}
}

// iconName marks a name for the sprite: ui/build collects what is written in
// Icon("…"), Icon: "…" and iconName("…").
func iconName(name string) string { return name }

func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

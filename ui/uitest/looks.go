package uitest

import (
	"tongban/kernel/message"
	"tongban/kernel/web"
)

// Look is one of the ways in which every page must be good.
type Look struct {
	Name  string
	Prefs web.Prefs
}

// Looks are the four that are tested.
var Looks = []Look{
	{"gov", web.Prefs{Theme: "gov", Size: "md", Lang: message.Chinese}},
	{"elder", web.Prefs{Theme: "gov", Size: "md", Lang: message.Chinese, Elder: true}},
	{"dark", web.Prefs{Theme: "gov-dark", Size: "md", Lang: message.Chinese}},
	{"contrast", web.Prefs{Theme: "gov-contrast", Size: "md", Lang: message.Chinese}},
}

// In opens a page in look l.
func In(l Look) Option { return Cookie(l.cookie()) }

func (l Look) cookie() (name, value string) {
	c := l.Prefs.Cookie(false)
	return c.Name, c.Value
}

// Target is how high, in pixels, a thing to click must be at least in look l.
// Staff have a mouse.
func (l Look) Target(staff bool) int {
	switch {
	case l.Prefs.Elder:
		return 60
	case staff:
		return 36
	default:
		return 44
	}
}

package zzlook

import (
	"os"
	"strings"
	"testing"

	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui/uitest"
)

func TestLook(t *testing.T) {
	b := uitest.Start(t)
	for _, spec := range strings.Fields(os.Getenv("LOOK")) {
		parts := strings.SplitN(spec, "@", 3) // name@look@path
		width := uitest.Phone
		look, wide := strings.CutSuffix(parts[1], "+")
		if wide {
			width = uitest.Desktop
		}
		opts := []uitest.Option{uitest.Width(width), uitest.Cookie("tongban_session", os.Getenv("TOKEN"))}
		if look == "english" {
			c := (web.Prefs{Theme: "gov", Size: "md", Lang: message.English}).Cookie(false)
			opts = append(opts, uitest.Cookie(c.Name, c.Value))
		}
		for _, l := range uitest.Looks {
			if l.Name == look {
				opts = append(opts, uitest.In(l))
			}
		}
		p := b.Open(t, "http://127.0.0.1:8291"+parts[2], opts...)
		p.Accessible()
		p.Within(uitest.Staff)
		t.Logf("%s %+v", spec, p.Load())
		p.Fits()
		p.Shot(parts[0] + "-" + look)
	}
}

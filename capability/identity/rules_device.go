package identity

import "strings"

// named is how a browser or system calls itself and how we call it.
type named struct{ mark, name string }

// The first that fits counts: most browsers also claim to be Chrome and Safari.
var (
	browsers = []named{
		{"MicroMessenger/", "WeChat"}, {"AlipayClient/", "Alipay"}, {"Edg", "Edge"}, {"HuaweiBrowser/", "Huawei Browser"},
		{"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	}
	systems = []named{
		{"OpenHarmony", "HarmonyOS"}, {"HarmonyOS", "HarmonyOS"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},
		{"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"},
	}
)

// deviceOf says in a few words what somebody signed in with, so that they know
// their sessions apart: "Chrome, Windows". Of a program it is the program's name.
func deviceOf(agent string) string {
	browser, system := nameOf(browsers, agent), nameOf(systems, agent)
	switch {
	case browser == "":
		program, _, _ := strings.Cut(agent, "/")
		return short(strings.ToValidUTF8(program, ""), 40)
	case system == "":
		return browser
	}
	return browser + ", " + system
}

func nameOf(list []named, agent string) string {
	for _, n := range list {
		if strings.Contains(agent, n.mark) {
			return n.name
		}
	}
	return ""
}

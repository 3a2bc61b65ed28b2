package procedure

import (
	"context"
	"net/http"
	"strconv"

	"tongban/kernel/actor"
	"tongban/kernel/web"
	"tongban/ui"
)

// helpURL is where the whole way is told.
const helpURL = "/admin/procedures/help"

// helpTopic is one thing somebody who draws wants to know, in so many steps; each topic
// fits on a screen.
type helpTopic struct {
	key   string
	lines int
}

// helpTopics are in the order in which somebody comes to them.
var helpTopics = []helpTopic{
	{"keys", 5}, {"begin", 4}, {"step", 4}, {"parallel", 5}, {"choice", 6}, {"again", 4}, {"who", 6}, {"wait", 4},
	{"move", 3}, {"check", 4}, {"publish", 5}, {"modeler", 8}, {"file", 3},
}

// title is what the topic is called.
func (h helpTopic) title(ctx context.Context) string { return t(ctx, "help."+h.key+".title") }

func (h helpTopic) steps(ctx context.Context) []string {
	lines := make([]string, h.lines)
	for i := range lines {
		lines[i] = t(ctx, "help."+h.key+"."+strconv.Itoa(i+1))
	}
	return lines
}

// help tells how a procedure is drawn, from beginning to publication.
func (p pages) help(w http.ResponseWriter, r *http.Request) error {
	if err := mayLook(actor.From(r.Context())); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, helpPage())
}

// helpLinks lead to the topics.
func helpLinks(ctx context.Context) []ui.Link {
	var links []ui.Link
	for _, topic := range helpTopics {
		links = append(links, ui.Link{Text: topic.title(ctx), URL: "#" + topic.key})
	}
	return links
}

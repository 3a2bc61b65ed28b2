package uitest

import (
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// Load is what came over the wire for the page at hand, packed as it came.
type Load struct {
	Requests int
	Total    int
	HTML     int
	CSS      int
	JS       int
	Other    int
}

// traffic hears what a tab sends, receives and complains about.
type traffic struct {
	sync.Mutex
	pending map[network.RequestID]cdp.LoaderID // of which document
	kinds   map[network.RequestID]network.ResourceType
	load    Load
	errors  []string
}

func newTraffic() *traffic {
	return &traffic{pending: map[network.RequestID]cdp.LoaderID{}, kinds: map[network.RequestID]network.ResourceType{}}
}

func (tr *traffic) hear(event any) {
	tr.Lock()
	defer tr.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		tr.sent(e)
	case *network.EventLoadingFinished:
		tr.received(e.RequestID, int(e.EncodedDataLength))
	case *network.EventLoadingFailed:
		delete(tr.pending, e.RequestID)
	case *page.EventFrameNavigated:
		tr.navigated(e.Frame)
	case *runtime.EventExceptionThrown:
		tr.errors = append(tr.errors, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			tr.errors = append(tr.errors, spoken(e.Args))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !expected(e.Entry) {
			tr.errors = append(tr.errors, fmt.Sprintf("%s (%s)", e.Entry.Text, e.Entry.URL))
		}
	}
}

// sent notes a request. A new document starts a new count; streams never end and
// are not waited for.
func (tr *traffic) sent(e *network.EventRequestWillBeSent) {
	if strings.HasPrefix(e.Request.URL, "data:") || e.Type == network.ResourceTypeEventSource {
		return
	}
	if e.Type == network.ResourceTypeDocument && e.RedirectResponse == nil {
		tr.load = Load{}
	}
	tr.pending[e.RequestID] = e.LoaderID
	tr.kinds[e.RequestID] = e.Type
	tr.load.Requests++
}

// navigated gives up what the document before still waited for: the browser does not say of all
// of it that it will not come.
func (tr *traffic) navigated(frame *cdp.Frame) {
	if frame.ParentID == "" {
		maps.DeleteFunc(tr.pending, func(_ network.RequestID, of cdp.LoaderID) bool { return of != frame.LoaderID })
	}
}

func (tr *traffic) received(id network.RequestID, bytes int) {
	kind, ours := tr.kinds[id]
	if !ours {
		return
	}
	delete(tr.pending, id)
	tr.load.Total += bytes
	switch kind {
	case network.ResourceTypeDocument:
		tr.load.HTML += bytes
	case network.ResourceTypeStylesheet:
		tr.load.CSS += bytes
	case network.ResourceTypeScript:
		tr.load.JS += bytes
	default:
		tr.load.Other += bytes
	}
}

func (tr *traffic) quiet() bool {
	tr.Lock()
	defer tr.Unlock()
	return len(tr.pending) == 0
}

// expected reports whether an entry is the browser's own line for an answer that
// says what the reader did wrong.
func expected(e *log.Entry) bool {
	return e.Source == log.EntrySourceNetwork && strings.Contains(e.Text, "status of 4")
}

func spoken(args []*runtime.RemoteObject) string {
	var parts []string
	for _, a := range args {
		parts = append(parts, strings.TrimSpace(string(a.Value)+" "+a.Description))
	}
	return strings.Join(parts, " ")
}

package procedure

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"tongban/capability/workflow/bpmn"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// drawView is the draft in the modeler.
type drawView struct {
	*view
	xml      string
	selected string
	stale    string
}

// draw shows the modeler, the only page that may carry styles of its own.
func (p pages) draw(w http.ResponseWriter, r *http.Request) error {
	v, err := p.drafted(r)
	if err != nil {
		return err
	}
	web.AllowInlineStyles(w)
	return web.Render(w, r, http.StatusOK, drawPage(drawView{view: v, xml: v.Draft.XML, selected: r.FormValue("element")}))
}

// keep saves what was drawn. It survives a colleague who was faster.
func (p pages) keep(w http.ResponseWriter, r *http.Request) error {
	if err := shape(r); err != nil {
		return err
	}
	v, err := p.drafted(r)
	if err != nil {
		return err
	}
	d := drawView{view: v, xml: r.PostFormValue("xml"), selected: r.PostFormValue("element")}
	_, err = p.Save(keyed(r), v.Item, edits(r), d.xml)
	if err == nil {
		return web.Redirect(w, r, pageURL(v.Item, "draw")+"?element="+url.QueryEscape(d.selected))
	}
	if fault.KindOf(err) != fault.Conflict {
		return err
	}
	d.stale = ui.ErrorsOf(r.Context(), err)[0].Text
	web.AllowInlineStyles(w)
	return web.Render(w, r, web.StatusOf(err), drawPage(d))
}

// names are what the elements of a kind without a name of their own are called.
func (d drawView) names(ctx context.Context) string {
	table := map[string]string{"": t(ctx, "draw.element")}
	for _, kind := range []bpmn.Kind{
		bpmn.StartEvent, bpmn.EndEvent, bpmn.CatchEvent, bpmn.ThrowEvent, bpmn.BoundaryEvent, bpmn.UserTask, bpmn.ManualTask, bpmn.ServiceTask,
		bpmn.ScriptTask, bpmn.SendTask, bpmn.ReceiveTask, bpmn.SubProcess, bpmn.ExclusiveGateway, bpmn.ParallelGateway, bpmn.InclusiveGateway, bpmn.EventBasedGateway,
	} {
		table[strings.ToLower(string(kind))] = t(ctx, "kind."+string(kind))
	}
	b, _ := json.Marshal(table) // texts always can be
	return string(b)
}

// modelerWords are what the modeler says in its own English, and the keys of what we say.
var modelerWords = map[string]string{
	"Activate hand tool": "hand", "Activate lasso tool": "lasso", "Activate create/remove space tool": "space",
	"Activate global connect tool": "connect-all", "Create start event": "start", "Create intermediate/boundary event": "between",
	"Create end event": "end", "Create gateway": "gateway", "Create task": "task", "Create expanded sub-process": "group",
	"Append end event": "append-end", "Append gateway": "append-gateway", "Append task": "append-task",
	"Append intermediate/boundary event": "append-between", "Append receive task": "append-receive",
	"Append message intermediate catch event": "append-message", "Append timer intermediate catch event": "append-timer",
	"Append signal intermediate catch event": "append-signal",
	"Change element":                         "change", "Connect to other element": "connect", "Delete": "delete", "Add text annotation": "note",
	"Search in diagram": "search", "Toggle non-interrupting": "aside",
	"Parallel multi-instance": "many", "Sequential multi-instance": "many-in-turn",
	"User task": "user-task", "Manual task": "manual-task", "Service task": "service-task", "Send task": "send-task", "Receive task": "receive-task",
	"Business rule task": "rule-task", "Script task": "script-task", "Call activity": "call", "Sub-process (expanded)": "group-open",
	"Exclusive gateway": "one-way", "Parallel gateway": "all-ways", "Inclusive gateway": "some-ways", "Event-based gateway": "first-event",
	"Start event": "start-event", "End event": "end-event", "Intermediate throw event": "throw-event",
	"Message intermediate catch event": "message-catch", "Message intermediate throw event": "message-throw",
	"Timer intermediate catch event": "timer-catch", "Signal intermediate catch event": "signal-catch", "Signal intermediate throw event": "signal-throw",
	"Message boundary event": "message-boundary", "Timer boundary event": "timer-boundary", "Error boundary event": "error-boundary",
	"Signal boundary event": "signal-boundary", "Message boundary event (non-interrupting)": "message-aside",
	"Timer boundary event (non-interrupting)": "timer-aside", "Signal boundary event (non-interrupting)": "signal-aside",
	"Message end event": "message-end", "Error end event": "error-end", "Signal end event": "signal-end", "Terminate end event": "terminate-end",
	"Sequence flow": "flow", "Default flow": "default-flow", "Conditional flow": "conditional-flow",
	"Align elements": "align", "Distribute elements horizontally": "spread", "Distribute elements vertically": "spread-down",
	"flow elements must be children of pools/participants": "in-pools",
}

// words is the table the modeler reads.
func words(ctx context.Context) string {
	table := make(map[string]string, len(modelerWords))
	for english, key := range modelerWords {
		table[english] = t(ctx, "modeler."+key)
	}
	b, _ := json.Marshal(table) // texts always can be
	return string(b)
}

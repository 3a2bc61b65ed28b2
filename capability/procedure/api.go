package procedure

import (
	"context"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/procedure/drawing"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// api is procedures over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: "/admin/procedures" + path, Need: web.Staff, Tag: "procedure", Summary: summary}
	}
	web.Register(h, op(http.MethodGet, "", "List the procedures I may see, last changed first."), a.list)
	web.Register(h, op(http.MethodGet, "/{item}", "Read the procedure of an item: draft, version in force, findings."), a.get)
	web.Register(h, op(http.MethodPost, "/{item}/draft", "Begin a draft: from the version in force, the item's stages, a blank sheet or a BPMN document."), a.begin)
	web.Register(h, op(http.MethodPut, "/{item}/draft", "Save a BPMN document as the draft."), a.save)
	web.Register(h, op(http.MethodPost, "/{item}/steps", "Change the draft as a list: add, rename, move or remove a step or a part."), a.step)
	web.Register(h, op(http.MethodPost, "/{item}/discard", "Throw the draft away."), a.discard)
	web.Register(h, op(http.MethodPost, "/{item}/publish", "Put the draft in force for new cases; nobody who drew it may."), a.publish)
	web.Register(h, op(http.MethodPost, "/{item}/withdraw", "Take the version in force out of it, with a reason."), a.withdraw)
	web.Register(h, op(http.MethodGet, "/{item}/versions", "List what was published for an item, newest first."), a.versions)
	web.Register(h, op(http.MethodGet, "/{item}/versions/{revision}", "Read a published version with its drawing."), a.version)
	web.Register(h, op(http.MethodGet, "/{item}/running", "Count the cases that run on each version."), a.running)
	web.Register(h, op(http.MethodGet, "/{item}/versions/{revision}/cases", "List the cases that run on a version, and whether each can be moved to the one in force."), a.movable)
	web.Register(h, op(http.MethodPost, "/{item}/versions/{revision}/move", "Order the cases that run on a version to be moved to the one in force, each if that is safe."), a.move)
	web.Register(h, op(http.MethodGet, "/{item}/moves/{move}", "What became of the cases of an order."), a.moved)
	web.Register(h, op(http.MethodPost, "/{item}/dry-runs", "Take a sample case through the draft or a version on paper; nothing is kept."), a.try)
	web.Register(h, op(http.MethodPost, "/{item}/versions/{revision}/restore", "Put the drawing of an earlier version in force again."), a.restore)
}

// ItemPath names the item whose procedure it is.
type ItemPath struct {
	Item string `path:"item"`
}

// Keyed is a request that is done once for its key.
type Keyed struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
}

func (k Keyed) context(ctx context.Context) context.Context { return once.WithKey(ctx, k.Key) }

// VersionBody is a Version on the wire.
type VersionBody struct {
	Revision    int        `json:"revision" doc:"0 for a draft"`
	State       State      `json:"state" enum:"draft,published,superseded,withdrawn"`
	Edits       int        `json:"edits" doc:"What a change of the draft has to name"`
	Digest      string     `json:"digest" doc:"SHA-256 of the document"`
	Tasks       int        `json:"tasks" doc:"Steps that people work on"`
	Faults      int        `json:"faults" doc:"What keeps it from being published"`
	Restores    int        `json:"restores,omitempty" doc:"Revision whose drawing it is again"`
	Author      string     `json:"author"`
	WrittenAt   time.Time  `json:"writtenAt"`
	Publisher   string     `json:"publisher,omitempty"`
	PublishedAt *time.Time `json:"publishedAt,omitempty"`
	EndedAt     *time.Time `json:"endedAt,omitempty"`
	Reason      string     `json:"reason,omitempty"`
	XML         string     `json:"xml,omitempty" doc:"BPMN 2.0; not in lists"`
}

func bodyOf(v Version) VersionBody {
	b := VersionBody{
		Revision: v.Revision, State: v.State, Edits: v.Edits, Digest: hex.EncodeToString(v.Digest), Tasks: v.Tasks, Faults: v.Faults, Restores: v.Restores,
		Author: v.AuthorName, WrittenAt: v.WrittenAt, Publisher: v.PublisherName, Reason: v.Reason, XML: v.XML,
	}
	if !v.PublishedAt.IsZero() {
		b.PublishedAt = &v.PublishedAt
	}
	if !v.EndedAt.IsZero() {
		b.EndedAt = &v.EndedAt
	}
	return b
}

// LineBody is a procedure in a list.
type LineBody struct {
	Item       string    `json:"item"`
	Name       string    `json:"name"`
	Department string    `json:"department"`
	Revision   int       `json:"revision" doc:"In force; 0 is none"`
	Drafted    bool      `json:"drafted"`
	Faults     int       `json:"faults" doc:"Of the draft"`
	TouchedAt  time.Time `json:"touchedAt"`
}

// Paging is where a list is read from, and how much of it.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"200"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type listOut struct {
	Body struct {
		Items []LineBody `json:"items"`
		Next  string     `json:"next,omitempty" doc:"Cursor of the next page"`
	}
}

func (a api) list(ctx context.Context, in *Paging) (*listOut, error) {
	lines, next, err := a.List(ctx, parseCursor(in.Cursor), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listOut{}
	out.Body.Items, out.Body.Next = []LineBody{}, next.String()
	for _, l := range lines {
		out.Body.Items = append(out.Body.Items, LineBody{l.Item, l.Name, l.Department, l.Revision, l.Drafted, l.DraftFaults, l.TouchedAt})
	}
	return out, nil
}

// FaultBody is something wrong in a drawing.
type FaultBody struct {
	Element  string `json:"element,omitempty" doc:"Id in the document"`
	Line     int    `json:"line,omitempty"`
	Severity string `json:"severity" enum:"error,warning"`
	Text     string `json:"text"`
}

type procedureOut struct {
	Body struct {
		Item       string       `json:"item"`
		Name       string       `json:"name"`
		Department string       `json:"department"`
		Draft      *VersionBody `json:"draft,omitempty"`
		Current    *VersionBody `json:"current,omitempty"`
		Faults     []FaultBody  `json:"faults" doc:"Of the draft"`
	}
}

func (a api) get(ctx context.Context, in *ItemPath) (*procedureOut, error) {
	p, err := a.Find(ctx, in.Item)
	if err != nil {
		return nil, err
	}
	out := &procedureOut{}
	b := &out.Body
	b.Item, b.Name, b.Department, b.Faults = p.Item, p.Name, p.Department, []FaultBody{}
	if p.Current != nil {
		one := bodyOf(*p.Current)
		b.Current = &one
	}
	if p.Draft == nil {
		return out, nil
	}
	one := bodyOf(*p.Draft)
	b.Draft = &one
	c, err := a.check(ctx, p.Item, p.Draft.XML)
	if err != nil {
		return nil, err
	}
	for _, f := range c.faults {
		b.Faults = append(b.Faults, FaultBody{f.Element, f.Line, string(f.Severity), f.Sentence(ctx)})
	}
	return out, nil
}

type versionOut struct{ Body VersionBody }

func answer(v Version, err error) (*versionOut, error) {
	if err != nil {
		return nil, err
	}
	return &versionOut{bodyOf(v)}, nil
}

type beginIn struct {
	ItemPath
	Keyed
	Body struct {
		From Source `json:"from" enum:"current,stages,blank,file"`
		XML  string `json:"xml,omitempty" required:"false" doc:"BPMN 2.0, of a file"`
	}
}

func (a api) begin(ctx context.Context, in *beginIn) (*versionOut, error) {
	return answer(a.Begin(in.context(ctx), in.Item, in.Body.From, in.Body.XML))
}

type saveIn struct {
	ItemPath
	Keyed
	Body struct {
		Edits int    `json:"edits" doc:"Of the draft as it was read"`
		XML   string `json:"xml" doc:"BPMN 2.0"`
	}
}

func (a api) save(ctx context.Context, in *saveIn) (*versionOut, error) {
	return answer(a.Save(in.context(ctx), in.Item, in.Body.Edits, in.Body.XML))
}

type stepIn struct {
	ItemPath
	Keyed
	Body struct {
		Edits int      `json:"edits" doc:"Of the draft as it was read"`
		Do    string   `json:"do" enum:"step,parallel,choice,wait,end,branch,timer,rename,up,down,remove,drop,redirect,arrange"`
		At    string   `json:"at" doc:"Id of the flow something goes into, or of the step"`
		Names []string `json:"names,omitempty" required:"false" doc:"Of what is made: one a step, one a branch"`
		To    string   `json:"to,omitempty" required:"false" doc:"Of redirect: id of the step the flow leads to"`
	}
}

func (a api) step(ctx context.Context, in *stepIn) (*versionOut, error) {
	op := drawing.Op{Do: drawing.Do(in.Body.Do), At: in.Body.At, Names: in.Body.Names, To: in.Body.To}
	return answer(a.Change(in.context(ctx), in.Item, in.Body.Edits, op))
}

type discardIn struct {
	ItemPath
	Keyed
	Body struct {
		Edits int `json:"edits"`
	}
}

func (a api) discard(ctx context.Context, in *discardIn) (*struct{}, error) {
	return nil, a.Throw(in.context(ctx), in.Item, in.Body.Edits)
}

type publishIn struct {
	ItemPath
	Keyed
	Body struct {
		Edits   int    `json:"edits" doc:"Of the draft as it was read"`
		Current int    `json:"current" doc:"Revision in force as it was read, 0: none"`
		Reason  string `json:"reason,omitempty" required:"false"`
	}
}

func (a api) publish(ctx context.Context, in *publishIn) (*versionOut, error) {
	return answer(a.Publish(in.context(ctx), in.Item, Seen{in.Body.Edits, in.Body.Current}, in.Body.Reason))
}

type withdrawIn struct {
	ItemPath
	Keyed
	Body struct {
		Revision int    `json:"revision"`
		Reason   string `json:"reason"`
	}
}

func (a api) withdraw(ctx context.Context, in *withdrawIn) (*versionOut, error) {
	return answer(a.Withdraw(in.context(ctx), in.Item, in.Body.Revision, in.Body.Reason))
}

type versionsIn struct {
	ItemPath
	Paging
}

type versionsOut struct {
	Body struct {
		Items []VersionBody `json:"items"`
		Next  string        `json:"next,omitempty" doc:"Cursor of the next page"`
	}
}

func (a api) versions(ctx context.Context, in *versionsIn) (*versionsOut, error) {
	list, next, err := a.Versions(ctx, in.Item, revisionOf(in.Cursor), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &versionsOut{}
	out.Body.Items = []VersionBody{}
	for _, v := range list {
		out.Body.Items = append(out.Body.Items, bodyOf(v))
	}
	if next > 0 {
		out.Body.Next = strconv.Itoa(next)
	}
	return out, nil
}

// VersionPath names one published version.
type VersionPath struct {
	ItemPath
	Revision int `path:"revision" minimum:"1"`
}

func (a api) version(ctx context.Context, in *VersionPath) (*versionOut, error) {
	_, v, err := a.Version(ctx, in.Item, in.Revision)
	return answer(v, err)
}

type restoreIn struct {
	VersionPath
	Keyed
	Body struct {
		Current int    `json:"current" doc:"Revision in force as it was read, 0: none"`
		Reason  string `json:"reason,omitempty" required:"false"`
	}
}

func (a api) restore(ctx context.Context, in *restoreIn) (*versionOut, error) {
	return answer(a.Restore(in.context(ctx), in.Item, in.Revision, Seen{Current: in.Body.Current}, in.Body.Reason))
}

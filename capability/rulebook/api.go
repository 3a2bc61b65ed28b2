package rulebook

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/id"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// api is rulebooks over JSON.
type api struct{ *Service }

func (a api) register(h huma.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: "/rulebooks" + path, Need: web.Staff, Tag: "rulebook", Summary: summary}
	}
	web.Register(h, op(http.MethodGet, "", "List the rulebooks I may see, last changed first."), a.list)
	web.Register(h, op(http.MethodGet, "/{item}", "Read the rulebook of an item: draft, version in force, findings, how the examples come out."), a.get)
	web.Register(h, op(http.MethodGet, "/{item}/sources", "List where the inputs of an item's rules may come from."), a.sources)
	web.Register(h, large(op(http.MethodPost, "/{item}/draft", "Begin a draft with rules of DMN, the sources of their inputs and examples.")), a.begin)
	web.Register(h, large(op(http.MethodPut, "/{item}/draft", "Save the draft: rules of DMN, the sources of their inputs, examples.")), a.save)
	web.Register(h, op(http.MethodPost, "/{item}/discard", "Throw the draft away."), a.discard)
	web.Register(h, op(http.MethodPost, "/{item}/publish", "Put the draft in force: by another person than its authors, after a shadow run of exactly its content."), a.publish)
	web.Register(h, op(http.MethodPost, "/{item}/withdraw", "Take the version in force out of it, with a reason."), a.withdraw)
	web.Register(h, op(http.MethodGet, "/{item}/versions", "List what was published for an item, newest first."), a.versions)
	web.Register(h, op(http.MethodGet, "/{item}/versions/{number}", "Read a published version with its rules."), a.version)
}

// large lets an operation take rules as large as a file may have: written as JSON they take up
// to twice that.
func large(op web.Op) web.Op {
	op.MaxBody = 2*MostXML + 1<<20
	return op
}

// ItemPath names the item whose rulebook it is.
type ItemPath struct {
	Item string `path:"item"`
}

// Keyed is a request that is done once for its key.
type Keyed struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Repeat a request with the same key and it is done once"`
}

func (k Keyed) context(ctx context.Context) context.Context { return once.WithKey(ctx, k.Key) }

// ContentBody is what an editor writes.
type ContentBody struct {
	XML         string        `json:"xml,omitempty" doc:"DMN 1.3 to 1.5; not in lists"`
	Decision    string        `json:"decision,omitempty" required:"false" doc:"Id of the decision that is asked; of several the one no other rests on, if it is not said"`
	Inputs      []InputBody   `json:"inputs" doc:"Where each input of the rules comes from"`
	Examples    []ExampleBody `json:"examples"`
	SampleShare int           `json:"sampleShare" doc:"Per cent of approvals a person looks at again" minimum:"1" maximum:"5"`
	DailyLimit  int           `json:"dailyLimit" doc:"Approvals a day at most" minimum:"1" maximum:"100000"`
}

// InputBody ties an input to its source.
type InputBody struct {
	Name  string `json:"name" doc:"Of the input data in the DMN"`
	Kind  Kind   `json:"kind" enum:"register,form,licence,share,paper,case,credit,commitment,calendar"`
	Key   string `json:"key" doc:"As sources lists it"`
	Label string `json:"label,omitempty" required:"false" readOnly:"true"`
	Type  string `json:"type,omitempty" required:"false" readOnly:"true" doc:"Of FEEL"`
}

// ExampleBody is a case on paper that the rules are tried on.
type ExampleBody struct {
	Name   string            `json:"name"`
	Given  map[string]string `json:"given" doc:"By the name of an input; what is left out is missing"`
	Expect Expected          `json:"expect" enum:"approve,refer"`
	Got    Expected          `json:"got,omitempty" required:"false" readOnly:"true"`
	Reason string            `json:"reason,omitempty" required:"false" readOnly:"true"`
	Passed bool              `json:"passed,omitempty" required:"false" readOnly:"true"`
}

func (b ContentBody) content() Content {
	c := Content{XML: b.XML, Decision: b.Decision, SampleShare: b.SampleShare, DailyLimit: b.DailyLimit}
	for _, in := range b.Inputs {
		c.Inputs = append(c.Inputs, Input{Name: in.Name, Kind: in.Kind, Key: in.Key})
	}
	for _, e := range b.Examples {
		c.Examples = append(c.Examples, Example{e.Name, e.Given, e.Expect})
	}
	return c
}

func contentOf(c Content) ContentBody {
	b := ContentBody{XML: c.XML, Decision: c.Decision, SampleShare: c.SampleShare, DailyLimit: c.DailyLimit, Inputs: []InputBody{}, Examples: []ExampleBody{}}
	for _, in := range c.Inputs {
		b.Inputs = append(b.Inputs, InputBody{in.Name, in.Kind, in.Key, in.Label, in.Type})
	}
	for _, e := range c.Examples {
		b.Examples = append(b.Examples, ExampleBody{Name: e.Name, Given: e.Given, Expect: e.Expect})
	}
	return b
}

// VersionBody is a Version on the wire.
type VersionBody struct {
	Number      int64       `json:"number" doc:"0 for a draft"`
	State       State       `json:"state" enum:"draft,published,superseded,withdrawn"`
	Edits       int         `json:"edits" doc:"What a change of the draft has to name"`
	Digest      string      `json:"digest" doc:"SHA-256 of rules, decision and inputs: what a shadow run proves"`
	Content     ContentBody `json:"content"`
	Faults      int         `json:"faults" doc:"What keeps it from being published"`
	Failing     int         `json:"failing" doc:"Examples that come out differently"`
	Author      string      `json:"author"`
	WrittenAt   time.Time   `json:"writtenAt"`
	Publisher   string      `json:"publisher,omitempty"`
	PublishedAt *time.Time  `json:"publishedAt,omitempty"`
	Proof       *id.ID      `json:"proof,omitempty" doc:"The shadow run it was published on"`
	Reason      string      `json:"reason,omitempty"`
	EndedAt     *time.Time  `json:"endedAt,omitempty"`
	EndedWhy    string      `json:"endedWhy,omitempty"`
}

func bodyOf(v Version) VersionBody {
	b := VersionBody{
		Number: v.Number, State: v.State, Edits: v.Edits, Digest: v.Digest, Content: contentOf(v.Content), Faults: v.Faults, Failing: v.Failing,
		Author: v.AuthorName, WrittenAt: v.WrittenAt, Publisher: v.PublisherName, Reason: v.Reason, EndedWhy: v.EndedWhy,
	}
	if !v.PublishedAt.IsZero() {
		b.PublishedAt = &v.PublishedAt
	}
	if v.Proof != 0 {
		b.Proof = &v.Proof
	}
	if !v.EndedAt.IsZero() {
		b.EndedAt = &v.EndedAt
	}
	return b
}

// LineBody is a rulebook in a list.
type LineBody struct {
	Item       string    `json:"item"`
	Name       string    `json:"name"`
	Department string    `json:"department"`
	Number     int64     `json:"number" doc:"In force; 0 is none"`
	Drafted    bool      `json:"drafted"`
	Wrong      int       `json:"wrong" doc:"Faults and failing examples of the draft"`
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
		out.Body.Items = append(out.Body.Items, LineBody{l.Item, l.Name, l.Department, l.Number, l.Drafted, l.Wrong, l.TouchedAt})
	}
	return out, nil
}

// FaultBody is something wrong in rules, or worth a look.
type FaultBody struct {
	Element  string `json:"element,omitempty" doc:"Id in the document"`
	Line     int    `json:"line,omitempty"`
	Severity string `json:"severity" enum:"error,warning"`
	Text     string `json:"text"`
}

type rulebookOut struct {
	Body struct {
		Item       string       `json:"item"`
		Name       string       `json:"name"`
		Department string       `json:"department"`
		Draft      *VersionBody `json:"draft,omitempty"`
		Current    *VersionBody `json:"current,omitempty"`
		Faults     []FaultBody  `json:"faults" doc:"Of the draft"`
		Proven     bool         `json:"proven" doc:"Whether exactly the draft's content was run in the shadow"`
	}
}

func (a api) get(ctx context.Context, in *ItemPath) (*rulebookOut, error) {
	found, err := a.Find(ctx, in.Item)
	if err != nil {
		return nil, err
	}
	out := &rulebookOut{}
	b := &out.Body
	b.Item, b.Name, b.Department, b.Faults = found.Item, found.Name, found.Department, []FaultBody{}
	if found.Current != nil {
		one := bodyOf(*found.Current)
		b.Current = &one
	}
	if found.Draft == nil {
		return out, nil
	}
	one := bodyOf(*found.Draft)
	b.Draft = &one
	c := checked{Content: found.Draft.Content, rules: a.compiled.of(found.Draft.Content)}
	for i, e := range c.Examples {
		ran := c.run(e)
		one.Content.Examples[i].Got, one.Content.Examples[i].Reason, one.Content.Examples[i].Passed = ran.Got, ran.Reason, ran.Passed
	}
	for _, f := range c.faults {
		b.Faults = append(b.Faults, FaultBody{f.Element, f.Line, string(f.Severity), f.Sentence(ctx)})
	}
	_, b.Proven, err = a.Proof.Proven(ctx, found.Draft.Digest)
	return out, err
}

// SourceBody is where an input may come from.
type SourceBody struct {
	Kind  Kind   `json:"kind" enum:"register,form,licence,share,paper,case,credit,commitment,calendar"`
	Key   string `json:"key"`
	Label string `json:"label"`
	Type  string `json:"type" doc:"Of FEEL"`
}

type sourcesOut struct {
	Body struct {
		Items []SourceBody `json:"items"`
	}
}

func (a api) sources(ctx context.Context, in *ItemPath) (*sourcesOut, error) {
	if _, err := a.Find(ctx, in.Item); err != nil {
		return nil, err
	}
	list, err := a.Sources(ctx, in.Item)
	out := &sourcesOut{}
	out.Body.Items = []SourceBody{}
	for _, s := range list {
		out.Body.Items = append(out.Body.Items, SourceBody{s.Kind, s.Key, s.Label, s.Type})
	}
	return out, err
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
	Body ContentBody
}

func (a api) begin(ctx context.Context, in *beginIn) (*versionOut, error) {
	return answer(a.Begin(in.context(ctx), in.Item, in.Body.content()))
}

type saveIn struct {
	ItemPath
	Keyed
	Body struct {
		ContentBody
		Edits int `json:"edits" doc:"Of the draft as it was read"`
	}
}

func (a api) save(ctx context.Context, in *saveIn) (*versionOut, error) {
	return answer(a.Save(in.context(ctx), in.Item, in.Body.Edits, in.Body.content()))
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
		Current int64  `json:"current" doc:"Number in force as it was read, 0: none"`
		Reason  string `json:"reason"`
	}
}

func (a api) publish(ctx context.Context, in *publishIn) (*versionOut, error) {
	return answer(a.Publish(in.context(ctx), in.Item, Seen{in.Body.Edits, in.Body.Current}, in.Body.Reason))
}

type withdrawIn struct {
	ItemPath
	Keyed
	Body struct {
		Number int64  `json:"number"`
		Reason string `json:"reason"`
	}
}

func (a api) withdraw(ctx context.Context, in *withdrawIn) (*versionOut, error) {
	return answer(a.Withdraw(in.context(ctx), in.Item, in.Body.Number, in.Body.Reason))
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
	list, next, err := a.Versions(ctx, in.Item, numberOf(in.Cursor), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &versionsOut{}
	out.Body.Items = []VersionBody{}
	for _, v := range list {
		out.Body.Items = append(out.Body.Items, bodyOf(v))
	}
	if next > 0 {
		out.Body.Next = strconv.FormatInt(next, 10)
	}
	return out, nil
}

// VersionPath names one published version.
type VersionPath struct {
	ItemPath
	Number int64 `path:"number" minimum:"1"`
}

func (a api) version(ctx context.Context, in *VersionPath) (*versionOut, error) {
	_, v, err := a.Numbered(ctx, in.Item, in.Number)
	return answer(v, err)
}

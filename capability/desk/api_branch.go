package desk

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/casework"
	"tongban/kernel/web"
)

// registerBranch adds what handlers ask of a task of a process beside ending it.
func (a api) registerBranch(h huma.API, op func(method, path, summary string) web.Op) {
	web.Register(h, op("POST", "/desk/tasks/{id}/send-back", "Send work back to an earlier step of the drawing; other branches go on"), a.sendBack)
	web.Register(h, op("POST", "/desk/tasks/{id}/take-back", "Take back a task I have ended, as long as nobody has picked up what it opened"), a.takeBack)
	web.Register(h, op("POST", "/desk/tasks/{id}/signers", "Ask a colleague to sign too"), a.addSigner)
	web.Register(h, op("POST", "/desk/tasks/{id}/remove-signer", "Do without the signature a task asks for"), a.removeSigner)
	web.Register(h, op("POST", "/desk/tasks/{id}/urge", "Tell whoever holds a task that the case waits; once a day"), a.urge)
	web.Register(h, op("POST", "/desk/tasks/{id}/entrust", "Give a task to another department, where its own cannot do it"), a.entrust)
	web.Register(h, op("GET", "/desk/cases/{no}/branches", "Read how far each branch of a case is: steps, holders, own clocks, what was said"), a.branches)
	web.Register(h, op("GET", "/desk/incidents", "List the cases whose process cannot go on, the oldest first"), a.incidents)
}

type sendBackIn struct {
	casework.KeyHeader
	TaskPath
	Body struct {
		To      string `json:"to" maxLength:"200" doc:"Node of the drawing"`
		Element string `json:"element,omitempty" maxLength:"200" doc:"Of a step done over a list, for which element alone"`
		Reason  string `json:"reason" maxLength:"2000"`
	}
}

func (a api) sendBack(ctx context.Context, in *sendBackIn) (*casework.CaseOut, error) {
	back := casework.Return{To: in.Body.To, Element: in.Body.Element, Reason: in.Body.Reason}
	return answer(ctx)(a.Casework.SendBack(in.Context(ctx), idOf(in.ID), back))
}

func (a api) takeBack(ctx context.Context, in *claimIn) (*casework.CaseOut, error) {
	return answer(ctx)(a.Casework.TakeBack(in.Context(ctx), idOf(in.ID)))
}

type signerIn struct {
	casework.KeyHeader
	TaskPath
	Body struct {
		To string `json:"to" maxLength:"13" doc:"Account of the colleague"`
	}
}

func (a api) addSigner(ctx context.Context, in *signerIn) (*casework.CaseOut, error) {
	return answer(ctx)(a.Casework.AddSigner(in.Context(ctx), idOf(in.ID), in.Body.To))
}

func (a api) removeSigner(ctx context.Context, in *claimIn) (*casework.CaseOut, error) {
	return answer(ctx)(a.Casework.RemoveSigner(in.Context(ctx), idOf(in.ID)))
}

type urgeIn struct {
	TaskPath
	Body struct {
		Words string `json:"words,omitempty" maxLength:"200"`
	}
}

func (a api) urge(ctx context.Context, in *urgeIn) (*struct{}, error) {
	return nil, a.Casework.Urge(ctx, idOf(in.ID), in.Body.Words)
}

type entrustIn struct {
	casework.KeyHeader
	TaskPath
	Body struct {
		Department string `json:"department" maxLength:"50" doc:"Code"`
		Reason     string `json:"reason" maxLength:"2000"`
	}
}

func (a api) entrust(ctx context.Context, in *entrustIn) (*casework.CaseOut, error) {
	return answer(ctx)(a.Casework.Entrust(in.Context(ctx), idOf(in.ID), in.Body.Department, in.Body.Reason))
}

type incidentsOut struct {
	Body struct {
		Items []incidentBody `json:"items"`
		Next  string         `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

// incidentBody is a process that cannot go on over the wire.
type incidentBody struct {
	ShortNo  string `json:"shortNo"`
	ItemName string `json:"itemName"`
	Cause    string `json:"cause"`
}

func (a api) incidents(ctx context.Context, in *casework.PageIn) (*incidentsOut, error) {
	list, err := a.Casework.Incidents(ctx, idOf(in.Cursor), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &incidentsOut{}
	out.Body.Items = []incidentBody{}
	for _, i := range list {
		out.Body.Items = append(out.Body.Items, incidentBody{i.ShortNo, i.ItemName, casework.Cause(ctx, i.Cause, i.Args)})
	}
	if len(list) == in.Limit {
		out.Body.Next = list[len(list)-1].ID.String()
	}
	return out, nil
}

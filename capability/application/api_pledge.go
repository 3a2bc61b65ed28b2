package application

import "context"

// PledgeBody is what was promised, on the track of a commitment.
type PledgeBody struct {
	Digest  string `json:"digest" doc:"Of the text that was shown, see /applications/{id}/pledge"`
	Clauses []int  `json:"clauses" doc:"The clauses that are promised, each by its place from 1"`
}

// Pledged is b as the service takes it; nil promises nothing.
func (b *PledgeBody) Pledged() (p Pledged) {
	if b == nil {
		return p
	}
	p.Digest = b.Digest
	for _, no := range b.Clauses {
		p.Clauses = append(p.Clauses, no-1)
	}
	return p
}

type pledgeOut struct {
	Body struct {
		Digest       string   `json:"digest" doc:"SHA-256 of the Chinese text, which counts"`
		Conditions   []string `json:"conditions"`
		Materials    []string `json:"materials" doc:"Papers needed all the same"`
		Replaced     []string `json:"replaced" doc:"Papers the promise stands for"`
		Clauses      []string `json:"clauses" doc:"What is promised, one by one"`
		Check        string   `json:"check" doc:"How it is checked"`
		Consequences []string `json:"consequences"`
	}
}

// pledge tells what an application on the track of a commitment promises.
func (a api) pledge(ctx context.Context, in *ApplicationPath) (*pledgeOut, error) {
	w, err := a.Work(ctx, in.key())
	if err != nil {
		return nil, err
	}
	if w.Pledge == nil {
		return nil, errNoPledge
	}
	out := &pledgeOut{}
	b, p := &out.Body, w.Pledge
	b.Digest, b.Check = p.Digest, p.Check
	b.Conditions, b.Materials, b.Replaced = append([]string{}, p.Conditions...), append([]string{}, p.Materials...), append([]string{}, p.Replaced...)
	b.Clauses, b.Consequences = p.Clauses, p.Consequences
	return out, nil
}

package bundle

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

func (s *Service) api(api huma.API) {
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/bundles", Tag: "bundle", Summary: "What can be applied for as one matter, with what it spares."}, s.listBundles)
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/bundles/{code}", Tag: "bundle", Summary: "One bundle: its services, their order, its questions."}, s.getBundle)
	web.Register(api, web.Op{Method: http.MethodPost, Path: "/bundles/{code}/guide", Tag: "bundle", Summary: "What follows from answers to a bundle's questions: its parts, papers, and the comparison."}, s.planBundle)
}

type listBundlesOut struct{ Body BundleList }

// BundleList are the bundles on offer.
type BundleList struct {
	Items []BundleBody `json:"items"`
}

// BundleBody is a Joint on the wire.
type BundleBody struct {
	Code       string               `json:"code" example:"newborn"`
	Name       string               `json:"name"`
	Summary    string               `json:"summary,omitempty"`
	Edition    id.ID                `json:"edition" doc:"what an application is begun under"`
	Lead       catalogue.Department `json:"leadDepartment"`
	Limit      catalogue.Limit      `json:"totalLimit"`
	Parts      []BundlePart         `json:"parts"`
	Everything Tally                `json:"everything" doc:"the comparison with every part that can take part"`
}

// BundlePart is one thing a bundle does.
type BundlePart struct {
	Item       string   `json:"item"`
	Name       string   `json:"name"`
	Kind       string   `json:"kind,omitempty" enum:",external,check"`
	Department string   `json:"department"`
	Required   bool     `json:"required"`
	DependsOn  []string `json:"dependsOn,omitempty"`
}

func bodyOf(j *Joint) BundleBody {
	b := BundleBody{Code: j.Code, Name: j.Name, Summary: j.Summary, Edition: j.Edition, Lead: j.Lead, Limit: j.Limit, Parts: []BundlePart{}, Everything: j.Tally(j.Everything())}
	for _, p := range j.Parts {
		b.Parts = append(b.Parts, BundlePart{p.Code(), p.Title(), p.Kind, p.DepartmentName(), p.Required, p.DependsOn})
	}
	return b
}

func (s *Service) listBundles(ctx context.Context, _ *struct{}) (*listBundlesOut, error) {
	offered, err := s.Offered(ctx)
	if err != nil {
		return nil, err
	}
	out := &listBundlesOut{BundleList{[]BundleBody{}}}
	for _, j := range offered {
		out.Body.Items = append(out.Body.Items, bodyOf(j))
	}
	return out, nil
}

type bundleIn struct {
	Code string `path:"code" example:"newborn"`
}

type getBundleOut struct{ Body BundleWhole }

// BundleWhole is a bundle with its questions.
type BundleWhole struct {
	BundleBody
	Questions []catalogue.Question `json:"questions"`
}

func (s *Service) getBundle(ctx context.Context, in *bundleIn) (*getBundleOut, error) {
	j, err := s.offered(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	return &getBundleOut{BundleWhole{bodyOf(j), j.Item.Scenarios}}, nil
}

// offered is a bundle that people can apply for now; else its fault says why.
func (s *Service) offered(ctx context.Context, code string) (*Joint, error) {
	j, ended, err := s.Joint(ctx, code)
	if err != nil {
		return nil, err
	}
	if ended != nil {
		return nil, fault.New(fault.Conflict, "bundle.unavailable", ended.Reason)
	}
	return j, nil
}

type planBundleIn struct {
	Code string `path:"code" example:"newborn"`
	Body struct {
		Answers map[string]any `json:"answers" doc:"by question"`
	}
}

type planBundleOut struct{ Body BundlePlan }

// BundlePlan is what follows from answers.
type BundlePlan struct {
	Stop      *catalogue.Message   `json:"stop,omitempty"`
	Redirect  *catalogue.Redirect  `json:"redirect,omitempty"`
	Open      []string             `json:"open,omitempty" doc:"questions still to be answered"`
	Parts     []string             `json:"parts" doc:"what takes part, in order"`
	Materials []catalogue.Material `json:"materials"`
	Notices   []catalogue.Message  `json:"notices,omitempty"`
	Tally     Tally                `json:"tally"`
}

func (s *Service) planBundle(ctx context.Context, in *planBundleIn) (*planBundleOut, error) {
	j, err := s.offered(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	answers, wrong := j.Item.CheckAnswers(in.Body.Answers)
	if len(wrong) > 0 {
		return nil, fault.InvalidFields(wrong)
	}
	p := j.Plan(answers)
	body := BundlePlan{Stop: p.Stop, Redirect: p.Redirect, Parts: []string{}, Materials: p.Materials, Notices: p.Notices, Tally: j.Tally(answers)}
	for _, q := range p.Open {
		body.Open = append(body.Open, q.ID)
	}
	for _, part := range j.Chosen(answers) {
		body.Parts = append(body.Parts, part.Code())
	}
	if body.Materials == nil {
		body.Materials = []catalogue.Material{}
	}
	return &planBundleOut{body}, nil
}

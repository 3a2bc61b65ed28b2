package bundlestudio

import (
	"context"
	"net/http"
	"net/url"

	"tongban/capability/bundle"
	"tongban/capability/catalogue"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// previewView is the bundle as an applicant would meet it who gives these answers.
type previewView struct {
	*view
	answers catalogue.Answers
	wrong   []fault.Field
	plan    catalogue.Plan
	topics  []bundle.Topic
	chosen  []*bundle.Part
}

// preview shows what an applicant would be asked: nothing that is typed here is kept.
func (p pages) preview(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	pv := &previewView{view: v}
	if v.joint != nil {
		pv.answered(r.URL.Query())
	}
	return web.Render(w, r, http.StatusOK, previewPage(pv))
}

func (v *previewView) answered(input url.Values) {
	v.answers, v.wrong = v.joint.Item.DecodeAnswers(input)
	v.plan = v.joint.Plan(v.answers)
	v.topics, v.chosen = v.joint.FormFor(v.answers), v.joint.Chosen(v.answers)
}

func chosenLines(v *previewView) (lines []string) {
	for _, p := range v.chosen {
		lines = append(lines, p.Title())
	}
	return lines
}

func planPapers(ctx context.Context, v *previewView) (lines []string) {
	for _, m := range v.plan.Materials {
		key := "preview.paper-optional"
		if m.Necessity == catalogue.Required {
			key = "preview.paper"
		}
		lines = append(lines, t(ctx, key, m.Name))
	}
	return lines
}

func topicLines(ctx context.Context, topic bundle.Topic) (rows []ui.SummaryRow) {
	for _, f := range topic.Fields {
		value := t(ctx, "kind."+string(f.Kind))
		if from := sayPrefill(ctx, f.Prefill); from != "" {
			value = from
		}
		rows = append(rows, ui.SummaryRow{Key: f.Label, Value: value})
	}
	return rows
}

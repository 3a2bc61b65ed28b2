package studio

import (
	"io"
	"net/http"
	"testing"

	"tongban/capability/catalogue"
	"tongban/capability/intake"
	"tongban/kernel/actor"
	"tongban/kernel/record"
)

// poor is a list of one item that says next to nothing, as real lists do.
type poor struct{ item *catalogue.Item }

func (p *poor) Next() (intake.Record, error) {
	item := p.item
	if p.item = nil; item == nil {
		return intake.Record{}, io.EOF
	}
	return intake.Record{Number: 1, Item: item, Code: item.Code, Name: item.Name, Source: []byte(`{"TASK_NAME": "贫乏的事项", "handle_time": "30(工作日)"}`)}, nil
}

func (p *poor) File() record.File { return record.File{} }

func TestAnItemOfAPoorListIsMendedAndPublished(t *testing.T) {
	each(t, func(b *bench) {
		var like *catalogue.Item
		for _, item := range sample(t) {
			if item.Code == "road-qual" {
				like = item
			}
		}
		item := &catalogue.Item{
			Code: "poor-item", Name: "贫乏的事项", BasicCode: like.BasicCode, ImplementationCode: like.ImplementationCode, HandlingItemCode: like.ImplementationCode + "09",
			Department: like.Department, Region: like.Region, ItemType: like.ItemType, CaseType: like.CaseType, ExerciseLevel: like.ExerciseLevel, ServiceObjects: []int{1},
			Themes: like.Themes, Conditions: like.Conditions, Regime: like.Regime, StatutoryLimit: like.StatutoryLimit, PromisedLimit: like.PromisedLimit, FAQ: like.FAQ,
			OnSiteVisits: 1, HandlingModes: []string{"window"}, ConsultPhone: "0000-65519001", ComplaintPhone: "0000-1234519", Place: "窗口",
		}
		report, err := b.intake.Import(actor.With(t.Context(), actor.AsSystem("import")), &poor{item}, intake.Options{Format: "gdzwfw", File: "清单.json"})
		if err != nil || report.Count(catalogue.Added) != 1 {
			t.Fatalf("%v %+v", err, report)
		}
		editor, publisher := b.as("editor"), b.as("publisher")
		editor.sees(editor.get(itemURL(item.Code)), 200, "办理时间", "广东政务服务网事项清单", "法定办结时限", "30(工作日)", "第 1 版")
		b.drafts(editor, item.Code, "place", "hours", "工作日 9:00-17:00")
		b.drafts(editor, item.Code, "law", "legalBasis[0].title", "道路运输条例")
		b.drafts(editor, item.Code, "result", "result.name", "答复")
		b.drafts(editor, item.Code, "visits", "onSiteReason", "当面核对原件")
		b.step(editor, item.Code, catalogue.Submit, "")
		b.step(publisher, item.Code, catalogue.Review, "")
		publisher.sees(publisher.does(item.Code, catalogue.Publish, ""), 409, "错误")
		b.step(publisher, item.Code, catalogue.Return, "还缺办理环节")

		form := editor.get(itemURL(item.Code, "edit", "stages")).form()
		for at, name := range []string{"受理", "审查", "决定"} {
			if at > 0 {
				stages.change(form, "add")
			}
			form.Set(cell("stages", at, "name"), name)
			form.Set(cell("stages", at, "actor"), "window")
			form.Set(cell("stages", at, "limitWorkdays"), "1")
		}
		form.Set("do", "save")
		if page := editor.post(itemURL(item.Code, "edit", "stages"), form); page.status != http.StatusSeeOther {
			t.Fatalf("%d %s", page.status, page.text)
		}
		b.step(editor, item.Code, catalogue.Submit, "")
		b.step(publisher, item.Code, catalogue.Review, "")
		b.step(publisher, item.Code, catalogue.Publish, "")
		if e := b.entry(item.Code); e.Open() || e.Head.Errors > 0 || e.Head.Version != "1.0" {
			t.Errorf("%+v, %+v", e.Head, e.Findings)
		}
	})
}

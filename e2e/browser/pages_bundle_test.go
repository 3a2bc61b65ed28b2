package browser

import (
	"net/http"
	"strings"

	"tongban/capability/document/documenttest"
	"tongban/e2e/world"
)

// founded is a company that is founded as one matter, with a paper the founders have to bring
// again.
func (c *city) founded() (no string) {
	c.Helper()
	m, draft, he := oneMatters[1], &world.Application{}, c.As("he")
	he.Post("/applications", world.Fields{"itemCode": m.code, "answers": m.answers, "consent": true}).Is(http.StatusCreated).Into(draft)
	draft = m.filled(c, draft, nil)
	for _, code := range draft.Missing {
		he.Post(draft.Path()+"/materials/"+code, world.File{Name: "材料.pdf", Content: documenttest.PDF(1)}).Is(http.StatusCreated)
	}
	var done struct{ Page string }
	he.Post(draft.Path()+"/submit", nil).Is(http.StatusCreated).Into(&done)
	no = strings.TrimPrefix(done.Page, "/bundle-cases/")
	var run struct {
		Parts []struct{ State, CaseNo string }
	}
	he.Get("/bundle-cases/" + no).Is(http.StatusOK).Into(&run)
	c.As("clerk").Does("request-correction", &world.Case{CaseNo: run.Parts[0].CaseNo}, world.Fields{"gaps": []world.Fields{{"target": "material:" + strings.TrimPrefix(draft.Missing[0], "biz-setup."), "problem": "章程没有股东签名，请签名后重新上传"}}})
	return no
}

// bundles are the pages of what takes several offices as one matter.
func (l *life) bundles() []place {
	return []place{
		{name: "bundles", path: "/bundles"},
		{name: "bundle", path: "/bundles/newborn"},
		{name: "bundle-answered", path: "/bundles/biz-open?b_hire=true&b_invoice=small&b_seal=legal&b_agent=false&b_bank=true&biz-setup.q_address=rent&biz-setup.q_pre=false"},
		{name: "bundle-guide", who: "su", path: "/apply/new?item=newborn"},
		{name: "bundle-run", who: "he", path: "/bundle-cases/" + l.founded},
		{name: "bundle-withdraw", who: "he", path: "/bundle-cases/" + l.founded + "/withdraw"},
		{name: "bundle-withdraw-one", who: "he", path: "/bundle-cases/" + l.founded + "/withdraw?part=biz-bank"},
		{name: "bundle-lost", who: "mei", path: "/bundle-cases/" + l.founded},
		{name: "entitlements", who: "su", path: "/entitlements"},
		{name: "desk-bundles", who: "samr-head", path: "/desk/bundle-cases"},
		{name: "desk-bundles-none", who: "hc-head", path: "/desk/bundle-cases?show=done"},
		{name: "desk-bundle", who: "samr-head", path: "/desk/bundle-cases/" + l.founded},
		{name: "studio-bundles", who: "editor", path: "/admin/bundles", foreign: true}, // a code as an example
		{name: "studio-bundle", who: "editor", path: "/admin/bundles/newborn"},
		{name: "studio-components", who: "editor", path: "/admin/bundles/newborn/edit/components"},
		{name: "studio-questions", who: "editor", path: "/admin/bundles/newborn/edit/questions"},
		{name: "studio-form", who: "editor", path: "/admin/bundles/newborn/edit/form", foreign: true}, // units of what is asked
		{name: "studio-papers", who: "editor", path: "/admin/bundles/newborn/edit/papers"},
		{name: "studio-preview", who: "editor", path: "/admin/bundles/newborn/preview", foreign: true},
		{name: "studio-versions", who: "editor", path: "/admin/bundles/newborn/versions"},
		{name: "programmes", who: "hc-head", path: "/admin/entitlements"},
	}
}
